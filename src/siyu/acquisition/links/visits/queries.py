"""Figures of links: what the vendor counts and whom Siyu has seen, by day, place and member of staff."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.leaving.contracts import LostOf
from siyu.acquisition.links.contracts import LinkDay, LinkFigures
from siyu.acquisition.links.models import acquisition_link_day, acquisition_link_visit
from siyu.acquisition.links.queries import IN_MAX
from siyu.acquisition.spans.contracts import DAYS_MAX
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

PEOPLE_PER_PAGE_MAX = 200
NOTHING = LinkDay(0)


def link_totals(conn: Connection, scope: Scope, link_ids: Sequence[int], *, from_day: int = 0) -> dict[int, LinkDay]:
    """This function will return each link's figures since a local day; links without any are left out."""
    found: dict[int, LinkDay] = {}
    days, visits = acquisition_link_day.c, acquisition_link_visit.c
    for part in scoped.batches(list(link_ids), IN_MAX):
        sums = (sa.func.sum(days.clicks).label("clicks"), sa.func.sum(days.added).label("added"))
        said = scoped.select(scope, days.link_id, *sums).where(days.link_id.in_(part), days.day >= from_day)
        for row in conn.execute(said.group_by(days.link_id)):
            found[row.link_id] = LinkDay(0, int(row.clicks), int(row.added))
        seen = scoped.select(scope, visits.link_id, *_counts()).where(visits.link_id.in_(part), visits.day >= from_day)
        for row in conn.execute(seen.group_by(visits.link_id)):
            held = found.get(row.link_id, NOTHING)
            found[row.link_id] = replace(held, came=int(row.came), lost=int(row.lost), spoke=int(row.spoke))
    return found


def link_figures(conn: Connection, scope: Scope, link_id: int, *, from_day: int, until_day: int) -> LinkFigures:
    """This function will return a link's figures of the local days [from_day, until_day], empty days too."""
    days, visits = acquisition_link_day.c, acquisition_link_visit.c
    span = (days.link_id == link_id, days.day >= from_day, days.day <= until_day)
    said = {
        row.day: (row.clicks, row.added)
        for row in conn.execute(scoped.select(scope, acquisition_link_day).where(*span))
    }
    inside = (visits.link_id == link_id, visits.day >= from_day, visits.day <= until_day)
    keys = (visits.day, visits.place_id, visits.staff_id)
    rows = conn.execute(scoped.select(scope, *keys, *_counts()).where(*inside).group_by(*keys)).all()
    seen = _grouped(rows, lambda row: int(row.day))
    shown = range(max(from_day, until_day - DAYS_MAX + 1), until_day + 1)
    by_day = tuple(_day(day, said, seen.get(day, NOTHING)) for day in shown)
    return LinkFigures(
        total=_sum(by_day),
        by_day=by_day,
        by_place=_grouped(rows, lambda row: int(row.place_id)),
        by_staff=_grouped(rows, lambda row: int(row.staff_id)),
    )


def lost_visits(
    conn: Connection,
    scope: Scope,
    link_id: int,
    asked: LostOf,
    *,
    before_id: int | None = None,
    limit: int = 20,
) -> tuple[list[Any], int]:
    """This function will list the rows of who came through a link on these days and is lost, newest first; and count."""
    visits = acquisition_link_visit.c
    terms = [visits.link_id == link_id, visits.day >= asked.from_day, visits.day <= asked.until_day]
    terms += [visits.lost_at_ms.is_not(None)]
    terms += [visits.place_id == asked.place_id] if asked.place_id is not None else []
    terms += [visits.staff_id == asked.staff_id] if asked.staff_id is not None else []
    total = conn.execute(scoped.select(scope, sa.func.count(visits.id)).where(*terms)).scalar_one()
    terms += [visits.id < before_id] if before_id is not None else []
    statement = scoped.select(scope, acquisition_link_visit).where(*terms).order_by(visits.id.desc())
    return list(conn.execute(statement.limit(min(limit, PEOPLE_PER_PAGE_MAX)))), int(total)


def days_read(conn: Connection, scope: Scope, link_id: int, *, from_day: int) -> set[int]:
    """This function will return the local days of which the vendor's figures are held."""
    days = acquisition_link_day.c
    statement = scoped.select(scope, days.day).where(days.link_id == link_id, days.day >= from_day)
    return set(conn.execute(statement).scalars())


def _counts() -> tuple[Any, ...]:
    visits = acquisition_link_visit.c
    return (
        sa.func.count().label("came"),
        sa.func.count(visits.lost_at_ms).label("lost"),
        sa.func.count(visits.spoke_at_ms).label("spoke"),
    )


def _grouped(rows: Sequence[Any], key: Callable[[Any], int]) -> dict[int, LinkDay]:
    parts: dict[int, list[LinkDay]] = defaultdict(list)
    for row in rows:
        parts[key(row)].append(LinkDay(0, 0, 0, int(row.came), int(row.lost), int(row.spoke)))
    return {one: _sum(group) for one, group in parts.items()}


def _day(day: int, said: Mapping[int, tuple[int, int]], seen: LinkDay) -> LinkDay:
    clicks, added = said.get(day, (0, 0))
    return replace(seen, day=day, clicks=clicks, added=added)


def _sum(parts: Sequence[LinkDay]) -> LinkDay:
    names = ("clicks", "added", "came", "lost", "spoke")
    return LinkDay(0, *(sum(getattr(one, name) for one in parts) for name in names))
