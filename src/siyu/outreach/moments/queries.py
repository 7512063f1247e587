"""Reading moments: the plan, how far they are, each advisor's post. All take a flow connection."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func

from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.outreach.moments.contracts import Moment, MomentForecast, MomentPlan, MomentState, MomentTotals, Post
from siyu.outreach.moments.domain import sentence
from siyu.outreach.moments.models import moment, moment_post

PAGE_MAX = 200


class UnknownMoment(NotFound):
    """There is no such moment in the brand."""

    zh = "没有找到朋友圈 {value}"
    en = "There is no moment {value}"
    fix_zh = "它可能已被删除，请回到朋友圈列表"
    fix_en = "It may have been deleted; see the list of moments"


def moment_by_id(conn: Connection, scope: Scope, moment_id: int) -> Moment:
    """This function will return one moment. Raises UnknownMoment."""
    row = conn.execute(scoped.select(scope, moment).where(moment.c.id == moment_id)).first()
    if row is None:
        raise UnknownMoment(field="moment", value=moment_id)
    return _moment(row)


def moments(
    conn: Connection, scope: Scope, *, limit: int, before_id: int | None = None, state: str = "", search: str = ""
) -> list[Moment]:
    """This function will list moments, newest first, below `before_id`."""
    statement = scoped.select(scope, moment)
    if before_id is not None:
        statement = statement.where(moment.c.id < before_id)
    if state:
        statement = statement.where(moment.c.state == state)
    if search:
        statement = statement.where(moment.c.name.contains(search, autoescape=True))
    return [_moment(row) for row in conn.execute(statement.order_by(moment.c.id.desc()).limit(min(limit, PAGE_MAX)))]


def due(conn: Connection, scope: Scope, states: Sequence[MomentState], now_ms: int, *, limit: int) -> list[Moment]:
    """This function will list the moments in `states` that are to be looked at by now, longest waiting first."""
    statement = scoped.select(scope, moment).where(
        moment.c.state.in_([str(one) for one in states]), moment.c.next_check_at_ms <= now_ms
    )
    return [_moment(row) for row in conn.execute(statement.order_by(moment.c.next_check_at_ms).limit(limit))]


def known_vendor_ids(conn: Connection, scope: Scope, since_ms: int) -> frozenset[str]:
    """This function will return the vendor's ids of our moments started since then."""
    statement = scoped.select(scope, moment.c.vendor_id).where(moment.c.updated_at_ms >= since_ms)
    return frozenset(one for one in conn.execute(statement).scalars() if one)


def totals(conn: Connection, scope: Scope, moment_ids: Sequence[int]) -> dict[int, MomentTotals]:
    """This function will add up the posts of each moment."""
    table = moment_post.c
    sums = [func.sum(column) for column in (table.viewers, table.comments, table.likes)]
    statement = scoped.select(
        scope, table.moment_id, func.count(table.id), func.count(table.published_at_ms), *sums
    ).where(table.moment_id.in_(list(moment_ids)))
    rows = conn.execute(statement.group_by(table.moment_id))
    found = {row[0]: MomentTotals(*(int(number or 0) for number in row[1:])) for row in rows}
    return {one: found.get(one, MomentTotals()) for one in moment_ids}


def posts(
    conn: Connection, scope: Scope, moment_id: int, *, limit: int, after_id: int = 0, only: str = ""
) -> list[Post]:
    """This function will list a moment's posts by id, from the one after `after_id`; `only`: published or waiting."""
    table = moment_post.c
    statement = scoped.select(scope, moment_post).where(table.moment_id == moment_id, table.id > after_id)
    if only:
        waiting = table.published_at_ms.is_(None)
        statement = statement.where(waiting if only == "waiting" else ~waiting)
    return [post_of(row) for row in conn.execute(statement.order_by(table.id).limit(min(limit, PAGE_MAX)))]


def say(told: MomentForecast, lang: str) -> str:
    """This function will say a forecast in one sentence, in Chinese ("zh") or English ("en")."""
    return sentence(told, lang)


def post_of(row: Row[Any]) -> Post:
    """This function will read a post from its row."""
    return Post(row.id, row.advisor, row.published_at_ms, row.viewers, row.comments, row.likes, row.checked_at_ms)


def _moment(row: Row[Any]) -> Moment:
    return Moment(
        id=row.id,
        name=row.name,
        state=MomentState(row.state),
        plan=decode(row.plan.encode(), MomentPlan),
        org_paths=decode(row.org_paths.encode(), tuple[str, ...]) if row.org_paths else None,
        job_id=row.job_id,
        vendor_id=row.vendor_id,
        unknown=decode(row.unknown.encode(), tuple[str, ...]),
        due_at_ms=row.due_at_ms,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        started_at_ms=row.started_at_ms,
        finished_at_ms=row.finished_at_ms,
        problem=row.problem,
    )
