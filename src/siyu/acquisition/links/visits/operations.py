"""Writes of who came through links: by fact, by callback, by the vendor's list; figures, quota and alerts each night."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import ArrivedForJourney, JourneyArrival
from siyu.acquisition.links.contracts import AcquisitionLink, AlertKind, LinkCustomer, LinkQuota
from siyu.acquisition.links.models import (
    acquisition_alert,
    acquisition_link,
    acquisition_link_day,
    acquisition_link_visit,
    acquisition_quota,
)
from siyu.acquisition.links.ports import LinkDesk
from siyu.acquisition.links.queries import (
    IN_MAX,
    LIST_MAX,
    links,
    links_by_id,
    links_by_vendor,
    places_by_channel,
)
from siyu.acquisition.links.visits.contracts import LinkNews
from siyu.acquisition.links.visits.queries import days_read
from siyu.acquisition.live_codes.contracts import CodeStatus
from siyu.acquisition.remarking.operations import NO_REMARK, TO_WRITE
from siyu.customers import operations as customers
from siyu.customers.friends import queries as friend_queries
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.kit.calendar import day_of
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.kit.facts import publish
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand, staff_by_wecom

SOURCE = "acquisition_link"
# The vendor's figures of the last days may still change; older ones are read once.
OPEN_DAYS, BACK_DAYS = 3, 30
CUSTOMERS_PER_WRITE = 1_000
SPOKE = "customer_start_chat"
QUOTA_CHANGED = "balance_increased"
ALERTS = {one.value for one in AlertKind}


def take_link_friends(platform: Platform, conn: Connection, scope: Scope, friends: Sequence[NewFriend]) -> int:
    """This function will note friends who came by a link's place and return how many are new; again does nothing.

    Their tags are put on, their remark is queued, and the journey that follows is told.
    """
    places = places_by_channel(conn, scope, [one.channel_state for one in friends])
    came = [one for one in friends if one.channel_state in places]
    rows = [_visit(one, places[one.channel_state].link_id, places[one.channel_state].id) for one in came]
    return _take(platform, conn, scope, rows)


def take_link_lost(conn: Connection, scope: Scope, friends: Sequence[LostFriend]) -> int:
    """This function will note that friends who came by a link are lost, and return how many were."""
    table = acquisition_link_visit
    gone = {(one.external_userid, one.staff): one.at_ms for one in friends}
    hit: list[dict[str, Any]] = []
    for part in scoped.batches(sorted({external for external, _ in gone}), IN_MAX):
        still = (table.c.external_userid.in_(part), table.c.lost_at_ms.is_(None))
        for row in conn.execute(scoped.select(scope, table).where(*still)):
            lost_at_ms = gone.get((row.external_userid, row.staff))
            if lost_at_ms is not None and row.at_ms <= lost_at_ms:
                hit.append({"of": row.id, "lost": lost_at_ms})
    if hit:
        change = scoped.update(scope, table).where(table.c.id == sa.bindparam("of"))
        conn.execute(change.values(lost_at_ms=sa.bindparam("lost")), hit)
    return len(hit)


def take_listed(
    platform: Platform, conn: Connection, scope: Scope, link_id: int, listed: Sequence[LinkCustomer], *, at_ms: int
) -> int:
    """This function will note who the vendor lists under a link: also those without a channel, and who has spoken."""
    here = _here(conn, scope, link_id, [one.external_userid for one in listed])
    pairs = {(one.staff, one.external_userid): one for one in listed}
    unseen = [pair for pair in pairs if pair not in here]
    places = places_by_channel(conn, scope, [one.channel for one in listed])
    rows = [
        _listed(row, link_id, places[one.channel].id if one.channel in places else 0)
        for row in friend_queries.stored(conn, scope, unseen)
        if (one := pairs[row.staff, row.external_userid])
    ]
    new = _take(platform, conn, scope, rows)
    spoke = [(one.staff, one.external_userid) for one in listed if one.spoke]
    _note_spoken(conn, scope, link_id, spoke, at_ms)
    return new


def take_link_news(platform: Platform, conn: Connection, scope: Scope, news: Sequence[LinkNews]) -> None:
    """This function will take in callbacks about links: who has spoken, what to warn of, what to look at again."""
    ours = links_by_vendor(conn, scope, [one.vendor_id for one in news])
    alerts = [
        {
            "key": one.key,
            "kind": one.kind,
            "link_id": ours.get(one.vendor_id, 0),
            "amount": one.count,
            "until_ms": one.until_ms,
            "at_ms": one.at_ms,
            "seen_by": "",
        }
        for one in news
        if one.kind in ALERTS
    ]
    scoped.insert_new(conn, scope, acquisition_alert, alerts)
    spoken = [one for one in news if one.kind == SPOKE and one.vendor_id in ours]
    for one in spoken:
        _note_spoken(conn, scope, ours[one.vendor_id], [(one.staff, one.external_userid)], one.at_ms)
    deleted = [ours[one.vendor_id] for one in news if one.kind == AlertKind.LINK_DELETED and one.vendor_id in ours]
    if deleted:
        own = scoped.update(scope, acquisition_link).where(acquisition_link.c.id.in_(deleted))
        conn.execute(own.values(applied="", due_at_ms=0))
    if any(one.kind == QUOTA_CHANGED for one in news):
        settled = scoped.update(scope, acquisition_alert).where(
            acquisition_alert.c.kind.in_([AlertKind.BALANCE_LOW, AlertKind.BALANCE_EXHAUSTED])
        )
        conn.execute(settled.where(acquisition_alert.c.seen_by == "").values(seen_by=QUOTA_CHANGED))


def read_links(platform: Platform, desk: LinkDesk, scope: Scope) -> int:
    """This function will read quota, customers and figures of every link from the vendor; returns how many links.

    A brand without links asks nothing. Raises Unavailable; what has been read by then is kept.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        found, _ = links(conn, Scope(scope.brand_id), status=CodeStatus.OPEN, limit=LIST_MAX)
        zone = own_brand(conn, scope).zone
    made = [one for one in found if one.vendor_id]
    if not made:
        return 0
    read_quota(platform, desk, scope)
    for one in made:
        _read_customers(platform, desk, scope, one)
        _read_days(platform, desk, scope, one, today=day_of(now_ms, zone), first=day_of(one.created_at_ms, zone))
        platform.stores.core.write(partial(_note_read, scope, one.id, now_ms))
    return len(made)


