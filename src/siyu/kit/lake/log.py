"""The log of every brand: appending to it and asking it in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.kit.db import scoped
from siyu.kit.db.schema import core
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.db.stores import Store, is_writing
from siyu.kit.ids import SHARD_BITS
from siyu.kit.lake.engine import Engine, quoted
from siyu.kit.lake.files import Files
from siyu.kit.lake.rows import SCHEMA, Event, event_name, from_blob, lake_file, ref_digest, staged_batch, to_blob


class Lake:
    """Appends to and reads the event log of every brand."""

    def __init__(self, folder: Path, memory: str = "2GB") -> None:
        self._folder = folder
        self._engine = Engine(folder / ".spill", memory)
        self._files = Files(folder, self._engine)
        self._codes: dict[tuple[int, str], int] = {}

    def append(self, conn: Connection, scope: Scope, events: Sequence[Event]) -> None:
        """This function will append `events` to the brand's log in the caller's transaction."""
        if not events:
            return
        codes = self.codes(conn, scope, {event.name for event in events}, create=True)
        self.append_columns(
            conn,
            scope,
            {
                "customer_id": [event.customer_id for event in events],
                "at_ms": [event.at_ms for event in events],
                "event": [codes[event.name] for event in events],
                "value_fen": [event.value_fen for event in events],
                "quantity": [event.quantity for event in events],
                "ref": [ref_digest(event.ref) for event in events],
                "properties": [event.properties for event in events],
            },
        )

    def append_columns(self, conn: Connection, scope: Scope, columns: Mapping[str, Any]) -> None:
        """This function will append columns (equal length; as `SCHEMA` without `seq`) to the log, set-based.

        `event` holds codes from `codes`; `properties` may be None throughout.
        """
        rows = len(columns["customer_id"])
        if not rows:
            return
        first = take(conn, f"lake:{scope.brand_id}", rows)
        full = {**columns, "seq": np.arange(first, first + rows, dtype=np.int64)}
        table = pa.table({field.name: pa.array(full[field.name], type=field.type) for field in SCHEMA}, schema=SCHEMA)
        body = {"id": take(conn, "lake_staged"), "rows": rows, "body": to_blob(table)}
        scoped.insert_many(conn, scope, staged_batch, [body])

    def codes(self, conn: Connection, scope: Scope, names: Iterable[str], *, create: bool = False) -> dict[str, int]:
        """This function will return the dictionary codes of event `names`; unknown ones are made or left out."""
        wanted = set(names)
        found = {n: self._codes[scope.brand_id, n] for n in wanted if (scope.brand_id, n) in self._codes}
        missing = sorted(wanted - found.keys())
        if not missing:
            return found
        statement = scoped.select(scope, event_name.c.name, event_name.c.code).where(event_name.c.name.in_(missing))
        stored = {str(name): int(code) for name, code in conn.execute(statement)}
        if not is_writing(conn):  # a code seen inside a write may yet be undone and given to another name
            self._codes.update({(scope.brand_id, name): code for name, code in stored.items()})
        if create and len(stored) < len(missing):
            first = take(conn, f"event_name:{scope.brand_id}", len(missing))
            # Whoever was first with the counter may have made some of these names: look again, now that we hold it.
            stored = {str(name): int(code) for name, code in conn.execute(statement)}
            new = [name for name in missing if name not in stored]
            made = {name: first + i for i, name in enumerate(new)}
            scoped.insert_many(conn, scope, event_name, [{"name": n, "code": c} for n, c in made.items()])
            stored |= made
        return found | stored

    def names(self, conn: Connection, scope: Scope) -> dict[int, str]:
        """This function will return every event name of the brand by its code."""
        return {int(c): str(n) for c, n in conn.execute(scoped.select(scope, event_name.c.code, event_name.c.name))}

    def query(
        self,
        conn: Connection,
        scope: Scope,
        sql: str,
        params: Mapping[str, Any] | None = None,
        *,
        shard: int | None = None,
        from_ms: int | None = None,
        to_ms: int | None = None,
        tables: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """This function will run DuckDB `sql` (named parameters `$name`) over the view `events` and return the answer.

        `shard`, `from_ms` (inclusive) and `to_ms` (exclusive) limit what is read; `tables` adds Arrow tables by name.
        """
        with self.session(conn, scope, shard=shard, from_ms=from_ms, to_ms=to_ms, tables=tables) as db:
            answer = db.sql(sql, params=dict(params or {})).to_arrow_table()
        return answer

    @contextmanager
    def session(
        self,
        conn: Connection,
        scope: Scope,
        *,
        shard: int | None = None,
        from_ms: int | None = None,
        to_ms: int | None = None,
        tables: Mapping[str, pa.Table] | None = None,
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """This function will lend a DuckDB connection in which `events` is the brand's log, for several queries."""
        files, staged = _sources(conn, scope, shard, from_ms, to_ms)
        with self._engine.connection() as db:
            for name, table in (tables or {}).items():
                db.register(name, table)
            if staged.num_rows or not files:
                db.register("staged_events", staged)
            db.execute(
                _events_view([str(self._folder / path) for path in files], staged.num_rows, shard, from_ms, to_ms)
            )
            yield db

    def version(self, conn: Connection, scope: Scope) -> int:
        """This function will return a number that grows whenever the brand's log has grown."""
        counter = core.tables["core_sequence"]
        statement = sa.select(counter.c.next).where(counter.c.name == f"lake:{scope.brand_id}")
        return int(conn.execute(statement).scalar() or 0)

    def flush(self, store: Store, scope: Scope) -> int:
        """This function will move staged batches into files and return how many rows moved. Raises LakeMoved."""
        return self._files.flush(store, scope)

    def compact(self, store: Store, scope: Scope) -> int:
        """This function will merge the files of crowded months and return how many months. Raises LakeMoved."""
        return self._files.compact(store, scope)

    def drop(self, scope: Scope) -> None:
        """This function will delete the brand's files from disk."""
        self._files.drop(scope)

    def close(self) -> None:
        """This function will give back what the engine holds; the next query opens it again."""
        self._engine.close()


