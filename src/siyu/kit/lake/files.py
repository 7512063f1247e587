"""Putting the log away: staged batches become Parquet files, crowded months one file, and old files are swept."""

import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.ids import SHARD_BITS
from siyu.kit.lake.engine import Engine, quoted
from siyu.kit.lake.rows import LakeMoved, from_blob, lake_file, staged_batch

SORT = [("customer_id", "ascending"), ("at_ms", "ascending"), ("seq", "ascending")]
FLUSH_BATCHES_MAX = 500
FLUSH_ROWS_MAX = 2_000_000
FILES_PER_MONTH_MAX = 6
ROW_GROUP = 131_072
GRACE_MS = 10 * MINUTE_MS
GONE = ".gone"


class Files:
    """The files of every brand's log below one folder."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder = folder
        self._engine = engine

    def flush(self, store: Store, scope: Scope) -> int:
        """This function will move the brand's staged batches into Parquet files and return how many rows moved.

        One worker flushes a brand at a time (it holds the lane); should two, the later one raises LakeMoved and changes
        nothing. Memory is bounded by 2,000,000 rows.
        """
        with store.reading() as conn:
            batches = _batches_to_flush(conn, scope)
        if not batches:
            return 0
        table = pa.concat_tables(from_blob(body) for _, body in batches)
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
        with self._engine.connection() as db:
            query = "SELECT * FROM read_parquet($files) ORDER BY customer_id, at_ms, seq"
            options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
            temporary = self._folder / (target + ".tmp")
            db.execute(f"COPY ({query}) TO {quoted(str(temporary))} ({options})", {"files": sources})
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
