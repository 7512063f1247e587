"""HTTP: who may call, one error shape (RFC 9457), request ids, paging.

Features write `access: Annotated[Access, Depends(allow("segments.read"))]`; bootstrap puts the authenticator in place.
"""

import json
import math
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy.exc import DataError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Forbidden, Invalid, ManyInvalid, NotFound, SiyuError, Unavailable
from siyu.kit.platform import Platform

T = TypeVar("T")
PAGE_DEFAULT = 20
PAGE_MAX = 200
PROBLEM = "application/problem+json"
STATUS: dict[type[SiyuError], int] = {Invalid: 422, NotFound: 404, Conflict: 409, Forbidden: 403, Unavailable: 503}
log = structlog.get_logger(__name__)


class SignInNeeded(SiyuError):
    """Nobody is signed in, or the session or key is no longer good."""

    zh = "请先登录"
    en = "Please sign in first"
    fix_zh = "登录后重试,或检查 API 密钥"
    fix_en = "Sign in, or check the API key, then try again"


class UnknownResource(NotFound):
    """The address names nothing that exists."""

    zh = "没有这个地址:{value}"
    en = "There is nothing at {value}"


class MalformedRequest(Invalid):
    """A request does not have the documented form."""

    zh = "「{field}」不符合要求:{reason}"
    en = "{field}: {reason}"
    fix_zh = "请对照接口文档 /docs 修改后重试"
    fix_en = "Compare the request with the API reference at /docs"


class UnstorableValue(Invalid):
    """A number is too large or a text has characters no store can keep (NUL, half characters)."""

    zh = "请求中有无法保存的内容:数字过大,或含有非法字符"
    en = "A value cannot be stored: a number is too large, or a text has characters that are not allowed"
    fix_zh = "请检查数字范围,并去掉不可见字符"
    fix_en = "Check the size of numbers and remove control characters"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling: a signed-in user or an API key."""

    actor: str
    name: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Access:
    """What an endpoint may work with: the platform, the caller's scope in the brand, their language."""

    platform: Platform
    scope: Scope
    principal: Principal
    lang: str


class Authenticator(Protocol):
    """Finds out who calls and what part of a brand they may see."""

    def __call__(self, request: Request, brand_code: str, permission: str) -> tuple[Principal, Scope]:
        """This function will return the caller and scope, or raise SignInNeeded, Forbidden or NotFound."""
        ...


class Page(BaseModel, Generic[T]):
    """One page of a list: `next_cursor` is null at the end, `total` null when it would cost a scan."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


def allow(permission: str) -> Callable[[Request, str], Access]:
    """This function will make the dependency that lets in callers with `permission` in the brand of the path."""

    def dependency(request: Request, brand: str) -> Access:
        authenticate: Authenticator = request.app.state.authenticate
        principal, scope = authenticate(request, brand, permission)
        return Access(platform(request), scope, principal, language(request))

    return dependency


def platform(request: Request) -> Platform:
    """This function will return the platform of the running application."""
    held: Platform = request.app.state.platform
    return held


def language(request: Request) -> str:
    """This function will return "en" when the caller's first language is English, else "zh"."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def set_private_cookie(
    request: Request, answer: Response, name: str, value: str, *, age_s: int, path: str = "/"
) -> None:
    """This function will set a cookie that scripts cannot read and that other sites' forms do not send."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=age_s, path=path, httponly=True, samesite="lax", secure=secure)


def install_errors(app: FastAPI) -> None:
    """This function will make `app` answer every failure as problem JSON with a request id."""
    app.add_exception_handler(SiyuError, _on_siyu_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    for kind in (DataError, OverflowError, UnicodeEncodeError):
        app.add_exception_handler(kind, _on_unstorable)
    app.add_middleware(RequestIds)


class RequestIds:
    """ASGI layer: an id for each request, in its state, its log lines and its answer; a crash becomes problem JSON.

    Plain ASGI, because Starlette's own base class starts two tasks a request, which costs more than most answers do.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """This function will answer a request, or pass on what is none."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex
        begun = False

        async def send_with_id(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                log.exception("request.crashed", path=scope["path"])
                if begun:  # what has been sent cannot be taken back
                    raise
                await _crash(Request(scope))(scope, receive, send_with_id)


class ProblemResponse(JSONResponse):
    """Problem JSON that can always be written, whatever the caller sent (half characters included)."""

    media_type = PROBLEM

    def render(self, content: Any) -> bytes:
        """This function will return `content` as UTF-8, half characters replaced by "?"."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def problem(request: Request, error: SiyuError, status: int | None = None) -> JSONResponse:
    """This function will render `error` in the caller's language as RFC 9457 problem JSON; `status` overrides its own."""
    lang = language(request)
    status = status or status_of(error)
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.code,
        "status": status,
        **_told(error, lang),
    }
    body |= {"code": error.code, "request_id": getattr(request.state, "request_id", secrets.token_hex(8))}
    body["errors"] = [_told(part, lang) for part in getattr(error, "problems", [])]
    return ProblemResponse(body, status_code=status)


def status_of(error: SiyuError) -> int:
    """This function will return the HTTP status of an error's kind."""
    if isinstance(error, SignInNeeded):
        return 401
    if isinstance(error, Unavailable) and error.permanent:
        return 502
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def _told(error: SiyuError, lang: str) -> dict[str, Any]:
    told = {"detail": error.detail(lang), "field": error.field, "value": error.value, "fix": error.fix(lang)}
    if not isinstance(error.value, (str, int, float, bool, type(None))) or _is_endless(error.value):
        told["value"] = str(error.value)
    return told


def _is_endless(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


async def _on_siyu_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SiyuError)
    return problem(request, error)


async def _on_bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    parts: list[SiyuError] = [
        MalformedRequest(field=_path(part["loc"]), value=_plain(part.get("input")), reason=part["msg"])
        for part in error.errors()
    ]
    return problem(request, parts[0] if len(parts) == 1 else ManyInvalid(parts))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known: SiyuError = UnknownResource(value=request.url.path)
    if error.status_code != 404:
        known = MalformedRequest(field=request.method, value=request.url.path, reason=str(error.detail))
    response = problem(request, known, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _on_unstorable(request: Request, error: Exception) -> Response:
    log.warning("request.unstorable", path=request.url.path, error=type(error).__name__)
    return problem(request, UnstorableValue())


def _crash(request: Request) -> Response:
    return problem(request, Crashed(), 500)


class Crashed(SiyuError):
    """Something nobody expected; the log has the details under the request id."""

    zh = "系统内部出错,数据没有改动"
    en = "Siyu met an internal error; nothing was changed"
    fix_zh = "请把请求编号发给管理员,日志里能查到原因"
    fix_en = "Give the request id to your administrator; the log explains it"


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path")) or "body"


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float, bool, type(None))) else type(value).__name__
