"""Reads of arrivals: the figures of codes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import DayTally, Statistics, Tally
from siyu.acquisition.leaving.contracts import LostOf
from siyu.acquisition.live_codes.models import live_code_arrival, live_code_day
from siyu.acquisition.live_codes.queries import IN_MAX
from siyu.acquisition.spans.contracts import DAYS_MAX
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

PEOPLE_PER_PAGE_MAX = 200


def totals(conn: Connection, scope: Scope, code_ids: Sequence[int], *, from_day: int = 0) -> dict[int, Tally]:
    """This function will return how many came by each code since a local day; codes nobody came by are left out."""
    table = live_code_day.c
    found: dict[int, Tally] = {}
    for part in scoped.batches(list(code_ids), IN_MAX):
        sums = (sa.func.sum(table.added).label("added"), sa.func.sum(table.lost).label("lost"))
        statement = scoped.select(scope, table.code_id, *sums).where(table.code_id.in_(part), table.day >= from_day)
        rows = conn.execute(statement.group_by(table.code_id))
        found |= {row.code_id: Tally(int(row.added), int(row.lost)) for row in rows}
    return found


def statistics(conn: Connection, scope: Scope, code_id: int, *, from_day: int, until_day: int) -> Statistics:
    """This function will return a code's figures of the local days [from_day, until_day], days without anybody too."""
    table = live_code_day.c
    span = (table.code_id == code_id, table.day >= from_day, table.day <= until_day)
    days: dict[int, list[Tally]] = defaultdict(list)
    places: dict[int, list[Tally]] = defaultdict(list)
    people: dict[int, list[Tally]] = defaultdict(list)
    for row in conn.execute(scoped.select(scope, live_code_day).where(*span)):
        one = Tally(row.added, row.lost)
        for group, key in ((days, row.day), (places, row.placement_id), (people, row.staff_id)):
            group[key].append(one)
    shown = range(max(from_day, until_day - DAYS_MAX + 1), until_day + 1)
    return Statistics(
        total=_sum([one for group in days.values() for one in group]),
        by_day=tuple(DayTally(day, _sum(days.get(day, []))) for day in shown),
        by_placement={key: _sum(group) for key, group in places.items()},
        by_staff={key: _sum(group) for key, group in people.items()},
    )


def lost_arrivals(
    conn: Connection,
    scope: Scope,
    code_id: int,
    asked: LostOf,
    *,
    before_id: int | None = None,
    limit: int = 20,
) -> tuple[list[Any], int]:
    """This function will list the rows of who came by a code on these days and is lost, newest first, and count them."""
    table = live_code_arrival.c
    terms = [
        table.code_id == code_id,
        table.day >= asked.from_day,
        table.day <= asked.until_day,
        table.lost_at_ms.is_not(None),
    ]
    terms += [table.placement_id == asked.place_id] if asked.place_id is not None else []
    terms += [table.staff_id == asked.staff_id] if asked.staff_id is not None else []
    total = conn.execute(scoped.select(scope, sa.func.count(table.id)).where(*terms)).scalar_one()
    terms += [table.id < before_id] if before_id is not None else []
    statement = scoped.select(scope, live_code_arrival).where(*terms).order_by(table.id.desc())
    return list(conn.execute(statement.limit(min(limit, PEOPLE_PER_PAGE_MAX)))), int(total)


def _sum(parts: Sequence[Tally]) -> Tally:
    return Tally(sum(one.added for one in parts), sum(one.lost for one in parts))
