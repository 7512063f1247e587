"""The vendor's door: /cgi-bin/… over HTTP, with planned faults and a limit on concurrent calls."""

import json
from collections import Counter

import anyio
from starlette.datastructures import UploadFile
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from siyu.simulators.wecom.api.call import Blob, Upload
from siyu.simulators.wecom.api.door import Request, answer, refusal
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.world import World

MULTIPART = "multipart/form-data"
GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class CutResponse(Response):
    """This response will promise a body and then close the connection without sending a byte of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head only; the server closes a connection whose answer is incomplete."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})


class VendorDoor:
    """This door will answer every path below /cgi-bin/ for one world.

    Answers come from memory in microseconds, so the event loop gives them itself.
    """

    def __init__(self, world: World) -> None:
        """Keep the world and count calls under way per path."""
        self._world = world
        self._under_way: Counter[str] = Counter()

    async def answer(self, http: HttpRequest) -> Response:
        """Return the vendor's answer, spoiled when a fault is planned for the path."""
        path = http.path_params["path"]
        fault = self._world.faults.take(path, self._world.state.now_ms())
        if fault is not None and fault.kind == "http_502":
            return PlainTextResponse(GATEWAY_PAGE, status_code=502, media_type="text/html")
        request = await _read(http, path, self._world.state.limits.body_bytes_max)
        if fault is not None and fault.kind == "errcode":
            return _json(self._refuse(request, fault.errcode))
        return _spoil(await self._work(request, fault.latency_ms if fault is not None else 0), fault)

    async def _work(self, request: Request, latency_ms: int) -> Response:
        most = self._world.state.limits.concurrent_per_api_max
        if most is not None and self._under_way[request.path] >= most:
            return _json(self._refuse(request, 45033))
        self._under_way[request.path] += 1
        try:
            if latency_ms:
                await anyio.sleep(latency_ms / 1000)
            result = answer(self._world.state, request)
        finally:
            self._under_way[request.path] -= 1
        return _blob(result) if isinstance(result, Blob) else _json(result)

    def _refuse(self, request: Request, code: int) -> Json:
        with self._world.state.lock:
            self._world.state.calls[request.path] += 1
            return refusal(self._world.state, request, VendorError(code))


async def _read(http: HttpRequest, path: str, bytes_max: int) -> Request:
    ip = http.client.host if http.client else "127.0.0.1"
    query = dict(http.query_params)
    if http.method != "POST":
        return Request(path, query, ip=ip)
    if http.headers.get("content-type", "").startswith(MULTIPART):
        return Request(path, query, upload=await _read_upload(http), ip=ip)
    return Request(path, query, raw=await _read_body(http, bytes_max), ip=ip)


async def _read_body(http: HttpRequest, bytes_max: int) -> bytes:
    """Return the body, or its first `bytes_max` + 1 bytes, which is enough to refuse it."""
    parts, size = [], 0
    async for part in http.stream():
        parts.append(part)
        size += len(part)
        if size > bytes_max:
            break
    return b"".join(parts)


async def _read_upload(http: HttpRequest) -> Upload | None:
    async with http.form(max_files=1, max_fields=10) as form:
        file = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        return Upload(file.filename or "file", await file.read()) if file is not None else None


def _spoil(response: Response, fault: Fault | None) -> Response:
    if fault is not None and fault.kind == "truncate":
        half = bytes(response.body)[: len(response.body) // 2]
        return Response(half, media_type=response.media_type)
    if fault is not None and fault.kind == "cut":
        return CutResponse(response.body)
    return response


def _json(result: Json) -> Response:
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), media_type="application/json; charset=UTF-8")


def _blob(blob: Blob) -> Response:
    headers = {"Content-disposition": f'attachment; filename="{blob.filename.encode("ascii", "replace").decode()}"'}
    return Response(blob.content, media_type="application/octet-stream", headers=headers)
