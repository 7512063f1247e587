"""Corp tags read into Siyu's: which of our tags each is, and who carries them (p92117; the reading side)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.models import wecom_tag
from siyu.customers import operations as customers
from siyu.customers.friends import queries as friends
from siyu.customers.friends.contracts import Retagged
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

SOURCE = "wecom"
LIST = "externalcontact/get_corp_tag_list"
NO_GROUP = "企业微信"


def save_list(platform: Platform, conn: Connection, scope: Scope, answer: Json) -> int:
    """This function will store the corp's whole list of tags and return how many have a tag of ours.

    A tag of ours with the same name is the same tag. One that cannot be taken (limit reached, name) is kept with the
    reason and stays in WeCom only.
    """
    now_ms = platform.clock.now_ms()
    rows = [
        _row(conn, scope, group, one, now_ms)
        for group in answer.get("tag_group") or []
        for one in group.get("tag") or []
        if not one.get("deleted")
    ]
    gone = scoped.update(scope, wecom_tag).where(wecom_tag.c.vendor_id.not_in([row["vendor_id"] for row in rows]))
    conn.execute(gone.values(deleted=True))
    updated = ["vendor_group_id", "name", "group_name", "tag_id", "deleted", "problem", "read_at_ms"]
    scoped.upsert(conn, scope, wecom_tag, rows, index=["brand_id", "vendor_id"], update=updated)
    return sum(row["tag_id"] is not None for row in rows)


def follow(platform: Platform, conn: Connection, scope: Scope, retagged: Sequence[Retagged]) -> None:
    """This function will put our tags on customers whose friends tagged them in WeCom, and take off what none has left."""
    changed = [one for one in retagged if one.customer_id]
    if not changed:
        return
    ours = tag_ids(conn, scope, {tag for one in changed for tag in (*one.before, *one.after)})
    on: dict[int, set[int]] = defaultdict(set)
    off: dict[int, set[int]] = defaultdict(set)
    left = friends.vendor_tags_of(conn, scope, [one.customer_id for one in changed if set(one.before) - set(one.after)])
    for one in changed:
        for tag in set(one.after) & ours.keys():
            on[ours[tag]].add(one.customer_id)
        for tag in (set(one.before) - set(one.after) - left.get(one.customer_id, set())) & ours.keys():
            off[ours[tag]].add(one.customer_id)
    at_ms = platform.clock.now_ms()
    for tag_id, people in on.items():
        customers.add_tags(platform, conn, scope, tag_id, _ids(people), source=SOURCE, at_ms=at_ms)
    for tag_id, people in off.items():
        customers.remove_tags(platform, conn, scope, tag_id, _ids(people), source=SOURCE, at_ms=at_ms)


def tag_ids(conn: Connection, scope: Scope, vendor_ids: Iterable[str]) -> dict[str, int]:
    """This function will return our tags for the corp's tag ids; those without one are left out."""
    found: dict[str, int] = {}
    table = wecom_tag.c
    for part in scoped.batches(sorted(set(vendor_ids)), 500):
        statement = scoped.select(scope, table.vendor_id, table.tag_id).where(
            table.vendor_id.in_(part), table.tag_id.is_not(None), table.deleted.is_(False)
        )
        found |= {str(vendor_id): int(tag_id) for vendor_id, tag_id in conn.execute(statement)}
    return found


def _row(conn: Connection, scope: Scope, group: Json, one: Json, now_ms: int) -> dict[str, Any]:
    name, group_name = str(one.get("name", "")).strip(), str(group.get("group_name", "")).strip() or NO_GROUP
    tag_id, problem = None, ""
    try:
        made = customers.ensure_tags(conn, scope, [name], at_ms=now_ms, group=group_name, source=SOURCE)
        tag_id = made[name]
    except SiyuError as error:
        problem = error.code
    return {
        "vendor_id": str(one["id"]),
        "vendor_group_id": str(group.get("group_id", "")),
        "name": name,
        "group_name": group_name,
        "tag_id": tag_id,
        "deleted": False,
        "problem": problem,
        "read_at_ms": now_ms,
    }


def _ids(people: set[int]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.array(sorted(people), dtype=np.int64)
