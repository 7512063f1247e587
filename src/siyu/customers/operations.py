"""Writes of customers: resolve identities, tag, record consent, assign owners. All on whole batches."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.customers import queries
from siyu.customers.contracts import (
    EVERYONE_LEAF,
    CustomersCreated,
    CustomersTagged,
    CustomersUntagged,
    Identity,
    TagsChanged,
    TagsDeleted,
)
from siyu.customers.domain import Assignment, Key, assign, clean_identity
from siyu.customers.models import (
    consent,
    customer,
    identity,
    identity_conflict,
    tag,
    tag_group,
)
from siyu.kit.bits import Flips
from siyu.kit.db import scoped
from siyu.kit.db.blocks import take_customer_ids
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.ids import Ids
from siyu.kit.lake.rows import Event
from siyu.kit.phones import mask_phone
from siyu.kit.platform import Platform

TAG_NAME_LENGTH_MAX = 30
TAGS_MAX = 10_000
DEFAULT_TAG_GROUP = "默认分组"
# Source of the untagging that comes with the deletion of a tag.
TAG_DELETED = "deleted"


class BadTagName(Invalid):
    """A tag or tag group name is empty or longer than WeCom's 30 characters."""

    zh = "标签名「{value}」不正确"
    en = "{value!r} is not a usable tag name"
    fix_zh = "标签名 1–30 个字"
    fix_en = "A tag name has 1-30 characters"


class TooManyTags(Conflict):
    """The brand has reached its limit of tags."""

    zh = "标签数量已达上限 {value}"
    en = "The brand already has {value} tags, the most it may have"
    fix_zh = "请先删除不用的标签"
    fix_en = "Delete tags that are no longer used"


def resolve(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    people: Sequence[Sequence[Identity]],
    *,
    source: str,
    at_ms: Sequence[int] | int,
) -> Ids:
    """This function will find or create the customer of each record of identities: int64 array, one id a record.

    `at_ms`: when each record was made (or one time for all); a new customer exists since their first record.
    A record with no identity gets 0. Raises BadIdentity (use `clean` first to keep the good ones of a record).
    """
    times = [at_ms] * len(people) if isinstance(at_ms, int) else at_ms
    cleaned = [[clean_identity(one.kind, one.value) for one in person] for person in people]
    keys = {one: _key(platform, scope, one) for person in cleaned for one in person}
    by_key = {key: one for one, key in keys.items()}
    records = [[keys[one] for one in person] for person in cleaned if person]
    known = queries.owners(conn, scope, list(by_key))
    if len(known) < len(by_key):
        # Someone else may be making the same people just now: wait for them, then look again.
        _next_change(conn, scope)
        known = queries.owners(conn, scope, list(by_key))
    assigned = assign(records, known)
    since = _first_times(assigned, [at for person, at in zip(cleaned, times, strict=True) if person])
    created = _create(platform, conn, scope, since, source=source)
    ids = np.concatenate([np.zeros(1, dtype=np.int64), created[::-1]])  # slot -1 is the last place of the array
    owners = {key: _owner(slot, ids) for key, slot in assigned.attach.items()}
    _attach(platform, conn, scope, {by_key[key]: key for key in owners}, owners)
    _record_conflicts(platform, conn, scope, assigned, ids, source=source)
    found = iter(assigned.slots)
    return np.array([_owner(next(found), ids) if person else 0 for person in cleaned], dtype=np.int64)


def clean(kind: str, value: str) -> Identity:
    """This function will return an identity in canonical form. Raises BadIdentity."""
    return clean_identity(kind, value)


def ensure_tags(
    conn: Connection, scope: Scope, names: Sequence[str], *, at_ms: int, group: str = DEFAULT_TAG_GROUP,
    source: str = "manual",
) -> dict[str, int]:  # fmt: skip
    """This function will return the ids of the tags called `names`, creating missing ones in `group`.

    Raises BadTagName, TooManyTags.
    """
    known = {held.name: held.id for held in queries.tags(conn, scope)}
    new = [name for name in dict.fromkeys(names) if name not in known]
    for name in new:
        _check_name(name)
    if len(known) + len(new) > TAGS_MAX:
        raise TooManyTags(field="tags", value=TAGS_MAX)
    if new:
        group_id = ensure_tag_group(conn, scope, group)
        rows = [{"group_id": group_id, "name": name, "source": source, "created_at_ms": at_ms} for name in new]
        scoped.insert_new(conn, scope, tag, rows)
        known = {held.name: held.id for held in queries.tags(conn, scope)}
        publish(conn, scope, TagsChanged([known[name] for name in new], source, at_ms), at_ms=at_ms)
    return {name: known[name] for name in names}


