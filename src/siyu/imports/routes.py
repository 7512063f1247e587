"""HTTP of imports: upload, declare, start, watch, download what was refused."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from siyu.imports import operations, queries, schemas
from siyu.imports.contracts import Import, Kind, Mapping, Rejected, Sample
from siyu.imports.files.queries import is_kept
from siyu.imports.mapping.domain import PREFIXES, TARGETS
from siyu.kit.clock import SECOND_MS
from siyu.kit.errors import SiyuError
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import actor_names

router = APIRouter(tags=["imports"])
Read = Annotated[Access, Depends(allow("imports.read"))]
Write = Annotated[Access, Depends(allow("imports.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
REJECTED_SHOWN = 20
Names = dict[str, str]


@router.post("/brands/{brand}/imports", status_code=201)
def upload(
    access: Write,
    file: UploadFile,
    kind: Annotated[Kind, Form()],
    mapping: Annotated[str, Form(description="Name of a saved or shipped mapping; empty to have one guessed.")] = "",
) -> schemas.ImportDetail:
    """Upload a file; what comes back is a draft with a mapping (guessed unless named) and the first rows."""
    made = operations.create_import(
        access.platform, access.scope, file.file, name=file.filename or "file", kind=kind, mapping_name=mapping
    )
    return _detail(access, made)


@router.get("/brands/{brand}/imports")
def imports(access: Read, cursor: int | None = None, limit: Limit = PAGE_DEFAULT) -> Page[schemas.ImportOut]:
    """Imports, newest first."""
    with access.platform.stores.core.reading() as conn:
        found = queries.import_page(conn, access.scope, before_id=cursor, limit=limit)
        total = queries.import_count(conn, access.scope)
        names = actor_names(conn, access.scope, {one.actor for one in found})
    items = [schemas.ImportOut(**_fields(access, one, names)) for one in found]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None, total=total)


@router.get("/brands/{brand}/imports/{import_id}")
def one_import(access: Read, import_id: int) -> schemas.ImportDetail:
    """One import: totals, progress, mapping, first rows, first refusals."""
    with access.platform.stores.core.reading() as conn:
        found = queries.find_import(conn, access.scope, import_id)
    return _detail(access, found)


@router.put("/brands/{brand}/imports/{import_id}/mapping")
def declare(access: Write, import_id: int, mapping: Mapping) -> schemas.ImportDetail:
    """Declare what the columns mean; only before the start."""
    return _detail(access, _change(access, lambda conn: operations.set_mapping(conn, access.scope, import_id, mapping)))


@router.post("/brands/{brand}/imports/{import_id}/start")
def start(access: Write, import_id: int) -> schemas.ImportOut:
    """Start the import, or go on with one that was cancelled or failed; a worker takes it from there."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> Import:
        record_audit(conn, access.scope, "import.start", f"import:{import_id}", {}, at_ms=at_ms)
        return operations.start_import(access.platform, conn, access.scope, import_id, at_ms=at_ms)

    return _out(access, _change(access, work))


@router.post("/brands/{brand}/imports/{import_id}/cancel")
def cancel(access: Write, import_id: int) -> schemas.ImportOut:
    """Stop the import before its next batch; rows already taken stay."""
    at_ms = access.platform.clock.now_ms()
    return _out(
        access, _change(access, lambda conn: operations.cancel_import(conn, access.scope, import_id, at_ms=at_ms))
    )


@router.get("/brands/{brand}/imports/{import_id}/rejected.csv", response_class=StreamingResponse)
def rejected(access: Read, import_id: int) -> StreamingResponse:
    """Every refused row with column, value, reason and fix, as CSV that Excel opens safely."""
    body = queries.rejected_csv(access.platform, access.scope, import_id, access.lang)
    headers = {"Content-Disposition": f'attachment; filename="rejected-{import_id}.csv"'}
    return StreamingResponse(body, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/brands/{brand}/import-mappings")
def mappings(access: Read, kind: Kind | None = None) -> list[schemas.MappingOut]:
    """The shipped mappings and the brand's own."""
    with access.platform.stores.core.reading() as conn:
        found = queries.mappings(conn, access.scope, kind)
    return [schemas.MappingOut(name=one.name, shipped=one.shipped, mapping=one.mapping) for one in found]


@router.post("/brands/{brand}/import-mappings", status_code=201)
def save_mapping(access: Write, body: schemas.MappingBody) -> schemas.MappingOut:
    """Keep a mapping under a name; the same name again replaces it."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: operations.save_mapping(conn, access.scope, body.name, body.mapping, at_ms=at_ms)
    )
    return schemas.MappingOut(name=body.name, shipped=False, mapping=body.mapping)


def _change(access: Access, work: Callable[[Connection], Import]) -> Import:
    return access.platform.stores.core.write(work)


def _out(access: Access, run: Import) -> schemas.ImportOut:
    with access.platform.stores.core.reading() as conn:
        names = actor_names(conn, access.scope, [run.actor])
    return schemas.ImportOut(**_fields(access, run, names))


def _fields(access: Access, run: Import, names: Names) -> dict[str, Any]:
    same = (
        "id", "kind", "state", "file_name", "file_bytes", "mapping", "mapping_name", "totals", "bytes_done",
        "created_at_ms", "started_at_ms", "finished_at_ms", "actor",
    )  # fmt: skip
    return {
        **{key: getattr(run, key) for key in same},
        "actor_name": names.get(run.actor, ""),
        "progress": min(run.bytes_done / max(run.file_bytes, 1), 1.0),
        "rows_per_s": _rate(access, run),
        "file_kept": is_kept(access.platform, run.digest),
        "error": run.error_zh if access.lang == "zh" else run.error_en,
    }


def _rate(access: Access, run: Import) -> float | None:
    if run.started_at_ms is None:
        return None
    until_ms = run.finished_at_ms or access.platform.clock.now_ms()
    return round(run.totals.rows * SECOND_MS / max(until_ms - run.started_at_ms, 1), 1)


def _detail(access: Access, run: Import) -> schemas.ImportDetail:
    first = _sample(access, run)
    with access.platform.stores.core.reading() as conn:
        refused = queries.rejected_rows(conn, access.scope, run.id, limit=REJECTED_SHOWN)
        names = actor_names(conn, access.scope, [run.actor])
    return schemas.ImportDetail(
        **_fields(access, run, names),
        columns=list(first.columns),
        sample=[dict(row) for row in first.rows],
        targets=[*TARGETS[run.kind], *PREFIXES[run.kind]],
        rejected=[_refusal(one, access.lang) for one in refused],
    )


def _sample(access: Access, run: Import) -> Sample:
    try:
        return queries.sample(access.platform, run.digest, run.mapping.reader) if run.mapping.reader else Sample((), ())
    except (SiyuError, OSError):
        return Sample((), ())


def _refusal(one: Rejected, lang: str) -> schemas.RejectedOut:
    reason, fix = (one.reason_zh, one.fix_zh) if lang == "zh" else (one.reason_en, one.fix_en)
    return schemas.RejectedOut(row_no=one.row_no, field=one.field, value=one.value, reason=reason, fix=fix)
