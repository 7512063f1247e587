"""HTTP of staff sign-in: go to the vendor, come back with a code, get a session.

The state is random, kept in a cookie that only the sign-in path sees, and thrown away when used: a code that somebody
else obtained cannot be brought in, and the vendor takes each code once (OAuth 2.0, RFC 6749 §10.12).
"""

import hmac
import re
import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.http import SignInNeeded, platform, set_private_cookie
from siyu.tenancy import queries
from siyu.tenancy.accounts.operations import SESSION_MS
from siyu.tenancy.contracts import Session
from siyu.tenancy.domain import SESSION_COOKIE
from siyu.tenancy.serving import operations
from siyu.tenancy.serving.contracts import Entry
from siyu.tenancy.serving.ports import StaffDoor

router = APIRouter(tags=["auth"])
COOKIE = "siyu_staff_login"
COOKIE_PATH = "/api/auth/staff"
STATE_LENGTH = 32
STATE_LIFE_S = 10 * MINUTE_MS // SECOND_MS
PAGE_LENGTH_MAX = 500
OWN_PAGE = re.compile(r"/(?![/\\])[^\\\x00-\x20|]*")
HOME = {Entry.SIDEBAR: "/sidebar/{brand}", Entry.CONSOLE: "/login"}


class LoginExpired(SignInNeeded):
    """The way back from the vendor does not belong to a sign-in that this browser began, or it took too long."""

    zh = "这次登录已过期或不是在本浏览器发起的"
    en = "This sign-in has expired, or was not begun in this browser"
    fix_zh = "请重新打开页面再登录"
    fix_en = "Open the page again and sign in"


@router.get("/auth/staff/{brand}/start", response_class=RedirectResponse)
def start(request: Request, brand: str, entry: Entry = Entry.SIDEBAR, to: str = "") -> Response:
    """Send the browser to WeCom; `to` is the page of ours to come back to."""
    scope, door = _scope(request, brand), _door(request)
    state = secrets.token_hex(STATE_LENGTH // 2)
    back = _back(request, scope, brand)
    answer = RedirectResponse(door.address(scope, entry, redirect_uri=back, state=state), status_code=302)
    page = to if len(to) <= PAGE_LENGTH_MAX and OWN_PAGE.fullmatch(to) else _home(entry, brand)
    cookie = f"{state}|{entry}|{page}"
    set_private_cookie(request, answer, COOKIE, cookie, age_s=STATE_LIFE_S, path=COOKIE_PATH)
    return answer


@router.get("/auth/staff/{brand}/callback", response_class=RedirectResponse)
def callback(
    request: Request, brand: str, code: Annotated[str, Query(max_length=512)] = "", state: str = ""
) -> Response:
    """Come back from WeCom; sets the session cookie and goes on to the page, or says on it what was wrong."""
    expected, entry, page = _begun(request)
    try:
        if not code or not expected or not hmac.compare_digest(expected.encode(), state.encode("utf-8", "replace")):
            raise LoginExpired()
        opened = _sign_in(request, brand, entry, code)
    except SiyuError as error:
        answer = RedirectResponse(_refused(request, brand, entry, error), status_code=302)
    else:
        answer = RedirectResponse(page, status_code=302)
        set_private_cookie(request, answer, SESSION_COOKIE, opened.token, age_s=SESSION_MS // SECOND_MS)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH)
    return answer


def _sign_in(request: Request, brand: str, entry: Entry, code: str) -> Session:
    on, scope = platform(request), _scope(request, brand)
    userid = _door(request).userid(scope, code)
    now_ms = on.clock.now_ms()
    opened = operations.sign_in_advisor if entry is Entry.SIDEBAR else operations.sign_in_bound
    return on.stores.core.write(lambda conn: opened(conn, scope, userid, at_ms=now_ms))


def _begun(request: Request) -> tuple[str, Entry, str]:
    """This function will return (state, entry, page) of the sign-in this browser began; an empty state when none."""
    state, _, rest = request.cookies.get(COOKIE, "").strip('"').partition("|")
    kind, _, page = rest.partition("|")
    entry = Entry(kind) if kind in set(Entry) else Entry.SIDEBAR
    return (state, entry, page) if OWN_PAGE.fullmatch(page) else ("", entry, "")


def _refused(request: Request, brand: str, entry: Entry, error: SiyuError) -> str:
    told = {"login_error": error.code, "request_id": request.state.request_id}
    return f"{_home(entry, brand)}?{urlencode(told)}"


def _home(entry: Entry, brand: str) -> str:
    return HOME[entry].format(brand=brand)


def _back(request: Request, scope: Scope, brand: str) -> str:
    origin = _door(request).origin(scope) or str(request.base_url)
    return f"{origin.rstrip('/')}/api/auth/staff/{brand}/callback"


def _scope(request: Request, brand: str) -> Scope:
    with platform(request).stores.core.reading() as conn:
        return Scope(queries.brand_by_code(conn, brand).id)


def _door(request: Request) -> StaffDoor:
    door: StaffDoor = request.app.state.staff_door
    return door
