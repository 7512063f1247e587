"""Reads of tags and WeCom: what the corp has, which groups are shown there, what waits, how each tag stands."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func

from siyu.connectors.wecom.models import wecom_tag
from siyu.connectors.wecom.tags.contracts import (
    Catalogue,
    CorpTag,
    Differences,
    GroupState,
    Overview,
    Shown,
    TagState,
    Waiting,
)
from siyu.connectors.wecom.tags.models import wecom_tag_group, wecom_tag_mark, wecom_tag_state, wecom_tag_task
from siyu.customers import queries as customers
from siyu.customers.contracts import Tag
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

IN_MAX = 500
DELETED_THERE = ("已在企业微信中删除，不会自动重建", "It was deleted in WeCom and is not made again by itself")
NOT_SHOWN = ("所在分组没有在企业微信显示", "Its group is not shown in WeCom")


def corp_tags(conn: Connection, scope: Scope) -> list[CorpTag]:
    """This function will return every tag of the corp ever read, deleted ones too."""
    rows = conn.execute(scoped.select(scope, wecom_tag).order_by(wecom_tag.c.vendor_id))
    return [_corp_tag(row) for row in rows]


def corp_tags_of(conn: Connection, scope: Scope, tag_ids: Iterable[int]) -> dict[int, list[CorpTag]]:
    """This function will return the corp tags of these tags of ours, deleted ones too."""
    found: dict[int, list[CorpTag]] = defaultdict(list)
    for part in scoped.batches(sorted(set(tag_ids)), IN_MAX):
        statement = scoped.select(scope, wecom_tag).where(wecom_tag.c.tag_id.in_(part))
        for row in conn.execute(statement.order_by(wecom_tag.c.vendor_id)):
            found[row.tag_id].append(_corp_tag(row))
    return found


def corp_tag_count(conn: Connection, scope: Scope) -> int:
    """This function will count the corp's tags as last read."""
    statement = scoped.select(scope, func.count(wecom_tag.c.vendor_id)).where(wecom_tag.c.deleted.is_(False))
    return int(conn.execute(statement).scalar_one())


def written_since(conn: Connection, scope: Scope, at_ms: int) -> frozenset[str]:
    """This function will return the corp tags about which something newer than `at_ms` is known."""
    statement = scoped.select(scope, wecom_tag.c.vendor_id).where(wecom_tag.c.read_at_ms > at_ms)
    return frozenset(conn.execute(statement).scalars())


def existing(conn: Connection, scope: Scope, tag_ids: Iterable[int]) -> set[int]:
    """This function will say which of these tags of ours there are."""
    wanted = set(tag_ids)
    return {one.id for one in customers.tags(conn, scope)} & wanted if wanted else set()


def shown_groups(conn: Connection, scope: Scope) -> frozenset[int]:
    """This function will return the tag groups that the brand shows in WeCom."""
    statement = scoped.select(scope, wecom_tag_group.c.group_id).where(wecom_tag_group.c.shown.is_(True))
    return frozenset(conn.execute(statement).scalars())


def shown_tags(conn: Connection, scope: Scope, tag_ids: Iterable[int]) -> frozenset[int]:
    """This function will say which of these tags belong to groups shown in WeCom."""
    groups, wanted = shown_groups(conn, scope), set(tag_ids)
    if not groups or not wanted:
        return frozenset()
    return frozenset(one.id for one in customers.tags(conn, scope) if one.group_id in groups and one.id in wanted)


def catalogue(conn: Connection, scope: Scope, *, group_ids: Iterable[int] | None = None) -> Catalogue:
    """This function will return the tags of these groups (those shown, when left out) and their corp tags."""
    groups = shown_groups(conn, scope) if group_ids is None else frozenset(group_ids)
    mine = [one for one in customers.tags(conn, scope) if one.group_id in groups]
    held = corp_tags_of(conn, scope, [one.id for one in mine])
    alive = {one.id: [tag for tag in held.get(one.id, []) if not tag.deleted] for one in mine}
    use = {one.id: _use(one, alive[one.id]) for one in mine}
    return Catalogue(use, {tag_id: frozenset(tag.vendor_id for tag in tags) for tag_id, tags in alive.items()})


def has_task(conn: Connection, scope: Scope, tag_id: int) -> bool:
    """This function will say whether something of ours is still to be done about a tag's corp tag."""
    table = wecom_tag_task.c
    statement = scoped.select(scope, table.tag_id).where(table.tag_id == tag_id, table.state != Waiting.REFUSED)
    return conn.execute(statement).first() is not None


def marked(
    conn: Connection, scope: Scope, customer_ids: Iterable[int], tag_ids: Iterable[int]
) -> frozenset[tuple[int, int]]:
    """This function will return those (customer, tag) that wait to be written."""
    wanted, found = set(tag_ids), set()
    table = wecom_tag_mark.c
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, table.customer_id, table.tag_id).where(
            table.customer_id.in_(part), table.state == Waiting.WAITING
        )
        found |= {(one, tag_id) for one, tag_id in conn.execute(statement) if tag_id in wanted}
    return frozenset(found)


