"""Campaigns, forecasts and tasks as the API shows them: advisors, units and audiences by name."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection

from siyu.kit.codec import decode
from siyu.kit.errors import SiyuError
from siyu.kit.http import Access
from siyu.kit.plural import counted
from siyu.outreach.attaching.queries import attached
from siyu.outreach.contracts import Attachment
from siyu.outreach.mass import schemas
from siyu.outreach.mass.contracts import (
    AdvisorTask,
    Audience,
    Campaign,
    GroupResult,
    MassForecast,
    Plan,
    Progress,
    Reminders,
)
from siyu.outreach.mass.domain import group_sentence, sentence
from siyu.outreach.mass.queries import campaign, progress
from siyu.segments import queries as segments
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_by_wecom, units_by_id

GONE_WORDS = {"zh": "已删除的人群", "en": "A deleted segment"}


def plan_of(body: schemas.MassPlanBody) -> Plan:
    """This function will read a plan from the API."""
    who = body.audience
    return Plan(
        audience=Audience(who.segment, who.rule, tuple(who.customer_ids)),
        text=body.text,
        attachments=tuple(Attachment(**one.model_dump()) for one in body.attachments),
        branches=tuple(body.branches),
        start_at_ms=body.start_at_ms,
        reminders=Reminders(**body.reminders.model_dump()),
    )


def written_plan(access: Access, body: schemas.MassPlanBody) -> Plan:
    """This function will read a plan whose materials exist and can be sent. Raises UnknownMaterial and BadAttachment."""
    plan = plan_of(body)
    with access.platform.stores.core.reading() as conn:
        return replace(plan, attachments=attached(conn, access.scope, plan.attachments))


def campaign_out(access: Access, campaign_id: int) -> schemas.MassOut:
    """This function will show one campaign. Raises UnknownCampaign."""
    with access.platform.stores.flow.reading() as conn:
        found = campaign(conn, access.scope, campaign_id)
    return campaigns_out(access, [found])[0]


def campaigns_out(access: Access, found: Sequence[Campaign]) -> list[schemas.MassOut]:
    """This function will show campaigns with how far they are."""
    with access.platform.stores.flow.reading() as conn:
        far = progress(conn, access.scope, [one.id for one in found])
    with access.platform.stores.core.reading() as conn:
        words = {one.id: _audience(access, conn, one.plan.audience) for one in found}
        units = units_by_id(conn, access.scope, {branch for one in found for branch in one.plan.branches})
        staff = _staff(access, conn, (share.advisor for one in found if one.forecast for share in one.forecast.shares))
    names = {unit.id: unit.name for unit in units.values()}
    return [_shown(access, one, far[one.id], words[one.id], units=names, staff=staff) for one in found]


def forecast_out(access: Access, told: MassForecast) -> schemas.MassForecastOut:
    """This function will show a forecast with advisors' names and its sentence."""
    with access.platform.stores.core.reading() as conn:
        staff = _staff(access, conn, (share.advisor for share in told.shares))
    return _forecast(access, told, staff)


def group_rows(access: Access, found: Sequence[GroupResult]) -> list[schemas.MassGroupOut]:
    """This function will show groups with their owners' names."""
    with access.platform.stores.core.reading() as conn:
        staff = _staff(access, conn, (one.owner for one in found))
    return [schemas.MassGroupOut(**asdict(one), owner_name=_name(staff, one.owner)) for one in found]


def task_rows(access: Access, found: Sequence[AdvisorTask]) -> list[schemas.MassTaskOut]:
    """This function will show tasks with advisors' names and units."""
    with access.platform.stores.core.reading() as conn:
        staff = _staff(access, conn, (one.advisor for one in found))
        units = units_by_id(conn, access.scope, {one.org_unit_id for one in staff.values()})
    rows = []
    for one in found:
        person = staff.get(one.advisor)
        unit = units.get(person.org_unit_id) if person else None
        words = {"name": person.name if person else "", "unit": unit.name if unit else ""}
        rows.append(schemas.MassTaskOut.model_validate(asdict(one) | words | {"reminders": len(one.reminded_at_ms)}))
    return rows


def _shown(
    access: Access, one: Campaign, far: Progress, audience: str, *, units: dict[int, str], staff: dict[str, Staff]
) -> schemas.MassOut:
    values = asdict(one) | {"audience": audience, "progress": asdict(far)}
    values |= {"branches": [units[branch] for branch in one.plan.branches if branch in units]}
    to_groups = bool(one.plan.audience.groups)
    values |= {"forecast": _forecast(access, one.forecast, staff, to_groups=to_groups) if one.forecast else None}
    values |= {"problem": _problem(one.problem, access.lang)}
    return schemas.MassOut.model_validate(values)


def _forecast(
    access: Access, told: MassForecast, staff: dict[str, Staff], *, to_groups: bool = False
) -> schemas.MassForecastOut:
    said = group_sentence(told, access.lang) if to_groups else sentence(told, access.lang)
    shares = [
        schemas.MassShareOut(advisor=one.advisor, name=_name(staff, one.advisor), people=one.people)
        for one in told.shares
    ]
    return schemas.MassForecastOut.model_validate(asdict(told) | {"shares": shares, "sentence": said})


def _staff(access: Access, conn: Connection, userids: Iterable[str]) -> dict[str, Staff]:
    return staff_by_wecom(conn, access.scope, {one for one in userids if one})


def _name(staff: dict[str, Staff], userid: str) -> str:
    return staff[userid].name if userid in staff else ""


def _audience(access: Access, conn: Connection, who: Audience) -> str:
    if who.segment is not None:
        try:
            return segments.by_id(conn, access.scope, who.segment).name
        except segments.UnknownSegment:
            return GONE_WORDS[access.lang]
    if who.groups:
        groups = len(who.groups)
        return f"{groups:,} 个客户群" if access.lang == "zh" else counted(groups, "customer group")
    if who.rule is None:
        people = len(who.customer_ids)
        return f"指定名单，{people:,} 人" if access.lang == "zh" else f"A list of {counted(people, 'person', 'people')}"
    try:
        return segments.explain(conn, access.scope, who.rule, access.lang)
    except SiyuError:
        return GONE_WORDS[access.lang]


def _problem(stored: str, lang: str) -> str:
    return decode(stored.encode(), dict[str, str]).get(lang, "") if stored else ""
