"""Reads of daily figures."""

from collections.abc import Iterable

from sqlalchemy import Connection, func

from siyu.communities.figures.contracts import OwnerDay
from siyu.communities.models import owner_day
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

IN_MAX = 500


def last_days(conn: Connection, scope: Scope, owners: Iterable[str]) -> dict[str, int]:
    """This function will return the last day we have figures of for each owner; owners without any are left out."""
    found: dict[str, int] = {}
    for part in scoped.batches(sorted(set(owners)), IN_MAX):
        statement = scoped.select(scope, owner_day.c.owner, func.max(owner_day.c.day))
        rows = conn.execute(statement.where(owner_day.c.owner.in_(part)).group_by(owner_day.c.owner))
        found |= {row[0]: int(row[1]) for row in rows}
    return found


def owner_days(conn: Connection, scope: Scope, owner: str, *, from_day: int, until_day: int) -> list[OwnerDay]:
    """This function will list an owner's figures by day."""
    table = owner_day.c
    terms = (table.owner == owner, table.day >= from_day, table.day <= until_day)
    rows = conn.execute(scoped.select(scope, owner_day).where(*terms).order_by(table.day))
    return [
        OwnerDay(
            row.owner, row.day, row.new_groups, row.groups, row.talking_groups, row.new_members, row.members,
            row.talking_members, row.messages,
        )
        for row in rows
    ]  # fmt: skip
