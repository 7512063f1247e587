"""Writes of friendships: take in news as whole batches, and end what a full reading no longer shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.customers import operations as customers
from siyu.customers.friends import queries
from siyu.customers.friends.contracts import (
    FRIENDS_PER_FACT_MAX,
    Added,
    FriendNews,
    FriendsAdded,
    FriendsLost,
    FriendState,
    Lost,
    LostBy,
    LostFriend,
    NewFriend,
    Notes,
    Recorded,
    Retagged,
)
from siyu.customers.friends.domain import Relation, learn
from siyu.customers.friends.models import friend
from siyu.customers.models import customer
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.facts import publish
from siyu.kit.platform import Platform

GONE_MAX = 5_000
Pair = tuple[str, str]
_COLUMNS = (
    "customer_id", "state", "changed_at_ms", "added_at_ms", "added_half", "channel_state", "add_way", "lost_at_ms",
    "lost_by", "noted_at_ms", "remark", "description", "vendor_tags", "seen_at_ms",
)  # fmt: skip


def record_friends(
    platform: Platform, conn: Connection, scope: Scope, news: Sequence[FriendNews], *, source: str
) -> Recorded:
    """This function will take in what is said of friendships and return which began and which ended.

    The newest word on each friendship counts, whatever order and how often words arrive. Facts FriendsAdded and
    FriendsLost are published for what changed.
    """
    if not news:
        return Recorded()
    take(conn, f"friends:{scope.brand_id}")  # writers of a brand's friends take turns from reading to writing
    pairs = [(one.staff, one.external_userid) for one in news]
    held = {(row.staff, row.external_userid): _relation(row) for row in queries.stored(conn, scope, pairs)}
    known = dict(held)
    for pair, one in zip(pairs, news, strict=True):
        known[pair] = learn(known.get(pair), one)
    changed = {pair: known[pair] for pair in dict.fromkeys(pairs) if known[pair] != held.get(pair)}
    found = _difference(conn, scope, held, changed)
    _store(conn, scope, changed)
    _tell(platform, conn, scope, found, source)
    return found


def end_unseen(
    platform: Platform, conn: Connection, scope: Scope, staff: Sequence[str], *, begun_at_ms: int
) -> list[LostFriend]:
    """This function will end up to 5,000 confirmed friendships of `staff` that a full reading begun then did not show.

    Returns those; call again until there are none. Friendships that began after the reading did are left alone.
    """
    table = friend.c
    unseen: list[FriendNews] = []
    for part in scoped.batches(list(staff), queries.IN_MAX):
        statement = scoped.select(scope, table.staff, table.external_userid, table.customer_id).where(
            table.staff.in_(part), table.state == FriendState.NORMAL,
            table.seen_at_ms < begun_at_ms, table.added_at_ms < begun_at_ms,
        )  # fmt: skip
        lost = Lost(begun_at_ms, LostBy.SYNC)
        rows = conn.execute(statement.limit(GONE_MAX - len(unseen)))
        unseen += [FriendNews(row.staff, row.external_userid, row.customer_id, lost=lost) for row in rows]
    return list(record_friends(platform, conn, scope, unseen, source="sync").lost)


def change_notes(
    platform: Platform, conn: Connection, scope: Scope, *, staff: str, external_userid: str, notes: Notes
) -> None:
    """This function will store notes that Siyu itself has written to WeCom: such calls raise no callback."""
    rows = list(queries.stored(conn, scope, [(staff, external_userid)]))
    news = [FriendNews(staff, external_userid, row.customer_id, notes=notes) for row in rows]
    record_friends(platform, conn, scope, news, source="siyu")


def change_vendor_tags(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    changes: Mapping[Pair, tuple[frozenset[str], frozenset[str]]],
    *,
    at_ms: int,
) -> None:
    """This function will store tags that Siyu itself has put on and taken off at the vendor: such calls raise no callback.

    `changes`: {(staff, external user id): (put on, taken off)}.
    """
    news = []
    for row in queries.stored(conn, scope, changes):
        added, removed = changes[row.staff, row.external_userid]
        carried = (frozenset(filter(None, row.vendor_tags.split(","))) | added) - removed
        notes = Notes(max(at_ms, row.noted_at_ms), row.remark, row.description, tuple(sorted(carried)))
        # The same instant as the last reading: ours comes after it.
        notes = replace(notes, at_ms=notes.at_ms + 1) if notes.at_ms == row.noted_at_ms else notes
        news.append(FriendNews(row.staff, row.external_userid, row.customer_id, notes=notes))
    record_friends(platform, conn, scope, news, source="siyu")


def own_unowned(conn: Connection, scope: Scope, owners: Mapping[int, tuple[int, int]]) -> int:
    """This function will give customers who belong to nobody to their first friend: {customer: (unit, staff id)}.

    Returns how many had belonged to nobody.
    """
    free: list[int] = []
    for part in scoped.batches(sorted(owners), queries.IN_MAX):
        statement = scoped.select(scope, customer.c.id).where(customer.c.id.in_(part), customer.c.advisor_id.is_(None))
        free += list(conn.execute(statement).scalars())
    if free:
        units, advisors = zip(*(owners[one] for one in free), strict=True)
        ids = np.array(free, dtype=np.int64)
        customers.assign_owner(conn, scope, ids, org_unit_ids=units, advisor_ids=advisors)
    return len(free)


def _difference(
    conn: Connection, scope: Scope, held: Mapping[Pair, Relation], changed: Mapping[Pair, Relation]
) -> Recorded:
    began = [pair for pair, now in changed.items() if now.friendly and not (pair in held and held[pair].friendly)]
    ended = [
        pair for pair, now in changed.items() if not now.friendly and not (pair in held and not held[pair].friendly)
    ]
    ever = queries.ever_friends(conn, scope, [external for _, external in began])
    return Recorded(
        tuple(_new_friend(pair, changed[pair], pair[1] not in ever) for pair in began),
        tuple(_lost_friend(pair, changed[pair]) for pair in ended),
        tuple(
            Retagged(now.customer_id, before, now.tags, not now.friendly)
            for pair, now in changed.items()
            if (before := held[pair].tags if pair in held else ()) != now.tags
        ),
    )


def _tell(platform: Platform, conn: Connection, scope: Scope, found: Recorded, source: str) -> None:
    at_ms = platform.clock.now_ms()
    for new in scoped.batches(found.added, FRIENDS_PER_FACT_MAX):
        publish(conn, scope, FriendsAdded(list(new), source), at_ms=at_ms)
    for gone in scoped.batches(found.lost, FRIENDS_PER_FACT_MAX):
        publish(conn, scope, FriendsLost(list(gone), source), at_ms=at_ms)


def _store(conn: Connection, scope: Scope, changed: Mapping[Pair, Relation]) -> None:
    rows = [
        {
            "staff": staff,
            "external_userid": external,
            "customer_id": now.customer_id,
            "state": now.state.value,
            "changed_at_ms": now.changed_at_ms,
            "added_at_ms": now.added.at_ms,
            "added_half": now.added.half,
            "channel_state": now.added.channel_state,
            "add_way": now.added.add_way,
            "lost_at_ms": now.lost.at_ms,
            "lost_by": now.lost.by.value if now.lost.at_ms else "",
            "noted_at_ms": now.notes.at_ms,
            "remark": now.notes.remark,
            "description": now.notes.description,
            "vendor_tags": ",".join(now.notes.vendor_tags),
            "seen_at_ms": now.seen_at_ms,
        }
        for (staff, external), now in changed.items()
    ]
    scoped.upsert(conn, scope, friend, rows, index=["brand_id", "staff", "external_userid"], update=_COLUMNS)


def _relation(row: Any) -> Relation:
    return Relation(
        row.customer_id,
        Added(row.added_at_ms, row.added_half, row.channel_state, row.add_way),
        Lost(row.lost_at_ms, LostBy(row.lost_by or LostBy.UNKNOWN)),
        Notes(row.noted_at_ms, row.remark, row.description, tuple(filter(None, row.vendor_tags.split(",")))),
        row.seen_at_ms,
    )


def _new_friend(pair: Pair, now: Relation, first_time: bool) -> NewFriend:
    word = now.added
    return NewFriend(now.customer_id, *pair, word.channel_state, word.add_way, first_time, word.at_ms)


def _lost_friend(pair: Pair, now: Relation) -> LostFriend:
    return LostFriend(now.customer_id, *pair, now.added.channel_state, now.lost.by.value, now.lost.at_ms)
