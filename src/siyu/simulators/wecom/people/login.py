"""Signing in at the authorize pages, and the check of a JS signature that WeCom's browser would make."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.login import LoginCode
from siyu.simulators.wecom.state import State

CODE_CHARS = 43
STATE_SHAPE = re.compile(r"[A-Za-z0-9]{0,128}")


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """This record is what an app asks of an authorize page; `private` is scope snsapi_privateinfo."""

    appid: str
    redirect_uri: str
    state: str = ""
    agentid: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """This record is a JS signature as a page offers it."""

    noncestr: str
    timestamp: str
    url: str
    value: str


def check_request(state: State, request: SignInRequest) -> None:
    """Raise `ActionRefused` with the vendor's reason: wrong corp, unknown app, address outside the trusted domain."""
    if request.appid != state.corpid:
        raise ActionRefused(f"appid 不是本企业的 corpid:{request.appid}", "40013 invalid corpid")
    if not STATE_SHAPE.fullmatch(request.state):
        raise ActionRefused("state 只能是 128 个以内的字母和数字", "state must be up to 128 letters and digits")
    if request.agentid is not None and request.agentid not in state.apps:
        raise ActionRefused(f"没有应用 {request.agentid}", "40056 invalid agentid")
    if not any(_trusts(app, request.redirect_uri) for app in _asking(state, request)):
        raise ActionRefused("redirect_uri 的域名(含端口)不是应用的可信域名", "50001 redirect_url domain not trusted")


def sign_in(state: State, request: SignInRequest, person: str) -> str:
    """Return the address to go back to, with a code for a member or a customer and the state."""
    with state.lock:
        check_request(state, request)
        member = state.members.get(person)
        if (member is None or not member.works_here) and person not in state.customers:
            raise ActionRefused(f"没有这个人:{person}", f"nobody is called {person}")
        private = request.private and request.agentid is not None
        expires = state.now_ms() + state.limits.login_code_life_s * 1000
        code = LoginCode(state.new_id("", CODE_CHARS), request.agentid, private, expires)
        code.userid, code.external_userid = (person, None) if member is not None else (None, person)
        state.login.codes[code.code] = code
        return _with_query(request.redirect_uri, code=code.code, state=request.state)


def check_signature(state: State, agentid: int | None, signature: Signature) -> bool:
    """Return whether a signature holds for the app's ticket, or the corp's when `agentid` is None."""
    with state.lock:
        ticket = state.login.js_tickets.get(agentid)
        if ticket is None or state.now_ms() >= ticket.expires_at_ms:
            return False
    page = signature.url.split("#")[0]
    text = f"jsapi_ticket={ticket.value}&noncestr={signature.noncestr}&timestamp={signature.timestamp}&url={page}"
    return hmac.compare_digest(hashlib.sha1(text.encode()).hexdigest(), signature.value)


def _asking(state: State, request: SignInRequest) -> list[App]:
    if request.agentid is not None:
        return [state.apps[request.agentid]]
    return [app for app in state.apps.values() if app.kind == "app"]


def _trusts(app: App, redirect_uri: str) -> bool:
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("http", "https"):
        return False
    return app.trusted_domain is None or parts.netloc == app.trusted_domain


def _with_query(address: str, **added: str) -> str:
    parts = urlsplit(address)
    query = "&".join(part for part in (parts.query, urlencode(added)) if part)
    return urlunsplit(parts._replace(query=query, fragment=""))
