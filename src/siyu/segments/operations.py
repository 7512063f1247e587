"""Writes of segments: create by rule or as a list, change, delete. Members are kept by `refreshing`."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.kit.db import scoped
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.ids import SHARD_BITS, Ids
from siyu.kit.platform import Platform
from siyu.kit.words import empty_shard, pack, shard_ids
from siyu.segments import queries
from siyu.segments.audience.queries import check_rule
from siyu.segments.contracts import Segment, SegmentChange, SegmentKind, SegmentStatus
from siyu.segments.member.domain import members_named
from siyu.segments.member.queries import leaf_name
from siyu.segments.models import segment, segment_history, segment_version
from siyu.segments.refreshing.operations import note_history, publish_changes
from siyu.segments.rules.contracts import Rule
from siyu.segments.rules.domain import dump_rule, read_rule
from siyu.segments.vocabulary.queries import read_vocabulary

NAME_LENGTH_MAX = 60
NOTE_LENGTH_MAX = 500
SEGMENTS_MAX = queries.SEGMENTS_MAX
LIST_MAX = 100_000


class BadSegmentName(Invalid):
    """A segment's name is empty or too long, or its note is."""

    zh = "人群的{field}「{value}」不正确"
    en = "{field}: {value!r} is not usable"
    fix_zh = f"名称 1–{NAME_LENGTH_MAX} 个字,备注最多 {NOTE_LENGTH_MAX} 个字"
    fix_en = f"A name has 1-{NAME_LENGTH_MAX} characters, a note at most {NOTE_LENGTH_MAX}"


class SegmentNameTaken(Conflict):
    """Another segment of the brand has this name."""

    zh = "已经有一个叫「{value}」的人群"
    en = "There is already a segment called {value!r}"
    fix_zh = "换一个名称,或修改已有的人群"
    fix_en = "Choose another name, or change the segment that has it"


class TooManySegments(Conflict):
    """The brand has reached its limit of segments."""

    zh = "人群数量已达上限 {value}"
    en = "The brand already has {value} segments, the most it may have"
    fix_zh = "请先删除不用的人群"
    fix_en = "Delete segments that are no longer used"


class SegmentMovedOn(Conflict):
    """Somebody else changed the segment since it was read."""

    zh = "这个人群刚被别人修改过(现在是第 {value} 版)"
    en = "Somebody has changed this segment meanwhile; it is now at version {value}"
    fix_zh = "刷新页面,在新版本上重新修改"
    fix_en = "Reload it and make the change again"


class SegmentInUse(Conflict):
    """Other segments rest on this one."""

    zh = "人群「{value}」引用了它,不能删除"
    en = "The segment {value!r} rests on it, so it cannot be deleted"
    fix_zh = "先修改或删除引用它的人群"
    fix_en = "Change or delete the segments that rest on it first"


class ListHasNoRule(Invalid):
    """A list of people cannot be given a rule."""

    zh = "名单人群没有规则"
    en = "A list of people has no rule"
    fix_zh = "另建一个按规则的人群"
    fix_en = "Create another segment with the rule"


class BadList(Invalid):
    """The people of a list are not customers the caller may see, or too many."""

    zh = "名单中有 {count} 个客户不存在或不在你的范围内,例如 {value}"
    en = "{count} of the customers do not exist or are outside your part of the organisation, {value} for example"
    fix_zh = f"去掉这些客户;一份名单最多 {LIST_MAX} 人"
    fix_en = f"Leave them out; a list holds at most {LIST_MAX} people"


def create_segment(
    platform: Platform, conn: Connection, scope: Scope, *, name: str, rule: Any, note: str = "", at_ms: int
) -> Segment:
    """This function will save a rule as a segment; `refreshing.operations.refresh` then finds its members.

    Raises BadSegmentName, SegmentNameTaken, TooManySegments, or what `queries.check` raises.
    """
    parsed = queries.check(platform, conn, scope, rule, as_of_ms=at_ms)
    segment_id = _insert(conn, scope, name=name, note=note, rule=parsed, at_ms=at_ms)
    _keep_version(conn, scope, segment_id, 1, rule=parsed, at_ms=at_ms)
    return queries.by_id(conn, scope, segment_id)


def create_list(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    *,
    name: str,
    customer_ids: Sequence[int],
    note: str = "",
    at_ms: int,
) -> Segment:
    """This function will save the people named as a segment, and tell that they entered it.

    Raises BadSegmentName, SegmentNameTaken, TooManySegments, or BadList.
    """
    ids = np.unique(np.array(list(customer_ids), dtype=np.int64))
    _check_people(platform, conn, scope, ids)
    segment_id = _insert(conn, scope, name=name, note=note, rule=None, at_ms=at_ms)
    flips = platform.bits.flip(conn, scope, leaf_name(segment_id), on=ids)
    publish_changes(conn, scope, segment_id, flips, at_ms=at_ms)
    note_history(conn, scope, segment_id, members=len(ids), flips=[flips], at_ms=at_ms)
    found = {"members": len(ids), "evaluated_at_ms": at_ms}
    conn.execute(scoped.update(scope, segment).where(segment.c.id == segment_id).values(**found))
    return queries.by_id(conn, scope, segment_id)


