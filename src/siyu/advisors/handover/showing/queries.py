"""Hand-overs with the names behind their numbers, as the API and the command line show them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from siyu.advisors.handover import queries, schemas
from siyu.advisors.handover.contracts import Handover, HandoverForecast, HandoverItem, Hindrance, ItemState, Leaver
from siyu.customers.queries import cards
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.segments import queries as segments
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import actor_names, staff_by_id, staff_by_wecom, units_by_id


def forecast_out(told: HandoverForecast) -> schemas.HandoverForecastOut:
    """This function will return a forecast for the API."""
    return schemas.HandoverForecastOut(
        people=told.people,
        moving=told.moving,
        left_out=_reasons(told.left_out),
        takers=[
            schemas.HandoverTakerOut(
                staff_id=one.staff_id, name=one.name, gets=one.gets, friends=one.friends, friends_max=one.friends_max
            )
            for one in told.takers
        ],
        groups=told.groups,
        checked=told.checked,
    )


def handovers_out(conn: Connection, scope: Scope, found: Sequence[Handover], lang: str) -> list[schemas.HandoverOut]:
    """This function will return hand-overs with names and how far they are."""
    ids = [one.id for one in found]
    far, stuck = queries.progress(conn, scope, ids), queries.problems(conn, scope, ids)
    staff = staff_by_id(conn, scope, {who for one in found for who in (*one.plan.giver_ids, *one.takers)})
    actors = actor_names(conn, scope, {one.created_by for one in found})
    names = (
        {one.id: one.name for one in segments.segments(conn, scope)} if any(one.plan.segment for one in found) else {}
    )
    return [
        schemas.HandoverOut(
            id=one.id,
            state=one.state,
            givers=_names(staff, one.plan.giver_ids),
            takers=_names(staff, one.takers),
            spread=one.plan.spread,
            segment=names.get(one.plan.segment or 0, ""),
            picked=len(one.plan.customer_ids),
            with_groups=one.plan.with_groups,
            message=one.plan.message,
            customers=_counts(far[one.id].customers),
            groups=_counts(far[one.id].groups),
            reasons=_reasons(far[one.id].reasons),
            due_at_ms=far[one.id].due_at_ms,
            created_by=actors.get(one.created_by, one.created_by),
            created_at_ms=one.created_at_ms,
            finished_at_ms=one.finished_at_ms,
            problem=_problem(one, stuck.get(one.id), lang),
        )
        for one in found
    ]


def items_out(
    platform: Platform, conn: Connection, scope: Scope, found: Sequence[HandoverItem]
) -> list[schemas.HandoverItemOut]:
    """This function will return customers and groups with names; of customers the caller may not see, without."""
    known = {card.id: card for card in cards(platform, conn, scope, [one.customer_id for one in found])}
    staff = staff_by_wecom(conn, scope, {who for one in found for who in (one.giver, one.taker) if who})
    called = {userid: one.name for userid, one in staff.items()}
    return [
        schemas.HandoverItemOut(
            key=f"{one.giver}/{one.ident}",
            kind=one.kind,
            customer_id=one.customer_id if one.customer_id in known else 0,
            name=known[one.customer_id].name if one.customer_id in known else one.name,
            phone_masked=(known[one.customer_id].phone_masked or "") if one.customer_id in known else "",
            giver=called.get(one.giver, one.giver),
            taker=called.get(one.taker, one.taker),
            resigned=one.resigned,
            state=one.state,
            reason=Hindrance(one.reason) if one.reason else None,
            code=max(one.code, 0),
            asked_at_ms=one.asked_at_ms,
            due_at_ms=one.due_at_ms,
            decided_at_ms=one.decided_at_ms,
        )
        for one in found
    ]


def leavers_out(conn: Connection, scope: Scope, found: Sequence[Leaver]) -> list[schemas.LeaverOut]:
    """This function will return leavers with the names of their units."""
    units = units_by_id(conn, scope, {one.org_unit_id for one in found})
    return [
        schemas.LeaverOut(
            staff_id=one.staff_id,
            name=one.name,
            unit=units[one.org_unit_id].name if one.org_unit_id in units else "",
            left_at_ms=one.left_at_ms,
            customers=one.customers,
            moving=one.moving,
            unassigned=one.unassigned,
            groups=one.groups,
            accounts=one.accounts,
        )
        for one in found
    ]


def _names(staff: Mapping[int, Staff], ids: Sequence[int]) -> list[str]:
    return [staff[one].name for one in ids if one in staff]


def _counts(states: Mapping[ItemState, int]) -> list[schemas.HandoverCount]:
    return [schemas.HandoverCount(state=state, count=states[state]) for state in ItemState if state in states]


def _reasons(reasons: Mapping[Hindrance, int]) -> list[schemas.HandoverReasonCount]:
    return [schemas.HandoverReasonCount(reason=one, count=reasons[one]) for one in Hindrance if one in reasons]


def _problem(one: Handover, stuck: tuple[str, str] | None, lang: str) -> str:
    zh, en = stuck or (one.problem, one.problem_en)
    return zh if lang == "zh" else en
