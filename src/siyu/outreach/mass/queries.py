"""Reading campaigns: the plan, the forecast, how far they are, who got what. All take a flow connection."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func

from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.outreach.contracts import MASS, IntentState
from siyu.outreach.mass.contracts import (
    AdvisorTask,
    Campaign,
    CampaignState,
    MassForecast,
    Outcome,
    PersonResult,
    Plan,
    Progress,
)
from siyu.outreach.mass.domain import ENDED, REASONS, STATES, by_outcome, outcome_of, reasons_of, remind_after, sentence
from siyu.outreach.mass.groups.queries import group_counts
from siyu.outreach.mass.models import mass_campaign
from siyu.outreach.models import outreach_intent, staff_task

PAGE_MAX = 200
PEOPLE_PER_READ = 5_000
OPEN = (CampaignState.SCHEDULED, CampaignState.PLANNING)


class UnknownCampaign(NotFound):
    """There is no such mass message in the brand."""

    zh = "没有找到群发 {value}"
    en = "There is no mass message {value}"
    fix_zh = "群发可能已被删除，请回到群发列表"
    fix_en = "It may have been deleted; see the list of mass messages"


def campaign(conn: Connection, scope: Scope, campaign_id: int) -> Campaign:
    """This function will return one campaign. Raises UnknownCampaign."""
    row = conn.execute(scoped.select(scope, mass_campaign).where(mass_campaign.c.id == campaign_id)).first()
    if row is None:
        raise UnknownCampaign(field="campaign", value=campaign_id)
    return _campaign(row)


def campaigns(
    conn: Connection, scope: Scope, *, limit: int, before_id: int | None = None, state: str = "", search: str = ""
) -> list[Campaign]:
    """This function will list campaigns, newest first, below `before_id`."""
    statement = scoped.select(scope, mass_campaign)
    if before_id is not None:
        statement = statement.where(mass_campaign.c.id < before_id)
    if state:
        statement = statement.where(mass_campaign.c.state == state)
    if search:
        statement = statement.where(mass_campaign.c.name.contains(search, autoescape=True))
    rows = conn.execute(statement.order_by(mass_campaign.c.id.desc()).limit(min(limit, PAGE_MAX)))
    return [_campaign(row) for row in rows]


def in_states(conn: Connection, scope: Scope, states: Sequence[CampaignState]) -> list[Campaign]:
    """This function will list the campaigns in `states`, due first, at most 200."""
    statement = scoped.select(scope, mass_campaign).where(mass_campaign.c.state.in_([str(one) for one in states]))
    rows = conn.execute(statement.order_by(mass_campaign.c.due_at_ms, mass_campaign.c.id).limit(PAGE_MAX))
    return [_campaign(row) for row in rows]


def planned_before(conn: Connection, scope: Scope, at_ms: int, *, own_id: int = 0) -> int:
    """This function will count other campaigns that are due by `at_ms` and not planned to the end yet."""
    return sum(one.due_at_ms <= at_ms and one.id != own_id for one in in_states(conn, scope, OPEN))


def say(told: MassForecast, lang: str) -> str:
    """This function will say a forecast in one sentence, in Chinese ("zh") or English ("en")."""
    return sentence(told, lang)


def progress(conn: Connection, scope: Scope, campaign_ids: Sequence[int]) -> dict[int, Progress]:
    """This function will count people (or groups) by outcome, tasks and confirmations of each campaign."""
    ids = list(campaign_ids)
    message, task = outreach_intent.c, staff_task.c
    columns = (message.origin_id, message.state, message.reason)
    counted = scoped.select(scope, *columns, func.count().label("people")).where(
        message.origin == MASS, message.origin_id.in_(ids)
    )
    people: dict[int, list[tuple[int, str, int]]] = {one: [] for one in ids}
    for row in conn.execute(counted.group_by(*columns)):
        people[row.origin_id].append((row.state, row.reason, int(row.people)))
    for campaign_id, state, reason, groups in group_counts(conn, scope, ids):
        people[campaign_id].append((state, reason, groups))
    made = scoped.select(scope, task.origin_id, func.count().label("tasks"), func.count(task.confirmed_at_ms)).where(
        task.origin == MASS, task.origin_id.in_(ids)
    )
    tasks = {row[0]: (int(row[1]), int(row[2])) for row in conn.execute(made.group_by(task.origin_id))}
    return {one: Progress(by_outcome(people[one]), *tasks.get(one, (0, 0))) for one in ids}


def advisor_tasks(
    conn: Connection, scope: Scope, campaign_id: int, *, now_ms: int, limit: int, after_id: int = 0, only: str = ""
) -> list[AdvisorTask]:
    """This function will list a campaign's tasks by id, from the one after `after_id`; `only`: confirmed or waiting."""
    table = staff_task.c
    statement = scoped.select(scope, staff_task).where(table.origin == MASS, table.origin_id == campaign_id)
    if only:
        waiting = table.confirmed_at_ms.is_(None)
        statement = statement.where(waiting if only == "waiting" else ~waiting)
    rows = conn.execute(statement.where(table.id > after_id).order_by(table.id).limit(limit))
    return [_task(row, now_ms) for row in rows]


