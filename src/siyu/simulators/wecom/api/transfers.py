"""Handing customers over, on the job and after resigning (p92125, p94088, p92124, p94081, p94082)."""

from collections.abc import Callable

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_text, read_texts, require_text
from siyu.simulators.wecom.api.members import need_member
from siyu.simulators.wecom.entities import Json, Member, Relation
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.transfers import CustomerTransfer, TransferStatus
from siyu.simulators.wecom.paging import cut_page, cut_serial_page, page_size
from siyu.simulators.wecom.quota import china_day
from siyu.simulators.wecom.state import State

YEAR_MS = 365 * 86_400_000
COUNTED = (TransferStatus.DONE, TransferStatus.WAITING)


def transfer_customer(state: State, call: Call) -> Json:
    """Begin to hand customers of a member on the job to a colleague; it completes by itself after a day."""
    handover = need_member(state, call, require_text(call.body, "handover_userid", 40003))
    _check_login(state, handover)
    message = read_text(call.body, "transfer_success_msg", chars_max=state.limits.transfer_message_chars_max)
    return _begin(state, call, handover, lambda customer: _refuse_on_job(state, handover.userid, customer), message)


def transfer_resigned(state: State, call: Call) -> Json:
    """Begin to hand customers of a member who resigned (40097 otherwise) within the last year to a colleague."""
    handover = _need_resigned(state, require_text(call.body, "handover_userid", 40003))
    return _begin(state, call, handover, lambda customer: _refuse_always(state, handover.userid, customer), "")


def transfer_result(state: State, call: Call) -> Json:
    """Return how hand-overs on the job between two members stand."""
    return _results(state, call, resigned=False)


def transfer_resigned_result(state: State, call: Call) -> Json:
    """Return how hand-overs after resigning between two members stand."""
    return _results(state, call, resigned=True)


def get_unassigned_list(state: State, call: Call) -> Json:
    """Return customers whose member resigned and who are neither handed over nor on their way."""
    most = state.limits.transfer_page_max
    size = page_size(read_int(call.body, "page_size"), default=most, maximum=most, over="clamp")
    rows = [
        {"handover_userid": r.userid, "external_userid": r.external_userid, "dimission_time": at_ms // 1000}
        for userid, at_ms in _resigned(state)
        for r in state.friends.of_member(userid)
        if r.external_userid not in state.transfers.waiting
    ]
    scope = state.cursor_scope("unassigned")
    page, cursor = cut_page(rows, scope=scope, cursor=read_text(call.body, "cursor"), size=state.fit_page(size))
    return {"info": page, "is_last": not cursor, "next_cursor": cursor}


def check_takeover(state: State, call: Call, userid: str) -> Member:
    """Return a member who can take over; raise 40003, 60011, 84074, 41054, 40098, 40143 or 40205."""
    member = need_member(state, call, userid)
    for holds, code in ((member.status == 1, 41054), (member.real_name, 40098), (not member.banned, 40143)):
        if not holds:
            raise VendorError(code, userid)
    _check_login(state, member)
    return member


def _begin(state: State, call: Call, handover: Member, refuse: Callable[[str], int], message: str) -> Json:
    takeover = check_takeover(state, call, require_text(call.body, "takeover_userid", 40003))
    if takeover.userid == handover.userid:
        raise VendorError(40130)
    customers = read_texts(call.body, "external_userid", count_max=state.limits.transfer_batch_max)
    if not customers:
        raise VendorError(41035)
    rows: list[Json] = []
    for ident in dict.fromkeys(customers):
        code = refuse(ident) or (40099 if state.is_full(takeover, ident) else 0)
        if not code:
            _start(state, handover, takeover, ident, message)
        rows.append({"external_userid": ident, "errcode": code})
    return {"customer": rows}


def _start(state: State, handover: Member, takeover: Member, ident: str, message: str) -> None:
    now = state.now_ms()
    transfer = CustomerTransfer(
        serial=state.next_serial(),
        handover=handover.userid,
        takeover=takeover.userid,
        external_userid=ident,
        started_at_ms=now,
        due_at_ms=now + state.limits.transfer_wait_ms,
        resigned=not handover.works_here,
        message=message,
    )
    state.transfers.put(transfer)


def _refuse_on_job(state: State, handover: str, customer: str) -> int:
    """Return why not, as 40096, 40131, 40129 or 40128 (twice in 90 days), or 0."""
    today = china_day(state.now_ms())
    counted = [t for t in state.transfers.of_customer.get(customer, ()) if not t.resigned and t.status in COUNTED]
    recent = [t for t in counted if (today - china_day(t.started_at_ms)).days < state.limits.transfer_window_days]
    code = _refuse_always(state, handover, customer)
    return code or (40128 if len(recent) >= state.limits.transfers_per_window_max else 0)


def _refuse_always(state: State, handover: str, customer: str) -> int:
    if customer not in state.customers:
        return 40096
    relation: Relation | None = state.friends.listed(handover, customer)
    if relation is None:
        return 40131
    return 40129 if customer in state.transfers.waiting else 0


def _need_resigned(state: State, userid: str) -> Member:
    member = state.members.get(userid)
    if member is None:
        raise VendorError(40003, userid)
    if member.resigned_at_ms is None:
        raise VendorError(40097, userid)
    if state.now_ms() - member.resigned_at_ms > YEAR_MS:
        raise VendorError(40003, f"{userid} left more than a year ago")
    return member


def _check_login(state: State, member: Member) -> None:
    last = member.last_login_at_ms
    if last is not None and state.now_ms() - last > YEAR_MS:
        raise VendorError(40205, member.userid)


def _resigned(state: State) -> list[tuple[str, int]]:
    return [(m.userid, m.resigned_at_ms) for m in state.members.values() if m.resigned_at_ms is not None]


def _results(state: State, call: Call, *, resigned: bool) -> Json:
    handover = require_text(call.body, "handover_userid", 40003)
    takeover = require_text(call.body, "takeover_userid", 40003)
    wanted = (handover, takeover, resigned)
    rows = [t for t in state.transfers.customers if (t.handover, t.takeover, t.resigned) == wanted]
    scope, cursor = state.cursor_scope("transfers", *wanted), read_text(call.body, "cursor")
    page, after = cut_serial_page(rows, scope=scope, cursor=cursor, size=state.fit_page(state.limits.transfer_page_max))
    shown = [
        {"external_userid": t.external_userid, "status": int(t.status), "takeover_time": t.due_at_ms // 1000}
        for t in page
    ]
    return {"customer": shown, "next_cursor": after}


EMPTY: Json = {"customer": []}
ENDPOINTS = (
    Endpoint("externalcontact/transfer_customer", transfer_customer, EMPTY),
    Endpoint("externalcontact/transfer_result", transfer_result, {**EMPTY, "next_cursor": ""}),
    Endpoint("externalcontact/get_unassigned_list", get_unassigned_list, {"info": [], "is_last": True}),
    Endpoint("externalcontact/resigned/transfer_customer", transfer_resigned, EMPTY),
    Endpoint("externalcontact/resigned/transfer_result", transfer_resigned_result, {**EMPTY, "next_cursor": ""}),
)