def read_quota(platform: Platform, desk: LinkDesk, scope: Scope) -> LinkQuota:
    """This function will read and keep how many additions are left. Raises Unavailable."""
    found = desk.quota(scope)
    platform.stores.core.write(partial(save_quota, scope=scope, found=found))
    return found


def save_quota(conn: Connection, scope: Scope, found: LinkQuota) -> None:
    """This function will keep how many additions are left."""
    row = {"total": found.total, "balance": found.balance, "lots": encode(found.lots), "read_at_ms": found.read_at_ms}
    scoped.upsert(conn, scope, acquisition_quota, [row], index=["brand_id"], update=list(row))


def save_link_days(
    conn: Connection, scope: Scope, link_id: int, days: Mapping[int, tuple[int, int]], *, at_ms: int
) -> None:
    """This function will keep clicks and additions of local days as the vendor counts them."""
    rows = [
        {"link_id": link_id, "day": day, "clicks": clicks, "added": added, "read_at_ms": at_ms}
        for day, (clicks, added) in days.items()
    ]
    index, update = ["brand_id", "link_id", "day"], ["clicks", "added", "read_at_ms"]
    scoped.upsert(conn, scope, acquisition_link_day, rows, index=index, update=update)


def _read_customers(platform: Platform, desk: LinkDesk, scope: Scope, link: AcquisitionLink) -> None:
    listed = list(desk.customers(scope, link.vendor_id))
    at_ms = platform.clock.now_ms()
    for part in scoped.batches(listed, CUSTOMERS_PER_WRITE):
        platform.stores.core.write(partial(_take_part, platform, scope, link.id, part, at_ms=at_ms))


def _here(conn: Connection, scope: Scope, link_id: int, external_userids: Sequence[str]) -> set[tuple[str, str]]:
    """This function will return who came through the link and has not left again."""
    table = acquisition_link_visit.c
    found: set[tuple[str, str]] = set()
    for part in scoped.batches(sorted(set(external_userids)), IN_MAX):
        mine = (table.link_id == link_id, table.external_userid.in_(part), table.lost_at_ms.is_(None))
        rows = conn.execute(scoped.select(scope, table.staff, table.external_userid).where(*mine))
        found |= {(row.staff, row.external_userid) for row in rows}
    return found


def _note_read(scope: Scope, link_id: int, at_ms: int, conn: Connection) -> None:
    own = scoped.update(scope, acquisition_link).where(acquisition_link.c.id == link_id)
    conn.execute(own.values(read_at_ms=at_ms))


def _take_part(
    platform: Platform, scope: Scope, link_id: int, part: Sequence[LinkCustomer], conn: Connection, *, at_ms: int
) -> int:
    return take_listed(platform, conn, scope, link_id, part, at_ms=at_ms)


