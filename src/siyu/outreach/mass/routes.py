"""HTTP of mass messages: draft, foretell, send, watch, remind, stop, take the people along."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from siyu.customers.queries import cards
from siyu.kit.clock import DAY_MS, to_datetime
from siyu.kit.csv_export import Cell, csv_chunks
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.outreach.attaching.queries import attached
from siyu.outreach.mass import operations, queries, schemas
from siyu.outreach.mass.contracts import Outcome, PersonResult
from siyu.outreach.mass.groups.queries import group_results
from siyu.outreach.mass.planning.operations import foretell
from siyu.outreach.mass.showing.queries import (
    campaign_out,
    campaigns_out,
    forecast_out,
    group_rows,
    plan_of,
    task_rows,
    written_plan,
)
from siyu.outreach.quota import operations as quota
from siyu.outreach.quota import queries as quotas
from siyu.segments.operations import create_list
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import own_brand, staff_by_wecom

router = APIRouter(prefix="/brands/{brand}", tags=["mass"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("outreach.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
CSV_TYPE = "text/csv; charset=utf-8"
OWN_SENDS_MS = 30 * DAY_MS
SEGMENT_MAX = operations.LIST_MAX


@router.get("/mass")
def campaigns(
    access: Read, search: str = "", state: str = "", cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.MassOut]:
    """Mass messages, newest first."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.campaigns(conn, access.scope, limit=limit, before_id=cursor, state=state, search=search.strip())
    return Page(items=campaigns_out(access, found), next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.post("/mass", status_code=201)
def create(body: schemas.MassBody, access: Write) -> schemas.MassOut:
    """Draft a mass message; nothing is sent until it is sent off."""
    plan, at_ms = written_plan(access, body.plan), access.platform.clock.now_ms()
    made = access.platform.stores.flow.write(
        lambda conn: operations.create_campaign(conn, access.scope, name=body.name, plan=plan, at_ms=at_ms)
    )
    return campaign_out(access, made.id)


@router.post("/mass/forecast")
def forecast(body: schemas.MassPlanBody, access: Read) -> schemas.MassForecastOut:
    """What a mass message would do; nothing is written."""
    told = foretell(access.platform, access.scope, plan_of(body), zone=_zone(access))
    return forecast_out(access, told)


@router.get("/mass/{campaign_id}")
def campaign(campaign_id: int, access: Read) -> schemas.MassOut:
    """One mass message with its forecast and how far it is."""
    return campaign_out(access, campaign_id)


@router.put("/mass/{campaign_id}")
def change(campaign_id: int, body: schemas.MassBody, access: Write) -> schemas.MassOut:
    """Change a draft."""
    plan, at_ms = written_plan(access, body.plan), access.platform.clock.now_ms()
    access.platform.stores.flow.write(
        lambda conn: operations.change_campaign(conn, access.scope, campaign_id, name=body.name, plan=plan, at_ms=at_ms)
    )
    return campaign_out(access, campaign_id)


@router.delete("/mass/{campaign_id}", status_code=204)
def delete(campaign_id: int, access: Write) -> None:
    """Delete a draft."""
    access.platform.stores.flow.write(lambda conn: operations.delete_campaign(conn, access.scope, campaign_id))


@router.post("/mass/{campaign_id}/send")
def send(campaign_id: int, access: Write) -> schemas.MassOut:
    """Send a draft off: at its time one task is made for each advisor, who then confirms it in WeCom."""
    on, scope, at_ms = access.platform, access.scope, access.platform.clock.now_ms()
    with on.stores.flow.reading() as conn:
        plan = queries.campaign(conn, scope, campaign_id).plan
    with on.stores.core.reading() as conn:
        attached(conn, scope, plan.attachments)
    told = foretell(on, scope, plan, zone=_zone(access), campaign_id=campaign_id)
    on.stores.flow.write(lambda conn: operations.send_campaign(conn, scope, campaign_id, told, at_ms=at_ms))
    _audit(access, "mass.send", campaign_id, {"people": told.people, "sent": told.sent})
    return campaign_out(access, campaign_id)


@router.post("/mass/{campaign_id}/cancel")
def cancel(campaign_id: int, access: Write) -> schemas.MassOut:
    """Stop it: tasks not confirmed yet are taken back; what advisors have sent stays sent."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.flow.write(
        lambda conn: operations.cancel_campaign(conn, access.scope, campaign_id, at_ms=at_ms)
    )
    _audit(access, "mass.cancel", campaign_id, {})
    return campaign_out(access, campaign_id)


@router.get("/mass/{campaign_id}/tasks")
def tasks(
    campaign_id: int,
    access: Read,
    only: Literal["", "confirmed", "waiting"] = "",
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MassTaskOut]:
    """Advisors' tasks of a mass message."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.flow.reading() as conn:
        queries.campaign(conn, access.scope, campaign_id)
        found = queries.advisor_tasks(
            conn, access.scope, campaign_id, now_ms=now_ms, limit=limit, after_id=cursor, only=only
        )
    return Page(items=task_rows(access, found), next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.post("/mass/{campaign_id}/remind")
def remind(campaign_id: int, body: schemas.MassRemindIn, access: Write) -> schemas.MassRemindOut:
    """Remind advisors who have not confirmed; WeCom allows three reminders of a task in 24 hours."""
    at_ms = access.platform.clock.now_ms()
    asked = access.platform.stores.flow.write(
        lambda conn: operations.ask_reminders(conn, access.scope, campaign_id, body.tasks, at_ms=at_ms)
    )
    return schemas.MassRemindOut(asked=asked)


@router.get("/mass/{campaign_id}/people")
def people(
    campaign_id: int,
    access: Read,
    outcome: Outcome | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MassPersonOut]:
    """Its people by what became of it, newest customer first."""
    with access.platform.stores.flow.reading() as conn:
        queries.campaign(conn, access.scope, campaign_id)
        found = queries.people(conn, access.scope, campaign_id, outcome, below_id=cursor, limit=limit)
    return Page(items=_people(access, found), next_cursor=str(found[-1].customer_id) if len(found) == limit else None)


@router.get("/mass/{campaign_id}/groups")
def groups(
    campaign_id: int,
    access: Read,
    outcome: Outcome | None = None,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MassGroupOut]:
    """Its customer groups by what became of it."""
    with access.platform.stores.flow.reading() as conn:
        queries.campaign(conn, access.scope, campaign_id)
        found = group_results(conn, access.scope, campaign_id, outcome, after_id=cursor, limit=limit)
    return Page(items=group_rows(access, found), next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.get("/mass/{campaign_id}/people.csv", response_class=StreamingResponse)
def people_csv(
    campaign_id: int, access: Annotated[Access, Depends(allow("customers.read"))], outcome: Outcome | None = None
) -> StreamingResponse:
    """Its people as CSV: phones masked, cells that no spreadsheet runs."""
    with access.platform.stores.flow.reading() as conn:
        queries.campaign(conn, access.scope, campaign_id)
    _audit(access, "mass.export", campaign_id, {"outcome": outcome})
    zh = ["编号", "姓名", "手机", "导购", "结果", "时间"]
    header = zh if access.lang == "zh" else ["id", "name", "phone", "advisor", "outcome", "time"]
    named = {"Content-Disposition": f'attachment; filename="mass-{campaign_id}.csv"'}
    return StreamingResponse(
        csv_chunks(header, _csv_rows(access, campaign_id, outcome)), media_type=CSV_TYPE, headers=named
    )


@router.post("/mass/{campaign_id}/segment", status_code=201)
def save_segment(
    campaign_id: int,
    body: schemas.MassSegmentIn,
    access: Write,
    _segments: Annotated[Access, Depends(allow("segments.write"))],
) -> schemas.MassSegmentOut:
    """Save the people with one outcome as a segment, at most 100,000 of those the caller may see."""
    on, scope = access.platform, access.scope
    ids: list[int] = []
    with on.stores.flow.reading() as conn:
        for part in queries.every_person(conn, scope, campaign_id, body.outcome):
            ids += [person.customer_id for person in _people(access, part)]
            if len(ids) >= SEGMENT_MAX:
                break
    at_ms = on.clock.now_ms()
    made = on.stores.core.write(
        lambda conn: create_list(on, conn, scope, name=body.name, customer_ids=ids[:SEGMENT_MAX], at_ms=at_ms)
    )
    return schemas.MassSegmentOut(id=made.id, members=min(len(ids), SEGMENT_MAX))


@router.get("/outreach/quota")
def quota_mode(access: Read) -> schemas.QuotaOut:
    """How WeCom counts mass messages to this brand's customers."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.flow.reading() as conn:
        mode = quotas.quota_mode(conn, access.scope)
        allowed = quotas.present_period(conn, access.scope, now_ms).allowed
        own = quotas.own_sends(conn, access.scope, now_ms - OWN_SENDS_MS)
    sent = {"own_sends": own.messages, "own_people": own.people, "own_groups": own.groups}
    return schemas.QuotaOut(mode=mode, allowed=allowed, **sent)


@router.put("/outreach/quota")
def save_quota_mode(body: schemas.QuotaBody, access: Write) -> schemas.QuotaOut:
    """Set how WeCom counts; it must be what the WeCom console says under 群发助手 › 群发规则."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.flow.write(lambda conn: quota.save_quota_mode(conn, access.scope, body.mode, at_ms=at_ms))
    _audit(access, "quota.save", 0, {"mode": body.mode})
    return quota_mode(access)


def _people(access: Access, found: Sequence[PersonResult]) -> list[schemas.MassPersonOut]:
    """This function will show the people the caller may see."""
    with access.platform.stores.core.reading() as conn:
        shown = {
            card.id: card for card in cards(access.platform, conn, access.scope, [one.customer_id for one in found])
        }
        staff = staff_by_wecom(conn, access.scope, {one.advisor for one in found if one.advisor})
    return [
        schemas.MassPersonOut(
            customer_id=one.customer_id,
            name=shown[one.customer_id].name,
            phone_masked=shown[one.customer_id].phone_masked,
            advisor=one.advisor,
            advisor_name=staff[one.advisor].name if one.advisor in staff else "",
            outcome=one.outcome,
            updated_at_ms=one.updated_at_ms,
        )
        for one in found
        if one.customer_id in shown
    ]


def _csv_rows(access: Access, campaign_id: int, outcome: Outcome | None) -> Iterator[Sequence[Cell]]:
    zone = _zone(access)
    with access.platform.stores.flow.reading() as conn:
        for part in queries.every_person(conn, access.scope, campaign_id, outcome):
            for one in _people(access, part):
                when = to_datetime(one.updated_at_ms, zone).strftime("%Y-%m-%d %H:%M")
                yield (
                    one.customer_id,
                    one.name,
                    one.phone_masked,
                    one.advisor_name or one.advisor,
                    str(one.outcome),
                    when,
                )


def _zone(access: Access) -> str:
    with access.platform.stores.core.reading() as conn:
        return own_brand(conn, access.scope).zone


def _audit(access: Access, action: str, campaign_id: int, detail: dict[str, object]) -> None:
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: record_audit(conn, access.scope, action, f"mass:{campaign_id}", detail, at_ms=at_ms)
    )
