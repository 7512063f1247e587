"""Members confirm mass messages, whole or in part, by hand or by a standing habit; quotas decide what arrives."""

import hashlib
import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass

from siyu.simulators.wecom.entities import (
    Json,
    MassTask,
    MemberShare,
    Recipient,
    SendStatus,
    SentMessage,
)
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.people.friends import need_member
from siyu.simulators.wecom.state import State


@dataclass(frozen=True, slots=True)
class ConfirmHabit:
    """This record is how members behave: each confirms a task with probability `share`, around `after_s` seconds on.

    Delays spread evenly between half and one and a half times `after_s`. Who and when is a hash of (seed, task,
    member), so the same seed gives the same people whatever else happens.
    """

    after_s: float
    share: float = 1.0

    def delay_ms(self, seed: int, task: MassTask, userid: str) -> int | None:
        """Return when this member confirms, in milliseconds after creation, or None for never."""
        digest = hashlib.blake2b(f"{seed}:{task.serial}:{userid}".encode(), digest_size=16).digest()
        chance = int.from_bytes(digest[:8], "big") / 2**64
        spread = int.from_bytes(digest[8:], "big") / 2**64
        return int(self.after_s * 1000 * (0.5 + spread)) if chance < self.share else None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """This record counts what one confirmation did."""

    sent: int
    not_friend: int
    over_quota: int
    left_out: int


class ConfirmDiary:
    """This diary will remember which member confirms which task when, under the present habit."""

    def __init__(self, state: State) -> None:
        """Start without a habit: tasks wait for hands."""
        self._state = state
        self._habit: ConfirmHabit | None = None
        self._due: list[tuple[int, str, str]] = []

    def set_habit(self, habit: ConfirmHabit | None) -> None:
        """Adopt a habit for tasks still open and for all later ones, or none."""
        with self._state.lock:
            self._habit, self._due = habit, []
            self._state.fresh_tasks.clear()
            self._state.fresh_tasks.extend(self._state.tasks.values())

    def confirm_due(self) -> int:
        """Confirm everything that is due by the corp's clock and return how many shares that was."""
        with self._state.lock:
            self._note_fresh()
            done = 0
            while self._due and self._due[0][0] <= self._state.now_ms():
                _, msgid, userid = heapq.heappop(self._due)
                done += self._confirm_quietly(msgid, userid)
            return done

    def _note_fresh(self) -> None:
        fresh = self._state.fresh_tasks
        while fresh:
            task = fresh.popleft()
            for userid in task.shares if self._habit else ():
                self._note(task, userid)

    def _note(self, task: MassTask, userid: str) -> None:
        delay = self._habit.delay_ms(self._state.seed, task, userid) if self._habit else None
        if delay is not None:
            heapq.heappush(self._due, (task.created_at_ms + delay, task.msgid, userid))

    def _confirm_quietly(self, msgid: str, userid: str) -> int:
        try:
            confirm(self._state, msgid, userid)
        except ActionRefused:
            return 0
        return 1


def confirm(
    state: State, msgid: str, userid: str, *, idents: Iterable[str] | None = None, share: float = 1.0
) -> Confirmed:
    """Let a member confirm a task: to everyone, to the customers or groups named, or to the first `share` of the list.

    Who is left out stays unsent (status 0). Names from outside the list join it where the member may choose: tasks with
    `allow_select`, and group tasks that named no groups. Raise `ActionRefused` for an unknown, cancelled or confirmed
    task.
    """
    with state.lock:
        task, part = _need_open(state, msgid, userid)
        wanted = None if idents is None else list(dict.fromkeys(idents))
        _admit_chosen(task, part, wanted)
        now = state.now_ms()
        for recipient in _choose(part, wanted, share):
            _send(state, task, userid, recipient, now)
        part.confirmed_at_ms = now
        return _count(part)


def send_own(state: State, userid: str, external_userids: list[str], *, text: str) -> str:
    """Let a member send a mass message of their own (create_type 1) and return its msgid; it uses quota too."""
    return _send_own(state, userid, [Recipient(ident) for ident in external_userids], text=text, chat_type="single")


