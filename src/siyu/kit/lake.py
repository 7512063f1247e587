"""The lake: every event, as Parquet per (brand, shard, month) sorted by (customer, time), plus what is still staged.

`append` stores a batch as one Arrow blob in the caller's core transaction, so an event is in the log exactly when the
work that made it is committed. `flush` (a lane of the worker) turns staged batches into files: it writes the files,
then registers them and drops the batches in one transaction; a crash in between leaves an orphan file that is never
read and swept later. Files no longer registered stay for ten minutes, so that running queries can finish. Readers see
registered files and staged batches as one table `events` through a stateless DuckDB.

Columns of `events`: customer_id, at_ms, event (dictionary code), seq (commit order), value_fen, quantity, ref (64-bit
digest of the business number, e.g. the order's) all int64 and never null (0 = none); properties JSON text or null.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.schema import core
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.db.stores import Store, is_writing
from siyu.kit.errors import Conflict
from siyu.kit.ids import SHARD_BITS

SCHEMA = pa.schema(
    [(name, pa.int64()) for name in ("customer_id", "at_ms", "event", "seq", "value_fen", "quantity", "ref")]
    + [("properties", pa.string())]
)
SORT = [("customer_id", "ascending"), ("at_ms", "ascending"), ("seq", "ascending")]
FLUSH_BATCHES_MAX = 500
FLUSH_ROWS_MAX = 2_000_000
FILES_PER_MONTH_MAX = 6
ROW_GROUP = 131_072
GRACE_MS = 10 * MINUTE_MS
GONE = ".gone"

event_name = Table(
    "lake_event_name",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("code", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "name"),
    Index("uq_lake_event_name_code", "brand_id", "code", unique=True),
)
staged_batch = Table(
    "lake_staged",
    core,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_lake_staged_brand", "brand_id", "id"),
)
lake_file = Table(
    "lake_file",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
    Column("shard", BigInteger, nullable=False),
    Column("month", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("to_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "path"),
    Index("ix_lake_file_place", "brand_id", "shard", "month"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event on its way into the log. `name` is the brand's own event name; `properties` is JSON text."""

    customer_id: int
    at_ms: int
    name: str
    value_fen: int = 0
    quantity: int = 0
    ref: str = ""
    properties: str | None = None


class LakeMoved(Conflict):
    """Another worker has flushed or merged the same rows meanwhile; nothing was registered twice."""

    zh = "事件日志「{value}」已由另一个进程整理"
    en = "Another worker has already put away {value}"


