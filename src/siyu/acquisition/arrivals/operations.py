"""Writes of arrivals: count who came by a code once, tag them, have a remark set; note who was lost again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import ArrivedForJourney, JourneyArrival
from siyu.acquisition.live_codes.contracts import LiveCode, Placement
from siyu.acquisition.live_codes.models import live_code, live_code_arrival, live_code_day
from siyu.acquisition.live_codes.queries import IN_MAX, codes_by_id, placements_by_state
from siyu.acquisition.remarking.domain import remark_text
from siyu.acquisition.remarking.operations import NO_REMARK, TO_WRITE, write_due
from siyu.acquisition.syncing.ports import ContactWays
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.kit.calendar import day_of
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.kit.facts import publish
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand, staff_by_wecom

SOURCE = "live_code"


def take_added(platform: Platform, conn: Connection, scope: Scope, friends: Sequence[NewFriend]) -> int:
    """This function will note friends who came by a code and return how many are new; the same again does nothing.

    Their tags are put on, their remark is queued, the journey that follows is told, and the codes' answers fall due.
    """
    places = placements_by_state(conn, scope, [one.channel_state for one in friends if one.channel_state])
    came = [one for one in friends if one.channel_state in places]
    if not came:
        return 0
    codes = {one.id: one for one in codes_by_id(conn, scope, sorted({place.code_id for place in places.values()}))}
    zone = own_brand(conn, scope).zone
    staff = {userid: one.id for userid, one in staff_by_wecom(conn, scope, {one.staff for one in came}).items()}
    rows = [_row(one, places[one.channel_state], codes, staff.get(one.staff, 0), zone) for one in came]
    new = scoped.insert_missing(conn, scope, live_code_arrival, rows, live_code_arrival.c.key)
    fresh = [row for row in rows if row["key"] in new]
    _recount(conn, scope, fresh)
    _tag(platform, conn, scope, codes, fresh)
    _follow_up(platform, conn, scope, codes, fresh)
    _fall_due(conn, scope, fresh)
    return len(fresh)


def take_lost(conn: Connection, scope: Scope, friends: Sequence[LostFriend]) -> int:
    """This function will note that friends who came by a code are lost, and return how many were."""
    table = live_code_arrival
    gone = {(one.external_userid, one.staff): one.at_ms for one in friends}
    hit: list[dict[str, Any]] = []
    for part in scoped.batches(sorted({external for external, _ in gone}), IN_MAX):
        still = (table.c.external_userid.in_(part), table.c.lost_at_ms.is_(None))
        for row in conn.execute(scoped.select(scope, table).where(*still)):
            lost_at_ms = gone.get((row.external_userid, row.staff))
            if lost_at_ms is not None and row.at_ms <= lost_at_ms:
                hit.append({**row._mapping, "lost_at_ms": lost_at_ms})
    if not hit:
        return 0
    change = scoped.update(scope, table).where(table.c.id == sa.bindparam("of"))
    rows = [{"of": row["id"], "lost": row["lost_at_ms"]} for row in hit]
    conn.execute(change.values(lost_at_ms=sa.bindparam("lost")), rows)
    _recount(conn, scope, hit)
    _fall_due(conn, scope, hit, served=False)
    return len(hit)


def write_remarks(platform: Platform, ways: ContactWays, scope: Scope) -> int:
    """This function will set up to 50 waiting remarks of codes at the vendor and return how many."""

    def texts(conn: Connection, rows: Sequence[Any]) -> list[str]:
        codes = {one.id: one.settings for one in codes_by_id(conn, scope, sorted({row.code_id for row in rows}))}
        cards = customer_queries.cards(platform, conn, scope, sorted({row.customer_id for row in rows}))
        names = {card.id: card.name for card in cards}
        wanted = [(codes[row.code_id], names.get(row.customer_id, "")) for row in rows]
        return [remark_text(code.remark, name, code.welcome.blocked_words) for code, name in wanted]

    return write_due(platform, ways, scope, live_code_arrival, texts=texts)


def _row(one: NewFriend, place: Placement, codes: dict[int, LiveCode], staff_id: int, zone: str) -> dict[str, Any]:
    code = codes.get(place.code_id)
    return {
        "key": f"{one.external_userid}:{one.staff}:{one.at_ms}",
        "code_id": place.code_id,
        "placement_id": place.id,
        "staff_id": staff_id,
        "staff": one.staff,
        "customer_id": one.customer_id,
        "external_userid": one.external_userid,
        "first_time": one.first_time,
        "at_ms": one.at_ms,
        "day": day_of(one.at_ms, zone),
        "remark": TO_WRITE if code is not None and code.settings.remark else NO_REMARK,
        "remark_due_at_ms": 0,
    }


def _recount(conn: Connection, scope: Scope, rows: Iterable[dict[str, Any]]) -> None:
    """This function will count again the day's figures that `rows` belong to; absolute numbers, so never off by one."""
    table = live_code_arrival.c
    names = ("code_id", "day", "placement_id", "staff_id")
    keys = {tuple(row[name] for name in names) for row in rows}
    counted = []
    for code_id, day in sorted({key[:2] for key in keys}):
        group = [table[name] for name in names]
        sums = (sa.func.count().label("added"), sa.func.count(table.lost_at_ms).label("lost"))
        statement = scoped.select(scope, *group, *sums).where(table.code_id == code_id, table.day == day)
        counted += [dict(row._mapping) for row in conn.execute(statement.group_by(*group))]
    if counted:
        scoped.upsert(conn, scope, live_code_day, counted, index=["brand_id", *names], update=["added", "lost"])


def _tag(
    platform: Platform, conn: Connection, scope: Scope, codes: dict[int, LiveCode], rows: Sequence[dict[str, Any]]
) -> None:
    people: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for tag_id in codes[row["code_id"]].settings.tag_ids:
            people[tag_id].append(row["customer_id"])
    at_ms = platform.clock.now_ms()
    for tag_id, ids in people.items():
        try:
            customers.add_tags(
                platform, conn, scope, tag_id, np.array(sorted(set(ids)), dtype=np.int64), source=SOURCE, at_ms=at_ms
            )
        except NotFound:
            continue  # the tag was deleted since the code was made


def _follow_up(
    platform: Platform, conn: Connection, scope: Scope, codes: dict[int, LiveCode], rows: Sequence[dict[str, Any]]
) -> None:
    arrived: dict[int, list[JourneyArrival]] = defaultdict(list)
    for row in rows:
        journey_id = codes[row["code_id"]].settings.welcome.journey_id
        if journey_id is not None:
            arrived[journey_id].append(JourneyArrival(row["customer_id"], row["key"]))
    for journey_id, people in arrived.items():
        publish(conn, scope, ArrivedForJourney(journey_id, people), at_ms=platform.clock.now_ms())


def _fall_due(conn: Connection, scope: Scope, rows: Sequence[dict[str, Any]], *, served: bool = True) -> None:
    newest = {row["code_id"]: row["staff_id"] for row in sorted(rows, key=lambda row: int(row["at_ms"]))}
    ids: Collection[int] = newest.keys()
    if not ids:
        return
    change = scoped.update(scope, live_code).where(live_code.c.id == sa.bindparam("of"))
    values: dict[str, Any] = {"due_at_ms": 0}
    if served:
        values["last_staff_id"] = sa.bindparam("last")
    conn.execute(change.values(**values), [{"of": one, "last": newest[one]} if served else {"of": one} for one in ids])
