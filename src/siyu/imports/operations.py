"""Writes of imports: take a file in, declare its mapping, run it batch by batch, each batch one transaction."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from sqlalchemy import Connection

from siyu.imports.contracts import (
    ROWS_PER_BATCH_MAX,
    Import,
    ImportFinished,
    Kind,
    Mapping,
    OnProgress,
    Rejected,
    Row,
    RowBatch,
    State,
)
from siyu.imports.customers.operations import take_customers
from siyu.imports.events.operations import take_events
from siyu.imports.files.operations import KeptFile, keep_file
from siyu.imports.files.queries import file_path
from siyu.imports.guess.domain import guess
from siyu.imports.mapping.domain import NAME, SHIPPED, BadMapping, check_mapping, zone_of
from siyu.imports.mapping.schemas import write_mapping
from siyu.imports.models import import_mapping, import_occurrence, import_rejected, import_run
from siyu.imports.orders.operations import take_orders
from siyu.imports.ports import FILES
from siyu.imports.queries import as_import, find_import, find_mapping, sample
from siyu.imports.rows.domain import Cells
from siyu.imports.rows.operations import Batch, Taken
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, SiyuError
from siyu.kit.facts import publish
from siyu.kit.jobs import enqueue
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand

RUN_JOB = "imports.run"
FILE_NAME_LENGTH_MAX = 200
RUNNABLE = (State.DRAFT, State.QUEUED, State.RUNNING, State.FAILED)
UNFINISHED = (State.QUEUED, State.RUNNING, State.FAILED)
TAKERS: dict[Kind, Callable[[Batch, Sequence[Row]], Taken]] = {
    Kind.CUSTOMERS: take_customers,
    Kind.ORDERS: take_orders,
    Kind.EVENTS: take_events,
}


class WrongState(Conflict):
    """What was asked is not possible in the state the import is in."""

    zh = "导入任务目前是「{value}」状态,不能{what_zh}"
    en = "The import is {value}, so it cannot be {what_en}"


class WrongKind(Invalid):
    """The mapping is for another kind of file."""

    zh = "这个映射用于「{value}」文件,不能用于「{wanted}」"
    en = "This mapping is for files of {value}, not of {wanted}"
    fix_zh = "换一个映射,或换一种导入类型"
    fix_en = "Choose another mapping or another kind of import"


class ImportMoved(Conflict):
    """Another process is working on the same import and has got further."""

    zh = "导入任务 {value} 正由另一个进程执行"
    en = "Import {value} is being run by another process"
    fix_zh = "等它完成,或先在控制台取消它"
    fix_en = "Wait for it, or cancel it in the console first"


class ShippedMapping(Conflict):
    """The name belongs to a mapping that Siyu ships."""

    zh = "「{value}」是系统自带的映射,不能修改"
    en = "{value!r} is shipped with Siyu and cannot be changed"
    fix_zh = "换一个名称保存"
    fix_en = "Save it under another name"


def create_import(
    platform: Platform,
    scope: Scope,
    stream: BinaryIO,
    *,
    name: str,
    kind: Kind,
    mapping: Mapping | None = None,
    mapping_name: str = "",
) -> Import:
    """This function will keep the file and store an import of it as a draft; without a mapping, with a guessed one.

    Raises Invalid kinds for what is no table, and WrongKind.
    """
    kept = keep_file(platform, stream)
    if mapping is None and mapping_name:
        with platform.stores.core.reading() as conn:
            mapping = find_mapping(conn, scope, mapping_name)
    declared = _with_reader(platform, kept, name, mapping) or guess_mapping(platform, scope, kept.digest, name, kind)
    if declared.kind != kind:
        raise WrongKind(field="mapping", value=declared.kind.value, wanted=kind.value)
    if mapping is not None:
        check_mapping(declared)
    row = _new_row(scope, kept, name, declared, mapping_name=mapping_name, at_ms=platform.clock.now_ms())
    return platform.stores.core.write(
        lambda conn: find_import(conn, scope, scoped.insert(conn, scope, import_run, row))
    )


def resume_or_create(
    platform: Platform,
    scope: Scope,
    stream: BinaryIO,
    *,
    name: str,
    kind: Kind,
    mapping: Mapping | None = None,
    mapping_name: str = "",
) -> Import:
    """This function will return the unfinished import of the same file with the same mapping, or a new one."""
    made = create_import(platform, scope, stream, name=name, kind=kind, mapping=mapping, mapping_name=mapping_name)

    def work(conn: Connection) -> Import:
        statement = scoped.select(scope, import_run).where(
            import_run.c.digest == made.digest,
            import_run.c.mapping == write_mapping(made.mapping),
            import_run.c.state.in_(UNFINISHED),
        )
        row = conn.execute(statement.order_by(import_run.c.id).limit(1)).first()
        if row is None:
            return made
        conn.execute(scoped.delete(scope, import_run).where(import_run.c.id == made.id))
        return as_import(row)

    return platform.stores.core.write(work)


def guess_mapping(platform: Platform, scope: Scope, digest: str, name: str, kind: Kind) -> Mapping:
    """This function will propose a mapping for a kept file from its column names and first rows."""
    options = FILES.tables.look(file_path(platform, digest), name)
    with platform.stores.core.reading() as conn:
        zone = own_brand(conn, scope).zone
    return guess(kind, sample(platform, digest, options), options, zone=zone)


def set_mapping(conn: Connection, scope: Scope, import_id: int, mapping: Mapping) -> Import:
    """This function will declare another mapping for an import not yet started. Raises BadMapping, WrongState."""
    run = find_import(conn, scope, import_id)
    if run.state is not State.DRAFT:
        raise WrongState(value=run.state.value, what_zh="修改映射", what_en="given another mapping")
    if mapping.kind != run.kind:
        raise WrongKind(field="mapping", value=mapping.kind.value, wanted=run.kind.value)
    mapping = replace(mapping, reader=mapping.reader or run.mapping.reader)
    check_mapping(mapping)
    _change(conn, scope, import_id, mapping=write_mapping(mapping), mapping_name="")
    return find_import(conn, scope, import_id)


def save_mapping(conn: Connection, scope: Scope, name: str, mapping: Mapping, *, at_ms: int) -> None:
    """This function will keep a mapping under a name of the brand. Raises BadMapping, ShippedMapping."""
    if not NAME.fullmatch(name):
        why = ("名称 1–64 个字符,不含空格和斜线", "a name has 1-64 characters without spaces or slashes")
        raise BadMapping(field="name", value=name, why_zh=why[0], why_en=why[1])
    if name in SHIPPED:
        raise ShippedMapping(field="name", value=name)
    check_mapping(mapping)
    row = {"name": name, "mapping": write_mapping(mapping), "saved_at_ms": at_ms}
    key = ["brand_id", "name"]
    scoped.upsert(conn, scope, import_mapping, [row], index=key, update=["mapping", "saved_at_ms"])


def start_import(conn: Connection, scope: Scope, import_id: int, *, at_ms: int) -> Import:
    """This function will queue an import for a worker. Raises WrongState when it runs or is done, BadMapping."""
    run = find_import(conn, scope, import_id)
    if run.state not in (State.DRAFT, State.FAILED, State.CANCELLED):
        raise WrongState(value=run.state.value, what_zh="再次启动", what_en="started")
    check_mapping(run.mapping)
    _change(conn, scope, import_id, state=State.QUEUED.value, finished_at_ms=None, error_zh="", error_en="")
    enqueue(conn, scope, RUN_JOB, {"import_id": import_id}, run_at_ms=at_ms, key=f"{import_id}:{at_ms}")
    return find_import(conn, scope, import_id)


def cancel_import(conn: Connection, scope: Scope, import_id: int, *, at_ms: int) -> Import:
    """This function will stop an import before its next batch; what was taken stays. Raises WrongState at its end."""
    run = find_import(conn, scope, import_id)
    if run.state not in (State.DRAFT, State.QUEUED, State.RUNNING):
        raise WrongState(value=run.state.value, what_zh="取消", what_en="cancelled")
    _end(conn, scope, import_id, State.CANCELLED, at_ms=at_ms)
    return find_import(conn, scope, import_id)


def run_import(platform: Platform, scope: Scope, import_id: int, on_progress: OnProgress | None = None) -> Import:
    """This function will run an import to its end, from its checkpoint, and return it as it then stands.

    Each batch of 5,000 rows is one transaction that also moves the checkpoint: after a kill, run it again. A file that
    cannot be read on fails the import and keeps what was taken. Raises ImportMoved when another process runs it too.
    """
    run, cells, moment_ms = platform.stores.core.write(lambda conn: _begin(platform, conn, scope, import_id))
    options = run.mapping.reader
    if run.state is not State.RUNNING or options is None:
        return run
    try:
        path = file_path(platform, run.digest)
        for rows in FILES.tables.read(path, options, skip_rows=run.totals.rows, rows_max=ROWS_PER_BATCH_MAX):
            run = _take(platform, scope, run, rows, cells, moment_ms=moment_ms)
            if on_progress:
                on_progress(run)
            if run.state is not State.RUNNING:
                return run
    except Invalid as error:
        return _close(platform, scope, run, State.FAILED, error)
    return _close(platform, scope, run, State.DONE, None)


def _with_reader(platform: Platform, kept: KeptFile, name: str, mapping: Mapping | None) -> Mapping | None:
    if mapping is None or mapping.reader is not None:
        return mapping
    return replace(mapping, reader=FILES.tables.look(file_path(platform, kept.digest), name))


def _new_row(
    scope: Scope, kept: KeptFile, name: str, mapping: Mapping, *, mapping_name: str, at_ms: int
) -> dict[str, Any]:
    counts = ("rows", "imported", "unchanged", "rejected", "customers", "amount_fen", "bytes_done")
    return {
        "kind": mapping.kind.value,
        "state": State.DRAFT.value,
        "file_name": name[-FILE_NAME_LENGTH_MAX:],
        "file_bytes": kept.size,
        "digest": kept.digest,
        "mapping": write_mapping(mapping),
        "mapping_name": mapping_name,
        "created_at_ms": at_ms,
        "actor": scope.actor,
        "error_zh": "",
        "error_en": "",
        **dict.fromkeys(counts, 0),
    }


def _begin(platform: Platform, conn: Connection, scope: Scope, import_id: int) -> tuple[Import, Cells, int]:
    run = find_import(conn, scope, import_id)
    cells = Cells(run.mapping, zone_of(run.mapping, own_brand(conn, scope).zone))
    if run.state not in RUNNABLE:
        return run, cells, 0
    check_mapping(run.mapping)
    now_ms = platform.clock.now_ms()
    started_at_ms = run.started_at_ms or now_ms
    _change(conn, scope, import_id, state=State.RUNNING.value, started_at_ms=started_at_ms, finished_at_ms=None)
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
    _change(
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
        _end(conn, scope, run.id, state, at_ms=platform.clock.now_ms(), error=error)
        return find_import(conn, scope, run.id)

    return platform.stores.core.write(work)


def _end(
    conn: Connection, scope: Scope, import_id: int, state: State, *, at_ms: int, error: SiyuError | None = None
) -> None:
    texts = {"error_zh": error.detail("zh"), "error_en": error.detail("en")} if error else {}
    _change(conn, scope, import_id, state=state.value, finished_at_ms=at_ms, **texts)
    if state is State.DONE:
        run = find_import(conn, scope, import_id)
        _change(conn, scope, import_id, bytes_done=run.file_bytes)
        conn.execute(scoped.delete(scope, import_occurrence).where(import_occurrence.c.import_id == import_id))
    kind = find_import(conn, scope, import_id).kind.value
    publish(conn, scope, ImportFinished(import_id, kind, state.value, at_ms), at_ms=at_ms)


def _change(conn: Connection, scope: Scope, import_id: int, **values: Any) -> None:
    conn.execute(scoped.update(scope, import_run).where(import_run.c.id == import_id).values(**values))
