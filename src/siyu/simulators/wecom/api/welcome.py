"""send_welcome_msg: once, within 20 seconds of the add (p92137)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, require_text
from siyu.simulators.wecom.api.content import read_content
from siyu.simulators.wecom.entities import Json, SentMessage, Welcome
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State


def send_welcome_msg(state: State, call: Call) -> Json:
    """Deliver a welcome; raise 41049 no code, 41050 unknown or late, 41051 done or chatting, 41096 another app sends.

    Content is checked first, so a refused content leaves the code usable inside its window.
    """
    code = require_text(call.body, "welcome_code", 41049)
    content = read_content(state, call)
    welcome = state.welcomes.get(code)
    now = state.now_ms()
    if welcome is None or not call.app.sees(welcome.userid):
        raise VendorError(41050)
    _check_still_open(state, welcome, now)
    welcome.used = True
    state.sent.append(SentMessage("welcome", code, welcome.userid, welcome.external_userid, content, now))
    return {}


def _check_still_open(state: State, welcome: Welcome, now: int) -> None:
    relation = state.friends.find(welcome.userid, welcome.external_userid)
    chatting = relation is not None and relation.last_chat_at_ms > 0
    if welcome.used or chatting:
        raise VendorError(41051)
    if now >= welcome.expires_at_ms:
        raise VendorError(41050)
    if welcome.contended_times > 0:
        welcome.contended_times -= 1
        raise VendorError(41096)


ENDPOINTS = (Endpoint("externalcontact/send_welcome_msg", send_welcome_msg),)
