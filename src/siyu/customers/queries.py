"""Reads of customers: who owns an identity, cards and pages (masked), columns and sets for segments."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.customers.contracts import (
    EVERYONE_LEAF,
    AttributeDefinition,
    AttributeKind,
    ConsentEntry,
    CustomerCard,
    KnownIdentity,
    Tag,
    TagGroup,
)
from siyu.customers.domain import BadIdentity, Key, clean_phone, column_value
from siyu.customers.models import (
    attribute_definition,
    attribute_text,
    consent,
    customer,
    identity,
    tag,
    tag_group,
)
from siyu.kit.columns import MISSING, Changes, Values
from siyu.kit.db import scoped, sequence
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import is_writing
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.ids import SHARD_BITS, SHARD_SIZE, Ids
from siyu.kit.platform import Platform
from siyu.kit.words import Words, pack, shard_ids
from siyu.tenancy.queries import visible_unit_ids

IN_MAX = 5_000
REFRESH_ROWS = 20_000
COLUMN_NAME_MAX = 200
SEARCH_MAX = 1_000
ORG_COLUMN, ADVISOR_COLUMN, CREATED_COLUMN = "$org_unit", "$advisor", "$created_at"
BUILT_IN_COLUMNS = (ORG_COLUMN, ADVISOR_COLUMN, CREATED_COLUMN)


class UnknownCustomer(NotFound):
    """There is no such customer in the brand, or outside the caller's part of the organisation."""

    zh = "没有找到客户 {value}"
    en = "There is no customer {value}"
    fix_zh = "客户可能不在你的管辖范围内"
    fix_en = "The customer may be outside your part of the organisation"


class UnknownTag(NotFound):
    """There is no such tag in the brand."""

    zh = "没有找到标签「{value}」"
    en = "There is no tag {value!r}"


class AttributeNotIndexed(Invalid):
    """The attribute cannot be compared: unknown, or a free text with too many different values."""

    zh = "属性「{value}」不能用于人群规则"
    en = "The attribute {value!r} cannot be used in rules"
    fix_zh = "请选择已登记且取值不超过 1 万种的属性"
    fix_en = "Choose a registered attribute with at most 10,000 different values"


def change_counter(scope: Scope) -> str:
    """This function will name the counter of changes to the brand's customers."""
    return f"customers:{scope.brand_id}"


def tag_leaf(tag_id: int) -> str:
    """This function will name the set of the customers who carry a tag."""
    return f"tag:{tag_id}"


def refusal_leaf(channel: str) -> str:
    """This function will name the set of the customers who refused a channel ("all": every channel)."""
    return f"refused:{channel}"


def owners(conn: Connection, scope: Scope, keys: Sequence[Key]) -> dict[Key, int]:
    """This function will return the customers behind identity keys (kind, digest); unknown keys are left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, digest in keys:
        by_kind.setdefault(kind, []).append(digest)
    found: dict[Key, int] = {}
    for kind, digests in by_kind.items():
        for part in scoped.batches(digests, IN_MAX):
            statement = scoped.select(scope, identity.c.digest, identity.c.customer_id)
            rows = conn.execute(statement.where(identity.c.kind == kind, identity.c.digest.in_(part)))
            found |= {(kind, digest): customer_id for digest, customer_id in rows}
    return found


def find(platform: Platform, conn: Connection, scope: Scope, kind: str, value: str) -> int | None:
    """This function will return the customer with this identity, or None."""
    digest = platform.keyring.blind_index(scope.brand_id, clean_phone(value)) if kind == "phone" else value.strip()
    return owners(conn, scope, [(kind, digest)]).get((kind, digest))


def raw_attributes(conn: Connection, scope: Scope, ids: Sequence[int]) -> dict[int, dict[str, list[object]]]:
    """This function will return {customer: {key: [value, at_ms]}} of the customers that exist."""
    found: dict[int, dict[str, list[object]]] = {}
    for part in scoped.batches(ids, IN_MAX):
        statement = scoped.select(scope, customer.c.id, customer.c.attributes).where(customer.c.id.in_(part))
        found |= {one: json.loads(body) for one, body in conn.execute(statement)}
    return found


def attributes(conn: Connection, scope: Scope) -> dict[str, AttributeDefinition]:
    """This function will return the brand's attribute registry by key."""
    rows = conn.execute(scoped.select(scope, attribute_definition).order_by(attribute_definition.c.key))
    return {row.key: AttributeDefinition(row.key, AttributeKind(row.kind), row.label, row.indexed) for row in rows}


def text_codes(conn: Connection, scope: Scope, key: str) -> dict[str, int]:
    """This function will return the codes of an indexed text attribute's values."""
    statement = scoped.select(scope, attribute_text.c.value, attribute_text.c.code)
    return {str(value): int(code) for value, code in conn.execute(statement.where(attribute_text.c.key == key))}


