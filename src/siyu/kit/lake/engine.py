"""The SQL engine over the files: one DuckDB in memory for the whole process, lent out as connections.

Opening a DuckDB costs 20 to 60 ms, more than most questions; a further connection to an open one costs 0.1 ms. It keeps
no data: views, temporary tables and registered Arrow tables belong to the connection and go with it.
"""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class Engine:
    """Opened by the first question; the memory limit holds for all questions together."""

    def __init__(self, spill: Path, memory: str) -> None:
        self._spill = spill
        self._memory = memory
        self._lock = threading.Lock()
        self._held: list[duckdb.DuckDBPyConnection] = []  # one, or none yet
        # A DuckDB that outlives the interpreter complains on stderr; this runs before that, at the latest.
        weakref.finalize(self, self._held.clear)

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """This function will lend a connection of one's own; only temporary things may be made in it."""
        with self._lock:
            if not self._held:
                self._held.append(self._open())
            mine = self._held[0].cursor()
        try:
            yield mine
        finally:
            mine.close()

    def close(self) -> None:
        """This function will close the engine; the next question opens it again."""
        with self._lock:
            for db in self._held:
                db.close()
            self._held.clear()

    def _open(self) -> duckdb.DuckDBPyConnection:
        self._spill.mkdir(parents=True, exist_ok=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self._memory,
            "temp_directory": str(self._spill),
        }
        db = duckdb.connect(":memory:", config=config)
        db.execute("SET GLOBAL parquet_metadata_cache = true")  # files never change: read their footers once
        return db


def quoted(text: str) -> str:
    """This function will return `text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
