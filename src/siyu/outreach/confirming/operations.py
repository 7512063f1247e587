"""Collecting news of staff tasks and settling the messages behind them."""

from collections import defaultdict
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
SLOWER_BY = 20
# A task nobody has confirmed after a month is asked after no more.
GIVE_UP_MS = 31 * 86_400_000
log = structlog.get_logger(__name__)
STATES = {Result.DELIVERED: IntentState.DELIVERED, Result.FAILED: IntentState.FAILED}


def collect(platform: Platform, channel: Channel, scope: Scope, settings: OutreachSettings) -> int:
    """This function will ask `channel` for news of up to 100 open tasks and return how many messages it settled.

    Tasks are asked after one by one: what one of them answered is kept whatever happens to the next.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        rows = _open_tasks(conn, scope, channel.name, now_ms)
    tasks: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        tasks[row.vendor_id].append(row)
    return sum(
        _ask(platform, channel, scope, task, later_ms=_next_check_ms(task[0], settings, now_ms))
        for task in tasks.values()
    )


def _next_check_ms(task: Row[Any], settings: OutreachSettings, now_ms: int) -> int:
    """This function will ask after an old task less often: thousands that nobody confirms must not use the calls up."""
    return now_ms + max(settings.collect_every_ms, (now_ms - int(task.created_at_ms)) // SLOWER_BY)


def _ask(platform: Platform, channel: Channel, scope: Scope, rows: Sequence[Row[Any]], *, later_ms: int) -> int:
    now_ms = platform.clock.now_ms()
    try:
        settled = collect_task(platform, channel, scope, rows[0])
    except Unavailable as error:
        log.warning("outreach.collect_failed", channel=channel.name, task=rows[0].vendor_id, error=str(error))
        settled = 0
    platform.stores.flow.write(lambda conn: _put_off(conn, scope, rows, later_ms, now_ms))
    return settled


def collect_task(platform: Platform, channel: Channel, scope: Scope, row: Row[Any]) -> int:
    """This function will ask for news of one task now and return how many messages it settled. Raises Unavailable."""
    now_ms = platform.clock.now_ms()
    reports = channel.collect(scope, [OpenTask(row.vendor_id, row.advisor)])
    return sum(_take_report(platform, channel, scope, report, now_ms) for report in reports)


def _open_tasks(conn: Connection, scope: Scope, channel: str, now_ms: int) -> Sequence[Row[Any]]:
    table = staff_task.c
    statement = scoped.select(scope, staff_task).where(
        table.channel == channel, table.settled.is_(False), table.next_check_at_ms <= now_ms
    )
    return conn.execute(statement.order_by(table.next_check_at_ms).limit(TASKS_MAX)).all()


def _put_off(conn: Connection, scope: Scope, tasks: Sequence[Row[Any]], later_ms: int, now_ms: int) -> None:
    ids = [task.id for task in tasks]
    change = scoped.update(scope, staff_task).where(staff_task.c.id.in_(ids), staff_task.c.settled.is_(False))
    conn.execute(change.values(next_check_at_ms=later_ms))
    conn.execute(change.where(staff_task.c.created_at_ms < now_ms - GIVE_UP_MS).values(settled=True))


def _take_report(platform: Platform, channel: Channel, scope: Scope, report: TaskReport, now_ms: int) -> int:
    with platform.stores.flow.reading() as conn:
        waiting = _waiting(conn, scope, report)
    with platform.stores.core.reading() as conn:
        addresses = customers.contact_points(platform, conn, scope, sorted(waiting), channel.identity_kind or "")
    customer_of = {address: customer_id for customer_id, address in addresses.items()}
    groups: dict[tuple[Result, str], list[int]] = defaultdict(list)
    for recipient in report.recipients:
        intent_id = waiting.get(customer_of.get(recipient.address, 0))
        if intent_id is not None:
            groups[recipient.result, recipient.reason].append(intent_id)
    platform.stores.flow.write(lambda conn: _record(conn, scope, channel.name, report, groups, now_ms=now_ms))
    return sum(len(members) for members in groups.values())


def _waiting(conn: Connection, scope: Scope, report: TaskReport) -> dict[int, int]:
    """This function will return customer → message of the task's messages that still wait for their result."""
    table = outreach_intent.c
    statement = scoped.select(scope, table.customer_id, table.id)
    statement = statement.where(table.vendor_id == report.vendor_id, table.state == int(IntentState.ACCEPTED))
    return {row.customer_id: row.id for row in conn.execute(statement)}


