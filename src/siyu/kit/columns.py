"""Columns: one int64 per customer and attribute, memory-mapped, for comparing a whole shard at once.

The truth lives in a feature's own rows, which carry a change number from `kit.db.sequence`. A column file is only an
index: it is brought up to date from the rows changed since the version it stands for, in place, and its version is
written last; a crash in between merely means the same rows are applied again. Deleting the folder loses nothing.
"""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from siyu.kit.ids import SHARD_BITS, SHARD_SIZE, Ids

Values = npt.NDArray[np.int64]
MISSING = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a version: the customers' new values in every column; absent columns become MISSING."""

    ids: Ids
    columns: Mapping[str, Values]
    version: int


Reader = Callable[[int], Iterator[Changes]]


class ColumnStore:
    """Keeps the columns of every (brand, shard)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def column(self, brand_id: int, shard: int, name: str) -> Values:
        """This function will return a column as last refreshed: int64[1048576], MISSING where there is no value."""
        path = self._place(brand_id, shard) / f"{name}.i64"
        if not path.exists():
            return np.full(SHARD_SIZE, MISSING, dtype=np.int64)
        return np.memmap(path, dtype=np.int64, mode="r", shape=(SHARD_SIZE,))

    def version(self, brand_id: int, shard: int) -> int:
        """This function will return the change number up to which the shard's columns stand."""
        try:
            return int(json.loads((self._place(brand_id, shard) / "version.json").read_text())["version"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0

    def refresh(self, brand_id: int, shard: int, newest: int, read: Reader) -> None:
        """This function will apply the changes after the held version, if that is below `newest`.

        `read(version)` yields them in runs ordered by change number. One process refreshes a shard at a time.
        """
        if self.version(brand_id, shard) >= newest:
            return
        place = self._place(brand_id, shard)
        place.mkdir(parents=True, exist_ok=True)
        with _locked(place / ".lock"):
            for changes in read(self.version(brand_id, shard)):
                self._apply(place, shard, changes)
                _write_version(place, changes.version)
            if self.version(brand_id, shard) < newest:  # the last changes were in other shards
                _write_version(place, newest)

    def preview(self, brand_id: int, shard: int, name: str, read: Reader) -> Values:
        """This function will return a column as `read` has it now, keeping nothing; for use inside a write.

        What a write sees may yet be undone, so it must not reach the files.
        """
        version = self.version(brand_id, shard)
        column = np.array(self.column(brand_id, shard, name))
        for changes in read(version):
            column[changes.ids - (shard << SHARD_BITS)] = changes.columns.get(name, MISSING)
        return column

    def _apply(self, place: Path, shard: int, changes: Changes) -> None:
        local = changes.ids - (shard << SHARD_BITS)
        names = {path.stem for path in place.glob("*.i64")} | changes.columns.keys()
        for name in names:
            column = _writable(place / f"{name}.i64")
            column[local] = changes.columns.get(name, MISSING)
            column.flush()

    def _place(self, brand_id: int, shard: int) -> Path:
        return self._folder / str(brand_id) / str(shard)


def _writable(path: Path) -> "np.memmap[tuple[int, ...], np.dtype[np.int64]]":
    if not path.exists():
        temporary = path.with_suffix(".tmp")
        np.full(SHARD_SIZE, MISSING, dtype=np.int64).tofile(temporary)
        temporary.replace(path)
    return np.memmap(path, dtype=np.int64, mode="r+", shape=(SHARD_SIZE,))


def _write_version(place: Path, version: int) -> None:
    temporary = place / "version.tmp"
    temporary.write_text(json.dumps({"version": version}))
    temporary.replace(place / "version.json")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
