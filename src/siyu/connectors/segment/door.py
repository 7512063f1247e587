"""The door: POST /v1/… of the Segment HTTP tracking API, as a plain ASGI layer in front of the application.

It answers 200 {"success": true} once the messages are on disk, 400 for what can never be taken (not JSON, too large),
401 for a bad write key, 429 or 503 with Retry-After for what the SDK should send again.
"""

import msgspec
import structlog
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from siyu.connectors.segment import bodies
from siyu.connectors.segment.accumulator import Accumulator
from siyu.connectors.segment.bodies import Post
from siyu.connectors.segment.errors import (
    RETRY_AFTER_S,
    NoSuchCall,
    NotJson,
    SomeTooLarge,
    status_of,
)
from siyu.connectors.segment.keys import KeyRing, key_of_header
from siyu.events.inbox.contracts import BATCH
from siyu.kit.errors import SiyuError, Unavailable
from siyu.kit.metrics import events_accepted
from siyu.kit.platform import Platform

PREFIX = "/v1/"
# The long names are of the HTTP API and the server SDKs, the short ones of analytics.js and the mobile SDKs.
CALLS = {
    "identify": "identify",
    "track": "track",
    "page": "page",
    "screen": "screen",
    "group": "group",
    "alias": "alias",
    "batch": BATCH,
    "import": BATCH,
    "i": "identify",
    "t": "track",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
    "b": BATCH,
}
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
PREFLIGHT = {
    **ANY_ORIGIN,
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
    "Access-Control-Max-Age": "86400",
}
ACCEPTED = b'{"success":true}'
JSON = "application/json"
log = structlog.get_logger(__name__)


class TrackingDoor:
    """ASGI layer: takes /v1/… itself and hands everything else to `app`."""

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self._app = app
        self._platform = platform
        self._keys = KeyRing(platform)
        self._accumulator = Accumulator(platform.stores.inbox)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This function will answer a request to /v1/…, or pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        try:
            await self._take(scope, receive)
        except SiyuError as error:
            return _refusal(error)
        except Exception:
            log.exception("tracking.crashed", path=scope["path"])
            return _refusal(Unavailable(value="tracking"))
        return Response(ACCEPTED, media_type=JSON, headers=ANY_ORIGIN)

    async def _take(self, scope: Scope, receive: Receive) -> None:
        """This function will store the messages of one request. Raises the error to answer with."""
        kind = CALLS.get(scope["path"].removeprefix(PREFIX).rstrip("/"))
        if kind is None or scope["method"] != "POST":
            raise NoSuchCall(field="path", value=f"{scope['method']} {scope['path']}")
        headers = Headers(scope=scope)
        key = key_of_header(headers.get("authorization", ""))
        if key:
            await self._keys.sender(key)  # a stranger's body is not even read
        packed = await _body(receive)
        post = bodies.read(kind, bodies.unpack(packed, headers.get("content-encoding", "").strip().lower()))
        await self._store(post, key or post.write_key)
        if post.oversized:
            raise SomeTooLarge(field="batch", value=len(post.oversized), limit=bodies.MESSAGE_BYTES_MAX // bodies.KB)

    async def _store(self, post: Post, key: str) -> None:
        sender = await self._keys.sender(key)
        deliveries = post.deliveries(sender.source_id, self._platform.clock.now_ms())
        if deliveries:
            await self._accumulator.store(sender.brand_id, deliveries)
            events_accepted.labels(str(sender.brand_id)).inc(len(post.messages) + len(post.oversized))


async def _body(receive: Receive) -> bytes:
    """This function will read the body. Raises TooLarge as soon as it is above 500 KB, NotJson when it breaks off."""
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise NotJson(field="body", value="the sender hung up")
        part = event.get("body", b"")
        size += len(part)
        if size > bodies.BATCH_BYTES_MAX:
            raise bodies.too_large("request", bodies.BATCH_BYTES_MAX)
        parts.append(part)
        if not event.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _refusal(error: SiyuError) -> Response:
    status = status_of(error)
    told = {"success": False, "code": error.code, "message": _told(error, "en"), "message_zh": _told(error, "zh")}
    headers = dict(ANY_ORIGIN)
    if status in (429, 503):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="write key"'
    return Response(msgspec.json.encode(told), status_code=status, media_type=JSON, headers=headers)


def _told(error: SiyuError, lang: str) -> str:
    return f"{error.detail(lang)} {error.fix(lang)}".strip()
