"""One request in, one answer out: token, permission, JSON reading, endpoint, error shape. No HTTP here."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from siyu.simulators.wecom.api.call import Blob, Call, Endpoint, Upload
from siyu.simulators.wecom.api.catalogue import CATALOGUE
from siyu.simulators.wecom.api.credentials import TOKEN_PATH, authenticate, issue_token
from siyu.simulators.wecom.entities import App, Json
from siyu.simulators.wecom.errors import VendorError, error_text
from siyu.simulators.wecom.state import HEX_ALPHABET, State

EXEMPT_PATH = "auth/getuserinfo"
CUSTOMER_PREFIX = "externalcontact/"
MORE_INFO = "https://open.work.weixin.qq.com/devtool/query?e="
UNICODE_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
JSON_WARNING = "Warning: wrong json format. "


@dataclass(frozen=True, slots=True)
class Request:
    """This record is a request to the vendor: `path` below /cgi-bin/, `raw` the undecoded body of a POST."""

    path: str
    query: Mapping[str, str]
    raw: bytes = b""
    upload: Upload | None = None
    ip: str = "127.0.0.1"


def answer(state: State, request: Request) -> Json | Blob:
    """Return what the vendor would answer; errors come as errcode and errmsg, never as an exception."""
    with state.lock:
        state.calls[request.path] += 1
        try:
            return _dispatch(state, request)
        except VendorError as error:
            return refusal(state, request, error)


def refusal(state: State, request: Request, error: VendorError) -> Json:
    """Return an error answer: empty containers of the endpoint, errcode, errmsg with hint, caller and more-info."""
    endpoint = CATALOGUE.get(request.path)
    hint = f"[{state.now_ms() // 1000}_{state.calls[request.path]}_{_hint(state)}]"
    more = f"hint: {hint}, from ip: {request.ip}, more info at {MORE_INFO}{error.code}"
    empty = endpoint.empty if endpoint else {}
    return {"errcode": error.code, "errmsg": f"{error_text(error.code, error.detail)}, {more}", **empty, **error.extra}


def _dispatch(state: State, request: Request) -> Json | Blob:
    if request.path == TOKEN_PATH:
        return _success(issue_token(state, request.query, request.ip))
    endpoint = CATALOGUE.get(request.path)
    if endpoint is None:
        raise VendorError(40066, request.path)
    app = authenticate(state, request.query.get("access_token", ""), request.ip)
    if endpoint.path != EXEMPT_PATH:
        _count(state, request, app)
    _check_permission(endpoint, app)
    body, warning = _read_body(state, request)
    return _run(state, endpoint, Call(app, request.query, body, request.upload), warning)


def _count(state: State, request: Request, app: App) -> None:
    """Raise 45009 while the path is blocked for the corp, the app or the caller's address."""
    who = {"corp": state.corpid, "ip": request.ip, "app": str(app.agentid)}
    if not state.frequency.admits(request.path, state.now_ms(), **who):
        raise VendorError(45009)


def _check_permission(endpoint: Endpoint, app: App) -> None:
    """Raise 48002 for a secret of the wrong kind, or an app that is not listed in 可调用接口的应用."""
    unlisted = endpoint.path.startswith(CUSTOMER_PREFIX) and not app.customer_contact
    if app.kind not in endpoint.credentials or unlisted:
        raise VendorError(48002)


def _run(state: State, endpoint: Endpoint, call: Call, warning: str) -> Json | Blob:
    try:
        result = endpoint.handler(state, call)
    except VendorError as error:
        raise VendorError(error.code, f"{warning}{error.detail}", extra=error.extra) from error
    return result if isinstance(result, Blob) else _success(result, warning)


def _read_body(state: State, request: Request) -> tuple[Json, str]:
    """Return the body and a warning: malformed JSON counts as an empty body; \\uXXXX escapes are refused (40033)."""
    if len(request.raw) > state.limits.body_bytes_max:
        raise VendorError(40206)
    if not request.raw:
        return {}, ""
    if state.limits.refuse_unicode_escapes and UNICODE_ESCAPE.search(request.raw):
        raise VendorError(40033, "\\uXXXX escapes are not accepted")
    try:
        body = json.loads(request.raw)
    except (ValueError, RecursionError):
        return {}, JSON_WARNING
    return (body, "") if isinstance(body, dict) else ({}, JSON_WARNING)


def _success(result: Json, warning: str = "") -> Json:
    return {"errcode": 0, "errmsg": f"ok {warning}".strip(), **result}


def _hint(state: State) -> str:
    return state.new_id("", 16, HEX_ALPHABET)
