"""Planning, handing over and settling messages to customer groups. The vendor is called outside any transaction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row

from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError, Unavailable
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.contracts import MASS, Content, IntentState, Reason, Result, TaskReport
from siyu.outreach.mass.contracts import GROUP_CHANNEL, Campaign
from siyu.outreach.mass.groups.queries import GROUPS_PER_TASK_MAX, judged
from siyu.outreach.mass.models import mass_campaign, mass_group_message
from siyu.outreach.mass.ports import MassDesk
from siyu.outreach.models import staff_task
from siyu.outreach.ports import Uncertain
from siyu.outreach.queries import contents, outreach_settings
from siyu.outreach.quota import operations as quota
from siyu.outreach.quota.contracts import Subject
from siyu.outreach.quota.queries import china_day_of

TASKS_MAX = 100
OWNERS_MAX = 20
ATTEMPTS_MAX = 8
AGAIN_MS = MINUTE_MS
# So long a worker may take to hand a task over and note it.
HANDING_MS = 2 * MINUTE_MS
CLOCK_MARGIN_MS = 2 * MINUTE_MS
# A task nobody has confirmed after a month is asked after no more.
GIVE_UP_MS = 31 * 24 * 60 * MINUTE_MS
WAITING = (int(IntentState.QUEUED),)
ENDS = {Result.DELIVERED: IntentState.DELIVERED, Result.FAILED: IntentState.FAILED}
log = structlog.get_logger(__name__)


def plan_groups(conn: Connection, scope: Scope, found: Campaign, *, at_ms: int) -> None:
    """This function will judge a campaign's groups, keep a message for each, and reserve their room in the quota."""
    groups = found.plan.audience.groups
    numbers = quota.number_groups(conn, scope, [one.chat_id for one in groups])
    rows = [
        {
            "campaign_id": found.id,
            "chat_id": one.chat_id,
            "name": one.name,
            "owner": one.owner,
            "number": numbers[one.chat_id],
            "state": int(IntentState.DROPPED if reason else IntentState.QUEUED),
            "reason": reason,
            "vendor_id": "",
            "due_at_ms": at_ms,
            "passed_at_ms": 0 if reason else at_ms,
            "dispatched_at_ms": 0,
            "attempts": 0,
            "updated_at_ms": at_ms,
        }
        for one, reason in judged(conn, scope, groups, at_ms)
    ]
    scoped.insert_new(conn, scope, mass_group_message, rows)
    passed = np.array([row["number"] for row in rows if row["passed_at_ms"]], dtype=np.int64)
    quota.reserve(conn, scope, passed, at_ms=at_ms, channel="wecom", subject=Subject.GROUP)