def tags(conn: Connection, scope: Scope) -> list[Tag]:
    """This function will list the brand's tags by group and name."""
    joined = tag.join(tag_group, tag_group.c.id == tag.c.group_id)
    statement = scoped.select(scope, tag, tag_group.c.name.label("group_name"), from_=joined)
    rows = conn.execute(statement.order_by(tag_group.c.id, tag.c.id))
    return [Tag(row.id, row.name, row.group_id, row.group_name, row.source) for row in rows]


def tag_groups(conn: Connection, scope: Scope) -> list[TagGroup]:
    """This function will list the brand's tag groups."""
    rows = conn.execute(scoped.select(scope, tag_group).order_by(tag_group.c.id))
    return [TagGroup(row.id, row.name) for row in rows]


def tag_by_id(conn: Connection, scope: Scope, tag_id: int) -> Tag:
    """This function will return one tag. Raises UnknownTag."""
    joined = tag.join(tag_group, tag_group.c.id == tag.c.group_id)
    statement = scoped.select(scope, tag, tag_group.c.name.label("group_name"), from_=joined)
    row = conn.execute(statement.where(tag.c.id == tag_id)).first()
    if row is None:
        raise UnknownTag(field="tag", value=tag_id)
    return Tag(row.id, row.name, row.group_id, row.group_name, row.source)