def ensure_tag_group(conn: Connection, scope: Scope, name: str) -> int:
    """This function will return the id of the tag group called `name`, creating it if need be. Raises BadTagName."""
    _check_name(name)
    scoped.insert_new(conn, scope, tag_group, [{"name": name}])
    return int(conn.execute(scoped.select(scope, tag_group.c.id).where(tag_group.c.name == name)).scalar_one())


def change_tag(
    conn: Connection, scope: Scope, tag_id: int, *, name: str, group_id: int, at_ms: int = 0, source: str = "manual"
) -> None:
    """This function will rename a tag or move it to another group. Raises BadTagName, NotFound, Conflict."""
    _check_name(name)
    held = queries.tag_by_id(conn, scope, tag_id)
    if group_id not in {group.id for group in queries.tag_groups(conn, scope)}:
        raise NotFound(field="group_id", value=group_id)
    if any(other.name == name and other.id != held.id for other in queries.tags(conn, scope)):
        raise Conflict(field="name", value=name)
    conn.execute(scoped.update(scope, tag).where(tag.c.id == tag_id).values(name=name, group_id=group_id))
    publish(conn, scope, TagsChanged([tag_id], source, at_ms), at_ms=at_ms)


def delete_tag(platform: Platform, conn: Connection, scope: Scope, tag_id: int, *, at_ms: int) -> int:
    """This function will take the tag off everybody and delete it; returns how many had it. Raises NotFound."""
    held = queries.tag_by_id(conn, scope, tag_id)
    holders = queries.tag_holders(platform, conn, scope, tag_id)
    remove_tags(platform, conn, scope, tag_id, holders, source=TAG_DELETED, at_ms=at_ms)
    conn.execute(scoped.delete(scope, tag).where(tag.c.id == tag_id))
    publish(conn, scope, TagsDeleted([tag_id], held.group_id, at_ms), at_ms=at_ms)
    return len(holders)


def add_tags(
    platform: Platform, conn: Connection, scope: Scope, tag_id: int, ids: Ids, *, source: str, at_ms: int
) -> Flips:
    """This function will put a tag on customers, log it in their timelines and publish CustomersTagged.

    Customers who carry it already are left alone. Raises NotFound for an unknown tag.
    """
    return _flip_tag(platform, conn, scope, tag_id, on=ids, source=source, at_ms=at_ms)


def remove_tags(
    platform: Platform, conn: Connection, scope: Scope, tag_id: int, ids: Ids, *, source: str, at_ms: int
) -> Flips:
    """This function will take a tag off customers, log it and publish CustomersUntagged. Raises NotFound."""
    return _flip_tag(platform, conn, scope, tag_id, off=ids, source=source, at_ms=at_ms)


def record_consent(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    ids: Ids,
    *,
    channel: str,
    granted: bool,
    evidence: str,
    at_ms: int,
) -> None:
    """This function will write to the consent ledger that these customers allow or refuse messages on `channel`.

    `channel` "all" covers every channel (PIPL art. 15: as easy to withdraw as to give).
    """
    row = {"channel": channel, "granted": granted, "evidence": evidence, "at_ms": at_ms}
    scoped.insert_many(conn, scope, consent, [{**row, "customer_id": one} for one in ids.tolist()])
    leaf = queries.refusal_leaf(channel)
    platform.bits.flip(conn, scope, leaf, on=None if granted else ids, off=ids if granted else None)


def assign_owner(
    conn: Connection, scope: Scope, ids: Ids, *, org_unit_ids: Sequence[int | None], advisor_ids: Sequence[int | None]
) -> None:
    """This function will give customer `ids[i]` to a unit and an advisor; None leaves what is there."""
    change = scoped.update(scope, customer).where(customer.c.id == sa.bindparam("one"))
    change = change.values(
        org_unit_id=sa.func.coalesce(sa.bindparam("unit", type_=sa.BigInteger), customer.c.org_unit_id),
        advisor_id=sa.func.coalesce(sa.bindparam("advisor", type_=sa.BigInteger), customer.c.advisor_id),
        changed_seq=_next_change(conn, scope),
    )
    rows = [
        {"one": one, "unit": unit, "advisor": advisor}
        for one, unit, advisor in zip(ids.tolist(), org_unit_ids, advisor_ids, strict=True)
    ]
    for part in scoped.batches(rows):
        conn.execute(change, list(part))