def _sources(
    conn: Connection, scope: Scope, shard: int | None, from_ms: int | None, to_ms: int | None
) -> tuple[list[str], pa.Table]:
    """This function will return the registered files and the staged rows, read by one statement.

    Two statements could fall on both sides of a flush, and the flushed rows would be in neither answer.
    """
    terms = [lake_file.c.shard == shard] if shard is not None else []
    terms += [lake_file.c.to_ms >= from_ms] if from_ms is not None else []
    terms += [lake_file.c.from_ms < to_ms] if to_ms is not None else []
    path, body = lake_file.c.path, staged_batch.c.body
    files = scoped.select(scope, sa.literal(0).label("id"), path, sa.null().label("body"), from_=lake_file)
    staged = scoped.select(scope, staged_batch.c.id, sa.null().label("path"), body, from_=staged_batch)
    rows = conn.execute(sa.union_all(files.where(*terms), staged)).all()
    paths = sorted(str(row.path) for row in rows if row.path is not None)
    batches = sorted((row.id, bytes(row.body)) for row in rows if row.path is None)
    tables = [from_blob(blob) for _, blob in batches]
    return paths, pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _events_view(files: list[str], staged: int, shard: int | None, from_ms: int | None, to_ms: int | None) -> str:
    """This function will return the SQL of the view `events`; paths and numbers only, nothing a user wrote.

    Files hold one shard each and have been chosen by it, so only the staged rows are still asked for theirs.
    """
    terms = [f"at_ms >= {int(from_ms)}"] if from_ms is not None else []
    terms += [f"at_ms < {int(to_ms)}"] if to_ms is not None else []
    own = [*terms, f"(customer_id >> {SHARD_BITS}) = {int(shard)}"] if shard is not None else terms
    names = ", ".join(map(quoted, files))
    sources = [f"SELECT * FROM read_parquet([{names}]){_where(terms)}"] if files else []
    sources += [f"SELECT * FROM staged_events{_where(own)}"] if staged or not files else []
    return "CREATE TEMP VIEW events AS " + " UNION ALL ".join(sources)


def _where(terms: list[str]) -> str:
    return f" WHERE {' AND '.join(terms)}" if terms else ""
