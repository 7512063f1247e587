"""Which segments are stale: what they were worked out of has changed, or the calendar has moved on."""

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.customers.queries import ORG_COLUMN
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.segments.audience.queries import all_leaves, next_change_ms
from siyu.segments.contracts import SegmentStatus
from siyu.segments.member.domain import SegmentsGoInCircles, SegmentsTooDeep, rules_behind
from siyu.segments.member.queries import leaf_name
from siyu.segments.models import segment
from siyu.segments.rules.contracts import AttributeLeaf, EventLeaf, Leaf, Rule, SegmentLeaf, TagLeaf
from siyu.segments.rules.domain import leaves, rule_key
from siyu.segments.vocabulary.queries import Reading, open_reading
from siyu.tenancy import queries as tenancy


def stale(platform: Platform, conn: Connection, scope: Scope, *, now_ms: int) -> list[int]:
    """This function will list the active segments to work out again, each after those it rests on."""
    statement = scoped.select(scope, segment.c.id, segment.c.evaluated_of)
    held = conn.execute(statement.where(segment.c.status == SegmentStatus.ACTIVE, segment.c.rule.is_not(None)))
    evaluated_of = {row.id: row.evaluated_of for row in held}
    if not evaluated_of:
        return []
    reading = open_reading(platform, conn, scope, None, as_of_ms=now_ms)
    rules = {one: reading.vocabulary.rule_of(one) for one in evaluated_of}
    known = {one: rule for one, rule in rules.items() if rule is not None}
    versions = _versions(reading, [leaf for rule in known.values() for leaf in leaves(rule)])
    due = [one for one, rule in known.items() if basis(reading, rule, versions) != evaluated_of[one]]
    return sorted(due, key=lambda one: (_depth(reading, known[one]), one))


def basis(reading: Reading, rule: Rule, versions: Mapping[str, int] | None = None) -> str:
    """This function will return, as a text to compare, all that the rule's answer depends on: data, words and the day.

    `versions` are change numbers by name as `_versions` gives them, read anew when left out.
    """
    try:
        used = all_leaves(rule, reading.vocabulary)
        behind = [rule_key(inner) for _, inner in rules_behind(rule, reading.vocabulary.rule_of)]
        day = reading.moment.day if next_change_ms(reading, rule) is not None else None
    except (SegmentsGoInCircles, SegmentsTooDeep) as error:
        return error.code
    known = versions if versions is not None else _versions(reading, used)
    seen = {name: known.get(name, 0) for leaf in used if (name := _source(reading, leaf))}
    seen[EVERYONE_LEAF] = known.get(EVERYONE_LEAF, 0)
    return json.dumps({"rule": rule_key(rule), "behind": behind, "day": day, "seen": seen}, sort_keys=True)


def _source(reading: Reading, leaf: Leaf) -> str:
    """This function will name what a condition is read from; an unknown tag is a source of its own."""
    match leaf:
        case TagLeaf(tag=name):
            known = reading.vocabulary.tags.get(name)
            return customers.tag_leaf(known) if known is not None else f"no tag {name}"
        case SegmentLeaf(segment=one):
            return leaf_name(one)
        case EventLeaf():
            return "events"
        case AttributeLeaf(attribute=key):
            return "organisation" if key == ORG_COLUMN else "attributes"


def _versions(reading: Reading, used: list[Leaf]) -> dict[str, int]:
    on, conn, scope = reading.platform, reading.conn, reading.scope
    names = {_source(reading, leaf) for leaf in used} | {EVERYONE_LEAF}
    for rule in reading.vocabulary.segments.values():
        names |= {_source(reading, leaf) for leaf in leaves(rule.rule)} if rule.rule is not None else set()
    found: dict[str, Any] = on.bits.versions(conn, scope, names - {"events", "attributes", "organisation"})
    changes = customers.changes(conn, scope)
    if "organisation" in names:
        found["organisation"] = _organisation(conn, scope, changes)
    return found | {"events": on.lake.version(conn, scope), "attributes": changes}


def _organisation(conn: Connection, scope: Scope, changes: int) -> int:
    # "Belongs to the east" is true of other people as soon as a branch is put under another region.
    tree = [(unit.id, unit.path) for unit in tenancy.org_units(conn, scope)]
    return crc32(repr((changes, sorted(tree))).encode())


def _depth(reading: Reading, rule: Rule) -> int:
    try:
        return len(rules_behind(rule, reading.vocabulary.rule_of))
    except (SegmentsGoInCircles, SegmentsTooDeep):
        return 0
