"""Who is in a segment, asked for a set of people at once."""

import numpy as np

from siyu.journeys.kernels.contracts import Flags
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_BITS, SHARD_SIZE, Ids
from siyu.kit.platform import Platform
from siyu.kit.words import Words, pack
from siyu.segments import queries as segments


class SegmentBits:
    """Membership by the segments' own bits, as of their last evaluation."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def __call__(self, scope: Scope, segment_id: int, customer_ids: Ids) -> Flags:
        """This function will say of each customer (int64, any order) whether they are in the segment now."""
        flags = np.zeros(len(customer_ids), dtype=bool)
        shards = customer_ids >> SHARD_BITS
        with self._platform.stores.core.reading() as conn:
            for shard in np.unique(shards).tolist():
                here = shards == shard
                words = pack(segments.member_ids(self._platform, conn, scope, segment_id, shard), shard)
                flags[here] = _holds(words, customer_ids[here])
        return flags


def _holds(words: Words, ids: Ids) -> Flags:
    local = ids & (SHARD_SIZE - 1)
    bits = words[local >> 6] >> (local & 63).astype(np.uint64)
    held: Flags = (bits & np.uint64(1)).astype(bool)
    return held