def send_own_to_groups(state: State, userid: str, chat_ids: list[str], *, text: str) -> str:
    """Let a member send a mass message of their own to groups they own and return its msgid."""
    return _send_own(state, userid, [Recipient("", chat_id=ident) for ident in chat_ids], text=text, chat_type="group")


def put_to_groups(
    state: State, msgid: str, userid: str, chat_ids: Iterable[str], *, text: str, created_at_ms: int
) -> MassTask:
    """Put a task an app made a while ago for a member's groups, still unconfirmed; habits do not touch it."""
    with state.lock:
        need_member(state, userid)
        shares = {userid: MemberShare(userid, [Recipient("", chat_id=ident) for ident in chat_ids])}
        task = MassTask(msgid, state.next_serial(), created_at_ms, {"text": {"content": text}}, shares)
        task.chat_type = "group"
        state.tasks[msgid] = task
        return task


def _send_own(state: State, userid: str, recipients: list[Recipient], *, text: str, chat_type: str) -> str:
    with state.lock:
        need_member(state, userid)
        content: Json = {"text": {"content": text}}
        shares = {userid: MemberShare(userid, recipients)}
        task = MassTask(state.new_id("msg"), state.next_serial(), state.now_ms(), content, shares, creator=userid)
        task.chat_type = chat_type
        state.tasks[task.msgid] = task
        confirm(state, task.msgid, userid)
        return task.msgid


def _admit_chosen(task: MassTask, part: MemberShare, wanted: list[str] | None) -> None:
    is_group = task.chat_type == "group"
    if not wanted or not (task.allow_select or (is_group and not part.recipients)):
        return
    listed = {recipient.ident for recipient in part.recipients}
    fresh = [ident for ident in wanted if ident not in listed]
    part.recipients += [Recipient("", chat_id=i) if is_group else Recipient(i) for i in fresh]


def _need_open(state: State, msgid: str, userid: str) -> tuple[MassTask, MemberShare]:
    task = state.tasks.get(msgid)
    part = task.shares.get(userid) if task else None
    if task is None or part is None:
        raise ActionRefused(f"{userid} 没有群发任务 {msgid}", f"{userid} has no mass task {msgid}")
    if task.cancelled_at_ms is not None:
        raise ActionRefused("群发任务已停止", "the mass task was cancelled")
    if part.confirmed_at_ms is not None:
        raise ActionRefused("该成员已确认过", "this member has confirmed before")
    need_member(state, userid)
    return task, part


def _choose(part: MemberShare, wanted: list[str] | None, share: float) -> list[Recipient]:
    if wanted is not None:
        named = set(wanted)
        return [recipient for recipient in part.recipients if recipient.ident in named]
    if not 0 < share <= 1:
        raise ActionRefused(f"比例应在 0 到 1 之间:{share}", f"share must be in (0, 1]: {share}")
    return part.recipients[: math.ceil(len(part.recipients) * share)]


def _send(state: State, task: MassTask, userid: str, recipient: Recipient, now: int) -> None:
    recipient.status = _outcome(state, userid, recipient, now)
    if recipient.status is SendStatus.SENT:
        recipient.sent_at_ms = now
        kind = "group_mass" if recipient.chat_id else "mass"
        state.sent.append(SentMessage(kind, task.msgid, userid, recipient.ident, task.content, now))


def _outcome(state: State, userid: str, recipient: Recipient, now: int) -> SendStatus:
    """Return what becomes of it: a customer must be a friend, a group must still be the member's own."""
    customer, chat = recipient.external_userid, recipient.chat_id
    if not (state.owns_group(userid, chat) if chat else state.is_friend(userid, customer)):
        return SendStatus.NOT_FRIEND
    return SendStatus.SENT if state.quota.take(recipient.ident, userid, now) else SendStatus.QUOTA


def _count(part: MemberShare) -> Confirmed:
    statuses = [recipient.status for recipient in part.recipients]
    return Confirmed(
        sent=statuses.count(SendStatus.SENT),
        not_friend=statuses.count(SendStatus.NOT_FRIEND),
        over_quota=statuses.count(SendStatus.QUOTA),
        left_out=statuses.count(SendStatus.UNSENT),
    )
