"""Reading the names a rule may use, and what every condition is handed when its bits are wanted."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.events.contracts import RESERVED_NAMES
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.kit.words import Words
from siyu.segments.compare.domain import Flags
from siyu.segments.models import segment
from siyu.segments.rules.contracts import AttributeLeaf, EventLeaf, Rule, SegmentLeaf, TagLeaf
from siyu.segments.rules.domain import leaves, read_rule
from siyu.segments.vocabulary.contracts import (
    BUILT_IN,
    AttributeType,
    AttributeWord,
    Moment,
    SegmentWord,
    Vocabulary,
    moment_at,
)
from siyu.tenancy import queries as tenancy


@dataclass(frozen=True, slots=True)
class Reading:
    """One evaluation: where to read, for whom, in which words, as of which day."""

    platform: Platform
    conn: Connection
    scope: Scope
    vocabulary: Vocabulary
    moment: Moment


def open_reading(platform: Platform, conn: Connection, scope: Scope, rule: Rule | None, *, as_of_ms: int) -> Reading:
    """This function will prepare the evaluation of `rule` (None: of any rule) on the brand's calendar."""
    vocabulary = read_vocabulary(platform, conn, scope, rule)
    return Reading(platform, conn, scope, vocabulary, moment_at(as_of_ms, vocabulary.zone))


def read_vocabulary(platform: Platform, conn: Connection, scope: Scope, rule: Rule | None = None) -> Vocabulary:
    """This function will read the brand's names; with a `rule`, only those of the kinds it uses."""
    used = {type(leaf) for leaf in leaves(rule)} if rule is not None else set()
    everything = rule is None or SegmentLeaf in used
    has_tags, has_attributes, has_events = (everything or k in used for k in (TagLeaf, AttributeLeaf, EventLeaf))
    return Vocabulary(
        zone=tenancy.own_brand(conn, scope).zone,
        tags={tag.name: tag.id for tag in customers.tags(conn, scope)} if has_tags else {},
        attributes=_attributes(conn, scope) if has_attributes else {},
        events=RESERVED_NAMES | set(platform.lake.names(conn, scope).values()) if has_events else frozenset(),
        segments=_segments(conn, scope) if everything else {},
    )


def read_names(conn: Connection, scope: Scope) -> Vocabulary:
    """This function will read only what a rule needs in order to be said: labels and names of segments."""
    return Vocabulary(attributes=_attributes(conn, scope), segments=_segments(conn, scope))


def pack_flags(flags: Flags) -> Words:
    """This function will pack one shard's flags bool[1048576] into bits uint64[16384]."""
    return np.packbits(flags, bitorder="little").view(np.uint64)


def _attributes(conn: Connection, scope: Scope) -> dict[str, AttributeWord]:
    defined = customers.attributes(conn, scope).values()
    own = {
        # A brand names its attributes once, in its own language; the name is for readers of both.
        held.key: AttributeWord(held.key, held.label, held.label or held.key, AttributeType(held.kind))
        for held in defined
        if held.indexed
    }
    return own | BUILT_IN


def _segments(conn: Connection, scope: Scope) -> dict[int, SegmentWord]:
    rows = conn.execute(scoped.select(scope, segment.c.id, segment.c.name, segment.c.rule))
    return {row.id: SegmentWord(row.id, row.name, read_rule(row.rule) if row.rule else None) for row in rows}
