"""What the gate needs to know about people, read before it decides."""

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, func

from siyu.customers import queries as customers
from siyu.kit.clock import to_datetime
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_BITS, SHARD_SIZE, Ids
from siyu.kit.platform import Platform
from siyu.kit.words import Words
from siyu.outreach.contracts import GateSettings, IntentState
from siyu.outreach.domain import Candidates, Passed
from siyu.outreach.models import outreach_intent

Flags = npt.NDArray[np.bool_]
COUNTED = tuple(
    int(state)
    for state in IntentState
    if state not in (IntentState.PLANNED, IntentState.DEFERRED, IntentState.DROPPED, IntentState.FAILED)
)


def people_at_gate(
    platform: Platform, scope: Scope, customer_ids: Ids, *, channel: str, identity_kind: str | None
) -> tuple[Flags, Flags]:
    """This function will say of each customer whether they refused the channel, and whether it can reach them."""
    unique, place = np.unique(customer_ids, return_inverse=True)
    with platform.stores.core.reading() as conn:
        refused = _refused(platform, conn, scope, unique, channel)
        reachable = np.ones(len(unique), dtype=bool)
        if identity_kind is not None:
            points = customers.contact_points(platform, conn, scope, unique.tolist(), identity_kind)
            reachable = np.isin(unique, np.fromiter(points, dtype=np.int64, count=len(points)))
    return refused[place], reachable[place]


def recent_counts(conn: Connection, scope: Scope, customer_ids: Ids, settings: GateSettings, now_ms: int) -> Ids:
    """This function will count, for each customer, the messages let through within the cap's window: int64 array."""
    table = outreach_intent.c
    unique, place = np.unique(customer_ids, return_inverse=True)
    statement = scoped.select(scope, table.customer_id, func.count()).where(*_counted(conn, unique, settings, now_ms))
    counts = np.zeros(len(unique), dtype=np.int64)
    for customer_id, number in conn.execute(statement.group_by(table.customer_id)):
        counts[np.searchsorted(unique, customer_id)] = number
    return counts[place]


def recent_times(conn: Connection, scope: Scope, customer_ids: Ids, settings: GateSettings, now_ms: int) -> Passed:
    """This function will say when the messages that `recent_counts` counts passed the gate."""
    table = outreach_intent.c
    unique, place = np.unique(customer_ids, return_inverse=True)
    statement = scoped.select(scope, table.customer_id, table.passed_at_ms).where(
        *_counted(conn, unique, settings, now_ms)
    )
    rows = conn.execute(statement.order_by(table.customer_id, table.passed_at_ms)).all()
    array = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    return Passed(array[:, 1], np.searchsorted(array[:, 0], unique)[place])


def candidates(
    people: tuple[Flags, Flags], customer_ids: Ids, recent: Ids, *, room: Ids | None = None,
    passed: Passed | None = None, expires_at_ms: Ids | None = None,
) -> Candidates:  # fmt: skip
    """This function will put together what `judge` wants."""
    return Candidates(customer_ids, people[0], people[1], recent, room, passed=passed, expires_at_ms=expires_at_ms)


def zone_offset_ms(zone: str, now_ms: int) -> int:
    """This function will return how far `zone` is ahead of UTC at `now_ms`, in milliseconds."""
    offset = to_datetime(now_ms, zone).utcoffset()
    return int(offset.total_seconds() * 1000) if offset else 0


def _counted(conn: Connection, unique: Ids, settings: GateSettings, now_ms: int) -> list[ColumnElement[bool]]:
    """This function will return the conditions of messages that count towards their people's caps."""
    table = outreach_intent.c
    return [
        sets.among(conn, table.customer_id, unique),
        table.passed_at_ms > now_ms - settings.cap_window_ms,
        table.passed_at_ms > 0,
        table.state.in_(COUNTED),
    ]


def _refused(platform: Platform, conn: Connection, scope: Scope, ids: Ids, channel: str) -> Flags:
    """This function will look each of `ids` (ascending) up in the channel's set of refusals, shard by shard."""
    flags = np.zeros(len(ids), dtype=bool)
    shards = ids >> SHARD_BITS
    for shard in np.unique(shards).tolist():
        here = shards == shard
        flags[here] = holds(customers.refused(platform, conn, scope, channel, shard), ids[here])
    return flags


def holds(words: Words, ids: Ids) -> Flags:
    """This function will say of each id (int64, all of one shard) whether its bit is set in the shard's `words`."""
    local = ids & (SHARD_SIZE - 1)
    bits = words[local >> 6] >> (local & 63).astype(np.uint64)
    held: Flags = (bits & np.uint64(1)).astype(bool)
    return held