def dispatch_groups(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will hand over what is due, one task an owner, and return how many tasks it tried to make."""
    done = 0
    for _ in range(OWNERS_MAX):
        rows = platform.stores.flow.write(lambda conn: _claim(conn, scope, platform.clock.now_ms()))
        if not rows:
            break
        _hand_over(platform, desk, scope, rows)
        done += 1
    return done + _recover(platform, desk, scope)


def collect_groups(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will learn what became of up to 100 owners' tasks and return how many groups it settled."""
    now_ms, table = platform.clock.now_ms(), staff_task.c
    with platform.stores.flow.reading() as conn:
        chosen = scoped.select(scope, staff_task).where(
            table.channel == GROUP_CHANNEL, table.settled.is_(False), table.next_check_at_ms <= now_ms
        )
        rows = conn.execute(chosen.order_by(table.next_check_at_ms).limit(TASKS_MAX)).all()
    settled = 0
    for row in rows:
        try:
            settled += collect_group_task(platform, desk, scope, row)
        except Unavailable as error:
            log.warning("mass.group_collect_failed", task=row.vendor_id, error=error.detail("en"))
    return settled


def collect_group_task(platform: Platform, desk: MassDesk, scope: Scope, row: Row[Any]) -> int:
    """This function will learn what became of one owner's task. Raises Unavailable."""
    report = desk.group_report(scope, row.vendor_id, row.advisor)
    now_ms = platform.clock.now_ms()
    return platform.stores.flow.write(lambda conn: _record(conn, scope, row, report, now_ms))


def end_groups(
    conn: Connection,
    scope: Scope,
    campaign_id: int,
    states: Sequence[IntentState],
    reason: Reason,
    *,
    at_ms: int,
    task: Row[Any] | None = None,
) -> int:
    """This function will end a campaign's group messages (or one task's) in `states` that were not sent, freeing room."""
    table = mass_group_message.c
    chosen = scoped.select(scope, table.id).where(
        table.campaign_id == campaign_id, table.state.in_([int(one) for one in states])
    )
    if task is not None:
        chosen = chosen.where(table.vendor_id == task.vendor_id)
    ids = np.array(conn.execute(chosen.with_for_update()).scalars().all(), dtype=np.int64)
    handed_over = IntentState.QUEUED not in states
    state = IntentState.FAILED if handed_over else IntentState.DROPPED
    _settle(conn, scope, ids, state, str(reason), at_ms=at_ms)
    return len(ids)


def _claim(conn: Connection, scope: Scope, now_ms: int) -> Sequence[Row[Any]]:
    """This function will mark the next owner's groups as being handed over and return their rows."""
    table = mass_group_message.c
    due = scoped.select(scope, mass_group_message).where(table.state.in_(WAITING), table.due_at_ms <= now_ms)
    first = conn.execute(due.order_by(table.due_at_ms, table.id).limit(1)).first()
    if first is None:
        return []
    mine = due.where(table.campaign_id == first.campaign_id, table.owner == first.owner)
    rows = conn.execute(mine.order_by(table.id).limit(GROUPS_PER_TASK_MAX).with_for_update(skip_locked=True)).all()
    ids = np.array([row.id for row in rows], dtype=np.int64)
    values: dict[str, Any] = {
        "state": int(IntentState.DISPATCHING),
        "dispatched_at_ms": now_ms,
        "updated_at_ms": now_ms,
    }
    change = scoped.update(scope, mass_group_message).where(sets.among(conn, table.id, ids))
    conn.execute(change.values(attempts=table.attempts + 1, **values))
    return rows


def _hand_over(platform: Platform, desk: MassDesk, scope: Scope, rows: Sequence[Row[Any]]) -> None:
    content = _content(platform, scope, rows[0].campaign_id)
    try:
        vendor_id, refused = desk.send_to_groups(scope, rows[0].owner, [row.chat_id for row in rows], content)
    except Uncertain as error:
        log.warning("mass.group_uncertain", campaign=rows[0].campaign_id, error=error.detail("en"))
        return  # looked up when the handing over is overdue
    except SiyuError as error:
        _not_made(platform, scope, rows, error)
        return
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(
        lambda conn: _made(conn, scope, rows, vendor_id, refused=refused, content_id=content.id, now_ms=now_ms)
    )


def _made(
    conn: Connection,
    scope: Scope,
    rows: Sequence[Row[Any]],
    vendor_id: str,
    *,
    refused: frozenset[str] = frozenset(),
    content_id: int,
    now_ms: int,
) -> None:
    """This function will note an owner's task and which groups it did not take."""
    taken = [row for row in rows if row.chat_id not in refused]
    lost = np.array([row.id for row in rows if row.chat_id in refused], dtype=np.int64)
    _settle(conn, scope, lost, IntentState.FAILED, "not_a_friend", at_ms=now_ms)
    ids = np.array([row.id for row in taken], dtype=np.int64)
    change = scoped.update(scope, mass_group_message).where(sets.among(conn, mass_group_message.c.id, ids))
    conn.execute(change.values(state=int(IntentState.ACCEPTED), vendor_id=vendor_id, updated_at_ms=now_ms))
    if not taken or not vendor_id:
        return
    task = {"channel": GROUP_CHANNEL, "vendor_id": vendor_id, "advisor": rows[0].owner, "content_id": content_id}
    numbers = {"people": len(taken), "delivered": 0, "failed": 0, "settled": False, "confirmed_at_ms": None}
    times = {"created_at_ms": now_ms, "next_check_at_ms": now_ms, "origin": MASS, "origin_id": rows[0].campaign_id}
    scoped.insert_new(conn, scope, staff_task, [{**task, **numbers, **times}])


def _not_made(platform: Platform, scope: Scope, rows: Sequence[Row[Any]], error: SiyuError) -> None:
    """This function will put off what may work later, and end the rest with the vendor's reason."""
    now_ms = platform.clock.now_ms()
    ids = np.array([row.id for row in rows], dtype=np.int64)
    again = isinstance(error, Unavailable) and not error.permanent and rows[0].attempts < ATTEMPTS_MAX
    log.warning("mass.group_refused", campaign=rows[0].campaign_id, again=again, error=error.detail("en"))
    reason = error.detail("zh")[:200]

    def work(conn: Connection) -> None:
        if not again:
            _settle(conn, scope, ids, IntentState.FAILED, reason, at_ms=now_ms)
            return
        change = scoped.update(scope, mass_group_message).where(sets.among(conn, mass_group_message.c.id, ids))
        later = {"state": int(IntentState.QUEUED), "reason": reason, "due_at_ms": now_ms + AGAIN_MS}
        conn.execute(change.values(updated_at_ms=now_ms, **later))

    platform.stores.flow.write(work)


def _recover(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will find out what became of a handing over that was never noted; nothing is made twice."""
    table, now_ms = mass_group_message.c, platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        dead = scoped.select(scope, mass_group_message).where(
            table.state == int(IntentState.DISPATCHING), table.dispatched_at_ms < now_ms - HANDING_MS
        )
        first = conn.execute(dead.order_by(table.id).limit(1)).first()
        if first is None:
            return 0
        mine = dead.where(table.campaign_id == first.campaign_id, table.owner == first.owner)
        rows = conn.execute(mine.order_by(table.id).limit(GROUPS_PER_TASK_MAX)).all()
        since_ms = first.dispatched_at_ms - CLOCK_MARGIN_MS
        made = scoped.select(scope, staff_task.c.vendor_id).where(
            staff_task.c.channel == GROUP_CHANNEL, staff_task.c.created_at_ms >= since_ms
        )
        known = frozenset(conn.execute(made).scalars())
    content = _content(platform, scope, first.campaign_id)
    chats = [row.chat_id for row in rows]
    try:
        vendor_id = desk.find_group_task(scope, first.owner, chats, content.text, since_ms=since_ms, known=known)
    except Unavailable as error:
        log.warning("mass.group_lookup_failed", campaign=first.campaign_id, error=error.detail("en"))
        return 0
    if vendor_id:
        platform.stores.flow.write(
            lambda conn: _made(conn, scope, rows, vendor_id, content_id=content.id, now_ms=now_ms)
        )
    elif vendor_id is not None:
        ids = np.array([row.id for row in rows], dtype=np.int64)
        platform.stores.flow.write(lambda conn: _again(conn, scope, ids, now_ms))
    return int(vendor_id is not None)


def _again(conn: Connection, scope: Scope, ids: Ids, now_ms: int) -> None:
    change = scoped.update(scope, mass_group_message).where(
        sets.among(conn, mass_group_message.c.id, ids), mass_group_message.c.state == int(IntentState.DISPATCHING)
    )
    conn.execute(change.values(state=int(IntentState.QUEUED), due_at_ms=now_ms, updated_at_ms=now_ms))


def _record(conn: Connection, scope: Scope, row: Row[Any], report: TaskReport | None, now_ms: int) -> int:
    """This function will store an owner's news and when to ask again."""
    change = scoped.update(scope, staff_task).where(staff_task.c.id == row.id)
    settings = outreach_settings()
    values: dict[str, Any] = {"next_check_at_ms": now_ms + settings.collect_every_ms}
    if row.created_at_ms < now_ms - GIVE_UP_MS:
        values |= {"settled": True}
    if report is None or not report.confirmed_at_ms:
        conn.execute(change.values(**values))
        return 0
    table = mass_group_message.c
    waiting = scoped.select(scope, table.id, table.chat_id).where(
        table.vendor_id == row.vendor_id, table.owner == row.advisor, table.state == int(IntentState.ACCEPTED)
    )
    ids = {found.chat_id: found.id for found in conn.execute(waiting.with_for_update())}
    for result, reason in {(one.result, one.reason) for one in report.recipients}:
        same = [
            ids[one.address]
            for one in report.recipients
            if (one.result, one.reason) == (result, reason) and one.address in ids
        ]
        sent_ms = report.confirmed_at_ms if result is Result.DELIVERED else None
        mine = np.array(same, dtype=np.int64)
        _settle(conn, scope, mine, ENDS[result], reason, at_ms=now_ms, sent_at_ms=sent_ms)
    results = [one.result for one in report.recipients]
    values |= {"delivered": results.count(Result.DELIVERED), "failed": results.count(Result.FAILED)}
    values |= {"confirmed_at_ms": report.confirmed_at_ms, "settled": len(results) >= row.people}
    conn.execute(change.values(**values))
    return len(report.recipients)


def _settle(
    conn: Connection, scope: Scope, ids: Ids, state: IntentState, reason: str, *, at_ms: int,
    sent_at_ms: int | None = None,
) -> None:  # fmt: skip
    """This function will give messages their result; what was not sent frees its room, what was counts on its day."""
    if not len(ids):
        return
    table = mass_group_message.c
    here = sets.among(conn, table.id, ids)
    passed = scoped.select(scope, table.number, table.passed_at_ms).where(here, table.passed_at_ms > 0)
    rows = [(int(row.number), china_day_of(row.passed_at_ms)) for row in conn.execute(passed)]
    to_day = None if sent_at_ms is None else china_day_of(sent_at_ms)
    moved = np.array([row for row in rows if row[1] != to_day], dtype=np.int64).reshape(-1, 2)
    for day in np.unique(moved[:, 1]).tolist():
        quota.change(conn, scope, moved[moved[:, 1] == day, 0], day=day, step=-1, subject=Subject.GROUP)
    if to_day is not None:
        quota.change(conn, scope, moved[:, 0], day=to_day, step=1, subject=Subject.GROUP)
    change = scoped.update(scope, mass_group_message).where(here)
    conn.execute(change.values(state=int(state), reason=reason, updated_at_ms=at_ms))


def _content(platform: Platform, scope: Scope, campaign_id: int) -> Content:
    with platform.stores.flow.reading() as conn:
        chosen = scoped.select(scope, mass_campaign.c.content_id).where(mass_campaign.c.id == campaign_id)
        content_id = int(conn.execute(chosen).scalar_one())
        return contents(conn, scope, [content_id])[content_id]
