"""Who is looking: codes to people, private details, and tickets for JS signatures (p91023, p95833, p90506)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, require_text
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.login import JsTicket, LoginCode, UserTicket
from siyu.simulators.wecom.state import State

TICKET_CHARS = 86


def getuserinfo(state: State, call: Call) -> Json:
    """Return who a code stands for; it works once, for five minutes: 40029, 42003, 42022."""
    code = state.login.codes.get(require_text(call.query, "code", 40029))
    if code is None or code.agentid not in (None, call.app.agentid):
        raise VendorError(40029)
    if code.used:
        raise VendorError(42022)
    if state.now_ms() >= code.expires_at_ms:
        raise VendorError(42003)
    code.used = True
    return _customer(state, call, code) if code.external_userid is not None else _member(state, call, code)


def getuserdetail(state: State, call: Call) -> Json:
    """Return the private details a member agreed to show; 84014 unknown ticket, 84015 too late."""
    ticket = state.login.user_tickets.get(require_text(call.body, "user_ticket", 84014))
    if ticket is None or ticket.agentid != call.app.agentid:
        raise VendorError(84014)
    if state.now_ms() >= ticket.expires_at_ms:
        raise VendorError(84015)
    member = state.members[ticket.userid]
    return {
        "userid": member.userid,
        "gender": str(member.gender),
        "avatar": "",
        "qr_code": "",
        "mobile": member.mobile,
        "email": member.email,
        "biz_mail": "",
        "address": "",
    }


def get_jsapi_ticket(state: State, call: Call) -> Json:
    """Return the corp's ticket, the same while it is valid."""
    return _ticket(state, None)


def ticket_get(state: State, call: Call) -> Json:
    """Return the app's ticket; only `agent_config` is a type."""
    if call.query.get("type") != "agent_config":
        raise VendorError(91040)
    return _ticket(state, call.app.agentid)


def _member(state: State, call: Call, code: LoginCode) -> Json:
    userid = code.userid or ""
    if not code.private or not call.app.sees(userid):
        return {"userid": userid}
    expires = state.now_ms() + state.limits.user_ticket_life_s * 1000
    ticket = UserTicket(state.new_id("", TICKET_CHARS), userid, call.app.agentid, expires)
    state.login.user_tickets[ticket.value] = ticket
    return {"userid": userid, "user_ticket": ticket.value}


def _customer(state: State, call: Call, code: LoginCode) -> Json:
    """Return an openid, and the customer's id when somebody in the app's range knows them."""
    ident = code.external_userid or ""
    known = any(call.app.sees(relation.userid) for relation in state.friends.of_customer(ident))
    return {"openid": f"oo{ident}", **({"external_userid": ident} if known else {})}


def _ticket(state: State, agentid: int | None) -> Json:
    now = state.now_ms()
    held = state.login.js_tickets.get(agentid)
    if held is None or now >= held.expires_at_ms:
        held = JsTicket(state.new_id("", TICKET_CHARS), agentid, now + state.limits.js_ticket_life_s * 1000)
        state.login.js_tickets[agentid] = held
    return {"ticket": held.value, "expires_in": -(-(held.expires_at_ms - now) // 1000)}


ENDPOINTS = (
    Endpoint("auth/getuserinfo", getuserinfo),
    Endpoint("auth/getuserdetail", getuserdetail),
    Endpoint("get_jsapi_ticket", get_jsapi_ticket),
    Endpoint("ticket/get", ticket_get),
)
