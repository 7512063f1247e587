"""Reads of imports."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, or_

from siyu.imports.contracts import (
    ROWS_PER_BATCH_MAX,
    SAMPLE_ROWS,
    Import,
    Kind,
    Mapping,
    ReaderOptions,
    Rejected,
    Sample,
    SavedMapping,
    State,
    Totals,
)
from siyu.imports.files.queries import file_path
from siyu.imports.mapping.domain import SHIPPED
from siyu.imports.mapping.schemas import stored_mapping
from siyu.imports.models import import_mapping, import_rejected, import_run
from siyu.imports.ports import FILES
from siyu.imports.values.domain import text_of
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.kit.platform import Platform

PAGE_MAX = 200
MAPPINGS_MAX = 500


class UnknownImport(NotFound):
    """There is no such import in the brand."""

    zh = "没有找到导入任务「{value}」"
    en = "There is no import {value!r}"


class UnknownMapping(NotFound):
    """There is no mapping of that name in the brand."""

    zh = "没有找到映射「{value}」"
    en = "There is no mapping {value!r}"
    fix_zh = "可用的映射:{names}"
    fix_en = "There are: {names}"


def find_import(conn: Connection, scope: Scope, import_id: int) -> Import:
    """This function will return one import. Raises UnknownImport."""
    row = conn.execute(scoped.select(scope, import_run).where(import_run.c.id == import_id)).first()
    if row is None:
        raise UnknownImport(field="import_id", value=import_id)
    return as_import(row)


def import_page(conn: Connection, scope: Scope, *, before_id: int | None = None, limit: int = 20) -> list[Import]:
    """This function will list imports, newest first, at most 200; `before_id` is the last one already seen."""
    statement = scoped.select(scope, import_run).order_by(import_run.c.id.desc()).limit(min(limit, PAGE_MAX))
    if before_id is not None:
        statement = statement.where(import_run.c.id < before_id)
    return [as_import(row) for row in conn.execute(statement)]


def import_count(conn: Connection, scope: Scope) -> int:
    """This function will count the brand's imports."""
    return int(conn.execute(scoped.select(scope, func.count(import_run.c.id))).scalar_one())


def digests_needed(conn: Connection, scope: Scope, digests: Sequence[str], *, since_ms: int) -> set[str]:
    """This function will keep those of `digests` (at most 5,000) whose file an import of the brand still needs.

    It is needed while one waits or runs, and by one that ended, or as a draft was made, at `since_ms` or later.
    """
    ended_at_ms = func.coalesce(import_run.c.finished_at_ms, import_run.c.created_at_ms)
    needed = or_(import_run.c.state.in_((State.QUEUED.value, State.RUNNING.value)), ended_at_ms >= since_ms)
    statement = scoped.select(scope, import_run.c.digest).where(import_run.c.digest.in_(list(digests)), needed)
    return set(conn.execute(statement.distinct()).scalars())


def rejected_rows(
    conn: Connection, scope: Scope, import_id: int, *, after_row: int = 0, limit: int = ROWS_PER_BATCH_MAX
) -> list[Rejected]:
    """This function will list the refused rows after row `after_row`, at most 5,000, in the order of the file."""
    statement = scoped.select(scope, import_rejected)
    statement = statement.where(import_rejected.c.import_id == import_id, import_rejected.c.row_no > after_row)
    rows = conn.execute(statement.order_by(import_rejected.c.row_no).limit(min(limit, ROWS_PER_BATCH_MAX)))
    return [_rejected(row) for row in rows]


def rejected_csv(platform: Platform, scope: Scope, import_id: int, lang: str) -> Iterator[bytes]:
    """This function will yield the refused rows as a CSV file: number, column, value, reason, fix, then the row."""
    with platform.stores.core.reading() as conn:
        columns = list(find_import(conn, scope, import_id).mapping.columns)
    titles = ["行号", "列", "值", "原因", "怎么改"] if lang == "zh" else ["row", "column", "value", "reason", "fix"]
    return FILES.tables.write_csv([*titles, *columns], _lines(platform, scope, import_id, columns, lang))


def sample(platform: Platform, digest: str, options: ReaderOptions) -> Sample:
    """This function will return the first 20 rows of a kept file, cells as text."""
    batches = FILES.tables.read(file_path(platform, digest), options, skip_rows=0, rows_max=SAMPLE_ROWS)
    rows = [row for batch in islice(batches, 1) for row in batch.rows]
    columns = tuple(str(name) for name in rows[0].values) if rows else ()
    return Sample(columns, tuple({name: text_of(row.values.get(name)) for name in columns} for row in rows))


def mappings(conn: Connection, scope: Scope, kind: Kind | None = None) -> list[SavedMapping]:
    """This function will list the shipped mappings and the brand's own by name, at most 500."""
    rows = conn.execute(scoped.select(scope, import_mapping).order_by(import_mapping.c.name).limit(MAPPINGS_MAX))
    own = [SavedMapping(row.name, stored_mapping(row.mapping), shipped=False) for row in rows]
    return [one for one in (*SHIPPED.values(), *own) if kind is None or one.mapping.kind == kind]


def find_mapping(conn: Connection, scope: Scope, name: str) -> Mapping:
    """This function will return the mapping called `name`, the brand's own before a shipped one. Raises UnknownMapping."""
    row = conn.execute(scoped.select(scope, import_mapping.c.mapping).where(import_mapping.c.name == name)).first()
    if row is not None:
        return stored_mapping(row.mapping)
    if name not in SHIPPED:
        names = ", ".join(one.name for one in mappings(conn, scope))
        raise UnknownMapping(field="mapping", value=name, names=names)
    return SHIPPED[name].mapping


def as_import(row: Any) -> Import:
    """This function will return a row of the table as the contract."""
    return Import(
        id=row.id,
        kind=Kind(row.kind),
        state=State(row.state),
        file_name=row.file_name,
        file_bytes=row.file_bytes,
        digest=row.digest,
        mapping=stored_mapping(row.mapping),
        mapping_name=row.mapping_name,
        totals=Totals(row.rows, row.imported, row.unchanged, row.rejected, row.customers, row.amount_fen),
        bytes_done=row.bytes_done,
        created_at_ms=row.created_at_ms,
        started_at_ms=row.started_at_ms,
        finished_at_ms=row.finished_at_ms,
        actor=row.actor,
        error_zh=row.error_zh,
        error_en=row.error_en,
    )


def _lines(
    platform: Platform, scope: Scope, import_id: int, columns: list[str], lang: str
) -> Iterator[tuple[object, ...]]:
    last = 0
    while True:
        with platform.stores.core.reading() as conn:
            rows = rejected_rows(conn, scope, import_id, after_row=last)
        for one in rows:
            words = (one.reason_zh, one.fix_zh) if lang == "zh" else (one.reason_en, one.fix_en)
            yield (one.row_no, one.field, one.value, *words, *(one.raw.get(name, "") for name in columns))
        if len(rows) < ROWS_PER_BATCH_MAX:
            return
        last = rows[-1].row_no


def _rejected(row: Any) -> Rejected:
    return Rejected(
        row_no=row.row_no,
        field=row.field,
        value=row.value,
        reason_zh=row.reason_zh,
        reason_en=row.reason_en,
        fix_zh=row.fix_zh,
        fix_en=row.fix_en,
        raw=json.loads(row.raw),
    )