def _key(platform: Platform, scope: Scope, one: Identity) -> Key:
    if one.kind == "phone":
        return one.kind, platform.keyring.blind_index(scope.brand_id, one.value)
    return one.kind, one.value


def _owner(slot: int, ids: Ids) -> int:
    return slot if slot > 0 else int(ids[slot])


def _next_change(conn: Connection, scope: Scope) -> int:
    return take(conn, queries.change_counter(scope))


def _first_times(assigned: Assignment, times: Sequence[int]) -> list[int]:
    """This function will return since when each new customer exists, in the order of their slots -1, -2…"""
    since: dict[int, int] = {}
    for slot, at_ms in zip(assigned.slots, times, strict=True):
        if slot < 0:
            since[slot] = min(at_ms, since.get(slot, at_ms))
    return [since[slot] for slot in sorted(since, reverse=True)]


def _create(platform: Platform, conn: Connection, scope: Scope, since: Sequence[int], *, source: str) -> Ids:
    ids = take_customer_ids(conn, scope, len(since))
    if not since:
        return ids
    at_ms = platform.clock.now_ms()
    blank = {"name": "", "attributes": "{}", "changed_seq": _next_change(conn, scope)}
    rows = [{"id": one, "created_at_ms": since_ms, **blank} for one, since_ms in zip(ids.tolist(), since, strict=True)]
    scoped.insert_many(conn, scope, customer, rows)
    platform.bits.flip(conn, scope, EVERYONE_LEAF, on=ids)
    for part in scoped.batches(ids.tolist(), CUSTOMERS_PER_FACT_MAX):
        publish(conn, scope, CustomersCreated(list(part), source, at_ms), at_ms=at_ms)
    return ids


def _attach(
    platform: Platform, conn: Connection, scope: Scope, keys: Mapping[Identity, Key], owners: Mapping[Key, int]
) -> None:
    rows: list[dict[str, Any]] = []
    at_ms = platform.clock.now_ms()
    for one, key in keys.items():
        row: dict[str, Any] = {"kind": key[0], "digest": key[1], "customer_id": owners[key], "at_ms": at_ms}
        secret: dict[str, Any] = {"sealed": None, "masked": None, "tail": None}
        if one.kind == "phone":
            sealed = platform.keyring.encrypt(scope.brand_id, one.value)
            secret = {"sealed": sealed, "masked": mask_phone(one.value), "tail": one.value[-4:]}
        rows.append(row | secret)
    scoped.insert_many(conn, scope, identity, rows)


def _record_conflicts(
    platform: Platform, conn: Connection, scope: Scope, assigned: Assignment, ids: Ids, *, source: str
) -> None:
    at_ms = platform.clock.now_ms()
    rows = [
        {
            "kind": key[0],
            "digest": key[1],
            "kept_customer_id": _owner(kept, ids),
            "other_customer_id": _owner(other, ids),
            "source": source,
            "at_ms": at_ms,
        }
        for key, kept, other in assigned.conflicts
    ]
    scoped.insert_new(conn, scope, identity_conflict, rows)


def _check_name(name: str) -> None:
    if not 0 < len(name.strip()) <= TAG_NAME_LENGTH_MAX:
        raise BadTagName(field="name", value=name)


def _flip_tag(
    platform: Platform, conn: Connection, scope: Scope, tag_id: int, *, source: str, at_ms: int,
    on: Ids | None = None, off: Ids | None = None,
) -> Flips:  # fmt: skip
    held = queries.tag_by_id(conn, scope, tag_id)
    flips = platform.bits.flip(conn, scope, queries.tag_leaf(tag_id), on=on, off=off)
    for name, ids, kind in (
        ("Tag Added", flips.entered, CustomersTagged),
        ("Tag Removed", flips.left, CustomersUntagged),
    ):
        properties = json.dumps({"tag": held.name, "source": source}, ensure_ascii=False)
        for part in scoped.batches(ids.tolist(), CUSTOMERS_PER_FACT_MAX):
            platform.lake.append(conn, scope, [Event(one, at_ms, name, properties=properties) for one in part])
            publish(conn, scope, kind(tag_id, held.name, list(part), source, at_ms), at_ms=at_ms)
    return flips
