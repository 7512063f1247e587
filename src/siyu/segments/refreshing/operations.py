"""Bringing a segment up to date, shard by shard: read, work out, store the difference, tell it.

Each shard is read in its own snapshot and stored in its own short transaction, so memory is bounded by the shard and a
crash between two shards leaves a segment that is simply still stale. Facts are exact differences of what is stored.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.kit.bits import Flips
from siyu.kit.clock import HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.jobs import Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.segments import queries
from siyu.segments.audience.queries import check_rule, evaluate, next_change_ms
from siyu.segments.contracts import Segment, SegmentChanged, SegmentKind, SegmentStatus
from siyu.segments.member.queries import leaf_name
from siyu.segments.models import segment, segment_history
from siyu.segments.refreshing.contracts import Refreshed
from siyu.segments.refreshing.queries import basis
from siyu.segments.rules.domain import read_rule
from siyu.segments.vocabulary.queries import Reading, open_reading


def refresh(platform: Platform, scope: Scope, segment_id: int, lease: Lease | None = None) -> Refreshed:
    """This function will work a segment out as of now and store and tell the difference.

    Lists and paused segments stay as they are. What is wrong with a rule is kept in the segment's `error`, and its
    members stay. Raises UnknownSegment, or LeaseLost when another worker has taken `lease`.
    """
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        held = queries.by_id(conn, scope, segment_id)
        if held.kind == SegmentKind.LIST or held.status != SegmentStatus.ACTIVE:
            return Refreshed(segment_id, held.members or 0, 0, 0)
        shards = brand_shards(conn, scope)
        outcome, error = _outcome(_reading(platform, conn, scope, held, now_ms), held)
    flips = [] if error else [_refresh_shard(platform, scope, held, shard, lease) for shard in shards]
    changes = [change for change in flips if change is not None]
    with core.reading() as conn:
        members = queries.visible_count(platform, conn, Scope(scope.brand_id), segment_id)

    def store(conn: Connection) -> None:
        _store_outcome(conn, scope, held, outcome | {"error": error, "members": members})
        note_history(conn, scope, segment_id, members=members, flips=changes, at_ms=now_ms)

    core.write(store)
    came, went = sum(len(one.entered) for one in changes), sum(len(one.left) for one in changes)
    return Refreshed(segment_id, members, came, went)


def publish_changes(conn: Connection, scope: Scope, segment_id: int, flips: Flips, *, at_ms: int) -> None:
    """This function will tell who came and went, at most 10,000 ids a list."""
    entered, left = flips.entered.tolist(), flips.left.tolist()
    for start in range(0, max(len(entered), len(left)), CUSTOMERS_PER_FACT_MAX):
        part = slice(start, start + CUSTOMERS_PER_FACT_MAX)
        publish(conn, scope, SegmentChanged(segment_id, entered[part], left[part], at_ms), at_ms=at_ms)


def note_history(
    conn: Connection, scope: Scope, segment_id: int, *, members: int, flips: Sequence[Flips], at_ms: int
) -> None:
    """This function will keep how many members there are, and who came and went, in one row an hour at most."""
    came, went = sum(len(one.entered) for one in flips), sum(len(one.left) for one in flips)
    hour_ms = at_ms - at_ms % HOUR_MS
    point = segment_history.c.at_ms == hour_ms, segment_history.c.segment_id == segment_id
    held = conn.execute(scoped.select(scope, segment_history).where(*point)).first()
    if held is None:
        if not (came or went) and _has_history(conn, scope, segment_id):
            return
        row = {"segment_id": segment_id, "at_ms": hour_ms, "members": members, "entered": came, "gone": went}
        return scoped.insert_many(conn, scope, segment_history, [row])
    values = {"members": members, "entered": held.entered + came, "gone": held.gone + went}
    conn.execute(scoped.update(scope, segment_history).where(*point).values(**values))


def _reading(platform: Platform, conn: Connection, scope: Scope, held: Segment, now_ms: int) -> Reading:
    whole_brand = Scope(scope.brand_id, None, scope.actor)
    return open_reading(platform, conn, whole_brand, read_rule(dict(held.rule or {})), as_of_ms=now_ms)


def _outcome(reading: Reading, held: Segment) -> tuple[dict[str, object], str | None]:
    """This function will return what to write down about this evaluation, and what is wrong with the rule, if anything."""
    rule = read_rule(dict(held.rule or {}))
    of = basis(reading, rule)
    now_ms = reading.platform.clock.now_ms()
    try:
        check_rule(rule, reading.vocabulary)
    except SiyuError as error:
        return {"evaluated_of": of, "next_change_at_ms": None}, error.detail("zh")
    return {"evaluated_of": of, "evaluated_at_ms": now_ms, "next_change_at_ms": next_change_ms(reading, rule)}, None


def _refresh_shard(platform: Platform, scope: Scope, held: Segment, shard: int, lease: Lease | None) -> Flips | None:
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        reading = _reading(platform, conn, scope, held, now_ms)
        words = evaluate(reading, read_rule(dict(held.rule or {})), shard)
        if (words == platform.bits.load(conn, scope, leaf_name(held.id), shard)).all():
            return None

    def store(conn: Connection) -> Flips | None:
        if lease is not None and not lease.holds(conn):
            raise LeaseLost(value=lease.name)
        current = conn.execute(scoped.select(scope, segment.c.version).where(segment.c.id == held.id)).scalar()
        if current != held.version:
            return None  # changed or deleted meanwhile: the next round works on what it is now
        flips = platform.bits.assign(conn, scope, leaf_name(held.id), shard, words)
        publish_changes(conn, scope, held.id, flips, at_ms=now_ms)
        return flips

    return platform.stores.core.write(store)


def _store_outcome(conn: Connection, scope: Scope, held: Segment, values: dict[str, object]) -> None:
    same = segment.c.id == held.id, segment.c.version == held.version
    conn.execute(scoped.update(scope, segment).where(*same).values(**values))


def _has_history(conn: Connection, scope: Scope, segment_id: int) -> bool:
    statement = scoped.select(scope, segment_history.c.at_ms).where(segment_history.c.segment_id == segment_id)
    return conn.execute(statement.limit(1)).first() is not None
