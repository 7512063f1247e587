"""Writes of a running import."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from siyu.imports.contracts import (
    ROWS_PER_BATCH_MAX,
    Import,
    ImportFinished,
    Kind,
    OnProgress,
    Rejected,
    Row,
    RowBatch,
    State,
)
from siyu.imports.customers.operations import take_customers
from siyu.imports.events.operations import take_events
from siyu.imports.files.queries import file_path
from siyu.imports.mapping.domain import check_against, check_mapping, zone_of
from siyu.imports.models import import_occurrence, import_rejected, import_run
from siyu.imports.orders.operations import take_orders
from siyu.imports.ports import FILES
from siyu.imports.queries import as_import, find_import, sample
from siyu.imports.rows.domain import Cells
from siyu.imports.rows.operations import Batch, Taken
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, SiyuError
from siyu.kit.facts import publish
from siyu.kit.jobs import LeaseLost
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand

RUNNABLE = (State.DRAFT, State.QUEUED, State.RUNNING, State.FAILED)
TAKERS: dict[Kind, Callable[[Batch, Sequence[Row]], Taken]] = {
    Kind.CUSTOMERS: take_customers,
    Kind.ORDERS: take_orders,
    Kind.EVENTS: take_events,
}


class ImportMoved(Conflict):
    """Another process is working on the same import and has got further."""

    zh = "导入任务 {value} 正由另一个进程执行"
    en = "Import {value} is being run by another process"
    fix_zh = "等它完成,或先在控制台取消它"
    fix_en = "Wait for it, or cancel it in the console first"


class ImportBroke(SiyuError):
    """Something nobody expected stopped an import; what was taken is safe."""

    zh = "导入意外中断({value}),已导入的行不受影响"
    en = "The import stopped unexpectedly ({value}); rows already taken are safe"
    fix_zh = "再次启动即可从断点继续"
    fix_en = "Start it again to go on from there"


def run_import(platform: Platform, scope: Scope, import_id: int, on_progress: OnProgress | None = None) -> Import:
    """This function will run an import to its end, from its checkpoint, and return it as it then stands.

    Each batch of 5,000 rows is one transaction that also moves the checkpoint: after a kill, run it again. A file that
    cannot be read on, or not through its mapping, fails the import and keeps what was taken. Raises ImportMoved when
    another process runs the import too.
    """
    with platform.stores.core.reading() as conn:
        run = find_import(conn, scope, import_id)
    try:
        _check_file(platform, run)
    except Invalid as error:
        return _close(platform, scope, run, State.FAILED, error)
    run, cells, moment_ms = platform.stores.core.write(lambda conn: _begin(platform, conn, scope, import_id))
    if run.state is not State.RUNNING:
        return run
    try:
        for rows in _batches(platform, run):
            run = _take(platform, scope, run, rows, cells, moment_ms=moment_ms)
            if on_progress:
                on_progress(run)
            if run.state is not State.RUNNING:
                return run
    except Invalid as error:
        return _close(platform, scope, run, State.FAILED, error)
    except (ImportMoved, LeaseLost):
        raise
    except Exception as error:
        with suppress(Exception):  # the store itself may be what fails
            _close(platform, scope, run, State.FAILED, ImportBroke(value=f"{type(error).__name__}: {error}"))
        raise
    return _close(platform, scope, run, State.DONE, None)


def end_run(
    conn: Connection, scope: Scope, import_id: int, state: State, *, at_ms: int, error: SiyuError | None = None
) -> None:
    """This function will bring an import to an end, keep why, and publish ImportFinished."""
    texts = {f"error_{lang}": _told(error, lang) for lang in ("zh", "en")} if error else {}
    change_run(conn, scope, import_id, state=state.value, finished_at_ms=at_ms, **texts)
    if state is State.DONE:
        run = find_import(conn, scope, import_id)
        change_run(conn, scope, import_id, bytes_done=run.file_bytes)
        conn.execute(scoped.delete(scope, import_occurrence).where(import_occurrence.c.import_id == import_id))
    kind = find_import(conn, scope, import_id).kind.value
    publish(conn, scope, ImportFinished(import_id, kind, state.value, at_ms), at_ms=at_ms)


def change_run(conn: Connection, scope: Scope, import_id: int, **values: Any) -> None:
    """This function will write columns of an import."""
    conn.execute(scoped.update(scope, import_run).where(import_run.c.id == import_id).values(**values))


def _told(error: SiyuError, lang: str) -> str:
    mark = "。" if lang == "zh" else ". "
    return mark.join(part for part in (error.detail(lang), error.fix(lang)) if part)


def _check_file(platform: Platform, run: Import) -> None:
    """This function will raise BadMapping when an import not yet begun cannot read its file through its mapping."""
    if run.totals.rows or run.state not in RUNNABLE or run.mapping.reader is None:
        return
    check_mapping(run.mapping)
    if columns := sample(platform, run.digest, run.mapping.reader).columns:
        check_against(run.mapping, columns)


def _batches(platform: Platform, run: Import) -> Iterator[RowBatch]:
    """This function will yield the rows after the checkpoint."""
    options = run.mapping.reader or FILES.tables.look(file_path(platform, run.digest), run.file_name)
    path = file_path(platform, run.digest)
    return FILES.tables.read(path, options, skip_rows=run.totals.rows, rows_max=ROWS_PER_BATCH_MAX)


def _begin(platform: Platform, conn: Connection, scope: Scope, import_id: int) -> tuple[Import, Cells, int]:
    run = find_import(conn, scope, import_id)
    cells = Cells(run.mapping, zone_of(run.mapping, own_brand(conn, scope).zone))
    if run.state not in RUNNABLE:
        return run, cells, 0
    check_mapping(run.mapping)
    now_ms = platform.clock.now_ms()
    started_at_ms = run.started_at_ms or now_ms
    change_run(conn, scope, import_id, state=State.RUNNING.value, started_at_ms=started_at_ms, finished_at_ms=None)
    return find_import(conn, scope, import_id), cells, _first_told_ms(conn, scope, run)


def _first_told_ms(conn: Connection, scope: Scope, run: Import) -> int:
    """This function will return when this very file was first brought in: what it says is no newer than that."""
    statement = scoped.select(scope, import_run.c.created_at_ms).where(import_run.c.digest == run.digest)
    return int(conn.execute(statement.order_by(import_run.c.created_at_ms).limit(1)).scalar_one())


def _take(platform: Platform, scope: Scope, run: Import, rows: RowBatch, cells: Cells, *, moment_ms: int) -> Import:
    """This function will take one batch and move the checkpoint, in one transaction."""

    def work(conn: Connection) -> Import:
        locked = scoped.select(scope, import_run).where(import_run.c.id == run.id).with_for_update()
        now = as_import(conn.execute(locked).one())
        if now.state is not State.RUNNING:
            return now
        if now.totals.rows != run.totals.rows:
            raise ImportMoved(value=run.id)
        # A millisecond later for each batch, so that within a file later rows are the newer ones, every time.
        told_ms = moment_ms + now.totals.rows // ROWS_PER_BATCH_MAX
        batch = Batch(platform, conn, scope, run.id, cells, platform.clock.now_ms(), told_ms)
        taken = TAKERS[run.kind](batch, rows.rows)
        _keep_rejected(conn, scope, run.id, taken.rejected)
        people = platform.bits.flip(conn, scope, f"import:{run.id}", on=taken.customer_ids)
        _move(conn, scope, now, rows, taken, new_people=len(people.entered))
        return find_import(conn, scope, run.id)

    return platform.stores.core.write(work)


def _move(conn: Connection, scope: Scope, now: Import, rows: RowBatch, taken: Taken, *, new_people: int) -> None:
    totals = now.totals
    change_run(
        conn,
        scope,
        now.id,
        rows=totals.rows + len(rows.rows),
        imported=totals.imported + taken.imported,
        unchanged=totals.unchanged + taken.unchanged,
        rejected=totals.rejected + len(taken.rejected),
        customers=totals.customers + new_people,
        amount_fen=totals.amount_fen + taken.amount_fen,
        bytes_done=rows.bytes_done,
    )


def _keep_rejected(conn: Connection, scope: Scope, import_id: int, refusals: Sequence[Rejected]) -> None:
    names = ("row_no", "field", "value", "reason_zh", "reason_en", "fix_zh", "fix_en")
    rows = [
        {"import_id": import_id, **{name: getattr(one, name) for name in names}, "raw": json.dumps(one.raw)}
        for one in refusals
    ]
    if rows:
        scoped.insert_many(conn, scope, import_rejected, rows)


def _close(platform: Platform, scope: Scope, run: Import, state: State, error: SiyuError | None) -> Import:
    def work(conn: Connection) -> Import:
        end_run(conn, scope, run.id, state, at_ms=platform.clock.now_ms(), error=error)
        return find_import(conn, scope, run.id)

    return platform.stores.core.write(work)
