"""HTTP of sources."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from siyu.events.sources import operations, queries, schemas
from siyu.events.sources.contracts import NewKey, Source
from siyu.kit.http import Access, Page, allow
from siyu.tenancy.operations import record_audit

router = APIRouter()
Read = Annotated[Access, Depends(allow("events.read"))]
Write = Annotated[Access, Depends(allow("events.write"))]


@router.get("/brands/{brand}/sources")
def list_sources(access: Read) -> Page[schemas.SourceOut]:
    """The brand's sources of events, oldest first."""
    with access.platform.stores.core.reading() as conn:
        found = queries.sources(conn, access.scope)
    return Page(items=[_out(source) for source in found], total=len(found))


@router.post("/brands/{brand}/sources", status_code=201)
def create_source(body: schemas.SourceBody, access: Write) -> schemas.NewKeyOut:
    """Create a source; the answer holds its write key, which is shown this once."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> NewKey:
        made = operations.create_source(conn, access.scope, body.name, at_ms=now_ms, key=body.write_key)
        record_audit(conn, access.scope, "source.create", body.name, {"id": made.source.id}, at_ms=now_ms)
        return made

    return _new_key(access.platform.stores.core.write(work))


@router.post("/brands/{brand}/sources/{source_id}/rotate")
def rotate_key(source_id: int, access: Write) -> schemas.NewKeyOut:
    """Give a source a new write key; the old one stops within ten seconds. Opens a closed source again."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> NewKey:
        made = operations.rotate_key(conn, access.scope, source_id, at_ms=now_ms)
        record_audit(conn, access.scope, "source.rotate", made.source.name, {"id": source_id}, at_ms=now_ms)
        return made

    return _new_key(access.platform.stores.core.write(work))


@router.post("/brands/{brand}/sources/{source_id}/close")
def close_source(source_id: int, access: Write) -> schemas.SourceOut:
    """Stop a source: its key is refused from within ten seconds on."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> Source:
        closed = operations.close_source(conn, access.scope, source_id, at_ms=now_ms)
        record_audit(conn, access.scope, "source.close", closed.name, {"id": source_id}, at_ms=now_ms)
        return closed

    return _out(access.platform.stores.core.write(work))


def _out(source: Source) -> schemas.SourceOut:
    return schemas.SourceOut(
        id=source.id,
        name=source.name,
        key_hint=source.key_hint,
        created_at_ms=source.created_at_ms,
        rotated_at_ms=source.rotated_at_ms,
        closed_at_ms=source.closed_at_ms,
    )


def _new_key(made: NewKey) -> schemas.NewKeyOut:
    return schemas.NewKeyOut(source=_out(made.source), write_key=made.write_key)