def _read_days(
    platform: Platform, desk: LinkDesk, scope: Scope, link: AcquisitionLink, *, today: int, first: int
) -> None:
    """This function will read the days that are missing or may still have changed, a call each."""
    begin = max(first, today - BACK_DAYS)
    with platform.stores.core.reading() as conn:
        held = days_read(conn, scope, link.id, from_day=begin)
    wanted = [day for day in range(begin, today + 1) if day not in held or day > today - OPEN_DAYS]
    days = {day: desk.figures(scope, link.vendor_id, day) for day in wanted}
    at_ms = platform.clock.now_ms()
    platform.stores.core.write(lambda conn: save_link_days(conn, scope, link.id, days, at_ms=at_ms))


def _visit(one: NewFriend, link_id: int, place_id: int) -> dict[str, Any]:
    return {
        "key": f"{one.external_userid}:{one.staff}:{one.at_ms}",
        "link_id": link_id,
        "place_id": place_id,
        "staff": one.staff,
        "customer_id": one.customer_id,
        "external_userid": one.external_userid,
        "at_ms": one.at_ms,
        "lost_at_ms": None,
        "spoke_at_ms": None,
        "remark": TO_WRITE,
        "remark_due_at_ms": 0,
    }


def _listed(row: Any, link_id: int, place_id: int) -> dict[str, Any]:
    """This function will make the row of a friendship that the vendor lists under a link.

    It is found out at night, when staff may have written a remark of their own: theirs stays.
    """
    came = NewFriend(row.customer_id, row.staff, row.external_userid, "", 0, False, row.added_at_ms)
    lost = row.lost_at_ms if row.lost_at_ms and row.lost_at_ms >= row.added_at_ms else None
    return {**_visit(came, link_id, place_id), "lost_at_ms": lost, "remark": NO_REMARK}


def _take(platform: Platform, conn: Connection, scope: Scope, rows: Sequence[dict[str, Any]]) -> int:
    if not rows:
        return 0
    zone = own_brand(conn, scope).zone
    staff = {userid: one.id for userid, one in staff_by_wecom(conn, scope, {row["staff"] for row in rows}).items()}
    found = links_by_id(conn, scope, sorted({row["link_id"] for row in rows}))
    silent = {one.id for one in found if not one.settings.remark}
    whole = [
        {
            **row,
            "staff_id": staff.get(row["staff"], 0),
            "day": day_of(row["at_ms"], zone),
            "remark": NO_REMARK if row["link_id"] in silent else row["remark"],
        }
        for row in rows
    ]
    new = scoped.insert_missing(conn, scope, acquisition_link_visit, whole, acquisition_link_visit.c.key)
    fresh = [row for row in whole if row["key"] in new]
    _tag(platform, conn, scope, found, fresh)
    _follow_up(platform, conn, scope, found, fresh)
    return len(fresh)


def _tag(
    platform: Platform, conn: Connection, scope: Scope, found: Iterable[AcquisitionLink], rows: Sequence[dict[str, Any]]
) -> None:
    tags = {one.id: one.settings.tag_ids for one in found}
    people: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for tag_id in tags[row["link_id"]]:
            people[tag_id].add(row["customer_id"])
    at_ms = platform.clock.now_ms()
    for tag_id, ids in people.items():
        try:
            who = np.array(sorted(ids), dtype=np.int64)
            customers.add_tags(platform, conn, scope, tag_id, who, source=SOURCE, at_ms=at_ms)
        except NotFound:
            continue  # the tag was deleted since the link was made


def _follow_up(
    platform: Platform, conn: Connection, scope: Scope, found: Iterable[AcquisitionLink], rows: Sequence[dict[str, Any]]
) -> None:
    journeys = {one.id: one.settings.welcome.journey_id for one in found}
    arrived: dict[int, list[JourneyArrival]] = defaultdict(list)
    for row in rows:
        journey_id = journeys[row["link_id"]]
        if journey_id is not None:
            arrived[journey_id].append(JourneyArrival(row["customer_id"], row["key"]))
    for journey_id, people in arrived.items():
        publish(conn, scope, ArrivedForJourney(journey_id, people), at_ms=platform.clock.now_ms())


def _note_spoken(conn: Connection, scope: Scope, link_id: int, pairs: Sequence[tuple[str, str]], at_ms: int) -> None:
    if not pairs:
        return
    table = acquisition_link_visit
    mine = (
        table.c.link_id == link_id,
        table.c.staff == sa.bindparam("who"),
        table.c.external_userid == sa.bindparam("whom"),
        table.c.spoke_at_ms.is_(None),
    )
    change = scoped.update(scope, table).where(*mine).values(spoke_at_ms=at_ms)
    conn.execute(change, [{"who": staff, "whom": external} for staff, external in pairs])
