"""Writes of attributes: the registry, and the values of many customers at once, each the newest by its time."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.customers import queries
from siyu.customers.contracts import (
    AttributeDefinition,
    AttributeKind,
    AttributeProblem,
    AttributeResult,
    AttributesChanged,
)
from siyu.customers.domain import ATTRIBUTE_KEY, BadValue, coerce, infer_kind
from siyu.customers.models import attribute_definition, attribute_text, customer
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform

ATTRIBUTES_MAX = 500
TEXT_VALUES_MAX = 10_000
NAME_ATTRIBUTE = "name"


class BadAttribute(Invalid):
    """An attribute key is malformed, or the registry is full."""

    zh = "属性「{value}」不能登记"
    en = "The attribute {value!r} cannot be registered"
    fix_zh = "属性名 1–64 个字符,不含空格、引号和 $;每个品牌最多 500 个"
    fix_en = "A key has 1-64 characters without spaces, quotes or $; a brand has at most 500"


class AttributeExists(Conflict):
    """The attribute is registered with another kind."""

    zh = "属性「{value}」已登记为另一种类型"
    en = "The attribute {value!r} is registered with another kind"
    fix_zh = "请换一个属性名"
    fix_en = "Choose another key"


def set_attributes(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    ids: Ids,
    values: Sequence[Mapping[str, object]],
    *,
    at_ms: Sequence[int] | int,
    source: str,
    define_missing: bool = False,
) -> AttributeResult:
    """This function will set attributes of many customers: `values[i]` are customer `ids[i]`'s, None removes one.

    Each attribute keeps its newest value by `at_ms`, whatever order the writes arrive in. Values that do not fit their
    kind are left out and returned as problems; unregistered keys too, unless `define_missing`.
    """
    times = [at_ms] * len(values) if isinstance(at_ms, int) else at_ms
    now_ms = platform.clock.now_ms()
    seq = take(
        conn, queries.change_counter(scope)
    )  # first, so that writers of a brand's customers take turns from reading to writing
    registry = queries.attributes(conn, scope)
    if define_missing:
        registry = _define_missing(conn, scope, registry, values, now_ms)
    typed, problems = _typed(registry, values)
    stored = queries.raw_attributes(conn, scope, np.unique(ids).tolist())
    changed: dict[int, dict[str, list[object]]] = {}
    confirmed: dict[int, dict[str, list[object]]] = {}  # same values, said again later: the later time has to be kept
    touched: set[str] = set()
    for customer_id, wanted, written_at_ms in zip(ids.tolist(), typed, times, strict=True):
        held = stored.get(customer_id)
        if held is None:
            continue
        keys, renewed = _merge(held, wanted, written_at_ms)
        touched |= keys
        if keys:
            changed[customer_id] = held
        elif renewed:
            confirmed[customer_id] = held
    _code_texts(conn, scope, registry, changed)
    _store_attributes(conn, scope, confirmed | changed, seq)
    changed_ids = np.array(sorted(changed), dtype=np.int64)
    for part in scoped.batches(changed_ids.tolist(), CUSTOMERS_PER_FACT_MAX):
        publish(conn, scope, AttributesChanged(list(part), sorted(touched), source, now_ms), at_ms=now_ms)
    return AttributeResult(changed_ids, tuple(problems))


def define_attribute(
    conn: Connection, scope: Scope, key: str, kind: AttributeKind, label: str = "", *, at_ms: int, indexed: bool = True
) -> AttributeDefinition:
    """This function will register an attribute, or relabel it. Raises BadAttribute, AttributeExists."""
    registry = queries.attributes(conn, scope)
    if key in registry and registry[key].kind != kind:
        raise AttributeExists(field="key", value=key)
    if not ATTRIBUTE_KEY.fullmatch(key) or (key not in registry and len(registry) >= ATTRIBUTES_MAX):
        raise BadAttribute(field="key", value=key)
    row = {"key": key, "kind": kind, "label": label or key, "indexed": indexed, "created_at_ms": at_ms}
    scoped.upsert(conn, scope, attribute_definition, [row], index=["brand_id", "key"], update=["label"])
    return AttributeDefinition(key, kind, label or key, registry[key].indexed if key in registry else indexed)


def _define_missing(
    conn: Connection,
    scope: Scope,
    registry: Mapping[str, AttributeDefinition],
    values: Sequence[Mapping[str, object]],
    at_ms: int,
) -> dict[str, AttributeDefinition]:
    known = dict(registry)
    for wanted in values:
        for key in wanted.keys() - known.keys():
            if wanted[key] is not None and ATTRIBUTE_KEY.fullmatch(key) and len(known) < ATTRIBUTES_MAX:
                known[key] = define_attribute(conn, scope, key, infer_kind(wanted[key]), at_ms=at_ms)
    return known


def _typed(
    registry: Mapping[str, AttributeDefinition], values: Sequence[Mapping[str, object]]
) -> tuple[list[dict[str, object]], list[AttributeProblem]]:
    typed: list[dict[str, object]] = []
    problems = []
    for row, wanted in enumerate(values):
        good: dict[str, object] = {}
        for key, value in wanted.items():
            kind = registry[key].kind if key in registry else None
            try:
                if kind is None:
                    raise BadValue
                good[key] = None if value is None else coerce(kind, value)
            except BadValue:
                problems.append(AttributeProblem(row, key, value, kind or AttributeKind.TEXT))
        typed.append(good)
    return typed, problems


def _merge(held: dict[str, list[object]], wanted: Mapping[str, object], at_ms: int) -> tuple[set[str], bool]:
    """This function will put newer values into `held` ({key: [value, at_ms]}).

    Returns the keys whose value changed, and whether a time moved on at all.
    """
    changed: set[str] = set()
    renewed = False
    for key, value in wanted.items():
        old = held.get(key, [None, -1])
        if at_ms < int(str(old[1])):
            continue
        if old[0] != value or (value is None and key not in held):
            changed.add(key)
        renewed = renewed or at_ms != old[1]
        held[key] = [value, at_ms]
    return changed, renewed


def _store_attributes(
    conn: Connection, scope: Scope, changed: Mapping[int, Mapping[str, list[object]]], seq: int
) -> None:
    if not changed:
        return
    change = scoped.update(scope, customer).where(customer.c.id == sa.bindparam("one"))
    change = change.values(attributes=sa.bindparam("body"), name=sa.bindparam("shown"), changed_seq=seq)
    rows = [
        {
            "one": one,
            "body": json.dumps(held, ensure_ascii=False, separators=(",", ":")),
            "shown": str((held.get(NAME_ATTRIBUTE) or [""])[0] or ""),
        }
        for one, held in changed.items()
    ]
    for part in scoped.batches(rows):
        conn.execute(change, list(part))


def _code_texts(
    conn: Connection,
    scope: Scope,
    registry: Mapping[str, AttributeDefinition],
    changed: Mapping[int, Mapping[str, list[object]]],
) -> None:
    """This function will give codes to new values of indexed text attributes; past 10,000 the index is given up."""
    texts = {key for key, held in registry.items() if held.indexed and held.kind == AttributeKind.TEXT}
    seen: dict[str, set[str]] = defaultdict(set)
    for held in changed.values():
        for key in texts & held.keys():
            if held[key][0] is not None:
                seen[key].add(str(held[key][0]))
    for key, values in seen.items():
        known = queries.text_codes(conn, scope, key)
        new = sorted(values - known.keys())
        if len(known) + len(new) > TEXT_VALUES_MAX or key == NAME_ATTRIBUTE:
            own = scoped.update(scope, attribute_definition).where(attribute_definition.c.key == key)
            conn.execute(own.values(indexed=False))
        elif new:
            first = take(conn, f"text:{scope.brand_id}:{key}", len(new))
            rows = [{"key": key, "value": value, "code": first + n} for n, value in enumerate(new)]
            scoped.insert_many(conn, scope, attribute_text, rows)
