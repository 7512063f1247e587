"""Corp tags read into Siyu's: which of our tags each is, and who carries them (p92117; the reading side)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.models import wecom_tag
from siyu.connectors.wecom.tags import queries
from siyu.connectors.wecom.tags.contracts import CorpTag
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.contracts import Tag
from siyu.customers.friends import queries as friends
from siyu.customers.friends.contracts import Retagged
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

SOURCE = "wecom"
LIST = "externalcontact/get_corp_tag_list"
NO_GROUP = "企业微信"
# A corp tag whose tag of ours was deleted here, and which WeCom does not let us delete.
DELETED_HERE = "deleted_here"
_SAID = ["vendor_group_id", "name", "group_name", "tag_id", "deleted", "problem", "read_at_ms"]


def read_list(platform: Platform, client: WecomClient, corp: WecomApp, scope: Scope) -> None:
    """This function will ask WeCom for all tags of the corp and store them."""
    asked_at_ms = platform.clock.now_ms()
    answer = client.post(corp, LIST, {})
    platform.stores.core.write(lambda conn: save_list(conn, scope, answer, asked_at_ms=asked_at_ms))


def save_list(conn: Connection, scope: Scope, answer: Json, *, asked_at_ms: int) -> int:
    """This function will store the corp's whole list of tags and return how many have a tag of ours.

    A tag of ours with the same name is the same tag; one renamed in WeCom is renamed here. One that cannot be taken
    (limit reached, name) is kept with the reason and stays in WeCom only. What Siyu wrote since `asked_at_ms` is newer.
    """
    known = {one.vendor_id: one for one in queries.corp_tags(conn, scope)}
    newer = queries.written_since(conn, scope, asked_at_ms)
    said = [one for one in _listed(answer) if one.vendor_id not in newer]
    rows = [_row(one, asked_at_ms) for one in _taken(conn, scope, said, known, asked_at_ms)]
    gone = sorted(known.keys() - newer - {row["vendor_id"] for row in rows})
    for part in scoped.batches(gone, queries.IN_MAX):
        own = scoped.update(scope, wecom_tag).where(wecom_tag.c.vendor_id.in_(part))
        conn.execute(own.values(deleted=True))
    scoped.upsert(conn, scope, wecom_tag, rows, index=["brand_id", "vendor_id"], update=_SAID)
    return sum(row["tag_id"] is not None for row in rows)


def save_made(conn: Connection, scope: Scope, made: Sequence[CorpTag], *, at_ms: int) -> None:
    """This function will store corp tags that Siyu itself has made or renamed."""
    rows = [_row(one, at_ms) for one in made]
    scoped.upsert(conn, scope, wecom_tag, rows, index=["brand_id", "vendor_id"], update=_SAID)


def follow(platform: Platform, conn: Connection, scope: Scope, retagged: Sequence[Retagged]) -> None:
    """This function will put our tags on customers whose friends tagged them in WeCom, and take off what none has left.

    What Siyu is just about to write itself is left alone: its own word is the newer one. A friendship that ended takes
    no tag along that the brand shows in WeCom.
    """
    changed = [one for one in retagged if one.customer_id]
    if not changed:
        return
    ours = tag_ids(conn, scope, {tag for one in changed for tag in (*one.before, *one.after)})
    busy = queries.marked(conn, scope, [one.customer_id for one in changed], ours.values())
    kept = queries.shown_tags(conn, scope, ours.values()) if any(one.ended for one in changed) else frozenset()
    on: dict[int, set[int]] = defaultdict(set)
    off: dict[int, set[int]] = defaultdict(set)
    left = friends.vendor_tags_of(conn, scope, [one.customer_id for one in changed if set(one.before) - set(one.after)])
    for one in changed:
        for tag in (set(one.after) - set(one.before)) & ours.keys():
            on[ours[tag]].add(one.customer_id)
        still = {ours[tag] for tag in left.get(one.customer_id, set()) & ours.keys()}
        lost = {ours[tag] for tag in (set(one.before) - set(one.after)) & ours.keys()} - still
        for tag_id in lost - (kept if one.ended else frozenset()):
            off[tag_id].add(one.customer_id)
    at_ms = platform.clock.now_ms()
    for tag_id, people in on.items():
        ids = _ids(people, tag_id, busy)
        customers.add_tags(platform, conn, scope, tag_id, ids, source=SOURCE, at_ms=at_ms)
    for tag_id, people in off.items():
        ids = _ids(people, tag_id, busy)
        customers.remove_tags(platform, conn, scope, tag_id, ids, source=SOURCE, at_ms=at_ms)


def tag_ids(conn: Connection, scope: Scope, vendor_ids: Iterable[str]) -> dict[str, int]:
    """This function will return our tags for the corp's tag ids; those without one, or gone here, are left out."""
    found: dict[str, int] = {}
    table = wecom_tag.c
    for part in scoped.batches(sorted(set(vendor_ids)), queries.IN_MAX):
        statement = scoped.select(scope, table.vendor_id, table.tag_id).where(
            table.vendor_id.in_(part), table.tag_id.is_not(None), table.deleted.is_(False)
        )
        found |= {str(vendor_id): int(tag_id) for vendor_id, tag_id in conn.execute(statement)}
    known = queries.existing(conn, scope, found.values())
    return {vendor_id: tag_id for vendor_id, tag_id in found.items() if tag_id in known}