def people(
    conn: Connection, scope: Scope, campaign_id: int, outcome: Outcome | None, *, below_id: int | None, limit: int
) -> list[PersonResult]:
    """This function will list a campaign's people, newest customer first, below customer `below_id`."""
    table = outreach_intent.c
    columns = (table.id, table.customer_id, table.advisor, table.state, table.reason, table.updated_at_ms)
    statement = scoped.select(scope, *columns).where(table.origin == MASS, table.origin_id == campaign_id)
    if outcome is not None:
        statement = statement.where(had(outcome))
    if below_id is not None:
        statement = statement.where(table.customer_id < below_id)
    rows = conn.execute(statement.order_by(table.customer_id.desc()).limit(min(limit, PEOPLE_PER_READ)))
    return [
        PersonResult(
            row.id, row.customer_id, row.advisor, outcome_of(IntentState(row.state), row.reason), row.updated_at_ms
        )
        for row in rows
    ]


def every_person(
    conn: Connection, scope: Scope, campaign_id: int, outcome: Outcome | None
) -> Iterator[list[PersonResult]]:
    """This function will yield all of a campaign's people, at most 5,000 at a time."""
    below_id: int | None = None
    while found := people(conn, scope, campaign_id, outcome, below_id=below_id, limit=PEOPLE_PER_READ):
        yield found
        below_id = found[-1].customer_id


def had(outcome: Outcome) -> ColumnElement[bool]:
    """This function will return the condition that a message counts under `outcome`."""
    table = outreach_intent.c
    if outcome in STATES:
        return table.state.in_([int(state) for state in STATES[outcome]])
    ended = table.state.in_([int(state) for state in ENDED])
    if outcome is Outcome.FAILED:
        return and_(ended, table.reason.not_in([str(reason) for reason in REASONS]))
    return and_(ended, table.reason.in_(reasons_of(outcome)))


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(
        id=row.id,
        name=row.name,
        state=CampaignState(row.state),
        plan=decode(row.plan.encode(), Plan),
        org_paths=decode(row.org_paths.encode(), tuple[str, ...]) if row.org_paths else None,
        forecast=decode(row.forecast.encode(), MassForecast) if row.forecast else None,
        content_id=row.content_id,
        people=row.people,
        due_at_ms=row.due_at_ms,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        started_at_ms=row.started_at_ms,
        finished_at_ms=row.finished_at_ms,
        problem=row.problem,
    )


def _task(row: Row[Any], now_ms: int) -> AdvisorTask:
    reminded = decode(row.reminded_at_ms.encode(), tuple[int, ...])
    return AdvisorTask(
        id=row.id,
        vendor_id=row.vendor_id,
        advisor=row.advisor,
        people=row.people,
        delivered=row.delivered,
        failed=row.failed,
        created_at_ms=row.created_at_ms,
        confirmed_at_ms=row.confirmed_at_ms,
        cancelled_at_ms=row.cancelled_at_ms,
        settled=bool(row.settled),
        reminded_at_ms=reminded,
        remind_asked=row.remind_asked_at_ms > 0,
        remind_after_ms=remind_after(reminded, row.remind_blocked_until_ms, now_ms),
    )
