"""Collecting news of staff tasks and settling the messages behind them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row, bindparam, func

from siyu.customers import queries as customers
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.contracts import IntentState, OpenTask, Result, TaskReport
from siyu.outreach.dispatching.queries import announce
from siyu.outreach.models import outreach_intent, staff_task
from siyu.outreach.ports import Channel
from siyu.outreach.quota import operations as quota
from siyu.outreach.quota.domain import china_day, day_start_ms
from siyu.outreach.settings import OutreachSettings

TASKS_MAX = 100
# Written down together; more would hold the store too long.
PEOPLE_MAX = 2_000
SLOWER_BY = 20
# A task nobody has confirmed after a month is asked after no more.
GIVE_UP_MS = 31 * 86_400_000
log = structlog.get_logger(__name__)
TaskKey = tuple[str, str]
STATES = {Result.DELIVERED: IntentState.DELIVERED, Result.FAILED: IntentState.FAILED}


def collect(platform: Platform, channel: Channel, scope: Scope, settings: OutreachSettings) -> int:
    """This function will ask `channel` for news of up to 100 open tasks and return how many messages it settled.

    The vendor is asked task by task; what it said of some thousand people is written down at once. A task it does not
    answer for is asked after again later.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        rows = _open_tasks(conn, scope, channel.name, now_ms)
    asked: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        asked[row.vendor_id].append(row)
    settled, reports, later = 0, list[TaskReport](), list[tuple[Row[Any], int]]()
    for task in asked.values():
        reports += _ask(platform, channel, scope, task[0])
        later += [(row, _next_check_ms(task[0], settings, now_ms)) for row in task]
        if sum(len(report.recipients) for report in reports) >= PEOPLE_MAX:
            settled += _take(platform, channel, scope, reports, later)
            reports, later = [], []
    return settled + _take(platform, channel, scope, reports, later)


