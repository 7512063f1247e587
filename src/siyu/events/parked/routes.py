"""HTTP of parked messages."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query

from siyu.events.parked import domain, operations, queries, schemas
from siyu.events.parked.contracts import ParkedMessage, ParkedState
from siyu.kit.codec import decode_any
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow

router = APIRouter()
REVEAL = "customers.reveal"
Read = Annotated[Access, Depends(allow("events.read"))]
Write = Annotated[Access, Depends(allow("events.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


@router.get("/brands/{brand}/parked-events")
def list_parked(
    access: Read, state: ParkedState = ParkedState.PARKED, cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.ParkedOut]:
    """Messages that could not be folded, with reasons, newest first."""
    with access.platform.stores.core.reading() as conn:
        page = queries.parked_page(conn, access.scope, state=state, cursor=cursor, limit=limit)
    next_cursor = str(page.next_cursor) if page.next_cursor else None
    return Page(items=[_out(item, access) for item in page.items], next_cursor=next_cursor, total=page.total)


@router.post("/brands/{brand}/parked-events/{parked_id}/requeue")
def requeue(parked_id: int, body: schemas.RequeueBody, access: Write) -> schemas.ParkedOut:
    """Queue a message again, as it was or put right."""
    held = operations.requeue(access.platform, access.scope, parked_id, corrected=body.message)
    return _out(held, access)


@router.post("/brands/{brand}/parked-events/{parked_id}/dismiss")
def dismiss(parked_id: int, access: Write) -> schemas.ParkedOut:
    """Take a message off the list for good."""
    held = access.platform.stores.core.write(lambda conn: operations.dismiss(conn, access.scope, parked_id))
    return _out(held, access)


def _out(held: ParkedMessage, access: Access) -> schemas.ParkedOut:
    told = held.message
    message = _readable(told.body)
    return schemas.ParkedOut(
        id=held.id,
        source_id=told.source_id,
        received_at_ms=told.received_at_ms,
        parked_at_ms=held.parked_at_ms,
        state=held.state,
        code=told.code,
        field=told.field,
        reason=told.reason_zh if access.lang == "zh" else told.reason_en,
        message=message if REVEAL in access.principal.permissions else domain.masked(message),
    )


def _readable(body: bytes) -> Any:
    try:
        return decode_any(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode(errors="replace")
