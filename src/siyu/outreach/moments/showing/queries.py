"""Moments as the API shows them: senders, units and tags by name."""

from collections.abc import Sequence
from dataclasses import asdict

from siyu.customers.queries import tags
from siyu.kit.codec import decode
from siyu.kit.http import Access
from siyu.outreach.attaching.queries import attached_to_moment
from siyu.outreach.moments import schemas
from siyu.outreach.moments.contracts import Moment, MomentForecast, MomentPlan, Post
from siyu.outreach.moments.domain import sentence
from siyu.outreach.moments.queries import moment_by_id, totals
from siyu.tenancy.queries import staff_by_id, staff_by_wecom, units_by_id

NAMES_MAX = 50


def plan_of(access: Access, body: schemas.MomentPlanBody) -> MomentPlan:
    """This function will read a plan whose materials exist and suit a moment. Raises UnknownMaterial, BadAttachment."""
    with access.platform.stores.core.reading() as conn:
        attachments = attached_to_moment(access.platform, conn, access.scope, body.material_ids)
    who = (tuple(body.staff), tuple(body.branches), tuple(body.tag_ids))
    return MomentPlan(body.text, attachments, *who, start_at_ms=body.start_at_ms)


def moment_out(access: Access, moment_id: int) -> schemas.MomentTaskOut:
    """This function will show one moment. Raises UnknownMoment."""
    with access.platform.stores.flow.reading() as conn:
        found = moment_by_id(conn, access.scope, moment_id)
    return moments_out(access, [found])[0]


def moments_out(access: Access, found: Sequence[Moment]) -> list[schemas.MomentTaskOut]:
    """This function will show moments with how far they are."""
    with access.platform.stores.flow.reading() as conn:
        far = totals(conn, access.scope, [one.id for one in found])
    with access.platform.stores.core.reading() as conn:
        staff = staff_by_id(conn, access.scope, {who for one in found for who in one.plan.staff[:NAMES_MAX]})
        units = units_by_id(conn, access.scope, {unit for one in found for unit in one.plan.branches})
        names = {tag.id: tag.name for tag in tags(conn, access.scope)} if any(one.plan.tag_ids for one in found) else {}
    return [
        schemas.MomentTaskOut.model_validate(
            asdict(one)
            | {
                "plan": _plan(one.plan),
                "attachments": [asdict(each) for each in one.plan.attachments],
                "staff": [staff[who].name for who in one.plan.staff if who in staff],
                "branches": [units[unit].name for unit in one.plan.branches if unit in units],
                "tags": [names[tag] for tag in one.plan.tag_ids if tag in names],
                "totals": asdict(far[one.id]),
                "problem": decode(one.problem.encode(), dict[str, str]).get(access.lang, "") if one.problem else "",
            }
        )
        for one in found
    ]


def forecast_out(access: Access, told: MomentForecast) -> schemas.MomentForecastOut:
    """This function will show a forecast with its sentence."""
    return schemas.MomentForecastOut(**asdict(told), sentence=sentence(told, access.lang))


def post_rows(access: Access, found: Sequence[Post]) -> list[schemas.MomentPostOut]:
    """This function will show posts with advisors' names and units."""
    with access.platform.stores.core.reading() as conn:
        staff = staff_by_wecom(conn, access.scope, {one.advisor for one in found})
        units = units_by_id(conn, access.scope, {one.org_unit_id for one in staff.values()})
    rows = []
    for one in found:
        person = staff.get(one.advisor)
        unit = units.get(person.org_unit_id) if person else None
        words = {"name": person.name if person else "", "unit": unit.name if unit else ""}
        rows.append(schemas.MomentPostOut.model_validate(asdict(one) | words))
    return rows


def _plan(plan: MomentPlan) -> schemas.MomentPlanBody:
    return schemas.MomentPlanBody(
        text=plan.text,
        material_ids=[one.material_id for one in plan.attachments],
        staff=list(plan.staff),
        branches=list(plan.branches),
        tag_ids=list(plan.tag_ids),
        start_at_ms=plan.start_at_ms,
    )
