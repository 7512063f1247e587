"""Collecting news of staff tasks and settling the messages behind them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row, func

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
from siyu.outreach.settings import OutreachSettings

TASKS_MAX = 100
# Written down together; more would hold the store too long.
PEOPLE_MAX = 2_000
SLOWER_BY = 20
# A task nobody has confirmed after a month is asked after no more.
GIVE_UP_MS = 31 * 86_400_000
log = structlog.get_logger(__name__)
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


def _put_off(conn: Connection, scope: Scope, row: Row[Any], later_ms: int, now_ms: int) -> None:
    settled = row.created_at_ms < now_ms - GIVE_UP_MS
    change = scoped.update(scope, staff_task).where(staff_task.c.id == row.id, staff_task.c.settled.is_(False))
    conn.execute(change.values(next_check_at_ms=later_ms, settled=settled))


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

    def write(conn: Connection) -> None:
        # Locked first: who hands messages of a task over at this moment opens it again before or after, never between.
        for report in reports:
            _tasks(conn, scope, channel.name, report)
        more = {
            one
            for one in known.keys() | {report.vendor_id for report in reports}
            if _left(conn, scope, one) > known[one]
        }
        for report, groups in found:
            _record(conn, scope, channel.name, report, groups, now_ms=now_ms, more=report.vendor_id in more)
        for row, at_ms in later:
            _put_off(conn, scope, row, at_ms, now_ms)

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
    channel: str,
    report: TaskReport,
    groups: dict[tuple[Result, str], list[int]],
    *,
    now_ms: int,
    more: bool,
) -> None:
    """This function will settle a report's messages; a task that got `more` messages since stays open for them."""
    for (result, reason), members in groups.items():
        state = STATES[result]
        ids = _lock(conn, scope, np.array(members, dtype=np.int64))
        change = scoped.update(scope, outreach_intent).where(sets.among(conn, outreach_intent.c.id, ids))
        conn.execute(change.values(state=int(state), reason=reason, advisor=report.advisor, updated_at_ms=now_ms))
        sent = state is IntentState.DELIVERED
        quota.settle(conn, scope, ids, sent_at_ms=(report.confirmed_at_ms or now_ms) if sent else None)
        announce(conn, scope, ids, (state,), now_ms)
    _update_task(conn, scope, channel, report, more=more)


def _lock(conn: Connection, scope: Scope, ids: Ids) -> Ids:
    table = outreach_intent.c
    statement = scoped.select(scope, table.id).where(
        sets.among(conn, table.id, ids), table.state == int(IntentState.ACCEPTED)
    )
    return np.array(conn.execute(statement.with_for_update()).scalars().all(), dtype=np.int64)


def _update_task(conn: Connection, scope: Scope, channel: str, report: TaskReport, *, more: bool) -> None:
    """This function will bring the advisor's task up to date; a task the vendor gave to another advisor is added."""
    whole, _ = _tasks(conn, scope, channel, report)
    if whole is not None:
        rows = [{"channel": channel, "vendor_id": report.vendor_id, "advisor": report.advisor} | _fresh(whole)]
        scoped.insert_new(conn, scope, staff_task, rows)
    _, task = _tasks(conn, scope, channel, report)
    if task is None:
        return
    results = [recipient.result for recipient in report.recipients]
    values = {"people": len(report.addresses)}
    values |= {"delivered": results.count(Result.DELIVERED), "failed": results.count(Result.FAILED)}
    values |= {"settled": bool(report.confirmed_at_ms) and len(results) >= len(report.addresses) and not more}
    if report.confirmed_at_ms:
        values |= {"confirmed_at_ms": report.confirmed_at_ms}
    conn.execute(scoped.update(scope, staff_task).where(staff_task.c.id == task.id).values(**values))
    if whole is not None:
        _settle_whole(conn, scope, whole)


def _tasks(conn: Connection, scope: Scope, channel: str, report: TaskReport) -> tuple[Row[Any] | None, Row[Any] | None]:
    """This function will lock and return the task that named no advisor, and that of the report's advisor."""
    table = staff_task.c
    place = (table.channel == channel, table.vendor_id == report.vendor_id, table.advisor.in_(["", report.advisor]))
    chosen = scoped.select(scope, staff_task).where(*place).order_by(table.id).with_for_update()
    found = {row.advisor: row for row in conn.execute(chosen)}
    return found.get(""), found.get(report.advisor)


def _fresh(whole: Row[Any]) -> dict[str, Any]:
    numbers = {"people": 0, "delivered": 0, "failed": 0, "settled": False, "confirmed_at_ms": None}
    times = {"created_at_ms": whole.created_at_ms, "next_check_at_ms": whole.next_check_at_ms}
    return {"content_id": whole.content_id, "origin": whole.origin, "origin_id": whole.origin_id, **numbers, **times}


def _settle_whole(conn: Connection, scope: Scope, whole: Row[Any]) -> None:
    """This function will close the task that named no advisor once no message of it waits for a result."""
    if not _left(conn, scope, whole.vendor_id):
        conn.execute(scoped.update(scope, staff_task).where(staff_task.c.id == whole.id).values(settled=True))


def _left(conn: Connection, scope: Scope, vendor_id: str) -> int:
    """This function will count the messages of a task that wait for their result."""
    table = outreach_intent.c
    left = scoped.select(scope, func.count(table.id)).where(
        table.vendor_id == vendor_id, table.state == int(IntentState.ACCEPTED)
    )
    return int(conn.execute(left).scalar_one())