def change_segment(
    platform: Platform, conn: Connection, scope: Scope, segment_id: int, change: SegmentChange, *, at_ms: int
) -> Segment:
    """This function will change a segment; another rule makes another version.

    Raises UnknownSegment, SegmentMovedOn, ListHasNoRule, BadSegmentName, SegmentNameTaken, or what `queries.check`
    raises.
    """
    held = queries.by_id(conn, scope, segment_id)
    if change.version is not None and change.version != held.version:
        raise SegmentMovedOn(field="version", value=held.version)
    _check_name(conn, scope, change.name, change.note, own_id=segment_id)
    values: dict[str, Any] = {"name": change.name.strip(), "note": change.note, "updated_at_ms": at_ms}
    values["status"] = change.status
    if change.rule is not None:
        parsed = _changed_rule(platform, conn, scope, held, change.rule)
        if dump_rule(parsed) != held.rule:
            values |= {"rule": _text(parsed), "version": held.version + 1, "error": None}
            _keep_version(conn, scope, segment_id, held.version + 1, rule=parsed, at_ms=at_ms)
    conn.execute(scoped.update(scope, segment).where(segment.c.id == segment_id).values(**values))
    return queries.by_id(conn, scope, segment_id)


def delete_segment(platform: Platform, conn: Connection, scope: Scope, segment_id: int, *, at_ms: int) -> int:
    """This function will delete a segment, tell that its members left, and return how many those were.

    Raises UnknownSegment, or SegmentInUse when another segment rests on it.
    """
    queries.by_id(conn, scope, segment_id)
    for other in queries.segments(conn, scope):
        if other.rule is not None and segment_id in members_named(read_rule(dict(other.rule))):
            raise SegmentInUse(field="segment", value=other.name)
    gone = 0
    for shard in brand_shards(conn, scope):
        flips = platform.bits.assign(conn, scope, leaf_name(segment_id), shard, empty_shard())
        publish_changes(conn, scope, segment_id, flips, at_ms=at_ms)
        gone += len(flips.left)
    for table in (segment_history, segment_version):
        conn.execute(scoped.delete(scope, table).where(table.c.segment_id == segment_id))
    conn.execute(scoped.delete(scope, segment).where(segment.c.id == segment_id))
    return gone


def _insert(conn: Connection, scope: Scope, *, name: str, note: str, rule: Rule | None, at_ms: int) -> int:
    _check_name(conn, scope, name, note)
    if len(queries.segments(conn, scope)) >= SEGMENTS_MAX:
        raise TooManySegments(field="segments", value=SEGMENTS_MAX)
    row = {
        "name": name.strip(),
        "note": note,
        "rule": _text(rule) if rule is not None else None,
        "version": 1,
        "status": SegmentStatus.ACTIVE,
        "created_by": scope.actor,
        "created_at_ms": at_ms,
        "updated_at_ms": at_ms,
    }
    return scoped.insert(conn, scope, segment, row)


def _check_name(conn: Connection, scope: Scope, name: str, note: str, own_id: int | None = None) -> None:
    if not 1 <= len(name.strip()) <= NAME_LENGTH_MAX:
        raise BadSegmentName(field="name", value=name)
    if len(note) > NOTE_LENGTH_MAX:
        raise BadSegmentName(field="note", value=note)
    holder = queries.find_by_name(conn, scope, name.strip())
    if holder is not None and holder.id != own_id:
        raise SegmentNameTaken(field="name", value=name)


def _changed_rule(platform: Platform, conn: Connection, scope: Scope, held: Segment, rule: Any) -> Rule:
    if held.kind == SegmentKind.LIST:
        raise ListHasNoRule(field="rule", value=None)
    parsed = read_rule(rule)
    check_rule(parsed, read_vocabulary(platform, conn, scope), own_id=held.id)
    return parsed


def _check_people(platform: Platform, conn: Connection, scope: Scope, ids: Ids) -> None:
    if len(ids) > LIST_MAX:
        raise BadList(field="customer_ids", value=len(ids), count=len(ids))
    for shard in np.unique(ids >> SHARD_BITS).tolist():
        strangers = pack(ids, shard) & ~customers.everyone(platform, conn, scope, shard)
        if strangers.any():
            unknown = shard_ids(strangers, shard)
            raise BadList(field="customer_ids", value=int(unknown[0]), count=len(unknown))


def _keep_version(conn: Connection, scope: Scope, segment_id: int, version: int, *, rule: Rule, at_ms: int) -> None:
    row = {"segment_id": segment_id, "version": version, "rule": _text(rule), "actor": scope.actor, "at_ms": at_ms}
    scoped.insert_many(conn, scope, segment_version, [row])


def _text(rule: Rule) -> str:
    return json.dumps(dump_rule(rule), ensure_ascii=False)
