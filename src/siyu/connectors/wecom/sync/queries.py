"""Reads of full readings."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, case, func

from siyu.connectors.wecom.groups import queue
from siyu.connectors.wecom.models import wecom_sync, wecom_sync_part
from siyu.connectors.wecom.sync.contracts import Part, PartState, Progress, Stage, Sync, SyncState
from siyu.kit.clock import SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound

NEWEST_MAX = 20
QUIET_MS = 30 * SECOND_MS


class UnknownSync(NotFound):
    """There is no such full reading in the brand."""

    zh = "没有找到同步任务 {value}"
    en = "There is no full reading {value}"
    fix_zh = "请刷新列表"
    fix_en = "Reload the list"


def newest(conn: Connection, scope: Scope, limit: int = NEWEST_MAX) -> list[Sync]:
    """This function will list the brand's readings, newest first."""
    rows = conn.execute(scoped.select(scope, wecom_sync).order_by(wecom_sync.c.id.desc()).limit(limit))
    return [_sync(row) for row in rows]


def sync_by_id(conn: Connection, scope: Scope, sync_id: int) -> Sync:
    """This function will return one reading. Raises UnknownSync."""
    row = conn.execute(scoped.select(scope, wecom_sync).where(wecom_sync.c.id == sync_id)).first()
    if row is None:
        raise UnknownSync(field="sync", value=sync_id)
    return _sync(row)


def due(conn: Connection, now_ms: int) -> list[tuple[int, int]]:
    """This function will list (brand, reading) of what is to be carried on: new, paused a while ago, or left by a worker."""
    table = wecom_sync.c
    quiet = table.updated_at_ms <= now_ms - QUIET_MS
    waiting = (table.state == SyncState.WAITING) & ((table.reason == "") | quiet)
    left = table.state.in_((SyncState.RUNNING, SyncState.STOPPING)) & quiet
    statement = scoped.select_across_brands(table.brand_id, table.id).where(waiting | left)
    return [(int(brand), int(one)) for brand, one in conn.execute(statement.order_by(table.id))]


def progress(conn: Connection, scope: Scope, found: Iterable[Sync]) -> list[Progress]:
    """This function will return readings with the sums of their parts and groups, in one query each for all."""
    syncs = list(found)
    table = wecom_sync_part.c
    done = table.state.in_((PartState.READ, PartState.RECONCILED))
    members = func.length(table.staff) - func.length(func.replace(table.staff, ",", "")) + 1
    figures = (
        func.count().label("parts"),
        func.sum(case((done, 1), else_=0)).label("parts_done"),
        func.sum(case((done, members), else_=0)).label("staff_done"),
        func.sum(case((table.state == PartState.REFUSED, members), else_=0)).label("staff_refused"),
        func.sum(table.pages).label("pages"),
        func.sum(table.friends).label("friends"),
    )
    statement = scoped.select(scope, table.sync_id, *figures).where(table.sync_id.in_([one.id for one in syncs]))
    sums = {row.sync_id: row for row in conn.execute(statement.group_by(table.sync_id))}
    left = queue.left_of(conn, scope, [one.id for one in syncs])
    return [_progress(one, sums.get(one.id), left.get(one.id, 0)) for one in syncs]


def parts(conn: Connection, scope: Scope, sync_id: int, states: Iterable[PartState]) -> list[Part]:
    """This function will list a reading's parts in the given states."""
    table = wecom_sync_part.c
    statement = scoped.select(scope, wecom_sync_part).where(table.sync_id == sync_id, table.state.in_(list(states)))
    return [
        Part(
            row.number,
            tuple(row.staff.split(",")),
            row.cursor,
            PartState(row.state),
            row.reason,
            row.pages,
            row.friends,
        )
        for row in conn.execute(statement.order_by(table.number))
    ]


def _progress(one: Sync, sums: Any, groups_left: int) -> Progress:
    if sums is None:
        return Progress(one, 0, 0, 0, 0, 0, 0, groups_left)
    figures = (sums.parts, sums.parts_done, sums.staff_done, sums.staff_refused, sums.pages, sums.friends)
    parts, parts_done, staff_done, staff_refused, pages, friends = (int(figure or 0) for figure in figures)
    return Progress(one, parts, parts_done, staff_done, staff_refused, pages, friends, groups_left)


def _sync(row: Any) -> Sync:
    return Sync(
        row.id, SyncState(row.state), Stage(row.stage), row.reason, row.started_by, row.begun_at_ms, row.ended_at_ms,
        row.updated_at_ms, row.staff, row.lost, json.loads(row.notes), row.groups, row.groups_place,
    )  # fmt: skip