def _listed(answer: Json) -> list[CorpTag]:
    return [
        CorpTag(
            vendor_id=str(one["id"]),
            vendor_group_id=str(group.get("group_id", "")),
            name=str(one.get("name", "")).strip(),
            group_name=str(group.get("group_name", "")).strip() or NO_GROUP,
            tag_id=None,
            deleted=False,
            problem="",
        )
        for group in answer.get("tag_group") or []
        for one in group.get("tag") or []
        if not one.get("deleted")
    ]


def _taken(
    conn: Connection, scope: Scope, said: Sequence[CorpTag], known: Mapping[str, CorpTag], at_ms: int
) -> list[CorpTag]:
    """This function will say which tag of ours each is: the one it was, else the one of its name, made if need be."""
    tags = {one.id: one for one in customer_queries.tags(conn, scope)}
    mine: dict[str, int] = {}
    new: list[CorpTag] = []
    found: list[CorpTag] = []
    for one in said:
        held = known.get(one.vendor_id)
        if held is not None and held.problem == DELETED_HERE:
            found.append(_with(one, None, DELETED_HERE))
        elif held is not None and held.tag_id in tags and _keeps(conn, scope, held, one, tags, at_ms=at_ms):
            mine[one.vendor_id] = int(held.tag_id or 0)
        else:
            new.append(one)
    made, problems = _ensured(conn, scope, new, at_ms)
    found += [_with(one, mine[one.vendor_id], "") for one in said if one.vendor_id in mine]
    return found + [_with(one, made.get(one.name), problems.get(one.name, "")) for one in new]


def _keeps(
    conn: Connection, scope: Scope, held: CorpTag, said: CorpTag, tags: Mapping[int, Tag], *, at_ms: int
) -> bool:  # fmt: skip
    """This function will say whether a corp tag stays the tag of ours it was; renamed in WeCom, ours is renamed too."""
    tag_id = int(held.tag_id or 0)
    if said.name in (held.name, tags[tag_id].name) or queries.has_task(conn, scope, tag_id):
        return True
    with suppress(SiyuError):
        where = {"name": said.name, "group_id": tags[tag_id].group_id}
        customers.change_tag(conn, scope, tag_id, **where, at_ms=at_ms, source=SOURCE)  # type: ignore[arg-type]
        return True
    return False  # another tag of ours has this name already: from now on it is that one


def _ensured(
    conn: Connection, scope: Scope, new: Sequence[CorpTag], at_ms: int
) -> tuple[dict[str, int], dict[str, str]]:
    """This function will return our tags by name, and why some cannot be taken; group by group, one by one if it must."""
    by_group: dict[str, list[str]] = defaultdict(list)
    for one in new:
        by_group[one.group_name].append(one.name)
    made: dict[str, int] = {}
    problems: dict[str, str] = {}
    for group, names in by_group.items():
        for part in _tries(names):
            if part[0] in made:
                continue
            try:
                made |= customers.ensure_tags(conn, scope, part, at_ms=at_ms, group=group, source=SOURCE)
            except SiyuError as error:
                problems |= dict.fromkeys(part, error.code)
    return made, {name: why for name, why in problems.items() if name not in made}


def _tries(names: list[str]) -> list[list[str]]:
    return [names, *([one] for one in names)] if len(names) > 1 else [names]


def _with(one: CorpTag, tag_id: int | None, problem: str) -> CorpTag:
    return CorpTag(one.vendor_id, one.vendor_group_id, one.name, one.group_name, tag_id, False, problem)


def _row(one: CorpTag, at_ms: int) -> dict[str, Any]:
    return {
        "vendor_id": one.vendor_id,
        "vendor_group_id": one.vendor_group_id,
        "name": one.name,
        "group_name": one.group_name,
        "tag_id": one.tag_id,
        "deleted": one.deleted,
        "problem": one.problem,
        "read_at_ms": at_ms,
    }


def _ids(people: set[int], tag_id: int, busy: frozenset[tuple[int, int]]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.array(sorted(one for one in people if (one, tag_id) not in busy), dtype=np.int64)
