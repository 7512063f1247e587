"""Bring the vendor's links to what is wanted, a call only where something differs.

A call is announced (state ASKING, committed) before it is made. Whatever is found announced has an unknown outcome: the
vendor is asked what it has, and only then called again.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from siyu.acquisition.links.contracts import AcquisitionLink, VendorLink
from siyu.acquisition.links.domain import digest
from siyu.acquisition.links.models import acquisition_link
from siyu.acquisition.links.ports import LinkDesk
from siyu.acquisition.links.queries import links_by_id, vendor_ids, wanted
from siyu.acquisition.live_codes.contracts import CodeStatus, SyncState
from siyu.acquisition.syncing.contracts import Ended, Result
from siyu.acquisition.syncing.domain import wait_ms
from siyu.kit.clock import HOUR_MS, MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

LINKS_PER_STEP_MAX = 20
# An announced call is over or lost after this long: the client gives up sooner.
ASKING_MS = 30 * SECOND_MS
REFUSED_RETRY_MS = HOUR_MS
# How far the vendor's clock and ours may differ when looking for a link of ours.
CLOCK_MARGIN_MS = 2 * MINUTE_MS
NOBODY = (
    "没有可接待的员工：请检查所选员工是否在职并绑定企业微信",
    "Nobody can answer: choose active staff with a WeCom account",
)
DELETED = ("链接已在企业微信中删除，请停用后新建", "The link was deleted in WeCom; close it and create a new one")
FINE: dict[str, Any] = {"error": "", "error_en": "", "attempts": 0, "due_at_ms": None}
Change = dict[str, Any]


def apply_links(platform: Platform, desk: LinkDesk, scope: Scope) -> int:
    """This function will bring up to 20 due links to what is wanted and return how many were looked at."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        rows = _due(conn, scope, now_ms)
        if not rows:
            return 0
        links = {one.id: one for one in links_by_id(conn, scope, [row.id for row in rows])}
        shapes = wanted(conn, scope, list(links.values()))
        known = vendor_ids(conn, scope)
    platform.stores.core.write(partial(_announce, scope, rows, now_ms))
    changes = [_call(desk, scope, row, links[row.id], shapes[row.id], known=known) for row in rows]
    platform.stores.core.write(partial(_write_down, scope, rows, changes, platform.clock.now_ms()))
    return len(rows)


def _due(conn: Connection, scope: Scope, now_ms: int) -> Sequence[Any]:
    table = acquisition_link.c
    statement = scoped.select(scope, acquisition_link).where(table.due_at_ms <= now_ms)
    return conn.execute(statement.order_by(table.due_at_ms, table.id).limit(LINKS_PER_STEP_MAX)).all()


def _announce(scope: Scope, rows: Sequence[Any], now_ms: int, conn: Connection) -> None:
    for row in rows:
        own = scoped.update(scope, acquisition_link).where(acquisition_link.c.id == row.id)
        tried = {} if row.sync == SyncState.ASKING.value else {"tried_at_ms": now_ms}
        conn.execute(own.values(sync=SyncState.ASKING.value, due_at_ms=now_ms + ASKING_MS, **tried))


def _call(
    desk: LinkDesk, scope: Scope, row: Any, link: AcquisitionLink, shape: VendorLink, *, known: frozenset[str]
) -> Change:
    """This function will make the calls of one link and return the columns to write."""
    asking, vendor_id = row.sync == SyncState.ASKING.value, link.vendor_id
    if asking and not vendor_id:
        found = desk.find(scope, shape.name, row.tried_at_ms - CLOCK_MARGIN_MS, known)
        if found.ended is not Ended.DONE:
            return _failed(row, found, still_asking=True)
        if found.config_id:  # made after all: take it over; the next step brings it to what is wanted by now
            taken = {"vendor_id": found.config_id, "url": found.qr_url, "sync": SyncState.READY.value}
            return {**taken, **FINE, "applied": "", "due_at_ms": 0}
    if link.status is CodeStatus.CLOSED:
        return _remove(desk, scope, row, vendor_id)
    if not shape.users and not shape.departments:
        return _stuck(*NOBODY)
    if vendor_id and (asking or not row.applied):
        result, seen = desk.read(scope, vendor_id)
        if result.ended is not Ended.DONE:
            return _failed(row, result, still_asking=asking)
        if seen == shape:
            return _done(shape)
        if seen is None:  # deleted in WeCom's own console: not made again behind anybody's back
            return _stuck(*DELETED)
    return _set(desk, scope, row, vendor_id, shape)


def _set(desk: LinkDesk, scope: Scope, row: Any, vendor_id: str, shape: VendorLink) -> Change:
    if vendor_id and row.applied == digest(shape):
        return _done(shape)
    if vendor_id:
        result = desk.update(scope, vendor_id, shape)
        return _done(shape) if result.ended is Ended.DONE else _failed(row, result)
    result = desk.create(scope, shape)
    if result.ended is not Ended.DONE:
        return _failed(row, result)
    return {**_done(shape), "vendor_id": result.config_id, "url": result.qr_url}


def _remove(desk: LinkDesk, scope: Scope, row: Any, vendor_id: str) -> Change:
    if vendor_id:
        result = desk.remove(scope, vendor_id)
        if result.ended is not Ended.DONE:
            return _failed(row, result)
    return {**FINE, "sync": SyncState.CLOSED.value, "applied": ""}


def _done(shape: VendorLink) -> Change:
    return {**FINE, "sync": SyncState.READY.value, "applied": digest(shape)}


def _stuck(reason: str, reason_en: str) -> Change:
    """This function will say what to write when only a person can help."""
    refused = {"sync": SyncState.REFUSED.value, "applied": "", "due_at_ms": None}
    return {**refused, "error": reason, "error_en": reason_en}


def _failed(row: Any, result: Result, *, still_asking: bool = False) -> Change:
    """This function will say what to write after a failure; what may have been done stays in question."""
    why = {"error": result.reason[:200], "error_en": result.reason_en[:200]}
    if result.ended is Ended.REFUSED and not still_asking:
        return {"sync": SyncState.REFUSED.value, "wait": REFUSED_RETRY_MS, **why}
    unknown = still_asking or result.ended is Ended.UNKNOWN
    before = SyncState.READY if row.vendor_id else SyncState.NEW
    sync = SyncState.ASKING if unknown else before
    wait = max(result.retry_after_ms, wait_ms(row.attempts))
    return {"sync": sync.value, "wait": wait, "attempts": row.attempts + 1, **why}


def _write_down(scope: Scope, rows: Sequence[Any], changes: Sequence[Change], now_ms: int, conn: Connection) -> None:
    table = acquisition_link
    for row, change in zip(rows, changes, strict=True):
        wait = change.pop("wait", None)
        when = {} if wait is None else {"due_at_ms": now_ms + wait}
        own = scoped.update(scope, table).where(table.c.id == row.id)
        conn.execute(own.values(**{**change, **when}, synced_at_ms=now_ms))
        # Changed while the call was under way: look once more.
        conn.execute(own.where(table.c.version != row.version).values(due_at_ms=0))
        if row.status == CodeStatus.OPEN.value:
            closed = own.where(table.c.status == CodeStatus.CLOSED.value, table.c.sync != SyncState.CLOSED.value)
            conn.execute(closed.values(due_at_ms=0))
