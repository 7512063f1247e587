"""HTTP of events: a customer's timeline, the vocabulary, the state of folding; sources and parked messages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siyu.customers import queries as customers
from siyu.events import domain, queries, schemas
from siyu.events.contracts import EventKind, EventName, TimelineEntry
from siyu.events.folding.queries import fold_state
from siyu.events.parked import routes as parked
from siyu.events.parked.queries import parked_count
from siyu.events.sources import routes as sources
from siyu.kit.http import PAGE_MAX, Access, Page, allow

router = APIRouter(tags=["events"])
router.include_router(sources.router)
router.include_router(parked.router)
Read = Annotated[Access, Depends(allow("events.read"))]
ReadCustomer = Annotated[Access, Depends(allow("customers.read"))]
TIMELINE_DEFAULT = 50


@router.get("/brands/{brand}/customers/{customer_id}/timeline")
def timeline(
    customer_id: int,
    access: ReadCustomer,
    cursor: str | None = None,
    kind: EventKind | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = TIMELINE_DEFAULT,
) -> Page[schemas.TimelineEntryOut]:
    """What happened with a customer, newest first."""
    kinds = (kind,) if kind else ()
    with access.platform.stores.core.reading() as conn:
        customers.card(access.platform, conn, access.scope, customer_id)  # 404 unless visible
        page = queries.timeline(
            access.platform, conn, access.scope, customer_id, cursor=cursor, kinds=kinds, limit=limit
        )
    return Page(items=[_entry(entry, access.lang) for entry in page.entries], next_cursor=page.next_cursor)


@router.get("/brands/{brand}/event-names")
def event_names(access: Read) -> Page[schemas.EventNameOut]:
    """Every event name of the brand's log with how often it came and the property keys seen."""
    with access.platform.stores.core.reading() as conn:
        names = queries.vocabulary(conn, access.scope)
    return Page(items=[_name(one) for one in names], total=len(names))


@router.get("/brands/{brand}/folding")
def folding(access: Read) -> schemas.FoldingOut:
    """How far events are folded and what waits."""
    state = fold_state(access.platform, access.scope)
    with access.platform.stores.core.reading() as conn:
        parked_now = parked_count(conn, access.scope)
    return schemas.FoldingOut(
        folded_at_ms=state.folded_at_ms or None,
        waiting=state.waiting,
        oldest_received_at_ms=state.oldest_received_at_ms or None,
        parked=parked_now,
    )


def _entry(entry: TimelineEntry, lang: str) -> schemas.TimelineEntryOut:
    return schemas.TimelineEntryOut(
        id=str(entry.id),
        kind=entry.kind,
        at_ms=entry.at_ms,
        event=entry.name,
        sentence=domain.sentence(entry.name, entry.value_fen, entry.properties, lang),
        value_fen=entry.value_fen,
        quantity=entry.quantity,
        properties=entry.properties,
    )


def _name(one: EventName) -> schemas.EventNameOut:
    return schemas.EventNameOut(
        name=one.name,
        kind=domain.kind_of(one.name),
        count=one.count,
        first_at_ms=one.first_at_ms,
        last_at_ms=one.last_at_ms,
        properties=one.properties,
        reserved=one.reserved,
    )
