"""Work out due answers in bulk; call the vendor where its copy differs from what is wanted, and only there.

A call is announced (state ASKING, committed) before it is made. Whatever is found announced later has an unknown
outcome: the vendor is asked what it has, and only then called again.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam

from siyu.acquisition.live_codes.contracts import Answer, CodeStatus, LiveCode, Load, Placement, SyncState
from siyu.acquisition.live_codes.domain import answer as answer_of
from siyu.acquisition.live_codes.domain import next_change_ms
from siyu.acquisition.live_codes.models import live_code, live_code_picture, live_code_placement
from siyu.acquisition.live_codes.operations import GONE
from siyu.acquisition.live_codes.queries import able_rules, codes_by_id, due_codes, loads, placement_of, staff_of
from siyu.acquisition.syncing.contracts import Ended, Result, Way
from siyu.acquisition.syncing.domain import digest, wait_ms, wanted_way
from siyu.acquisition.syncing.ports import ContactWays
from siyu.kit.clock import HOUR_MS, MINUTE_MS, SECOND_MS
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Staff

ANSWERS_PER_STEP_MAX = 200
CALLS_PER_STEP_MAX = 50
CALLS_AT_ONCE = 5
# An announced call is over or lost after this long: the client gives up sooner.
ASKING_MS = 30 * SECOND_MS
REFUSED_RETRY_MS = HOUR_MS
# How far the vendor's clock and ours may differ when looking for a way of ours.
CLOCK_MARGIN_MS = 2 * MINUTE_MS
FINE = {"error": "", "error_en": ""}


@dataclass(frozen=True, slots=True)
class Task:
    """One placement whose copy at the vendor differs from what is wanted; `way` None: it should not be there."""

    placement: Placement
    way: Way | None
    was_asking: bool
    tried_at_ms: int
    attempts: int


def work_out(platform: Platform, scope: Scope) -> int:
    """This function will work out up to 200 due answers of a brand, note when they change next, and return how many."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        if not due_codes(conn, scope, now_ms, 1):
            return 0
    return platform.stores.core.write(partial(_work_out, scope, now_ms))


def _work_out(scope: Scope, now_ms: int, conn: Connection) -> int:
    codes = due_codes(conn, scope, now_ms, ANSWERS_PER_STEP_MAX)
    staff, held = staff_of(conn, scope, codes), loads(conn, scope, codes, now_ms)
    answers = {code.id: _answered(code, staff, now_ms, held[code.id]) for code in codes}
    _store_answers(conn, scope, answers, now_ms)
    _store_wanted(conn, scope, codes, {code_id: found for code_id, (found, _) in answers.items()}, staff)
    return len(codes)


def _answered(code: LiveCode, staff: dict[int, Staff], now_ms: int, load: Load) -> tuple[Answer, int | None]:
    rules = able_rules(code.settings.rules, staff)
    return answer_of(rules, now_ms, load), next_change_ms(rules, now_ms, load)


def _store_answers(conn: Connection, scope: Scope, answers: dict[int, tuple[Answer, int | None]], now_ms: int) -> None:
    rows = [
        {"of": code_id, "said": encode(found), "due": due, "now": now_ms} for code_id, (found, due) in answers.items()
    ]
    if rows:
        change = scoped.update(scope, live_code).where(live_code.c.id == bindparam("of"))
        values: dict[str, Any] = {
            "answer": bindparam("said"),
            "due_at_ms": bindparam("due"),
            "answered_at_ms": bindparam("now"),
        }
        conn.execute(change.values(**values), rows)


def _store_wanted(
    conn: Connection, scope: Scope, codes: Sequence[LiveCode], answers: dict[int, Answer], staff: dict[int, Staff]
) -> None:
    userids = {one.id: one.wecom_userid for one in staff.values()}
    rows = [
        {"of": place.id, "digest": digest(wanted_way(code.settings, answers[code.id], place.state, userids))}
        for code in codes
        for place in code.placements
    ]
    if rows:
        table = live_code_placement
        mine = (table.c.id == bindparam("of"), table.c.wanted != bindparam("digest"))
        change = scoped.update(scope, table).where(*mine)
        conn.execute(change.values(wanted=bindparam("digest"), next_try_at_ms=0, attempts=0), rows)
        settled = (table.c.wanted == table.c.applied, table.c.sync == SyncState.REFUSED.value)
        of_these = table.c.code_id.in_([code.id for code in codes])
        ready = {"sync": SyncState.READY.value, **FINE}
        conn.execute(scoped.update(scope, table).where(of_these, *settled).values(**ready))


