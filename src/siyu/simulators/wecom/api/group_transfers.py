"""Handing groups over, on the job and after resigning (p92127, p95703)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_texts, require_text
from siyu.simulators.wecom.api.transfers import check_takeover
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError, error_text
from siyu.simulators.wecom.nouns.groups import GroupChat, GroupStatus
from siyu.simulators.wecom.nouns.transfers import GroupTransfer
from siyu.simulators.wecom.quota import china_day
from siyu.simulators.wecom.state import State


def transfer(state: State, call: Call) -> Json:
    """Hand groups whose owner resigned to a new owner."""
    return _begin(state, call, resigned=True)


def onjob_transfer(state: State, call: Call) -> Json:
    """Hand groups of an owner on the job to a new owner."""
    return _begin(state, call, resigned=False)


def _begin(state: State, call: Call, *, resigned: bool) -> Json:
    """Return the groups that cannot be handed over; the others change owner after a day."""
    chat_ids = read_texts(call.body, "chat_id_list", count_max=state.limits.transfer_batch_max)
    if not chat_ids:
        raise VendorError(40063, "chat_id_list")
    takeover = check_takeover(state, call, require_text(call.body, "new_owner", 40003)).userid
    failed: list[Json] = []
    for chat_id in dict.fromkeys(chat_ids):
        code = _refuse(state, chat_id, takeover, resigned=resigned)
        if code:
            failed.append({"chat_id": chat_id, "errcode": code, "errmsg": error_text(code)})
        else:
            _start(state, state.groups.chats[chat_id], takeover, resigned=resigned)
    return {"failed_chat_list": failed}


def _refuse(state: State, chat_id: str, takeover: str, *, resigned: bool) -> int:
    chat = state.groups.chats.get(chat_id)
    if chat is None or not chat.is_open:
        return 90501 if chat is None else 49008
    if chat_id in state.transfers.waiting_groups:
        return 90507
    if chat.owner == takeover:
        return 90504
    return _refuse_owner(state, chat, resigned=resigned) or _refuse_often(state, chat, takeover, resigned=resigned)


def _refuse_owner(state: State, chat: GroupChat, *, resigned: bool) -> int:
    owner_left = not state.members[chat.owner].works_here
    if resigned and not owner_left:
        return 90508 if chat.status is GroupStatus.INHERITED else 90500
    return 90502 if owner_left and not resigned else 0


def _refuse_often(state: State, chat: GroupChat, takeover: str, *, resigned: bool) -> int:
    """Return 45009 over 300 groups a day between two owners (the page names no code), 40128 over 2 in 90 days."""
    today, limits = china_day(state.now_ms()), state.limits
    between = [t for t in state.transfers.groups if (t.handover, t.takeover) == (chat.owner, takeover)]
    if sum(china_day(t.started_at_ms) == today for t in between) >= limits.group_transfers_per_day_max:
        return 45009
    mine = [t for t in state.transfers.groups if t.chat_id == chat.chat_id and not t.resigned]
    recent = [t for t in mine if (today - china_day(t.started_at_ms)).days < limits.transfer_window_days]
    return 40128 if not resigned and len(recent) >= limits.transfers_per_window_max else 0


def _start(state: State, chat: GroupChat, takeover: str, *, resigned: bool) -> None:
    now = state.now_ms()
    due = now + state.limits.transfer_wait_ms
    begun = GroupTransfer(chat.chat_id, chat.owner, takeover, now, due, resigned)
    state.transfers.groups.append(begun)
    state.transfers.waiting_groups[chat.chat_id] = begun
    if resigned:
        chat.status = GroupStatus.INHERITING


EMPTY: Json = {"failed_chat_list": []}
ENDPOINTS = (
    Endpoint("externalcontact/groupchat/transfer", transfer, EMPTY),
    Endpoint("externalcontact/groupchat/onjob_transfer", onjob_transfer, EMPTY),
)
