"""Membership conditions on lists of people: their bits are the truth. Segments with a rule are worked out live."""

from collections.abc import Sequence

from siyu.kit.words import Words
from siyu.segments.rules.contracts import SegmentLeaf
from siyu.segments.rules.domain import rule_key
from siyu.segments.vocabulary.queries import Reading


def leaf_name(segment_id: int) -> str:
    """This function will return the name under which a segment's members are kept as bits."""
    return f"segment:{segment_id}"


def fill(reading: Reading, leaves: Sequence[SegmentLeaf], shard: int) -> dict[str, Words]:
    """This function will return the stored bits of the segments named, by rule key."""
    names = {rule_key(leaf): leaf_name(leaf.segment) for leaf in leaves}
    bits = reading.platform.bits.load_many(reading.conn, reading.scope, dict.fromkeys(names.values()), shard)
    return {key: bits[name] for key, name in names.items()}
