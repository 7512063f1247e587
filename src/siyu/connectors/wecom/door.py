"""Where WeCom knocks: GET proves that the address is ours, POST brings an event (p90930, p92130).

Verify, decrypt, store, answer; everything else happens in the worker. No session and no CSRF here: the signature and
the encryption with the brand's own keys say who is calling. One corp or many: each brand has an address of its own.

A plain ASGI layer in front of the application: a burst knocks here a thousand times a second, and what the application
does for a page would take as long again as what is done here.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from siyu.connectors.wecom.callbacks.knocks import arrived
from siyu.connectors.wecom.credentials import Corp, corp_of
from siyu.connectors.wecom.crypto import BadCallback, check_signature, open_envelope
from siyu.connectors.wecom.keeper import Keeper
from siyu.connectors.wecom.settings import WecomSettings
from siyu.connectors.wecom.xml import read_xml
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError, Unavailable
from siyu.kit.http import problem
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

BODY_BYTES_MAX = 256 * 1024
KNOWN_FOR_MS = 5 * SECOND_MS
BRANDS_KNOWN_MAX = 1_000
ADDRESS = "/callbacks/wecom/"
METHODS = ("GET", "POST")
SIGNED = ("msg_signature", "timestamp", "nonce", "echostr")
log = structlog.get_logger(__name__)


class StaleCallback(BadCallback):
    """A callback was signed too long ago: somebody may be sending an old one again."""

    zh = "企业微信回调的时间戳超出允许范围"
    en = "The callback was signed too long ago or too far ahead"
    fix_zh = "请校准服务器时间,或调整 SIYU_WECOM_REPLAY_WINDOW_S"
    fix_en = "Set the server's clock, or change SIYU_WECOM_REPLAY_WINDOW_S"


@dataclass(frozen=True, slots=True)
class Signed:
    """The query of a knock."""

    signature: str
    timestamp: str
    nonce: str
    echo: str


class Door:
    """Opens the envelopes of every brand and keeps what is inside; one for an event loop."""

    def __init__(self, platform: Platform, settings: WecomSettings) -> None:
        self._platform = platform
        self._settings = settings
        self._keeper = Keeper(platform)
        self._known: dict[str, tuple[int, Scope, Corp]] = {}

    async def echo(self, brand: str, signed: Signed) -> str:
        """This function will return the decrypted echo. Raises BadCallback."""
        _, corp = await self._corp(brand)
        return self._open(corp, signed, signed.echo)

    async def take(self, brand: str, signed: Signed, body: bytes) -> None:
        """This function will return once the callback is on disk. Raises BadCallback, Overrun."""
        scope, corp = await self._corp(brand)
        try:
            encrypted = read_xml(body.decode()).get("Encrypt", "")
        except UnicodeDecodeError as error:
            raise BadCallback(field="body") from error
        try:
            text = self._open(corp, signed, encrypted)
        except BadCallback:
            scope, corp = await self._corp(brand, anew=True)  # the keys may have been changed a moment ago
            text = self._open(corp, signed, encrypted)
        await self._keeper.keep(scope, arrived(text))

    def _open(self, corp: Corp, signed: Signed, encrypted: str) -> str:
        check_signature(corp.token, signed.timestamp, signed.nonce, encrypted, signed.signature)
        self._check_age(signed.timestamp)
        return open_envelope(corp.aes_key, encrypted, corp.corpid)

    def _check_age(self, timestamp: str) -> None:
        window_ms = self._settings.replay_window_s * SECOND_MS
        if window_ms and timestamp.isdigit():
            age_ms = self._platform.clock.now_ms() - int(timestamp) * SECOND_MS
            if abs(age_ms) > window_ms:
                raise StaleCallback(field="timestamp")

    async def _corp(self, brand: str, *, anew: bool = False) -> tuple[Scope, Corp]:
        """This function will return a brand's keys, read at most every five seconds."""
        now_ms = self._platform.clock.now_ms()
        held = self._known.get(brand)
        if held is None or anew or now_ms >= held[0]:
            scope, corp = await run_in_threadpool(self._read, brand)
            if len(self._known) >= BRANDS_KNOWN_MAX:
                self._known.clear()
            self._known[brand] = held = (now_ms + KNOWN_FOR_MS, scope, corp)
        return held[1], held[2]

    def _read(self, brand: str) -> tuple[Scope, Corp]:
        with self._platform.stores.core.reading() as conn:
            scope = Scope(tenancy.brand_by_code(conn, brand).id)
        return scope, corp_of(self._platform, scope)


class CallbackDoor:
    """ASGI layer: takes /callbacks/wecom/{brand} itself and hands everything else to `app`."""

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self._app = app
        self._door = Door(platform, WecomSettings())

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """This function will answer a knock, or pass on what is none."""
        is_knock = scope["type"] == "http" and scope["path"].startswith(ADDRESS) and scope["method"] in METHODS
        if not is_knock:
            await self._app(scope, receive, send)
            return
        try:
            response = Response(await self._answer(scope, receive), media_type="text/plain")
        except SiyuError as error:
            response = problem(Request(scope), error)
        except Exception:
            log.exception("wecom.door_crashed", path=scope["path"])
            response = problem(Request(scope), Unavailable(value="callbacks"))
        await response(scope, receive, send)

    async def _answer(self, scope: AsgiScope, receive: Receive) -> str:
        """This function will prove that the address is ours (GET), or store an event durably (POST).

        WeCom repeats what is not answered within 5 s; any text will do as an answer.
        """
        brand = scope["path"].removeprefix(ADDRESS)
        signed = _signed(scope["query_string"])
        if scope["method"] == "GET":
            return await self._door.echo(brand, signed)
        await self._door.take(brand, signed, await _body(receive))
        return "success"


def _signed(query: bytes) -> Signed:
    found = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return Signed(*(found.get(name, "") for name in SIGNED))


async def _body(receive: Receive) -> bytes:
    """This function will read the body. Raises BadCallback when it is too long or breaks off."""
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        part = event.get("body", b"")
        size += len(part)
        if size > BODY_BYTES_MAX or event["type"] == "http.disconnect":
            raise BadCallback(field="body")
        parts.append(part)
        if not event.get("more_body", False):
            return b"".join(parts)
