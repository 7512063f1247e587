"""HTTP of hand-overs: who waits for one, plan, foretell, run, watch, stop."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection

from siyu.advisors.handover import queries, schemas
from siyu.advisors.handover.contracts import ItemKind, ItemState
from siyu.advisors.handover.leaving import operations as leaving
from siyu.advisors.handover.leaving import queries as leavers
from siyu.advisors.handover.planning import operations
from siyu.advisors.handover.ports import HandoverDesk
from siyu.advisors.handover.showing.queries import forecast_out, handovers_out, items_out, leavers_out
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow

router = APIRouter(prefix="/brands/{brand}", tags=["handover"])
Read = Annotated[Access, Depends(allow("handover.read"))]
Write = Annotated[Access, Depends(allow("handover.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


class BadHandoverCursor(Invalid):
    """A page's cursor was not given out by this list."""

    zh = "翻页位置「{value}」无效"
    en = "{value!r} is no place in this list"
    fix_zh = "请从第一页重新打开"
    fix_en = "Open the list from its beginning"


@router.get("/leavers")
def list_leavers(access: Read) -> schemas.LeaversOut:
    """People who left and on whom customers, groups or accounts still hang."""
    with access.platform.stores.core.reading() as conn:
        found = leavers_out(conn, access.scope, leavers.leavers(conn, access.scope))
        asked_at_ms, counted_at_ms = leavers.list_times(conn, access.scope)
    return schemas.LeaversOut(people=found, counting=asked_at_ms > counted_at_ms, counted_at_ms=counted_at_ms)


@router.post("/leavers/count", status_code=202)
def count_leavers(access: Write) -> None:
    """Ask WeCom again who has left and what hangs on them; it takes a few seconds."""
    now_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(partial(leaving.ask_count, scope=access.scope, now_ms=now_ms))


@router.post("/handovers/forecast")
def foretell_handover(request: Request, body: schemas.HandoverPlanBody, access: Read) -> schemas.HandoverForecastOut:
    """What a plan comes to: who gets how many, and who cannot be handed over and why; nothing is written."""
    return forecast_out(operations.foretell(access.platform, _desk(request), access.scope, body.plan()))


@router.post("/handovers", status_code=201)
def start_handover(request: Request, body: schemas.HandoverPlanBody, access: Write) -> schemas.HandoverOut:
    """Start a hand-over; WeCom completes it after a day unless customers refuse."""
    on, scope = access.platform, access.scope
    able = operations.able_to_take(_desk(request), scope)

    def work(conn: Connection) -> schemas.HandoverOut:
        made = operations.start(on, conn, scope, body.plan(), able=able)
        return handovers_out(conn, scope, [made], access.lang)[0]

    return on.stores.core.write(work)


@router.get("/handovers")
def list_handovers(access: Read, cursor: int | None = None, limit: Limit = PAGE_DEFAULT) -> Page[schemas.HandoverOut]:
    """Hand-overs, newest first."""
    with access.platform.stores.core.reading() as conn:
        found = queries.handovers(conn, access.scope, below_id=cursor, limit=limit)
        items = handovers_out(conn, access.scope, found, access.lang)
    return Page(items=items, next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.get("/handovers/{handover_id}")
def read_handover(handover_id: int, access: Read) -> schemas.HandoverOut:
    """One hand-over and how far it is."""
    with access.platform.stores.core.reading() as conn:
        found = queries.handover_by_id(conn, access.scope, handover_id)
        return handovers_out(conn, access.scope, [found], access.lang)[0]


@router.get("/handovers/{handover_id}/items")
def list_handover_items(
    handover_id: int,
    access: Read,
    kind: ItemKind = ItemKind.CUSTOMER,
    state: ItemState | None = None,
    cursor: str | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.HandoverItemOut]:
    """Customers or groups of a hand-over and what became of each."""
    with access.platform.stores.core.reading() as conn:
        queries.handover_by_id(conn, access.scope, handover_id)
        found = queries.items(
            conn, access.scope, handover_id, kind=kind, state=state, after=_place(cursor), limit=limit
        )
        shown = items_out(access.platform, conn, access.scope, found)
    return Page(items=shown, next_cursor=shown[-1].key if len(found) == limit else None)


@router.post("/handovers/{handover_id}/stop")
def stop_handover(handover_id: int, access: Write) -> schemas.StoppedOut:
    """Take back what has not been asked of WeCom yet; what has begun goes on."""
    at_ms = access.platform.clock.now_ms()
    stopped = access.platform.stores.core.write(
        lambda conn: operations.stop(conn, access.scope, handover_id, at_ms=at_ms)
    )
    return schemas.StoppedOut(stopped=stopped)


def _place(cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    giver, found, ident = cursor.partition("/")
    if not found:
        raise BadHandoverCursor(field="cursor", value=cursor)
    return giver, ident


def _desk(request: Request) -> HandoverDesk:
    desk: HandoverDesk = request.app.state.handover_desk
    return desk
