"""Reads of segments: count, evaluate, explain and preview any rule; saved segments, their members and history.

A rule is true of a whole day on the brand's calendar: `as_of_ms` stands for the local day it falls on, and everything
logged by the end of that day counts.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.contracts import CustomerCard
from siyu.kit.codec import decode_any
from siyu.kit.db import scoped
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.kit.words import Words, shard_ids
from siyu.kit.words import count as bit_count
from siyu.segments.audience import queries as audience
from siyu.segments.contracts import HistoryPoint, MemberPage, Preview, Segment, SegmentKind, SegmentStatus
from siyu.segments.member.queries import leaf_name
from siyu.segments.models import segment, segment_history
from siyu.segments.rules.contracts import Rule
from siyu.segments.rules.domain import read_rule
from siyu.segments.vocabulary.queries import Reading, open_reading, read_names

SAMPLE_SIZE = 5
SEGMENTS_MAX = 1_000
HISTORY_MAX = 1_000
IDS_PER_READ = 5_000
Shards = Callable[[int], Words]


class UnknownSegment(NotFound):
    """There is no such segment in the brand."""

    zh = "没有找到人群 {value}"
    en = "There is no segment {value}"
    fix_zh = "人群可能已被删除,请回到人群列表"
    fix_en = "It may have been deleted; see the list of segments"


class BadPage(Invalid):
    """The cursor of a list is not one that a page gave."""

    zh = "分页标记「{value}」无效"
    en = "{value!r} is not a cursor of this list"
    fix_zh = "请使用上一页返回的 next_cursor,或留空从头开始"
    fix_en = "Use the next_cursor of the page before, or leave it out to start again"


def count(platform: Platform, conn: Connection, scope: Scope, rule: Any, *, as_of_ms: int) -> int:
    """This function will count the customers the scope may see for whom `rule` (JSON values or a Rule) is true.

    Raises what `check` raises.
    """
    parsed = read_rule(rule)
    return audience.count(_checked(platform, conn, scope, parsed, as_of_ms=as_of_ms), parsed)


def evaluate(platform: Platform, conn: Connection, scope: Scope, rule: Any, shard: int, *, as_of_ms: int) -> Words:
    """This function will return the customers of `shard` for whom `rule` is true: bits uint64[16384].

    Raises what `check` raises.
    """
    parsed = read_rule(rule)
    return audience.evaluate(_checked(platform, conn, scope, parsed, as_of_ms=as_of_ms), parsed, shard)


def check(platform: Platform, conn: Connection, scope: Scope, rule: Any, *, as_of_ms: int) -> Rule:
    """This function will read and check a rule and return it.

    Raises NotJson, RuleTooLarge, RuleInvalid, ManyInvalid, SegmentsGoInCircles or SegmentsTooDeep.
    """
    parsed = read_rule(rule)
    _checked(platform, conn, scope, parsed, as_of_ms=as_of_ms)
    return parsed


def explain(conn: Connection, scope: Scope, rule: Any, lang: str = "zh") -> str:
    """This function will say a rule in one sentence, in Chinese ("zh") or English ("en"). Raises as `read_rule`."""
    return audience.sentence(read_rule(rule), read_names(conn, scope), lang)


def preview(
    platform: Platform, conn: Connection, scope: Scope, rule: Any, *, as_of_ms: int, lang: str = "zh"
) -> Preview:
    """This function will count a rule, say it, and show up to five of the people. Raises what `check` raises."""
    parsed = read_rule(rule)
    reading = _checked(platform, conn, scope, parsed, as_of_ms=as_of_ms)
    words = {shard: audience.evaluate(reading, parsed, shard) for shard in brand_shards(conn, scope)}
    total = sum(bit_count(part) for part in words.values())
    said = audience.sentence(parsed, read_names(conn, scope), lang)
    shown = customers.cards(platform, conn, scope, _newest(words, None, SAMPLE_SIZE))
    return Preview(total, said, tuple(shown), reading.moment.end_ms)


def rule_page(
    platform: Platform, conn: Connection, scope: Scope, rule: Any, *, as_of_ms: int, cursor: str | None, limit: int
) -> MemberPage:
    """This function will list the customers for whom a rule is true, newest customer first. Raises as `check`, BadPage."""
    parsed = read_rule(rule)
    reading = _checked(platform, conn, scope, parsed, as_of_ms=as_of_ms)
    return _page(
        platform, conn, scope, lambda shard: audience.evaluate(reading, parsed, shard), cursor=cursor, limit=limit
    )


def member_page(
    platform: Platform, conn: Connection, scope: Scope, segment_id: int, *, cursor: str | None, limit: int
) -> MemberPage:
    """This function will list a saved segment's visible members, newest customer first. Raises UnknownSegment, BadPage."""
    by_id(conn, scope, segment_id)
    return _page(
        platform,
        conn,
        scope,
        lambda shard: visible(platform, conn, scope, segment_id, shard),
        cursor=cursor,
        limit=limit,
    )