def brands_due(conn: Connection, now_ms: int) -> list[int]:
    """This function will list the brands with tags or customers to be written now."""
    found: set[int] = set()
    for table in (wecom_tag_task, wecom_tag_mark):
        waiting = (Waiting.WAITING,) if table is wecom_tag_mark else (Waiting.WAITING, Waiting.ASKING)
        statement = scoped.select_across_brands(table.c.brand_id).where(
            table.c.state.in_(waiting), table.c.due_at_ms <= now_ms, table.c.lease_until_ms <= now_ms
        )
        found.update(conn.execute(statement.distinct()).scalars())
    return sorted(found)


def paused_until_ms(conn: Connection, scope: Scope) -> int:
    """This function will return until when nothing is written, 0 when nothing is in the way."""
    return int(conn.execute(scoped.select(scope, wecom_tag_state.c.paused_until_ms)).scalar() or 0)


def overview(conn: Connection, scope: Scope) -> Overview:
    """This function will say how every tag of the brand stands towards WeCom."""
    tags, groups = customers.tags(conn, scope), customers.tag_groups(conn, scope)
    shown = shown_groups(conn, scope)
    held = corp_tags_of(conn, scope, [one.id for one in tags])
    tasks = {row.tag_id: row for row in conn.execute(scoped.select(scope, wecom_tag_task))}
    marks, why = _mark_counts(conn, scope)
    by_group: dict[int, list[TagState]] = defaultdict(list)
    for one in tags:
        state = _standing(one, one.group_id in shown, held.get(one.id, []), tasks.get(one.id))
        waiting, refused = marks[one.id, Waiting.WAITING], marks[one.id, Waiting.REFUSED]
        by_group[one.group_id].append(_counted(state, waiting, refused, why.get(one.id, ("", ""))))
    row = conn.execute(scoped.select(scope, wecom_tag_state)).first()
    return Overview(
        tuple(GroupState(one.id, one.id in shown, tuple(by_group[one.id])) for one in groups),
        corp_tag_count(conn, scope),
        sum(count for (_, state), count in marks.items() if state == Waiting.WAITING),
        sum(count for (_, state), count in marks.items() if state == Waiting.REFUSED),
        row.paused_until_ms if row else 0,
        row.reason if row else "",
        row.reason_en if row else "",
        Differences(**json.loads(row.differences)) if row and row.differences else None,
    )


def _mark_counts(
    conn: Connection, scope: Scope
) -> tuple[defaultdict[tuple[int, str], int], dict[int, tuple[str, str]]]:
    """This function will count the customers that wait or were refused by tag, and give a reason of each tag."""
    table = wecom_tag_mark.c
    why = (func.max(table.reason).label("reason"), func.max(table.reason_en).label("reason_en"))
    statement = scoped.select(scope, table.tag_id, table.state, func.count().label("times"), *why)
    counts: defaultdict[tuple[int, str], int] = defaultdict(int)
    reasons: dict[int, tuple[str, str]] = {}
    for row in conn.execute(statement.group_by(table.tag_id, table.state)):
        counts[row.tag_id, row.state] = int(row.times)
        if row.state == Waiting.REFUSED:
            reasons[row.tag_id] = (row.reason, row.reason_en)
    return counts, reasons


def _standing(one: Tag, shown: bool, held: Sequence[CorpTag], task: Any) -> TagState:
    alive = [tag for tag in held if not tag.deleted]
    if not shown:
        if alive:
            return TagState(one.id, Shown.READ_ONLY)
        return TagState(one.id, Shown.INTERNAL, *NOT_SHOWN)
    if task is not None and task.state == Waiting.REFUSED:
        return TagState(one.id, Shown.SYNCED if alive else Shown.INTERNAL, task.reason, task.reason_en)
    if task is not None:
        return TagState(one.id, Shown.SYNCING, task.reason, task.reason_en)
    if alive:
        return TagState(one.id, Shown.SYNCED)
    return TagState(one.id, Shown.INTERNAL, *(DELETED_THERE if held else NOT_SHOWN))


def _counted(state: TagState, waiting: int, refused: int, why: tuple[str, str]) -> TagState:
    shown = Shown.SYNCING if waiting and state.shown is Shown.SYNCED else state.shown
    reason, reason_en = (state.reason, state.reason_en) if state.reason else why
    return TagState(state.tag_id, shown, reason, reason_en, waiting, refused)


def _use(one: Tag, alive: Sequence[CorpTag]) -> str:
    """This function will choose the corp tag to put on: the one in a group of the same name, else the first."""
    same = [tag.vendor_id for tag in alive if tag.group_name == one.group]
    return next(iter([*same, *(tag.vendor_id for tag in alive)]), "")


def _corp_tag(row: Any) -> CorpTag:
    return CorpTag(
        row.vendor_id, row.vendor_group_id, row.name, row.group_name, row.tag_id, row.deleted, row.problem
    )  # fmt: skip
