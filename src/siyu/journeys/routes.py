"""HTTP of journeys: drafting, publishing, holding; numbers, people and their steps."""

from dataclasses import asdict
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query

from siyu.customers import queries as customers
from siyu.journeys import operations, queries, schemas
from siyu.journeys.contracts import Journey
from siyu.journeys.graphs import queries as graphs
from siyu.journeys.graphs.contracts import Graph, SendNode
from siyu.journeys.graphs.domain import explain, read_graph
from siyu.journeys.retrying.operations import retry_parked
from siyu.kit.db.blocks import brand_shards
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.kit.ids import Ids
from siyu.outreach.contracts import CHANNELS
from siyu.outreach.gating.operations import forecast
from siyu.segments import queries as segments
from siyu.tenancy.operations import record_audit

router = APIRouter(tags=["journeys"])
Read = Annotated[Access, Depends(allow("journeys.read"))]
Write = Annotated[Access, Depends(allow("journeys.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
PREVIEW_PEOPLE_MAX = 100_000


@router.get("/brands/{brand}/journeys")
def journeys(
    access: Read,
    state: str | None = None,
    search: str = "",
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.JourneyOut]:
    """Journeys, newest first, with the numbers of their published version."""
    names = _segment_names(access)
    with access.platform.stores.flow.reading() as conn:
        found = queries.list_journeys(
            conn, access.scope, limit=limit, before_id=cursor, state=state, search=search.strip()
        )
        totals = queries.totals(conn, access.scope, found)
    items = [_out(one, names, totals.get(one.id)) for one in found]
    return Page(items=items, next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.post("/brands/{brand}/journeys", status_code=201)
def create(access: Write, body: schemas.NewJourney) -> schemas.JourneyOut:
    """Draft a journey; it does nothing until published."""
    at_ms = access.platform.clock.now_ms()
    made = access.platform.stores.flow.write(
        lambda conn: operations.create_journey(conn, access.scope, name=body.name, draft=body.draft, at_ms=at_ms)
    )
    return _told(access, made, "journey.create")


@router.get("/brands/{brand}/journeys/{journey_id}")
def journey(access: Read, journey_id: int) -> schemas.JourneyOut:
    """One journey with its draft."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.find_journey(conn, access.scope, journey_id)
        totals = queries.totals(conn, access.scope, [found])
    return _out(found, _segment_names(access), totals.get(found.id))


@router.patch("/brands/{brand}/journeys/{journey_id}")
def save_draft(access: Write, journey_id: int, body: schemas.JourneyChange) -> schemas.JourneyOut:
    """Change the name or the draft; what is published, and people in flight, stay as they are."""
    at_ms = access.platform.clock.now_ms()
    saved = access.platform.stores.flow.write(
        lambda conn: operations.save_draft(
            conn, access.scope, journey_id, name=body.name, draft=body.draft, at_ms=at_ms
        )
    )
    return _out(saved, _segment_names(access), None)


@router.get("/brands/{brand}/journeys/{journey_id}/preview")
def preview(access: Read, journey_id: int) -> schemas.PreviewOut:
    """What publishing the draft would mean; answers 422 with every thing to correct when it is not complete."""
    with access.platform.stores.flow.reading() as conn:
        graph = read_graph(queries.find_journey(conn, access.scope, journey_id).draft)
    people = _people(access, graph)
    told = [_node_forecast(access, node, people) for node in graph.nodes if isinstance(node, SendNode)]
    sentence = explain(graph, _segment_names(access))
    return schemas.PreviewOut(sentence=sentence, people=len(people), forecast=told)


@router.post("/brands/{brand}/journeys/{journey_id}/publish")
def publish(access: Write, journey_id: int, body: schemas.PublishIn | None = None) -> schemas.JourneyOut:
    """Publish the draft as the next version; answers 422 with every thing to correct when it is not complete."""
    enter_current = body.enter_current if body else False
    made = operations.publish_journey(access.platform, access.scope, journey_id, enter_current=enter_current)
    return _told(access, made, "journey.publish")


@router.post("/brands/{brand}/journeys/{journey_id}/pause")
def pause(access: Write, journey_id: int) -> schemas.JourneyOut:
    """Hold everybody where they are."""
    at_ms = access.platform.clock.now_ms()
    held = access.platform.stores.flow.write(
        lambda conn: operations.pause_journey(conn, access.scope, journey_id, at_ms=at_ms)
    )
    return _told(access, held, "journey.pause")


@router.post("/brands/{brand}/journeys/{journey_id}/resume")
def resume(access: Write, journey_id: int) -> schemas.JourneyOut:
    """Let people go on."""
    at_ms = access.platform.clock.now_ms()
    going = access.platform.stores.flow.write(
        lambda conn: operations.resume_journey(conn, access.scope, journey_id, at_ms=at_ms)
    )
    return _told(access, going, "journey.resume")


@router.post("/brands/{brand}/journeys/{journey_id}/retry")
def retry(access: Write, journey_id: int) -> schemas.RetriedOut:
    """Let the people go on whose step failed, at most 50,000 at a time; nothing is sent twice."""
    people = access.platform.stores.flow.write(lambda conn: retry_parked(conn, access.scope, journey_id))
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: record_audit(
            conn, access.scope, "journey.retry", f"journey:{journey_id}", {"people": people}, at_ms=at_ms
        )
    )
    return schemas.RetriedOut(people=people)


@router.get("/brands/{brand}/journeys/{journey_id}/funnel")
def funnel(access: Read, journey_id: int, version: int | None = None) -> schemas.FunnelOut:
    """The numbers of a version, the published one unless named."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.funnel_numbers(conn, access.scope, journey_id, version)
    return schemas.FunnelOut.model_validate(asdict(found))


@router.get("/brands/{brand}/journeys/{journey_id}/members")
def members(
    access: Read, journey_id: int, node: str | None = None, cursor: int = 0, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.MemberOut]:
    """People in the journey, in order of entry; with `node` those who stand there now."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.members(conn, access.scope, journey_id, node=node, limit=limit, after_id=cursor)
    ids = sorted({one.customer_id for one in found})
    with access.platform.stores.core.reading() as conn:
        names = {card.id: card.name for card in customers.cards(access.platform, conn, access.scope, ids)}
    items = [
        schemas.MemberOut.model_validate(
            asdict(one) | {"name": names[one.customer_id], "state": one.state.name.lower()}
        )
        for one in found
        if one.customer_id in names
    ]
    return Page(items=items, next_cursor=str(found[-1].entry_id) if len(found) == limit else None)


@router.get("/brands/{brand}/journeys/{journey_id}/people/{customer_id}")
def steps(access: Read, journey_id: int, customer_id: int) -> list[schemas.StepOut]:
    """Everything that happened to a customer in the journey, in order."""
    with access.platform.stores.core.reading() as conn:
        customers.card(access.platform, conn, access.scope, customer_id)
    with access.platform.stores.flow.reading() as conn:
        queries.find_journey(conn, access.scope, journey_id)
        found = queries.steps(conn, access.scope, journey_id, customer_id)
    return [schemas.StepOut.model_validate(asdict(one) | {"outcome": one.outcome.name.lower()}) for one in found]


def _segment_names(access: Access) -> dict[int, str]:
    with access.platform.stores.core.reading() as conn:
        return queries.segment_names(conn, access.scope)


def _told(access: Access, journey: Journey, action: str) -> schemas.JourneyOut:
    """This function will write what was done into the audit log and return the journey."""
    at_ms, target = access.platform.clock.now_ms(), f"journey:{journey.id}"
    detail = {"name": journey.name, "version": journey.version}
    access.platform.stores.core.write(
        lambda conn: record_audit(conn, access.scope, action, target, detail, at_ms=at_ms)
    )
    return _out(journey, _segment_names(access), None)


def _out(journey: Journey, names: dict[int, str], totals: tuple[int, int] | None) -> schemas.JourneyOut:
    entered, exited = totals or (0, 0)
    known = journey.version is not None and totals is not None
    sentence = graphs.sentence(journey.draft, names)
    return schemas.JourneyOut(
        id=journey.id,
        name=journey.name,
        state=journey.state.value,
        version=journey.version,
        sentence=sentence,
        draft=journey.draft,
        entered=entered if known else None,
        in_flight=entered - exited if known else None,
        exited=exited if known else None,
        created_at_ms=journey.created_at_ms,
        updated_at_ms=journey.updated_at_ms,
    )


def _people(access: Access, graph: Graph) -> Ids:
    """This function will return who would enter at once, at most 100,000: the members of the trigger's segment."""
    on, segment_id = access.platform, graph.entry.trigger.segment_id
    if segment_id is None:
        return np.empty(0, dtype=np.int64)
    with on.stores.core.reading() as conn:
        shards = brand_shards(conn, access.scope)
        parts = [segments.member_ids(on, conn, access.scope, segment_id, shard) for shard in shards]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])[:PREVIEW_PEOPLE_MAX]


def _node_forecast(access: Access, node: SendNode, people: Ids) -> schemas.NodeForecast:
    kind = CHANNELS[node.channel].identity_kind if node.channel in CHANNELS else None
    told = forecast(access.platform, access.scope, people, channel=node.channel, identity_kind=kind)
    return schemas.NodeForecast.model_validate(asdict(told) | {"node": node.id})
