"""HTTP of moments: draft, foretell, publish, watch, stop."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request

from siyu.customers.queries import tags
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.outreach.attaching.queries import check_moment_files
from siyu.outreach.moments import operations, queries, schemas
from siyu.outreach.moments.ports import MomentDesk
from siyu.outreach.moments.showing.queries import forecast_out, moment_out, moments_out, plan_of, post_rows
from siyu.outreach.moments.tending.queries import foretell
from siyu.tenancy.operations import record_audit

router = APIRouter(prefix="/brands/{brand}", tags=["moments"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("outreach.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


@router.get("/moments")
def moments(
    access: Read, search: str = "", state: str = "", cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.MomentTaskOut]:
    """Moments, newest first."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.moments(conn, access.scope, limit=limit, before_id=cursor, state=state, search=search.strip())
    return Page(items=moments_out(access, found), next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.post("/moments", status_code=201)
def create(body: schemas.MomentBody, access: Write) -> schemas.MomentTaskOut:
    """Draft a moment; nobody is asked to publish before it is sent off."""
    plan, at_ms = plan_of(access, body.plan), access.platform.clock.now_ms()
    made = access.platform.stores.flow.write(
        lambda conn: operations.create_moment(conn, access.scope, name=body.name, plan=plan, at_ms=at_ms)
    )
    return moment_out(access, made.id)


@router.post("/moments/forecast")
def forecast(body: schemas.MomentPlanBody, access: Read) -> schemas.MomentForecastOut:
    """Who would be asked to publish and how many could see it; nothing is written."""
    return forecast_out(access, foretell(access.platform, access.scope, plan_of(access, body)))


@router.get("/moments/tags")
def usable_tags(request: Request, access: Read) -> list[schemas.MomentTagOut]:
    """The tags that can narrow who sees a moment: those WeCom knows too."""
    desk: MomentDesk = request.app.state.moment_desk
    known = desk.tags(access.scope)
    with access.platform.stores.core.reading() as conn:
        found = [tag for tag in tags(conn, access.scope) if tag.id in known]
    return [schemas.MomentTagOut(id=tag.id, name=tag.name, group=tag.group) for tag in found]


@router.get("/moments/{moment_id}")
def moment(moment_id: int, access: Read) -> schemas.MomentTaskOut:
    """One moment with how far it is."""
    return moment_out(access, moment_id)


@router.put("/moments/{moment_id}")
def change(moment_id: int, body: schemas.MomentBody, access: Write) -> schemas.MomentTaskOut:
    """Change a draft."""
    plan, at_ms = plan_of(access, body.plan), access.platform.clock.now_ms()
    access.platform.stores.flow.write(
        lambda conn: operations.change_moment(conn, access.scope, moment_id, name=body.name, plan=plan, at_ms=at_ms)
    )
    return moment_out(access, moment_id)


@router.delete("/moments/{moment_id}", status_code=204)
def delete(moment_id: int, access: Write) -> None:
    """Delete a draft."""
    access.platform.stores.flow.write(lambda conn: operations.delete_moment(conn, access.scope, moment_id))


@router.post("/moments/{moment_id}/publish")
def publish(moment_id: int, access: Write) -> schemas.MomentTaskOut:
    """Send a draft off: at its time its advisors are asked to publish it in WeCom."""
    at_ms = access.platform.clock.now_ms()
    with access.platform.stores.flow.reading() as conn:
        found = queries.moment_by_id(conn, access.scope, moment_id)
    check_moment_files(access.platform, access.scope, found.plan.attachments)
    access.platform.stores.flow.write(
        lambda conn: operations.publish_moment(conn, access.scope, moment_id, at_ms=at_ms)
    )
    _audit(access, "moment.publish", moment_id)
    return moment_out(access, moment_id)


@router.post("/moments/{moment_id}/cancel")
def cancel(moment_id: int, access: Write) -> schemas.MomentTaskOut:
    """Stop it: who has not published no longer can; what is out stays."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.flow.write(lambda conn: operations.cancel_moment(conn, access.scope, moment_id, at_ms=at_ms))
    _audit(access, "moment.cancel", moment_id)
    return moment_out(access, moment_id)


@router.get("/moments/{moment_id}/posts")
def posts(
    moment_id: int,
    access: Read,
    only: Literal["", "published", "waiting"] = "",
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MomentPostOut]:
    """Its advisors: who has published, and what came of it."""
    with access.platform.stores.flow.reading() as conn:
        queries.moment_by_id(conn, access.scope, moment_id)
        found = queries.posts(conn, access.scope, moment_id, limit=limit, after_id=cursor, only=only)
    return Page(items=post_rows(access, found), next_cursor=str(found[-1].id) if len(found) == limit else None)


def _audit(access: Access, action: str, moment_id: int) -> None:
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: record_audit(conn, access.scope, action, f"moment:{moment_id}", {}, at_ms=at_ms)
    )