def tag_holders(platform: Platform, conn: Connection, scope: Scope, tag_id: int) -> Ids:
    """This function will return everybody who carries a tag, ascending."""
    leaf = tag_leaf(tag_id)
    shards = brand_shards(conn, scope)
    parts = [shard_ids(platform.bits.load(conn, scope, leaf, shard), shard) for shard in shards]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def tag_counts(platform: Platform, conn: Connection, scope: Scope, tag_ids: Sequence[int]) -> dict[int, int]:
    """This function will count the visible holders of each tag."""
    totals = dict.fromkeys(tag_ids, 0)
    for shard in brand_shards(conn, scope):
        mask = everyone(platform, conn, scope, shard)
        for part in scoped.batches(tag_ids, IN_MAX // 10):
            words = platform.bits.load_many(conn, scope, [tag_leaf(one) for one in part], shard)
            for one in part:
                totals[one] += int(np.bitwise_count(words[tag_leaf(one)] & mask).sum())
    return totals


def everyone(platform: Platform, conn: Connection, scope: Scope, shard: int) -> Words:
    """This function will return the customers of a shard that the scope may see: uint64[16384]."""
    words = platform.bits.load(conn, scope, EVERYONE_LEAF, shard)
    visible = visible_unit_ids(conn, scope)
    if visible is None:
        return words
    units = attribute_column(platform, conn, scope, ORG_COLUMN, shard)
    inside = np.isin(units, np.array(visible, dtype=np.int64))
    return words & np.packbits(inside, bitorder="little").view(np.uint64)


def refused(platform: Platform, conn: Connection, scope: Scope, channel: str, shard: int) -> Words:
    """This function will return the customers of a shard who refused `channel` or all channels: uint64[16384]."""
    leaves = [refusal_leaf(channel), refusal_leaf("all")]
    words = platform.bits.load_many(conn, scope, leaves, shard)
    either: Words = words[leaves[0]] | words[leaves[1]]
    return either


def changes(conn: Connection, scope: Scope) -> int:
    """This function will return a number that grows whenever a customer of the brand has changed."""
    return sequence.last(conn, change_counter(scope))


def attribute_column(platform: Platform, conn: Connection, scope: Scope, key: str, shard: int) -> Values:
    """This function will return an attribute of a whole shard: int64[1048576], kit.columns.MISSING where absent.

    Texts give dictionary codes, numbers are times 10,000, dates days since 1970, datetimes milliseconds, booleans 0/1.
    Also for $org_unit, $advisor, $created_at. Raises AttributeNotIndexed.
    """
    registry = attributes(conn, scope)
    if key not in BUILT_IN_COLUMNS and not (key in registry and registry[key].indexed):
        raise AttributeNotIndexed(field="attribute", value=key)

    def read(version: int) -> Iterator[Changes]:
        return _changed_since(conn, Scope(scope.brand_id), registry, shard, version)

    if is_writing(conn):
        return platform.columns.preview(scope.brand_id, shard, column_name(key), read)
    platform.columns.refresh(scope.brand_id, shard, changes(conn, scope), read)
    return platform.columns.column(scope.brand_id, shard, column_name(key))


def column_name(key: str) -> str:
    """This function will return the file-safe name of an attribute's column: hex, or a digest of a long key."""
    name = key.encode().hex()
    return name if len(name) <= COLUMN_NAME_MAX else "x" + hashlib.sha256(key.encode()).hexdigest()


def cards(platform: Platform, conn: Connection, scope: Scope, ids: Sequence[int]) -> list[CustomerCard]:
    """This function will return the cards of the visible customers among `ids` (at most 5,000), in that order."""
    statement = scoped.select(scope, customer).where(customer.c.id.in_(list(ids)[:IN_MAX]))
    visible = visible_unit_ids(conn, scope)
    if visible is not None:
        statement = statement.where(customer.c.org_unit_id.in_(visible))
    rows = {row.id: row for row in conn.execute(statement)}
    phones = _masked_phones(conn, scope, list(rows))
    carried = _tags_of(platform, conn, scope, list(rows))
    return [_card(rows[one], phones.get(one, ""), carried[one]) for one in ids if one in rows]


def card(platform: Platform, conn: Connection, scope: Scope, customer_id: int) -> CustomerCard:
    """This function will return one customer's card. Raises UnknownCustomer."""
    found = cards(platform, conn, scope, [customer_id])
    if not found:
        raise UnknownCustomer(field="customer", value=customer_id)
    return found[0]


def identities(conn: Connection, scope: Scope, customer_id: int) -> list[KnownIdentity]:
    """This function will list a customer's identities, phones masked."""
    statement = scoped.select(scope, identity).where(identity.c.customer_id == customer_id)
    rows = conn.execute(statement.order_by(identity.c.at_ms, identity.c.kind))
    return [KnownIdentity(row.kind, row.masked or row.digest, row.at_ms) for row in rows]


def consents(conn: Connection, scope: Scope, customer_id: int) -> list[ConsentEntry]:
    """This function will list a customer's consent entries, newest first, at most 100."""
    statement = scoped.select(scope, consent).where(consent.c.customer_id == customer_id)
    rows = conn.execute(statement.order_by(consent.c.id.desc()).limit(100))
    return [ConsentEntry(row.channel, row.granted, row.evidence, row.at_ms) for row in rows]


def contact_points(platform: Platform, conn: Connection, scope: Scope, ids: Sequence[int], kind: str) -> dict[int, str]:
    """This function will return the newest identity of `kind` of each customer, phones decrypted; for sending only."""
    found: dict[int, str] = {}
    for part in scoped.batches(list(ids), IN_MAX):
        statement = scoped.select(scope, identity).where(identity.c.customer_id.in_(part), identity.c.kind == kind)
        for row in conn.execute(statement.order_by(identity.c.at_ms)):
            sealed = row.sealed
            found[row.customer_id] = platform.keyring.decrypt(scope.brand_id, sealed) if sealed else row.digest
    return found


def page_of_set(
    platform: Platform, conn: Connection, scope: Scope, leaf: str, *, below_id: int | None, limit: int
) -> tuple[list[int], int]:
    """This function will list the visible ids in the set `leaf`, newest first, below `below_id`; and count them all."""
    found: list[int] = []
    total = 0
    for shard in reversed(brand_shards(conn, scope)):
        words = platform.bits.load(conn, scope, leaf, shard) & everyone(platform, conn, scope, shard)
        total += int(np.bitwise_count(words).sum())
        if len(found) < limit:
            ids = shard_ids(words, shard)
            ids = ids[ids < below_id] if below_id is not None else ids
            found += ids[::-1][: limit - len(found)].tolist()
    return found, total


def search_ids(
    platform: Platform, conn: Connection, scope: Scope, text: str, *, below_id: int | None, limit: int
) -> list[int]:
    """This function will find visible customers by phone, last four digits, exact identity or part of the name."""
    statement = scoped.select(scope, customer.c.id).where(_matches(platform, scope, text))
    visible = visible_unit_ids(conn, scope)
    if visible is not None:
        statement = statement.where(customer.c.org_unit_id.in_(visible))
    if below_id is not None:
        statement = statement.where(customer.c.id < below_id)
    return [int(one) for one in conn.execute(statement.order_by(customer.c.id.desc()).limit(limit)).scalars()]


def within_set(
    platform: Platform, conn: Connection, scope: Scope, leaves: Iterable[str], ids: Sequence[int]
) -> list[int]:
    """This function will keep those of `ids` that lie in every one of the sets `leaves`, in order."""
    names = list(leaves)
    kept = set(ids)
    for shard in {one >> SHARD_BITS for one in ids}:
        words = platform.bits.load_many(conn, scope, names, shard)
        mine = pack(np.array(sorted(kept), dtype=np.int64), shard)
        for leaf in names:
            mine = mine & words[leaf]
        inside = set(shard_ids(mine, shard).tolist())
        kept = {one for one in kept if one >> SHARD_BITS != shard or one in inside}
    return [one for one in ids if one in kept]


def _matches(platform: Platform, scope: Scope, text: str) -> sa.ColumnElement[bool]:
    same = [identity.c.digest == text]
    if len(text) == 4 and text.isdigit():
        same.append(identity.c.tail == text)
    with suppress(BadIdentity):
        same.append(identity.c.digest == platform.keyring.blind_index(scope.brand_id, clean_phone(text)))
    holders = scoped.select(scope, identity.c.customer_id).where(sa.or_(*same)).limit(SEARCH_MAX)
    return sa.or_(customer.c.id.in_(holders), customer.c.name.contains(text, autoescape=True))


def _masked_phones(conn: Connection, scope: Scope, ids: Sequence[int]) -> dict[int, str]:
    columns = (identity.c.customer_id, identity.c.masked)
    statement = scoped.select(scope, *columns).where(identity.c.customer_id.in_(ids), identity.c.kind == "phone")
    return {row.customer_id: row.masked for row in conn.execute(statement.order_by(identity.c.at_ms))}


def _tags_of(platform: Platform, conn: Connection, scope: Scope, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    known = tags(conn, scope)
    carried: dict[int, list[str]] = {one: [] for one in ids}
    for shard in {one >> SHARD_BITS for one in ids}:
        mine = np.array([one for one in ids if one >> SHARD_BITS == shard], dtype=np.int64)
        local = mine & (SHARD_SIZE - 1)
        for part in scoped.batches(known, 1_000):
            words = platform.bits.load_many(conn, scope, [tag_leaf(one.id) for one in part], shard)
            for held in part:
                has = words[tag_leaf(held.id)][local >> 6] >> (local & 63).astype(np.uint64) & np.uint64(1)
                for one in mine[has.astype(bool)].tolist():
                    carried[one].append(held.name)
    return {one: tuple(names) for one, names in carried.items()}


def _card(row: Any, phone_masked: str, carried: tuple[str, ...]) -> CustomerCard:
    held = {key: value for key, (value, _) in json.loads(row.attributes).items() if value is not None}
    return CustomerCard(
        row.id, row.name, phone_masked, row.org_unit_id, row.advisor_id, held, carried, row.created_at_ms
    )


def _changed_since(
    conn: Connection, scope: Scope, registry: Mapping[str, AttributeDefinition], shard: int, version: int
) -> Iterator[Changes]:
    """This function will yield runs of customers of the shard changed after `version`, in the order of change."""
    indexed = {key: held.kind for key, held in registry.items() if held.indexed}
    codes = {key: text_codes(conn, scope, key) for key, kind in indexed.items() if kind == AttributeKind.TEXT}
    after = (version, 1 << 62)
    while rows := _changed_rows(conn, scope, shard, after):
        after = (rows[-1].changed_seq, rows[-1].id)
        complete = after[0] if len(rows) < REFRESH_ROWS else after[0] - 1
        yield Changes(*_columns(rows, indexed, codes), version=max(complete, version))


def _changed_rows(conn: Connection, scope: Scope, shard: int, after: tuple[int, int]) -> Sequence[Any]:
    seq, one = customer.c.changed_seq, customer.c.id
    inside = one.between(shard << SHARD_BITS, ((shard + 1) << SHARD_BITS) - 1)
    later = sa.or_(seq > after[0], sa.and_(seq == after[0], one > after[1]))
    statement = scoped.select(scope, customer).where(inside, seq >= after[0], later)
    return conn.execute(statement.order_by(seq, one).limit(REFRESH_ROWS)).all()


def _columns(
    rows: Sequence[Any], indexed: Mapping[str, AttributeKind], codes: Mapping[str, Mapping[str, int]]
) -> tuple[Ids, dict[str, Values]]:
    ids = np.array([row.id for row in rows], dtype=np.int64)
    columns = {key: np.full(len(rows), MISSING, dtype=np.int64) for key in (*indexed, *BUILT_IN_COLUMNS)}
    for place, row in enumerate(rows):
        columns[CREATED_COLUMN][place] = row.created_at_ms
        columns[ORG_COLUMN][place] = row.org_unit_id if row.org_unit_id is not None else MISSING
        columns[ADVISOR_COLUMN][place] = row.advisor_id if row.advisor_id is not None else MISSING
        for key, (value, _) in json.loads(row.attributes).items():
            kind = indexed.get(key)
            if kind is not None and value is not None:
                number = column_value(kind, value, codes.get(key, {}))
                columns[key][place] = MISSING if number is None else number
    return ids, {column_name(key): column for key, column in columns.items()}