def apply(platform: Platform, ways: ContactWays, scope: Scope) -> int:
    """This function will bring up to 50 contact ways to what is wanted and return how many were called about."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        tasks = _tasks(conn, scope, now_ms)
    if not tasks:
        return 0
    platform.stores.core.write(partial(_announce, scope, tasks, now_ms))
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        changes = list(pool.map(partial(_call, ways, scope), tasks))
    platform.stores.core.write(partial(_write_down, scope, tasks, changes, platform.clock.now_ms()))
    return len(tasks)


def _tasks(conn: Connection, scope: Scope, now_ms: int) -> list[Task]:
    table = live_code_placement
    # What is in question is looked at even when the answer has gone back to what was there before.
    differs = sa.or_(table.c.wanted != table.c.applied, table.c.sync == SyncState.ASKING.value)
    due = (differs, table.c.wanted != "", table.c.next_try_at_ms <= now_ms)
    statement = scoped.select(scope, table).where(*due).order_by(table.c.next_try_at_ms, table.c.id)
    rows = conn.execute(statement.limit(CALLS_PER_STEP_MAX)).all()
    codes = {code.id: code for code in codes_by_id(conn, scope, [row.code_id for row in rows])}
    userids = {one.id: one.wecom_userid for one in staff_of(conn, scope, list(codes.values())).values()}
    return [_task(row, codes[row.code_id], userids) for row in rows if row.code_id in codes]


def _task(row: Any, code: LiveCode, userids: dict[int, str]) -> Task:
    way = None
    if code.status is CodeStatus.OPEN and row.wanted != GONE and code.answer is not None:
        way = wanted_way(code.settings, code.answer, row.state, userids)
    asking = row.sync == SyncState.ASKING.value
    return Task(placement_of(row), way, asking, row.tried_at_ms, row.attempts)


def _announce(scope: Scope, tasks: Sequence[Task], now_ms: int, conn: Connection) -> None:
    """This function will commit that these calls are about to be made, and until when nobody else may make them."""
    table = live_code_placement
    fresh = [task.placement.id for task in tasks if not task.was_asking]
    values = {"sync": SyncState.ASKING.value, "next_try_at_ms": now_ms + ASKING_MS}
    if fresh:
        change = scoped.update(scope, table).where(table.c.id.in_(fresh))
        conn.execute(change.values(**values, tried_at_ms=now_ms))
    held = [task.placement.id for task in tasks if task.was_asking]
    if held:
        conn.execute(scoped.update(scope, table).where(table.c.id.in_(held)).values(**values))


Change = dict[str, Any]


def _call(ways: ContactWays, scope: Scope, task: Task) -> Change:
    """This function will make the calls of one placement and return the columns to write."""
    held = task.placement
    if task.was_asking and not held.config_id:
        found = ways.find(scope, held.state, task.tried_at_ms - CLOCK_MARGIN_MS)
        if found.ended is not Ended.DONE:
            return _failed(task, found, still_asking=True)
        if found.config_id:
            # Made after all: take it over; the next step brings it to what is wanted by now.
            taken = {"config_id": found.config_id, "qr_url": found.qr_url, "sync": SyncState.READY.value}
            return {**taken, "next_try_at_ms": 0, **FINE}
    if task.was_asking and held.config_id and task.way is not None:
        result, seen = ways.read(scope, held.config_id)
        if result.ended is not Ended.DONE:
            return _failed(task, result, still_asking=True)
        if seen == task.way:
            return _done(task.way)
    return _remove(ways, scope, task) if task.way is None else _set(ways, scope, task, task.way)


def _set(ways: ContactWays, scope: Scope, task: Task, way: Way) -> Change:
    held = task.placement
    if held.config_id:
        result = ways.update(scope, held.config_id, way)
        return _done(way) if result.ended is Ended.DONE else _failed(task, result)
    result = ways.create(scope, way)
    if result.ended is not Ended.DONE:
        return _failed(task, result)
    return {**_done(way), "config_id": result.config_id, "qr_url": result.qr_url}


def _remove(ways: ContactWays, scope: Scope, task: Task) -> Change:
    if task.placement.config_id:
        result = ways.remove(scope, task.placement.config_id)
        if result.ended is not Ended.DONE:
            return _failed(task, result)
    return {"applied": GONE, "sync": SyncState.CLOSED.value, "attempts": 0, **FINE}


def _done(way: Way) -> Change:
    return {"applied": digest(way), "sync": SyncState.READY.value, "attempts": 0, "next_try_at_ms": 0, **FINE}


def _failed(task: Task, result: Result, *, still_asking: bool = False) -> Change:
    """This function will say what to write after a failure; what may have been done stays in question."""
    why = {"error": result.reason[:200], "error_en": result.reason_en[:200]}
    unknown = still_asking or result.ended is Ended.UNKNOWN
    if result.ended is Ended.REFUSED and not still_asking:
        return {"sync": SyncState.REFUSED.value, "wait": REFUSED_RETRY_MS, **why}
    before = SyncState.READY if task.placement.config_id else SyncState.NEW
    sync = SyncState.ASKING if unknown else before
    wait = max(result.retry_after_ms, wait_ms(task.attempts))
    return {"sync": sync.value, "wait": wait, "attempts": task.attempts + 1, **why}


def _write_down(scope: Scope, tasks: Sequence[Task], changes: Sequence[Change], now_ms: int, conn: Connection) -> None:
    table = live_code_placement
    for task, change in zip(tasks, changes, strict=True):
        wait = change.pop("wait", None)
        when = {} if wait is None else {"next_try_at_ms": now_ms + wait}
        values = {**change, **when, "synced_at_ms": now_ms}
        conn.execute(scoped.update(scope, table).where(table.c.id == task.placement.id).values(**values))


def fetch_pictures(platform: Platform, ways: ContactWays, scope: Scope) -> int:
    """This function will fetch up to 50 QR pictures not yet held and return how many came."""
    table = live_code_placement
    with platform.stores.core.reading() as conn:
        held = scoped.select(scope, live_code_picture.c.placement_id)
        missing = (table.c.qr_url != "", table.c.sync != SyncState.CLOSED.value, table.c.id.not_in(held))
        rows = conn.execute(scoped.select(scope, table).where(*missing).limit(CALLS_PER_STEP_MAX)).all()
    if not rows:
        return 0
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        fetch: Callable[[str], Result] = partial(ways.picture, scope)
        results = list(pool.map(fetch, [row.qr_url for row in rows]))
    got = [
        {"placement_id": row.id, "picture": result.picture}
        for row, result in zip(rows, results, strict=True)
        if result.ended is Ended.DONE and result.picture
    ]
    platform.stores.core.write(lambda conn: scoped.insert_new(conn, scope, live_code_picture, got))
    return len(got)
