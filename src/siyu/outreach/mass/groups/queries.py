"""Reading what a campaign does for customer groups. All take a flow connection."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.outreach.contracts import IntentState, Reason
from siyu.outreach.mass.contracts import AdvisorShare, GroupResult, GroupTarget, MassForecast, Outcome
from siyu.outreach.mass.domain import ENDED, STATES, group_sentence, outcome_of
from siyu.outreach.mass.models import mass_group_message
from siyu.outreach.quota.queries import group_room

SHARES_SHOWN = 50
GROUPS_PER_TASK_MAX = 2_000
PAGE_MAX = 200


def judged(conn: Connection, scope: Scope, groups: Sequence[GroupTarget], at_ms: int) -> list[tuple[GroupTarget, str]]:
    """This function will say of each group why it is left out at `at_ms` ("": it is not)."""
    free = group_room(conn, scope, [one.chat_id for one in groups], at_ms=at_ms)

    def reason(one: GroupTarget) -> str:
        if not one.owner:
            return str(Reason.NO_FRIEND)
        return "" if free[one.chat_id] > 0 else str(Reason.QUOTA)

    return [(one, reason(one)) for one in groups]


def foretell_groups(conn: Connection, scope: Scope, groups: Sequence[GroupTarget], starts_at_ms: int) -> MassForecast:
    """This function will tell what a campaign to these groups would do; `people` are groups, advisors their owners."""
    said = judged(conn, scope, groups, starts_at_ms)
    shares = Counter(one.owner for one, reason in said if not reason)
    dropped = Counter(str(outcome_of(IntentState.DROPPED, reason)) for _, reason in said if reason)
    return MassForecast(
        people=len(said),
        sent=sum(shares.values()),
        dropped=dict(dropped),
        advisors=len(shares),
        tasks=sum(-(-number // GROUPS_PER_TASK_MAX) for number in shares.values()),
        shares=tuple(AdvisorShare(name, number) for name, number in shares.most_common(SHARES_SHOWN)),
        starts_at_ms=starts_at_ms,
        quiet=False,
        planned_before=0,
        counted_at_ms=starts_at_ms,
    )


def say_groups(told: MassForecast, lang: str) -> str:
    """This function will say a forecast to groups in one sentence, in Chinese ("zh") or English ("en")."""
    return group_sentence(told, lang)


def group_counts(conn: Connection, scope: Scope, campaign_ids: Sequence[int]) -> list[tuple[int, int, str, int]]:
    """This function will count groups: (campaign, state, reason, groups)."""
    table = mass_group_message.c
    columns = (table.campaign_id, table.state, table.reason)
    statement = scoped.select(scope, *columns, func.count()).where(table.campaign_id.in_(list(campaign_ids)))
    rows = conn.execute(statement.group_by(*columns))
    return [(int(row[0]), int(row[1]), str(row[2]), int(row[3])) for row in rows]


def group_results(
    conn: Connection, scope: Scope, campaign_id: int, outcome: Outcome | None, *, after_id: int = 0, limit: int = 20
) -> list[GroupResult]:
    """This function will list a campaign's groups by id, from the one after `after_id`."""
    table = mass_group_message.c
    statement = scoped.select(scope, mass_group_message).where(table.campaign_id == campaign_id, table.id > after_id)
    if outcome is not None:
        states = STATES.get(outcome, ENDED)
        statement = statement.where(table.state.in_([int(state) for state in states]))
    rows = conn.execute(statement.order_by(table.id))
    found = [
        GroupResult(
            row.id, row.chat_id, row.name, row.owner, outcome_of(IntentState(row.state), row.reason), row.updated_at_ms
        )
        for row in rows
    ]
    return [one for one in found if outcome in (None, one.outcome)][: min(limit, PAGE_MAX)]