def members(platform: Platform, conn: Connection, scope: Scope, segment_id: int) -> Iterator[list[CustomerCard]]:
    """This function will yield the cards of all visible members, ascending, at most 5,000 at a time."""
    for shard in brand_shards(conn, scope):
        ids = shard_ids(visible(platform, conn, scope, segment_id, shard), shard).tolist()
        for part in scoped.batches(ids, IDS_PER_READ):
            yield customers.cards(platform, conn, scope, part)


def member_ids(platform: Platform, conn: Connection, scope: Scope, segment_id: int, shard: int) -> Ids:
    """This function will return the members of a saved segment in `shard`, as of its last evaluation, ascending."""
    return shard_ids(platform.bits.load(conn, scope, leaf_name(segment_id), shard), shard)


def visible(platform: Platform, conn: Connection, scope: Scope, segment_id: int, shard: int) -> Words:
    """This function will return the members in `shard` that the scope may see: uint64[16384]."""
    words = platform.bits.load(conn, scope, leaf_name(segment_id), shard)
    seen: Words = words & customers.everyone(platform, conn, scope, shard)
    return seen


def visible_count(platform: Platform, conn: Connection, scope: Scope, segment_id: int) -> int:
    """This function will count the members of a saved segment that the scope may see."""
    return sum(bit_count(visible(platform, conn, scope, segment_id, shard)) for shard in brand_shards(conn, scope))


def by_id(conn: Connection, scope: Scope, segment_id: int) -> Segment:
    """This function will return one saved segment. Raises UnknownSegment."""
    row = conn.execute(scoped.select(scope, segment).where(segment.c.id == segment_id)).first()
    if row is None:
        raise UnknownSegment(field="segment", value=segment_id)
    return _segment(row)


def find_by_name(conn: Connection, scope: Scope, name: str) -> Segment | None:
    """This function will return the segment called `name`, or None."""
    row = conn.execute(scoped.select(scope, segment).where(segment.c.name == name)).first()
    return _segment(row) if row else None


def segments(conn: Connection, scope: Scope) -> list[Segment]:
    """This function will list the brand's segments, last changed first, at most 1,000."""
    statement = scoped.select(scope, segment).order_by(segment.c.updated_at_ms.desc(), segment.c.id.desc())
    return [_segment(row) for row in conn.execute(statement.limit(SEGMENTS_MAX))]


def of_customer(platform: Platform, conn: Connection, scope: Scope, customer_id: int) -> list[Segment]:
    """This function will list the saved segments a customer is in, as of their last evaluation, last changed first."""
    known = segments(conn, scope)
    inside = platform.bits.holds(conn, scope, customer_id, [leaf_name(one.id) for one in known])
    return [one for one in known if leaf_name(one.id) in inside]


def history(conn: Connection, scope: Scope, segment_id: int) -> list[HistoryPoint]:
    """This function will return how a segment's members grew and shrank, oldest first, the newest 1,000 points."""
    statement = scoped.select(scope, segment_history).where(segment_history.c.segment_id == segment_id)
    rows = conn.execute(statement.order_by(segment_history.c.at_ms.desc()).limit(HISTORY_MAX)).all()
    return [HistoryPoint(row.at_ms, row.members, row.entered, row.gone) for row in reversed(rows)]


def _checked(platform: Platform, conn: Connection, scope: Scope, rule: Rule, *, as_of_ms: int) -> Reading:
    reading = open_reading(platform, conn, scope, rule, as_of_ms=as_of_ms)
    audience.check_rule(rule, reading.vocabulary)
    return reading


def _page(
    platform: Platform, conn: Connection, scope: Scope, words_of: Shards, *, cursor: str | None, limit: int
) -> MemberPage:
    below_id = _read_cursor(cursor)
    words = {shard: words_of(shard) for shard in brand_shards(conn, scope)}
    ids = _newest(words, below_id, limit + 1)
    shown = customers.cards(platform, conn, scope, ids[:limit])
    total = sum(bit_count(part) for part in words.values())
    return MemberPage(tuple(shown), str(ids[limit - 1]) if len(ids) > limit else None, total)


def _newest(words: dict[int, Words], below_id: int | None, limit: int) -> list[int]:
    """This function will return up to `limit` of the ids set, the highest first, below `below_id`."""
    found: list[int] = []
    for shard in sorted(words, reverse=True):
        ids = shard_ids(words[shard], shard)
        ids = ids if below_id is None else ids[: int(np.searchsorted(ids, below_id))]
        found += ids[::-1][: limit - len(found)].tolist()
        if len(found) >= limit:
            break
    return found


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isdecimal() or len(cursor) > 19:
        raise BadPage(field="cursor", value=cursor)
    return int(cursor)


def _segment(row: Any) -> Segment:
    return Segment(
        id=row.id,
        name=row.name,
        note=row.note,
        kind=SegmentKind.LIST if row.rule is None else SegmentKind.RULE,
        rule=decode_any(row.rule.encode()) if row.rule is not None else None,
        version=row.version,
        status=SegmentStatus(row.status),
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        members=row.members,
        evaluated_at_ms=row.evaluated_at_ms,
        next_change_at_ms=row.next_change_at_ms,
        error=row.error,
    )
