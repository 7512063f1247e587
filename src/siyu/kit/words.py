"""Bits of customers in memory, in words of 64: packing, unpacking, counting. Pure; `kit.bits` keeps them.

Bit i of word w of a shard is the customer `(shard << 20) | (w << 6) | i` (little-endian words and bits).
"""

import numpy as np
import numpy.typing as npt

from siyu.kit.ids import CHUNK_SIZE, SHARD_BITS, SHARD_SIZE, Ids

Words = npt.NDArray[np.uint64]
WORDS_PER_CHUNK = CHUNK_SIZE // 64
WORDS_PER_SHARD = SHARD_SIZE // 64


def empty_shard() -> Words:
    """This function will return a shard's worth of zero bits: uint64[16384]."""
    return np.zeros(WORDS_PER_SHARD, dtype=np.uint64)


def pack(ids: Ids, shard: int) -> Words:
    """This function will return the bits of those `ids` (int64, any order) that lie in `shard`: uint64[16384]."""
    local = ids[(ids >> SHARD_BITS) == shard] & (SHARD_SIZE - 1)
    flags = np.zeros(SHARD_SIZE, dtype=np.uint8)
    flags[local] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def unpack(words: npt.NDArray[np.uint64], first_id: int) -> Ids:
    """This function will return the ids whose bits are set in `words`, ascending; bit 0 is the id `first_id`."""
    busy = np.flatnonzero(words)
    flags = np.unpackbits(words[busy].view(np.uint8), bitorder="little").reshape(-1, 64)
    row, bit = np.nonzero(flags)
    ids: Ids = (busy[row] << 6) + bit + first_id
    return ids


def shard_ids(words: Words, shard: int) -> Ids:
    """This function will return the ids set in one shard's bits, ascending."""
    return unpack(words, shard << SHARD_BITS)


def count(words: npt.NDArray[np.uint64]) -> int:
    """This function will count the set bits."""
    return int(np.bitwise_count(words).sum())