def _next_check_ms(task: Row[Any], settings: OutreachSettings, now_ms: int) -> int:
    """This function will ask after an old task less often: thousands that nobody confirms must not use the calls up."""
    return now_ms + max(settings.collect_every_ms, (now_ms - int(task.created_at_ms)) // SLOWER_BY)


def _ask(platform: Platform, channel: Channel, scope: Scope, row: Row[Any]) -> list[TaskReport]:
    try:
        return channel.collect(scope, [OpenTask(row.vendor_id, row.advisor)])
    except Unavailable as error:
        log.warning("outreach.collect_failed", channel=channel.name, task=row.vendor_id, error=str(error))
        return []


def collect_task(platform: Platform, channel: Channel, scope: Scope, row: Row[Any]) -> int:
    """This function will ask for news of one task now and return how many messages it settled. Raises Unavailable."""
    return _take(platform, channel, scope, channel.collect(scope, [OpenTask(row.vendor_id, row.advisor)]), [])


def _open_tasks(conn: Connection, scope: Scope, channel: str, now_ms: int) -> Sequence[Row[Any]]:
    table = staff_task.c
    statement = scoped.select(scope, staff_task).where(
        table.channel == channel, table.settled.is_(False), table.next_check_at_ms <= now_ms
    )
    return conn.execute(statement.order_by(table.next_check_at_ms).limit(TASKS_MAX)).all()


def _put_off(conn: Connection, scope: Scope, later: Sequence[tuple[Row[Any], int]], now_ms: int) -> None:
    """This function will say when each task is asked after again; one that is too old is asked after no more."""
    change = scoped.update(scope, staff_task).where(staff_task.c.id == bindparam("of"), staff_task.c.settled.is_(False))
    rows = [{"of": row.id, "at": at_ms, "over": row.created_at_ms < now_ms - GIVE_UP_MS} for row, at_ms in later]
    if rows:
        conn.execute(change.values(next_check_at_ms=bindparam("at"), settled=bindparam("over")), rows)


def _take(
    platform: Platform,
    channel: Channel,
    scope: Scope,
    reports: Sequence[TaskReport],
    later: Sequence[tuple[Row[Any], int]],
) -> int:
    """This function will settle the messages that `reports` tell of and say when each task is asked after again."""
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        waiting = _waiting(conn, scope, {report.vendor_id for report in reports})
    with platform.stores.core.reading() as conn:
        people = sorted({customer_id for _, customer_id in waiting})
        addresses = customers.contact_points(platform, conn, scope, people, channel.identity_kind or "")
    customer_of = {address: customer_id for customer_id, address in addresses.items()}
    known = Counter(vendor_id for vendor_id, _ in waiting)
    found = [(report, _groups(report, waiting, customer_of)) for report in reports]
    vendor_ids = sorted({report.vendor_id for report in reports})

    def write(conn: Connection) -> None:
        # Locked first: who hands messages of a task over at this moment opens it again before or after, never between.
        tasks = _tasks(conn, scope, channel.name, vendor_ids)
        left = _left(conn, scope, vendor_ids)
        more = {one for one in vendor_ids if left[one] > known[one]}
        _record(conn, scope, found, now_ms=now_ms)
        _update_tasks(conn, scope, channel.name, reports, tasks, more=more)
        _put_off(conn, scope, later, now_ms)

    if reports or later:
        platform.stores.flow.write(write)
    return sum(len(members) for _, groups in found for members in groups.values())


def _groups(
    report: TaskReport, waiting: dict[tuple[str, int], int], customer_of: dict[str, int]
) -> dict[tuple[Result, str], list[int]]:
    """This function will sort the messages of a report by what became of them."""
    groups: dict[tuple[Result, str], list[int]] = defaultdict(list)
    for recipient in report.recipients:
        intent_id = waiting.get((report.vendor_id, customer_of.get(recipient.address, 0)))
        if intent_id is not None:
            groups[recipient.result, recipient.reason].append(intent_id)
    return groups


def _waiting(conn: Connection, scope: Scope, vendor_ids: set[str]) -> dict[tuple[str, int], int]:
    """This function will return (task, customer) → message of the tasks' messages that still wait for their result."""
    table = outreach_intent.c
    statement = scoped.select(scope, table.vendor_id, table.customer_id, table.id)
    statement = statement.where(table.vendor_id.in_(vendor_ids), table.state == int(IntentState.ACCEPTED))
    return {(row.vendor_id, row.customer_id): row.id for row in conn.execute(statement)}


def _record(
    conn: Connection,
    scope: Scope,
    found: Sequence[tuple[TaskReport, dict[tuple[Result, str], list[int]]]],
    *,
    now_ms: int,
) -> None:
    """This function will settle the messages that reports tell of: their state, the quota, the facts."""
    told = [one for _, groups in found for members in groups.values() for one in members]
    ours = _lock(conn, scope, np.array(told, dtype=np.int64))
    moved: dict[IntentState, list[Ids]] = defaultdict(list)
    used: dict[int | None, list[Ids]] = defaultdict(list)
    for report, groups in found:
        for (result, reason), members in groups.items():
            state, ids = STATES[result], np.intersect1d(np.array(members, dtype=np.int64), ours)
            change = scoped.update(scope, outreach_intent).where(sets.among(conn, outreach_intent.c.id, ids))
            conn.execute(change.values(state=int(state), reason=reason, advisor=report.advisor, updated_at_ms=now_ms))
            moved[state].append(ids)
            sent_at_ms = report.confirmed_at_ms or now_ms
            used[china_day(sent_at_ms) if state is IntentState.DELIVERED else None].append(ids)
    for day, parts in used.items():
        quota.settle(conn, scope, np.concatenate(parts), sent_at_ms=None if day is None else day_start_ms(day))
    for state, parts in moved.items():
        announce(conn, scope, np.concatenate(parts), (state,), now_ms)


def _lock(conn: Connection, scope: Scope, ids: Ids) -> Ids:
    table = outreach_intent.c
    statement = scoped.select(scope, table.id).where(
        sets.among(conn, table.id, ids), table.state == int(IntentState.ACCEPTED)
    )
    return np.array(conn.execute(statement.order_by(table.id).with_for_update()).scalars().all(), dtype=np.int64)


def _update_tasks(
    conn: Connection,
    scope: Scope,
    channel: str,
    reports: Sequence[TaskReport],
    tasks: Mapping[TaskKey, Row[Any]],
    *,
    more: Collection[str],
) -> None:
    """This function will bring advisors' tasks up to date; one the vendor gave to another advisor is added.

    A task that got `more` messages since it was asked after stays open for them.
    """
    shared = {report.vendor_id: tasks[report.vendor_id, ""] for report in reports if (report.vendor_id, "") in tasks}
    if shared:
        scoped.insert_new(
            conn, scope, staff_task, [_fresh(shared[one.vendor_id], one) for one in reports if one.vendor_id in shared]
        )
        tasks = _tasks(conn, scope, channel, sorted({report.vendor_id for report in reports}))
    known = [
        (report, tasks[report.vendor_id, report.advisor])
        for report in reports
        if (report.vendor_id, report.advisor) in tasks
    ]
    table = staff_task.c
    change = scoped.update(scope, staff_task).where(table.id == bindparam("of")).values(
        people=bindparam("members"), delivered=bindparam("reached"), failed=bindparam("missed"),
        settled=bindparam("over"), confirmed_at_ms=bindparam("confirmed"),
    )  # fmt: skip
    rows = [_told(report, task, more=report.vendor_id in more) for report, task in known]
    if rows:
        conn.execute(change, rows)
    _close_shared(conn, scope, shared)


def _told(report: TaskReport, task: Row[Any], *, more: bool) -> dict[str, Any]:
    results = [recipient.result for recipient in report.recipients]
    return {
        "of": task.id,
        "members": len(report.addresses),
        "reached": results.count(Result.DELIVERED),
        "missed": results.count(Result.FAILED),
        "over": bool(report.confirmed_at_ms) and len(results) >= len(report.addresses) and not more,
        "confirmed": report.confirmed_at_ms or task.confirmed_at_ms,
    }


def _tasks(conn: Connection, scope: Scope, channel: str, vendor_ids: Sequence[str]) -> dict[TaskKey, Row[Any]]:
    """This function will lock and return the tasks of these: (vendor id, advisor) → row; advisor "": it named none."""
    table = staff_task.c
    chosen = scoped.select(scope, staff_task).where(table.channel == channel, table.vendor_id.in_(vendor_ids))
    return {(row.vendor_id, row.advisor): row for row in conn.execute(chosen.order_by(table.id).with_for_update())}


def _fresh(shared: Row[Any], report: TaskReport) -> dict[str, Any]:
    numbers = {"people": 0, "delivered": 0, "failed": 0, "settled": False, "confirmed_at_ms": None}
    times = {"created_at_ms": shared.created_at_ms, "next_check_at_ms": shared.next_check_at_ms}
    place = {"channel": shared.channel, "vendor_id": report.vendor_id, "advisor": report.advisor}
    return {
        **place,
        "content_id": shared.content_id,
        "origin": shared.origin,
        "origin_id": shared.origin_id,
        **numbers,
        **times,
    }


def _close_shared(conn: Connection, scope: Scope, shared: Mapping[str, Row[Any]]) -> None:
    """This function will close tasks that named no advisor once no message of theirs waits for a result."""
    left = _left(conn, scope, sorted(shared))
    ids = [task.id for vendor_id, task in shared.items() if not left[vendor_id]]
    if ids:
        conn.execute(scoped.update(scope, staff_task).where(staff_task.c.id.in_(ids)).values(settled=True))


def _left(conn: Connection, scope: Scope, vendor_ids: Sequence[str]) -> Counter[str]:
    """This function will count the messages of each task that wait for their result."""
    if not vendor_ids:
        return Counter()
    table = outreach_intent.c
    left = scoped.select(scope, table.vendor_id, func.count(table.id).label("messages")).where(
        table.vendor_id.in_(vendor_ids), table.state == int(IntentState.ACCEPTED)
    )
    return Counter({row.vendor_id: int(row.messages) for row in conn.execute(left.group_by(table.vendor_id))})
