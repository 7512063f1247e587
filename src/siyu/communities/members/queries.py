"""Reads of stays: who is in a group, who went, how many came by which way and day by day."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_

from siyu.communities.members.contracts import GroupDay, Kept, Member
from siyu.communities.members.domain import curve
from siyu.communities.models import stay
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

IN_MAX = 500
# A group holds 500 people at most; one that changes all of them every week reaches this after a year.
STAYS_MAX = 30_000
Place = tuple[int, str]


def members_page(
    conn: Connection, scope: Scope, chat_id: str, *, there: bool = True, search: str = "",
    before: Place | None = None, limit: int = 50,
) -> tuple[list[Member], int]:  # fmt: skip
    """This function will list the stays in a group, newest first, and count them: those that last, or those that ended.

    `before` is (moment, userid) of the last one shown: when they joined, or when they went.
    """
    moment = stay.c.joined_at_ms if there else stay.c.left_at_ms
    terms = [stay.c.chat_id == chat_id, stay.c.left_at_ms == 0 if there else stay.c.left_at_ms > 0]
    terms += [stay.c.name.contains(search, autoescape=True)] if search else []
    total = conn.execute(scoped.select(scope, func.count(stay.c.userid)).where(*terms)).scalar_one()
    if before is not None:
        at_ms, userid = before
        terms.append(or_(moment < at_ms, and_(moment == at_ms, stay.c.userid < userid)))
    statement = scoped.select(scope, stay).where(*terms).order_by(moment.desc(), stay.c.userid.desc())
    return [_member(row) for row in conn.execute(statement.limit(limit))], int(total)


def group_days(
    conn: Connection, scope: Scope, chat_id: str, *, from_day: int, until_day: int, zone: str
) -> list[GroupDay]:
    """This function will return a group's days: customers who came, went and were there."""
    statement = scoped.select(scope, stay.c.joined_at_ms, stay.c.left_at_ms)
    own = (stay.c.chat_id == chat_id, stay.c.is_customer.is_(True))
    newest = statement.where(*own).order_by(stay.c.joined_at_ms.desc()).limit(STAYS_MAX)
    stays = [(int(joined), int(left)) for joined, left in conn.execute(newest)]
    return curve(stays, from_day=from_day, until_day=until_day, zone=zone)


def scenes(conn: Connection, scope: Scope, chat_id: str) -> dict[str, Kept]:
    """This function will count a group's customers by how they came."""
    own = (stay.c.chat_id == chat_id, stay.c.is_customer.is_(True))
    statement = scoped.select(scope, stay.c.join_scene, *_KEPT).where(*own)
    return {row.join_scene: _kept(row) for row in conn.execute(statement.group_by(stay.c.join_scene))}


def kept_by_state(conn: Connection, scope: Scope, states: Iterable[str]) -> dict[str, Kept]:
    """This function will count the customers who came by each group code, by its word."""
    found: dict[str, Kept] = {}
    for part in scoped.batches(sorted(set(filter(None, states))), IN_MAX):
        own = (stay.c.state.in_(part), stay.c.is_customer.is_(True))
        statement = scoped.select(scope, stay.c.state, *_KEPT).where(*own)
        found |= {row.state: _kept(row) for row in conn.execute(statement.group_by(stay.c.state))}
    return found


def state_days(
    conn: Connection, scope: Scope, state: str, *, from_day: int, until_day: int, zone: str
) -> list[GroupDay]:
    """This function will return the days of a group code: who came by it, went again, and were there."""
    own = (stay.c.state == state, stay.c.is_customer.is_(True))
    statement = scoped.select(scope, stay.c.joined_at_ms, stay.c.left_at_ms).where(*own)
    rows = conn.execute(statement.order_by(stay.c.joined_at_ms.desc()).limit(STAYS_MAX))
    stays = [(int(joined), int(left)) for joined, left in rows]
    return curve(stays, from_day=from_day, until_day=until_day, zone=zone)


_KEPT = (func.count(stay.c.userid).label("came"), func.sum(case((stay.c.left_at_ms > 0, 1), else_=0)).label("went"))


def _kept(row: Any) -> Kept:
    return Kept(int(row.came), int(row.went or 0))


def _member(row: Any) -> Member:
    return Member(
        row.chat_id, row.userid, row.customer_id, row.is_customer, row.name, row.join_scene, row.inviter, row.state,
        row.joined_at_ms, row.left_at_ms, row.quit_scene,
    )  # fmt: skip