def ref_digest(text: str) -> int:
    """This function will return the signed 64-bit digest of a business number; 0 for none (BLAKE2b, RFC 7693)."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


class Lake:
    """Appends to and reads the event log of every brand."""

    def __init__(self, folder: Path, memory: str = "2GB") -> None:
        self._folder = folder
        self._memory = memory
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
        body = {"id": take(conn, "lake_staged"), "rows": rows, "body": _to_blob(table)}
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
        with duckdb.connect(":memory:", config=self._duckdb_config()) as db:
            for name, table in (tables or {}).items():
                db.register(name, table)
            db.register("staged_events", staged)
            db.execute(_events_view([str(self._folder / path) for path in files], shard, from_ms, to_ms))
            yield db

    def version(self, conn: Connection, scope: Scope) -> int:
        """This function will return a number that grows whenever the brand's log has grown."""
        counter = core.tables["core_sequence"]
        statement = sa.select(counter.c.next).where(counter.c.name == f"lake:{scope.brand_id}")
        return int(conn.execute(statement).scalar() or 0)

    def flush(self, store: Store, scope: Scope) -> int:
        """This function will move the brand's staged batches into Parquet files and return how many rows moved.

        One worker flushes a brand at a time (it holds the lane); should two, the later one raises LakeMoved and changes
        nothing. Memory is bounded by 2,000,000 rows.
        """
        with store.reading() as conn:
            batches = _batches_to_flush(conn, scope)
        if not batches:
            return 0
        table = pa.concat_tables(_from_blob(body) for _, body in batches)
        files = self._write_parts(scope, table, batches[-1][0])
        ids = [batch_id for batch_id, _ in batches]

        def register(conn: Connection) -> None:
            gone = conn.execute(scoped.delete(scope, staged_batch).where(staged_batch.c.id.in_(ids)))
            if gone.rowcount != len(ids):
                raise LakeMoved(field="staged", value=f"{ids[0]}-{ids[-1]}")
            update = ["rows", "from_ms", "to_ms"]
            scoped.upsert(conn, scope, lake_file, files, index=["brand_id", "path"], update=update)

        store.write(register)
        return int(table.num_rows)

    def compact(self, store: Store, scope: Scope) -> int:
        """This function will merge the files of months that have more than six into one each; returns months merged.

        Files it replaced are deleted by a compaction ten minutes later, so that running queries can finish.
        """
        with store.reading() as conn:
            crowded = _crowded_months(conn, scope)
        for shard, month in crowded:
            self._merge_month(store, scope, shard, month)
        self._sweep(store, scope)
        return len(crowded)

    def drop(self, scope: Scope) -> None:
        """This function will delete the brand's files from disk."""
        shutil.rmtree(self._folder / str(scope.brand_id), ignore_errors=True)

    def _duckdb_config(self) -> dict[str, str | bool | int | float | list[str]]:
        spill = self._folder / ".spill"
        spill.mkdir(parents=True, exist_ok=True)
        return {"memory_limit": self._memory, "temp_directory": str(spill)}

    def _write_parts(self, scope: Scope, table: pa.Table, stamp: int) -> list[dict[str, Any]]:
        shards = pc.shift_right(table["customer_id"], SHARD_BITS)
        months = _months(table["at_ms"])
        keyed = table.append_column("shard", shards).append_column("month", months)
        places = keyed.group_by(["shard", "month"]).aggregate([]).to_pylist()
        files = []
        for place in places:
            mask = pc.and_(pc.equal(shards, place["shard"]), pc.equal(months, place["month"]))
            path = f"{scope.brand_id}/{place['shard']}/{place['month']}/{stamp}.parquet"
            files.append({**place, **self._write_file(path, table.filter(mask).sort_by(SORT))})
        return files

    def _write_file(self, path: str, table: pa.Table) -> dict[str, Any]:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(".tmp")
        pq.write_table(table, temporary, compression="zstd", row_group_size=ROW_GROUP)
        _settle(temporary, target)
        span = pc.min_max(table["at_ms"]).as_py()
        return {"path": path, "rows": table.num_rows, "from_ms": span["min"], "to_ms": span["max"]}

    def _merge_month(self, store: Store, scope: Scope, shard: int, month: int) -> None:
        place = sa.and_(lake_file.c.shard == shard, lake_file.c.month == month)
        with store.reading() as conn:
            rows = conn.execute(scoped.select(scope, lake_file).where(place).order_by(lake_file.c.path)).all()
        old = [row.path for row in rows]
        stamp = max(int(Path(path).stem.split("-")[0]) for path in old)
        target = f"{scope.brand_id}/{shard}/{month}/{stamp}-{len(old)}m.parquet"
        sources = [str(self._folder / path) for path in old]
        with duckdb.connect(":memory:", config=self._duckdb_config()) as db:
            query = "SELECT * FROM read_parquet($files) ORDER BY customer_id, at_ms, seq"
            options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
            temporary = self._folder / (target + ".tmp")
            db.execute(f"COPY ({query}) TO {_quoted(str(temporary))} ({options})", {"files": sources})
        _settle(temporary, self._folder / target)
        merged = {"path": target, "shard": shard, "month": month, "rows": sum(row.rows for row in rows)}
        merged |= {"from_ms": min(row.from_ms for row in rows), "to_ms": max(row.to_ms for row in rows)}

        def swap(conn: Connection) -> None:
            gone = conn.execute(scoped.delete(scope, lake_file).where(lake_file.c.path.in_(old)))
            if gone.rowcount != len(old):
                raise LakeMoved(field="month", value=f"{shard}/{month}")
            scoped.insert_many(conn, scope, lake_file, [merged])

        store.write(swap)

    def _sweep(self, store: Store, scope: Scope) -> None:
        """This function will delete files that nobody has registered for ten minutes, half-written ones too.

        The first sweep that meets such a file puts a mark beside it; the mark's age decides, by the file system's time.
        """
        home = self._folder / str(scope.brand_id)
        files = [path for path in home.glob("*/*/*") if path.suffix in (".parquet", ".tmp")]
        with store.reading() as conn:
            known = {row.path for row in conn.execute(scoped.select(scope, lake_file.c.path))}
        for path in files:
            mark = path.with_name(path.name + GONE)
            if str(path.relative_to(self._folder)) in known:
                mark.unlink(missing_ok=True)
            elif not mark.exists():
                mark.touch()
            elif _now_ms(home) - mark.stat().st_mtime_ns // 1_000_000 >= GRACE_MS:
                path.unlink(missing_ok=True)
                mark.unlink(missing_ok=True)


