"""What comes of a hand-over: customers accept, refuse or say nothing for a day; groups change hands."""

from siyu.simulators.wecom.entities import Element, Relation, RelationStatus, SentMessage
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.groups import GroupMember, GroupStatus
from siyu.simulators.wecom.nouns.transfers import CustomerTransfer, GroupTransfer, TransferStatus
from siyu.simulators.wecom.state import State

EVENT = "change_external_contact"
ADDED_BY_ADMIN = 202


def settle_due(state: State) -> int:
    """Complete every hand-over whose day is over and return how many that were."""
    with state.lock:
        now = state.now_ms()
        due = [t for t in state.transfers.waiting.values() if t.due_at_ms <= now]
        due_groups = [t for t in state.transfers.waiting_groups.values() if t.due_at_ms <= now]
        for transfer in due:
            _complete(state, transfer)
        for group in due_groups:
            _complete_group(state, group)
        return len(due) + len(due_groups)


def accept(state: State, external_userid: str) -> None:
    """Let a customer accept at once."""
    with state.lock:
        transfer = _need_waiting(state, external_userid)
        transfer.due_at_ms = state.now_ms()
        _complete(state, transfer)


def refuse(state: State, external_userid: str) -> None:
    """Let a customer refuse; publish transfer_fail to the member who would have taken over."""
    with state.lock:
        transfer = _need_waiting(state, external_userid)
        _fail(state, transfer, TransferStatus.REFUSED, "customer_refused")


def _need_waiting(state: State, external_userid: str) -> CustomerTransfer:
    transfer = state.transfers.waiting.get(external_userid)
    if transfer is None:
        raise ActionRefused(f"{external_userid} 没有等待中的转接", f"{external_userid} is not being handed over")
    return transfer


def _complete(state: State, transfer: CustomerTransfer) -> None:
    if state.is_full(state.members[transfer.takeover], transfer.external_userid):
        return _fail(state, transfer, TransferStatus.TAKEOVER_FULL, "customer_limit_exceed")
    old = state.friends.find(transfer.handover, transfer.external_userid)
    state.transfers.waiting.pop(transfer.external_userid)
    transfer.status = TransferStatus.DONE
    if old is not None:
        old.status = RelationStatus.DELETED_BY_MEMBER
        if not transfer.resigned:
            _publish(state, old, "del_external_contact", ("Source", "DELETE_BY_TRANSFER"))
    _take_over(state, transfer, old)


def _take_over(state: State, transfer: CustomerTransfer, old: Relation | None) -> None:
    """Make the new friendship with the old notes; friends already, or a customer once given away, come silently."""
    gone_before = state.friends.find(transfer.takeover, transfer.external_userid)
    if not state.is_friend(transfer.takeover, transfer.external_userid):
        new = state.befriend(transfer.takeover, transfer.external_userid, add_way=ADDED_BY_ADMIN)
        new.oper_userid = transfer.takeover
        if old is not None:
            new.remark, new.description, new.mobiles = old.remark, old.description, old.mobiles
            new.tag_ids, new.state = old.tag_ids, old.state
        if gone_before is None or not _gave_away(state, transfer):
            _publish(state, new, "add_external_contact", *([("State", new.state)] if new.state else []))
    if transfer.message:
        content = {"text": {"content": transfer.message}}
        at_ms = state.now_ms()
        state.sent.append(
            SentMessage("transfer", str(transfer.serial), transfer.takeover, transfer.external_userid, content, at_ms)
        )


def _gave_away(state: State, transfer: CustomerTransfer) -> bool:
    history = state.transfers.of_customer.get(transfer.external_userid, ())
    return any(t.handover == transfer.takeover and t.status is TransferStatus.DONE for t in history)


def _fail(state: State, transfer: CustomerTransfer, status: TransferStatus, reason: str) -> None:
    state.transfers.waiting.pop(transfer.external_userid)
    transfer.status = status
    state.publish(
        transfer.takeover,
        ("Event", EVENT),
        ("ChangeType", "transfer_fail"),
        ("FailReason", reason),
        ("UserID", transfer.takeover),
        ("ExternalUserID", transfer.external_userid),
    )


def _complete_group(state: State, transfer: GroupTransfer) -> None:
    state.transfers.waiting_groups.pop(transfer.chat_id)
    transfer.done = True
    chat = state.groups.chats[transfer.chat_id]
    if not chat.is_open:
        return
    if transfer.takeover not in chat.members:
        chat.members[transfer.takeover] = GroupMember(transfer.takeover, 1, state.now_ms())
        chat.changes += 1
    chat.owner = transfer.takeover
    chat.status = GroupStatus.INHERITED if transfer.resigned else chat.status
    fields: tuple[Element, ...] = (("ChatId", chat.chat_id), ("ChangeType", "update"), ("UpdateDetail", "change_owner"))
    state.publish(chat.owner, ("Event", "change_external_chat"), *fields)


def _publish(state: State, relation: Relation, change: str, *extra: Element) -> None:
    who: tuple[Element, ...] = (("UserID", relation.userid), ("ExternalUserID", relation.external_userid))
    state.publish(relation.userid, ("Event", EVENT), ("ChangeType", change), *who, *extra)
