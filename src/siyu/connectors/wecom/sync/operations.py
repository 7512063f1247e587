"""Writes of full readings: begin or go on, note how far they are, stop with a reason."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.connectors.wecom.models import wecom_sync, wecom_sync_part
from siyu.connectors.wecom.sync import queries
from siyu.connectors.wecom.sync.contracts import Part, PartState, Stage, Sync, SyncState
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

STAFF_PER_PART = 100
# Cursors of the vendor do not live for ever: an unfinished reading older than this is given up for a new one.
RESUMABLE_MS = DAY_MS
GIVEN_UP = "已由新的同步代替\ngiven up for a newer reading"
BY_REQUEST = "已按要求停止\nstopped by request"


def begin(conn: Connection, scope: Scope, *, started_by: str, at_ms: int, anew: bool = False) -> Sync:
    """This function will go on with the brand's unfinished reading, or begin a new one (`anew`: in any case)."""
    newest = queries.newest(conn, scope, 1)
    if newest and newest[0].state is not SyncState.DONE:
        held = newest[0]
        if not anew and at_ms - held.begun_at_ms < RESUMABLE_MS:
            if held.state is SyncState.STOPPED:
                change(conn, scope, held.id, SyncState.WAITING, at_ms=at_ms)
            return queries.sync_by_id(conn, scope, held.id)
        change(conn, scope, held.id, SyncState.DONE, reason=GIVEN_UP, at_ms=at_ms)
    row = {
        "state": SyncState.WAITING,
        "stage": Stage.ORGANISATION,
        "reason": "",
        "started_by": started_by,
        "begun_at_ms": at_ms,
        "ended_at_ms": 0,
        "updated_at_ms": at_ms,
        "staff": 0,
        "lost": 0,
        "notes": "{}",
        "groups": 0,
        "groups_place": "",
    }
    return queries.sync_by_id(conn, scope, scoped.insert(conn, scope, wecom_sync, row))


def change(conn: Connection, scope: Scope, sync_id: int, state: SyncState, *, at_ms: int, reason: str = "") -> None:
    """This function will put a reading into a state, with the reason for it."""
    ended = at_ms if state is SyncState.DONE else 0
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync_id)
    conn.execute(own.values(state=state, reason=reason[:500], ended_at_ms=ended, updated_at_ms=at_ms))


def ask_to_stop(conn: Connection, scope: Scope, sync_id: int, *, at_ms: int) -> Sync:
    """This function will have a reading stop after its present page; it can go on later. Raises UnknownSync."""
    held = queries.sync_by_id(conn, scope, sync_id)
    if held.state is SyncState.RUNNING:
        change(conn, scope, sync_id, SyncState.STOPPING, at_ms=at_ms)
    elif held.state is SyncState.WAITING:
        change(conn, scope, sync_id, SyncState.STOPPED, reason=BY_REQUEST, at_ms=at_ms)
    return queries.sync_by_id(conn, scope, sync_id)


def touch(conn: Connection, scope: Scope, sync_id: int, *, at_ms: int) -> None:
    """This function will note that a reading is alive."""
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync_id)
    conn.execute(own.values(updated_at_ms=at_ms))


def reach(
    conn: Connection, scope: Scope, sync: Sync, stage: Stage, *, at_ms: int, note: tuple[Stage, str] | None = None
) -> Sync:
    """This function will note that a reading has come to `stage`, and why one before it gave less than all."""
    notes = dict(sync.notes) | ({note[0].value: note[1]} if note else {})
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync.id)
    conn.execute(own.values(stage=stage, updated_at_ms=at_ms, notes=json.dumps(notes, ensure_ascii=False)))
    return queries.sync_by_id(conn, scope, sync.id)


def plan_parts(conn: Connection, scope: Scope, sync: Sync, staff: Sequence[str]) -> None:
    """This function will cut the staff into parts of a hundred; members planned before are left alone."""
    ordered = sorted(dict.fromkeys(staff))
    rows = [_row(sync.id, number, part) for number, part in enumerate(scoped.batches(ordered, STAFF_PER_PART))]
    scoped.insert_new(conn, scope, wecom_sync_part, rows)
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync.id)
    conn.execute(own.values(staff=len(ordered)))


def save_part(conn: Connection, scope: Scope, sync_id: int, part: Part) -> None:
    """This function will store how far a part has come, in the transaction of what its pages said."""
    table = wecom_sync_part.c
    own = scoped.update(scope, wecom_sync_part).where(table.sync_id == sync_id, table.number == part.number)
    conn.execute(
        own.values(
            staff=",".join(part.staff),
            cursor=part.cursor,
            state=part.state,
            reason=part.reason[:500],
            pages=part.pages,
            friends=part.friends,
        )
    )


def split_part(conn: Connection, scope: Scope, sync_id: int, part: Part, number: int) -> None:
    """This function will move the second half of a part's staff to a new part `number`, both read from their start."""
    half = len(part.staff) // 2
    first = Part(part.number, part.staff[:half], "", PartState.OPEN, "", part.pages, part.friends)
    save_part(conn, scope, sync_id, first)
    scoped.insert_new(conn, scope, wecom_sync_part, [_row(sync_id, number, part.staff[half:])])


def count_lost(conn: Connection, scope: Scope, sync_id: int, count: int) -> None:
    """This function will add friendships that a reading no longer showed to its sum."""
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync_id)
    conn.execute(own.values(lost=wecom_sync.c.lost + count))


def note_groups(conn: Connection, scope: Scope, sync_id: int, place: str, more: int) -> None:
    """This function will note that `more` groups have been listed and where the listing goes on."""
    own = scoped.update(scope, wecom_sync).where(wecom_sync.c.id == sync_id)
    conn.execute(own.values(groups=wecom_sync.c.groups + more, groups_place=place))


def _row(sync_id: int, number: int, staff: Sequence[str]) -> dict[str, object]:
    blank = {"cursor": "", "state": PartState.OPEN, "reason": "", "pages": 0, "friends": 0}
    return {"sync_id": sync_id, "number": number, "staff": ",".join(staff), **blank}
