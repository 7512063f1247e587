"""Sets of customers as packed bits.

Truth: `bit_chunk`, one row per (brand, leaf, chunk of 65,536 customers) in the core store, changed in the caller's own
transaction. Index: one file of 128 KB per (brand, leaf, shard), named after the change number it stands for, written
beside and renamed into place, memory-mapped by readers. A file is never changed and ends in its own checksum, so a
crash can only leave an old file or one that is not used; a reader that finds the truth ahead applies the newer chunks
and writes the next file. Inside a write nothing is kept: what it sees may yet be undone. Deleting the folder loses
nothing.

Bit i of word w of a chunk is the customer `(chunk << 16) | (w << 6) | i` (little-endian words and bits).
"""

import threading
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, LargeBinary, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from siyu.kit.db import scoped
from siyu.kit.db.schema import core
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.db.stores import is_writing
from siyu.kit.ids import CHUNK_BITS, CHUNK_SIZE, CHUNKS_PER_SHARD, Ids
from siyu.kit.words import WORDS_PER_CHUNK, WORDS_PER_SHARD, Words, empty_shard, shard_ids, unpack

LEAVES_PER_READ_MAX = 1_000

bit_leaf = Table(
    "bit_leaf",
    core,
    Column("leaf_id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("brand_id", "name"),
)
bit_chunk = Table(
    "bit_chunk",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("leaf_id", BigInteger, nullable=False),
    Column("chunk", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("bits", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "leaf_id", "chunk"),
)


@dataclass(frozen=True, slots=True)
class Flips:
    """The customers whose bit really changed; both arrays int64, ascending."""

    entered: Ids
    left: Ids


class BitStore:
    """Reads and changes the sets of every brand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._leaf_ids: dict[tuple[int, str], int] = {}
        self._open: dict[tuple[int, int, int], tuple[int, Words]] = {}
        self._lock = threading.Lock()

    def flip(
        self, conn: Connection, scope: Scope, leaf: str, *, on: Ids | None = None, off: Ids | None = None
    ) -> Flips:
        """This function will put `on` into and take `off` out of the set `leaf`, and return who really changed.

        An id in both ends up out. Runs in the caller's transaction and locks the brand's sets until it commits.
        """
        return self.flip_many(conn, scope, {leaf: (on, off)})[leaf]

    def flip_many(
        self, conn: Connection, scope: Scope, changes: Mapping[str, tuple[Ids | None, Ids | None]]
    ) -> dict[str, Flips]:
        """This function will do many flips at once: leaf name → (ids in, ids out)."""
        seq = take(conn, f"bits:{scope.brand_id}")
        leaves = self.leaf_ids(conn, scope, changes, create=True)
        rows: list[dict[str, Any]] = []
        flips = {}
        for leaf, (on, off) in changes.items():
            flips[leaf], changed = _flip_leaf(conn, scope, leaves[leaf], _ids(on), _ids(off))
            rows += changed
        _store_chunks(conn, scope, seq, rows)
        return flips

    def assign(self, conn: Connection, scope: Scope, leaf: str, shard: int, words: Words) -> Flips:
        """This function will make `leaf` equal to `words` within `shard` and return the difference."""
        seq = take(conn, f"bits:{scope.brand_id}")
        leaf_id = self.leaf_ids(conn, scope, [leaf], create=True)[leaf]
        first = shard * CHUNKS_PER_SHARD
        old = _load_chunks(conn, scope, leaf_id, range(first, first + CHUNKS_PER_SHARD))
        before = empty_shard()
        for chunk, bits in old.items():
            before[_span(chunk)] = bits
        rows = [
            {"leaf_id": leaf_id, "chunk": first + i, "bits": words[_span(i)].tobytes()}
            for i in range(CHUNKS_PER_SHARD)
            if (words[_span(i)] != before[_span(i)]).any()
        ]
        _store_chunks(conn, scope, seq, rows)
        return Flips(shard_ids(words & ~before, shard), shard_ids(before & ~words, shard))

    def load(self, conn: Connection, scope: Scope, leaf: str, shard: int) -> Words:
        """This function will return the bits of `leaf` in `shard`, read-only, as `conn` sees it: uint64[16384]."""
        return self.load_many(conn, scope, [leaf], shard)[leaf]

    def load_many(self, conn: Connection, scope: Scope, leaves: Iterable[str], shard: int) -> dict[str, Words]:
        """This function will return the bits of several leaves (at most 1,000) in `shard`; unknown leaves are empty."""
        names = list(leaves)
        if len(names) > LEAVES_PER_READ_MAX:
            raise ValueError(f"{len(names)} leaves in one read, at most {LEAVES_PER_READ_MAX}")
        known = self.leaf_ids(conn, scope, names)
        seqs = _shard_seqs(conn, scope, list(known.values()), shard)
        return {name: self._current(conn, scope, known.get(name), shard, seqs) for name in names}

    def holds(self, conn: Connection, scope: Scope, customer_id: int, leaves: Iterable[str]) -> set[str]:
        """This function will return those of `leaves` that contain the customer, reading one byte of each."""
        known = {leaf_id: name for name, leaf_id in self.leaf_ids(conn, scope, leaves).items()}
        local = customer_id & (CHUNK_SIZE - 1)
        byte = sa.func.substr(bit_chunk.c.bits, (local >> 3) + 1, 1, type_=LargeBinary)
        statement = scoped.select(scope, bit_chunk.c.leaf_id, byte).where(
            bit_chunk.c.chunk == customer_id >> CHUNK_BITS, bit_chunk.c.leaf_id.in_(known)
        )
        return {known[leaf] for leaf, bits in conn.execute(statement) if bytes(bits)[0] >> (local & 7) & 1}

    def versions(self, conn: Connection, scope: Scope, leaves: Iterable[str]) -> dict[str, int]:
        """This function will return the newest change number of each leaf over all shards; 0 for one never changed."""
        known = self.leaf_ids(conn, scope, leaves)
        statement = scoped.select(scope, bit_chunk.c.leaf_id, sa.func.max(bit_chunk.c.seq))
        statement = statement.where(bit_chunk.c.leaf_id.in_(known.values())).group_by(bit_chunk.c.leaf_id)
        newest = {int(leaf): int(seq) for leaf, seq in conn.execute(statement)}
        return {name: newest.get(leaf_id, 0) for name, leaf_id in known.items()}

    def leaf_ids(self, conn: Connection, scope: Scope, names: Iterable[str], *, create: bool = False) -> dict[str, int]:
        """This function will return the numbers of the leaves called `names`, making missing ones when asked to."""
        wanted = list(dict.fromkeys(names))
        found = {n: self._leaf_ids[scope.brand_id, n] for n in wanted if (scope.brand_id, n) in self._leaf_ids}
        missing = [name for name in wanted if name not in found]
        if not missing:
            return found
        statement = scoped.select(scope, bit_leaf.c.name, bit_leaf.c.leaf_id).where(bit_leaf.c.name.in_(missing))
        stored = {str(name): int(leaf_id) for name, leaf_id in conn.execute(statement)}
        if not is_writing(conn):  # a number seen inside a write may yet be undone and given to another name
            self._leaf_ids.update({(scope.brand_id, name): leaf_id for name, leaf_id in stored.items()})
        if create and (new := [name for name in missing if name not in stored]):
            first = take(conn, "bit_leaf", len(new))
            made = {name: first + i for i, name in enumerate(new)}
            scoped.insert_many(conn, scope, bit_leaf, [{"leaf_id": i, "name": n} for n, i in made.items()])
            stored |= made
        return found | stored

    def _current(
        self, conn: Connection, scope: Scope, leaf_id: int | None, shard: int, seqs: Mapping[int, int]
    ) -> Words:
        if leaf_id is None or leaf_id not in seqs:
            return empty_shard()
        key, seq = (scope.brand_id, leaf_id, shard), seqs[leaf_id]
        held = self._open.get(key)
        if held and held[0] == seq:
            return held[1]
        words = self._mapped(conn, scope, key, seq)
        if is_writing(conn):
            return words
        with self._lock:
            self._open[key] = (seq, words)
        return words

    def _mapped(self, conn: Connection, scope: Scope, key: tuple[int, int, int], seq: int) -> Words:
        brand_id, leaf_id, shard = key
        folder = self._folder / str(brand_id) / str(shard)
        path = folder / f"{leaf_id}.{seq}.bits"
        if (whole := _map_file(path)) is not None:
            return whole
        keep = not is_writing(conn)
        base, words = _newest(folder, leaf_id, seq, tidy=keep)
        first = shard * CHUNKS_PER_SHARD
        fresh = _load_chunks(conn, scope, leaf_id, range(first, first + CHUNKS_PER_SHARD), after_seq=base)
        for chunk, bits in fresh.items():
            words[_span(chunk)] = bits
        if keep:
            folder.mkdir(parents=True, exist_ok=True)
            _write_file(path, words)
        words.flags.writeable = False
        # Another process may have written a newer file and tidied this one away: then the copy in memory serves.
        mapped = _map_file(path) if keep else None
        return words if mapped is None else mapped


def _ids(ids: Ids | None) -> Ids:
    return np.unique(ids) if ids is not None else np.empty(0, dtype=np.int64)


def _span(chunk: int) -> slice:
    start = (chunk % CHUNKS_PER_SHARD) * WORDS_PER_CHUNK
    return slice(start, start + WORDS_PER_CHUNK)


def _flip_leaf(conn: Connection, scope: Scope, leaf_id: int, on: Ids, off: Ids) -> tuple[Flips, list[dict[str, Any]]]:
    chunks = np.unique(np.concatenate([on, off]) >> CHUNK_BITS)
    old = _load_chunks(conn, scope, leaf_id, chunks.tolist())
    entered, left, rows = [], [], []
    for chunk in chunks.tolist():
        before = old.get(chunk, np.zeros(WORDS_PER_CHUNK, dtype=np.uint64))
        after = (before | _chunk_words(on, chunk)) & ~_chunk_words(off, chunk)
        if (after != before).any():
            rows.append({"leaf_id": leaf_id, "chunk": chunk, "bits": after.tobytes()})
            entered.append(unpack(after & ~before, chunk << CHUNK_BITS))
            left.append(unpack(before & ~after, chunk << CHUNK_BITS))
    return Flips(_concat(entered), _concat(left)), rows


def _concat(parts: list[Ids]) -> Ids:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _chunk_words(ids: Ids, chunk: int) -> npt.NDArray[np.uint64]:
    low, high = np.searchsorted(ids, [chunk << CHUNK_BITS, (chunk + 1) << CHUNK_BITS])
    flags = np.zeros(CHUNK_SIZE, dtype=np.uint8)
    flags[ids[low:high] & (CHUNK_SIZE - 1)] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def _load_chunks(
    conn: Connection, scope: Scope, leaf_id: int, chunks: Iterable[int], *, after_seq: int = 0
) -> dict[int, npt.NDArray[np.uint64]]:
    statement = scoped.select(scope, bit_chunk.c.chunk, bit_chunk.c.bits).where(
        bit_chunk.c.leaf_id == leaf_id, bit_chunk.c.chunk.in_(list(chunks)), bit_chunk.c.seq > after_seq
    )
    return {int(chunk): np.frombuffer(bits, dtype=np.uint64) for chunk, bits in conn.execute(statement)}


def _store_chunks(conn: Connection, scope: Scope, seq: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        stamped = [{**row, "seq": seq} for row in rows]
        scoped.upsert(conn, scope, bit_chunk, stamped, index=["brand_id", "leaf_id", "chunk"], update=["bits", "seq"])


def _shard_seqs(conn: Connection, scope: Scope, leaf_ids: list[int], shard: int) -> dict[int, int]:
    """This function will return the newest change number of each leaf within the shard."""
    first = shard * CHUNKS_PER_SHARD
    statement = scoped.select(scope, bit_chunk.c.leaf_id, sa.func.max(bit_chunk.c.seq)).where(
        bit_chunk.c.leaf_id.in_(leaf_ids), bit_chunk.c.chunk.between(first, first + CHUNKS_PER_SHARD - 1)
    )
    return {int(leaf): int(seq) for leaf, seq in conn.execute(statement.group_by(bit_chunk.c.leaf_id))}


def _newest(folder: Path, leaf_id: int, below_seq: int, *, tidy: bool) -> tuple[int, Words]:
    """This function will read the newest whole file of the leaf below a change number: (its number, a copy).

    With `tidy` it deletes the files before the newest.
    """
    files = sorted((int(path.name.split(".")[1]), path) for path in folder.glob(f"{leaf_id}.*.bits"))
    older = [(seq, path) for seq, path in files if seq < below_seq]
    for _, path in older[:-1] if tidy else []:
        path.unlink(missing_ok=True)
    if not older:
        return 0, empty_shard()
    seq, path = older[-1]
    words = _map_file(path)
    # Torn, or tidied away by another process: the truth has everything.
    return (0, empty_shard()) if words is None else (seq, np.array(words))


def _map_file(path: Path) -> Words | None:
    """This function will map a file's bits read-only; None when it is absent, has another length or a wrong checksum."""
    try:
        words = np.memmap(path, dtype=np.uint64, mode="r")
    except (FileNotFoundError, ValueError):
        return None
    whole = len(words) == WORDS_PER_SHARD + 1 and int(words[-1]) == zlib.crc32(words[:-1].data)
    return words[:-1] if whole else None


def _write_file(path: Path, words: Words) -> None:
    temporary = path.with_suffix(f".{threading.get_native_id()}.tmp")
    checksum = np.array([zlib.crc32(words.data)], dtype=np.uint64)
    np.concatenate([words, checksum]).tofile(temporary)
    temporary.replace(path)  # atomic; without fsync a torn file after power loss fails its checksum and is not used
