"""Reads of the book: a customer's notes, an advisor's follow-ups, what is due for a reminder."""

from typing import Any

from sqlalchemy import Connection, func

from siyu.advisors.contracts import FollowUp, FollowUpState, Note
from siyu.advisors.models import follow_up, note
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound

PAGE_MAX = 100


class UnknownFollowUp(NotFound):
    """There is no such follow-up of the caller's."""

    zh = "没有找到跟进提醒 {value}"
    en = "There is no follow-up {value}"
    fix_zh = "只能处理自己的跟进提醒"
    fix_en = "Only your own follow-ups are yours to settle"


def notes(
    conn: Connection, scope: Scope, customer_id: int, *, below_id: int | None = None, limit: int = 20
) -> list[Note]:
    """This function will list the notes on a customer by all advisors, newest first, at most 100."""
    statement = scoped.select(scope, note).where(note.c.customer_id == customer_id)
    if below_id is not None:
        statement = statement.where(note.c.id < below_id)
    rows = conn.execute(statement.order_by(note.c.id.desc()).limit(min(limit, PAGE_MAX)))
    return [Note(row.id, row.customer_id, row.staff_id, row.text, row.at_ms) for row in rows]


def follow_ups(
    conn: Connection, scope: Scope, staff_id: int, *, customer_id: int | None = None,
    due_before_ms: int | None = None, state: FollowUpState = FollowUpState.OPEN, limit: int = 50,
) -> list[FollowUp]:  # fmt: skip
    """This function will list an advisor's follow-ups in a state, the earliest due first, at most 100."""
    statement = scoped.select(scope, follow_up).where(follow_up.c.staff_id == staff_id, follow_up.c.state == state)
    if customer_id is not None:
        statement = statement.where(follow_up.c.customer_id == customer_id)
    if due_before_ms is not None:
        statement = statement.where(follow_up.c.due_at_ms < due_before_ms)
    rows = conn.execute(statement.order_by(follow_up.c.due_at_ms, follow_up.c.id).limit(min(limit, PAGE_MAX)))
    return [_follow_up(row) for row in rows]


def count_due(conn: Connection, scope: Scope, staff_id: int, *, before_ms: int) -> int:
    """This function will count an advisor's open follow-ups due before a time."""
    statement = scoped.select(scope, func.count(follow_up.c.id)).where(
        follow_up.c.staff_id == staff_id,
        follow_up.c.state == FollowUpState.OPEN,
        follow_up.c.due_at_ms < before_ms,
    )
    return int(conn.execute(statement).scalar_one())


def follow_up_by_id(conn: Connection, scope: Scope, staff_id: int, follow_up_id: int) -> FollowUp:
    """This function will return one of an advisor's follow-ups. Raises UnknownFollowUp."""
    statement = scoped.select(scope, follow_up).where(follow_up.c.id == follow_up_id, follow_up.c.staff_id == staff_id)
    row = conn.execute(statement).first()
    if row is None:
        raise UnknownFollowUp(field="follow_up", value=follow_up_id)
    return _follow_up(row)


def to_remind(conn: Connection, scope: Scope, *, now_ms: int, since_ms: int, limit: int) -> list[FollowUp]:
    """This function will list open follow-ups that fell due after `since_ms` and nobody was reminded of, oldest first."""
    statement = scoped.select(scope, follow_up).where(
        follow_up.c.state == FollowUpState.OPEN,
        follow_up.c.due_at_ms <= now_ms,
        follow_up.c.due_at_ms > since_ms,
        follow_up.c.reminded_at_ms.is_(None),
    )
    rows = conn.execute(statement.order_by(follow_up.c.due_at_ms, follow_up.c.id).limit(limit))
    return [_follow_up(row) for row in rows]


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(
        id=row.id,
        customer_id=row.customer_id,
        staff_id=row.staff_id,
        text=row.text,
        due_at_ms=row.due_at_ms,
        state=FollowUpState(row.state),
        settled_at_ms=row.settled_at_ms,
        reminded_at_ms=row.reminded_at_ms,
        created_at_ms=row.created_at_ms,
    )
