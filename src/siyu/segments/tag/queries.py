"""Tag conditions: the bits are stored, so they are only read."""

from collections.abc import Sequence

from siyu.kit.words import Words
from siyu.segments.rules.contracts import TagLeaf
from siyu.segments.rules.domain import rule_key
from siyu.segments.vocabulary.queries import Reading


def fill(reading: Reading, leaves: Sequence[TagLeaf], shard: int) -> dict[str, Words]:
    """This function will return the bits of every tag condition in `shard`, by rule key, in one read."""
    names = {rule_key(leaf): f"tag:{reading.vocabulary.tags[leaf.tag]}" for leaf in leaves}
    bits = reading.platform.bits.load_many(reading.conn, reading.scope, dict.fromkeys(names.values()), shard)
    return {key: bits[name] for key, name in names.items()}