def _now_ms(folder: Path) -> int:
    """This function will return the file system's own time, which marks are compared with."""
    probe = folder / ".now"
    probe.touch()
    return probe.stat().st_mtime_ns // 1_000_000


def _settle(temporary: Path, target: Path) -> None:
    """This function will put a finished file in place and on disk, before the rows it holds are dropped elsewhere."""
    for path in (temporary, target.parent, target.parent.parent, target.parent.parent.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if path == temporary:
            temporary.replace(target)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _to_blob(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _from_blob(body: bytes) -> pa.Table:
    return pa.ipc.open_stream(body).read_all()


def _months(at_ms: pa.ChunkedArray) -> pa.ChunkedArray:
    """This function will return yyyymm (UTC) of each time."""
    moment = pc.cast(at_ms, pa.timestamp("ms"))
    return pc.add(pc.multiply(pc.year(moment), 100), pc.month(moment))


def _batches_to_flush(conn: Connection, scope: Scope) -> list[tuple[int, bytes]]:
    statement = scoped.select(scope, staged_batch.c.id, staged_batch.c.rows).order_by(staged_batch.c.id)
    sizes = conn.execute(statement.limit(FLUSH_BATCHES_MAX)).all()
    ids, total = [], 0
    for row in sizes:
        ids.append(row.id)
        total += row.rows
        if total >= FLUSH_ROWS_MAX:
            break
    bodies = scoped.select(scope, staged_batch.c.id, staged_batch.c.body).where(staged_batch.c.id.in_(ids))
    return [(int(i), bytes(body)) for i, body in conn.execute(bodies.order_by(staged_batch.c.id))]


def _crowded_months(conn: Connection, scope: Scope) -> list[tuple[int, int]]:
    place = (lake_file.c.shard, lake_file.c.month)
    statement = scoped.select(scope, *place).group_by(*place).having(sa.func.count() > FILES_PER_MONTH_MAX)
    return [(int(shard), int(month)) for shard, month in conn.execute(statement)]


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
    tables = [_from_blob(blob) for _, blob in batches]
    return paths, pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _events_view(files: list[str], shard: int | None, from_ms: int | None, to_ms: int | None) -> str:
    """This function will return the SQL of the view `events`; paths and numbers only, nothing a user wrote."""
    sources = ["SELECT * FROM staged_events"]
    if files:
        names = ", ".join(map(_quoted, files))
        sources.append(f"SELECT * FROM read_parquet([{names}])")
    terms = [f"at_ms >= {int(from_ms)}"] if from_ms is not None else []
    terms += [f"at_ms < {int(to_ms)}"] if to_ms is not None else []
    terms += [f"(customer_id >> {SHARD_BITS}) = {int(shard)}"] if shard is not None else []
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    return "CREATE TEMP VIEW events AS SELECT * FROM (" + " UNION ALL ".join(sources) + ")" + where