def _record(
    conn: Connection,
    scope: Scope,
    channel: str,
    report: TaskReport,
    groups: dict[tuple[Result, str], list[int]],
    *,
    now_ms: int,
) -> None:
    for (result, reason), members in groups.items():
        state = STATES[result]
        ids = _lock(conn, scope, np.array(members, dtype=np.int64))
        change = scoped.update(scope, outreach_intent).where(sets.among(conn, outreach_intent.c.id, ids))
        conn.execute(change.values(state=int(state), reason=reason, advisor=report.advisor, updated_at_ms=now_ms))
        sent = state is IntentState.DELIVERED
        quota.settle(conn, scope, ids, sent_at_ms=(report.confirmed_at_ms or now_ms) if sent else None)
        announce(conn, scope, ids, (state,), now_ms)
    _update_task(conn, scope, channel, report, now_ms)


def _lock(conn: Connection, scope: Scope, ids: Ids) -> Ids:
    table = outreach_intent.c
    statement = scoped.select(scope, table.id).where(
        sets.among(conn, table.id, ids), table.state == int(IntentState.ACCEPTED)
    )
    return np.array(conn.execute(statement.with_for_update()).scalars().all(), dtype=np.int64)


def _update_task(conn: Connection, scope: Scope, channel: str, report: TaskReport, now_ms: int) -> None:
    """This function will bring the advisor's task up to date; a task the vendor gave to another advisor is added."""
    whole = _task(conn, scope, channel, report.vendor_id, "")
    if whole is not None:
        rows = [{"channel": channel, "vendor_id": report.vendor_id, "advisor": report.advisor} | _fresh(whole)]
        scoped.insert_new(conn, scope, staff_task, rows)
    task = _task(conn, scope, channel, report.vendor_id, report.advisor)
    if task is None:
        return
    results = [recipient.result for recipient in report.recipients]
    values = {"people": len(report.addresses)}
    values |= {"delivered": results.count(Result.DELIVERED), "failed": results.count(Result.FAILED)}
    values |= {"settled": bool(report.confirmed_at_ms) and len(results) >= len(report.addresses)}
    if report.confirmed_at_ms:
        values |= {"confirmed_at_ms": report.confirmed_at_ms}
    conn.execute(scoped.update(scope, staff_task).where(staff_task.c.id == task.id).values(**values))
    if whole is not None:
        _settle_whole(conn, scope, whole)


def _task(conn: Connection, scope: Scope, channel: str, vendor_id: str, advisor: str) -> Row[Any] | None:
    table = staff_task.c
    place = (table.channel == channel, table.vendor_id == vendor_id, table.advisor == advisor)
    return conn.execute(scoped.select(scope, staff_task).where(*place)).first()


def _fresh(whole: Row[Any]) -> dict[str, Any]:
    numbers = {"people": 0, "delivered": 0, "failed": 0, "settled": False, "confirmed_at_ms": None}
    times = {"created_at_ms": whole.created_at_ms, "next_check_at_ms": whole.next_check_at_ms}
    return {"content_id": whole.content_id, "origin": whole.origin, "origin_id": whole.origin_id, **numbers, **times}


def _settle_whole(conn: Connection, scope: Scope, whole: Row[Any]) -> None:
    """This function will close the task that named no advisor once no message of it waits for a result."""
    table = outreach_intent.c
    left = scoped.select(scope, func.count(table.id)).where(
        table.vendor_id == whole.vendor_id, table.state == int(IntentState.ACCEPTED)
    )
    if not conn.execute(left).scalar_one():
        conn.execute(scoped.update(scope, staff_task).where(staff_task.c.id == whole.id).values(settled=True))
