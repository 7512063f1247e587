"""Where WeCom knocks: GET proves that the address is ours, POST brings an event (p90930, p92130).

Verify, decrypt, store, answer; everything else happens in the worker. No session and no CSRF here: the signature and
the encryption with the brand's own keys say who is calling.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from siyu.connectors.wecom.credentials import Corp, corp_of
from siyu.connectors.wecom.crypto import BadCallback, check_signature, open_envelope
from siyu.connectors.wecom.inbox import keep
from siyu.connectors.wecom.xml import read_xml
from siyu.kit.db.scope import Scope
from siyu.kit.http import platform as platform_of
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

BODY_BYTES_MAX = 256 * 1024
router = APIRouter(prefix="/callbacks/wecom", tags=["callbacks"], include_in_schema=False)
Text = Annotated[str, Query()]


@router.get("/{brand}")
def verify(request: Request, brand: str, msg_signature: Text, timestamp: Text, nonce: Text, echostr: Text) -> Response:
    """This function will prove to WeCom that the address is ours: the bare decrypted text comes back."""
    _, corp = _corp(platform_of(request), brand)
    check_signature(corp.token, timestamp, nonce, echostr, msg_signature)
    return Response(open_envelope(corp.aes_key, echostr, corp.corpid), media_type="text/plain")


@router.post("/{brand}")
async def receive(request: Request, brand: str, msg_signature: Text, timestamp: Text, nonce: Text) -> Response:
    """This function will store an event durably and answer "success"; WeCom repeats what is not answered in 5 s."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            raise BadCallback(field="body")
    signed = (msg_signature, timestamp, nonce)
    await run_in_threadpool(_take, platform_of(request), brand, body, signed)
    return Response("success", media_type="text/plain")


def _take(platform: Platform, brand: str, body: bytes, signed: tuple[str, str, str]) -> None:
    scope, corp = _corp(platform, brand)
    try:
        encrypted = read_xml(body.decode()).get("Encrypt", "")
    except UnicodeDecodeError as error:
        raise BadCallback(field="body") from error
    check_signature(corp.token, signed[1], signed[2], encrypted, signed[0])
    text = open_envelope(corp.aes_key, encrypted, corp.corpid)
    now_ms = platform.clock.now_ms()
    platform.stores.inbox.write(lambda conn: keep(conn, scope, text, at_ms=now_ms))


def _corp(platform: Platform, brand: str) -> tuple[Scope, Corp]:
    with platform.stores.core.reading() as conn:
        scope = Scope(tenancy.brand_by_code(conn, brand).id)
    return scope, corp_of(platform, scope)
