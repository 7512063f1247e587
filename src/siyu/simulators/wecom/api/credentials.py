"""access_token: issued per app, the same while valid, refused when missing, unknown or old."""

from collections.abc import Mapping

from siyu.simulators.wecom.entities import AccessToken, App, Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State

TOKEN_PATH = "gettoken"
TOKEN_CHARS = 200


def issue_token(state: State, query: Mapping[str, str], ip: str) -> Json:
    """Return the app's access_token and its remaining life; raise 41002, 41004, 40013, 40001, 60020 or 45009."""
    now = state.now_ms()
    if state.frequency.is_banned(ip, now) or not state.frequency.admits(TOKEN_PATH, now, corp=state.corpid, ip=ip):
        raise VendorError(45009)
    if not query.get("corpid"):
        raise VendorError(41002)
    if not query.get("corpsecret"):
        raise VendorError(41004)
    if query["corpid"] != state.corpid:
        raise VendorError(40013)
    app = next((app for app in state.apps.values() if app.secret == query["corpsecret"]), None)
    if app is None or not app.enabled:
        state.frequency.note_wrong_secret(ip, now)
        raise VendorError(40001)
    _check_ip(app, ip)
    token = _valid_token(state, app) or _new_token(state, app)
    return {"access_token": token.value, "expires_in": -(-(token.expires_at_ms - state.now_ms()) // 1000)}


def authenticate(state: State, value: str, ip: str) -> App:
    """Return the app behind a token; raise 41001 missing, 40014 unknown or revoked, 42001 expired, 60020 or 48002."""
    if not value:
        raise VendorError(41001)
    token = state.tokens.get(value)
    if token is None or token.revoked:
        raise VendorError(40014)
    if state.now_ms() >= token.expires_at_ms:
        raise VendorError(42001)
    app = state.apps[token.agentid]
    if not app.enabled:
        raise VendorError(50003)
    _check_ip(app, ip)
    return app


def revoke_tokens(state: State) -> None:
    """Make every issued token invalid at once, as the vendor may do before its time."""
    for token in state.tokens.values():
        token.revoked = True


def expire_tokens(state: State) -> None:
    """Let every issued token reach its end now, so that the next call gets 42001."""
    for token in state.tokens.values():
        token.expires_at_ms = min(token.expires_at_ms, state.now_ms())


def _valid_token(state: State, app: App) -> AccessToken | None:
    now = state.now_ms()
    mine = (token for token in state.tokens.values() if token.agentid == app.agentid)
    return next((token for token in mine if not token.revoked and now < token.expires_at_ms), None)


def _new_token(state: State, app: App) -> AccessToken:
    expires = state.now_ms() + state.limits.token_life_s * 1000
    token = AccessToken(state.new_id("", TOKEN_CHARS), app.agentid, expires)
    state.tokens[token.value] = token
    return token


def _check_ip(app: App, ip: str) -> None:
    if app.trusted_ips and ip not in app.trusted_ips:
        raise VendorError(60020)
