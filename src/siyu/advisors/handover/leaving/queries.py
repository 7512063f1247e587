"""Reads of people who have left: when, and what still hangs on them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import Leaver
from siyu.advisors.handover.models import handover_leaver
from siyu.advisors.matrix.queries import accounts_held
from siyu.customers.friends.queries import friend_counts
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_by_id, visible_unit_ids

LEAVERS_MAX = 2_000
# The row of the list itself.
LIST = 0


def left_since(conn: Connection, scope: Scope, staff_ids: Iterable[int]) -> dict[int, int]:
    """This function will return when these people left, as far as it is known."""
    table = handover_leaver.c
    found: dict[int, int] = {}
    for part in scoped.batches(sorted(set(staff_ids)), queries.IN_MAX):
        rows = conn.execute(scoped.select(scope, table.staff_id, table.left_at_ms).where(table.staff_id.in_(part)))
        found |= {int(staff_id): int(at_ms) for staff_id, at_ms in rows}
    return found


def leavers(conn: Connection, scope: Scope) -> list[Leaver]:
    """This function will list those who left and on whom customers, groups or accounts still hang, most customers first.

    Only people of the caller's part of the organisation, the newest 2,000.
    """
    rows = conn.execute(
        scoped.select(scope, handover_leaver).order_by(handover_leaver.c.left_at_ms.desc()).limit(LEAVERS_MAX)
    ).all()
    people = _gone(conn, scope, [row.staff_id for row in rows])
    userids = [one.wecom_userid for one in people.values()]
    friends, moving = friend_counts(conn, scope, userids), queries.leaving(conn, scope, userids)
    accounts = accounts_held(conn, scope, people)
    found = [
        _leaver(row, people[row.staff_id], friends, moving, accounts.get(row.staff_id, 0))
        for row in rows
        if row.staff_id in people
    ]
    waiting = [one for one in found if one.customers or one.groups or one.unassigned or one.accounts]
    return sorted(waiting, key=lambda one: (-one.customers, -one.left_at_ms))


def to_ask(conn: Connection, scope: Scope) -> dict[int, str]:
    """This function will return {staff id: userid} of leavers who had groups when last asked, or were never asked about."""
    table = handover_leaver.c
    statement = scoped.select(scope, table.staff_id).where(
        table.staff_id != LIST, or_(table.groups.is_(None), table.groups > 0)
    )
    ids = [int(one) for one in conn.execute(statement.order_by(table.left_at_ms.desc()).limit(LEAVERS_MAX)).scalars()]
    return {one.id: one.wecom_userid for one in _gone(conn, Scope(scope.brand_id), ids).values()}


def list_times(conn: Connection, scope: Scope) -> tuple[int, int]:
    """This function will return when the list of leavers was last asked for and when it was last read at WeCom."""
    table = handover_leaver.c
    statement = scoped.select(scope, table.left_at_ms, table.counted_at_ms).where(table.staff_id == LIST)
    row = conn.execute(statement).first()
    return (int(row.left_at_ms), int(row.counted_at_ms)) if row else (0, 0)


def _gone(conn: Connection, scope: Scope, staff_ids: Iterable[int]) -> dict[int, Staff]:
    """This function will return those who are really gone; somebody who came back is no leaver."""
    visible = visible_unit_ids(conn, scope)
    found: dict[int, Staff] = {}
    for part in scoped.batches(list(staff_ids), queries.IN_MAX):
        found |= staff_by_id(conn, scope, part)
    return {
        one.id: one
        for one in found.values()
        if not one.active and one.wecom_userid and (visible is None or one.org_unit_id in visible)
    }


def _leaver(row: Any, one: Staff, friends: dict[str, int], moving: dict[str, int], accounts: int) -> Leaver:
    return Leaver(
        staff_id=one.id,
        userid=one.wecom_userid,
        name=one.name,
        org_unit_id=one.org_unit_id,
        left_at_ms=row.left_at_ms,
        customers=friends.get(one.wecom_userid, 0),
        moving=moving.get(one.wecom_userid, 0),
        unassigned=row.unassigned,
        groups=row.groups,
        accounts=accounts,
        counted_at_ms=row.counted_at_ms,
    )
