"""Reading the quota. All take a flow connection."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, func

from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.ids import CHUNK_BITS, CHUNK_SIZE, Ids
from siyu.outreach.quota.contracts import OwnSends, Period, QuotaMode, Subject
from siyu.outreach.quota.domain import china_day, period, unpack
from siyu.outreach.quota.models import quota_group, quota_own_send, quota_setting, quota_use

# Channels whose messages the vendor counts as mass messages.
COUNTED_CHANNELS = frozenset({"wecom"})
IN_MAX = 500


def quota_mode(conn: Connection, scope: Scope) -> QuotaMode:
    """This function will return how the brand's corp counts; `day`, the strictest, until told otherwise."""
    found = conn.execute(scoped.select(scope, quota_setting.c.mode)).scalar()
    return QuotaMode(found) if found else QuotaMode.DAY


def present_period(conn: Connection, scope: Scope, at_ms: int) -> Period:
    """This function will return the brand's period of the quota that holds a moment."""
    return period(quota_mode(conn, scope), china_day(at_ms))


def used(conn: Connection, scope: Scope, ids: Ids, within: Period, *, subject: Subject = Subject.CUSTOMER) -> Ids:
    """This function will count the mass messages of each of `ids` in a period, reserved ones too: int64 array."""
    found = np.zeros(len(ids), dtype=np.int64)
    if not len(ids):
        return found
    chunks = ids >> CHUNK_BITS
    table = quota_use.c
    statement = scoped.select(scope, table.chunk, table.counts).where(
        table.subject == int(subject), table.day >= within.first_day, table.day < within.end_day
    )
    for row in conn.execute(statement.where(sets.among(conn, table.chunk, np.unique(chunks)))):
        here = chunks == row.chunk
        found[here] += unpack(row.counts)[ids[here] & (CHUNK_SIZE - 1)]
    return found


def room(conn: Connection, scope: Scope, ids: Ids, *, at_ms: int, subject: Subject = Subject.CUSTOMER) -> Ids:
    """This function will say how many more mass messages each of `ids` takes in the period of `at_ms`: int64, >= 0."""
    within = present_period(conn, scope, at_ms)
    return np.maximum(within.allowed - used(conn, scope, ids, within, subject=subject), 0)


def room_in(conn: Connection, scope: Scope, channel: str, ids: Ids, *, at_ms: int) -> Ids | None:
    """This function will say how much room each customer has on a channel, None when the channel has no quota."""
    return room(conn, scope, ids, at_ms=at_ms) if channel in COUNTED_CHANNELS else None


def china_day_of(at_ms: int) -> int:
    """This function will return the number of the China day that holds a moment."""
    return china_day(at_ms)


def moments_seen(conn: Connection, scope: Scope, ids: Ids, *, at_ms: int) -> Ids:
    """This function will count the brand's moments that each customer could see in the month of `at_ms`: int64 array."""
    return used(conn, scope, ids, period(QuotaMode.MONTH, china_day(at_ms)), subject=Subject.MOMENT)


def group_numbers(conn: Connection, scope: Scope, chat_ids: Sequence[str]) -> dict[str, int]:
    """This function will return the numbers of customer groups by chat id; groups never counted are left out."""
    table = quota_group.c
    found: dict[str, int] = {}
    for part in scoped.batches(sorted(set(chat_ids)), IN_MAX):
        statement = scoped.select(scope, table.chat_id, table.id).where(table.chat_id.in_(part))
        found |= {str(row.chat_id): int(row.id) for row in conn.execute(statement)}
    return found


def group_room(conn: Connection, scope: Scope, chat_ids: Sequence[str], *, at_ms: int) -> dict[str, int]:
    """This function will say how many more mass messages each group takes in the period of `at_ms`."""
    numbers = group_numbers(conn, scope, chat_ids)
    free = present_period(conn, scope, at_ms).allowed
    known = [one for one in chat_ids if one in numbers]
    ids = np.array([numbers[one] for one in known], dtype=np.int64)
    left = room(conn, scope, ids, at_ms=at_ms, subject=Subject.GROUP)
    return dict.fromkeys(chat_ids, free) | {one: int(number) for one, number in zip(known, left, strict=True)}


def counted_sends(conn: Connection, scope: Scope, channel: str, since_ms: int) -> set[str]:
    """This function will return the vendor ids of advisors' own mass messages that have been counted."""
    table = quota_own_send.c
    statement = scoped.select(scope, table.vendor_id).where(table.channel == channel, table.counted.is_(True))
    return set(conn.execute(statement.where(table.created_at_ms >= since_ms)).scalars())


def counted_of(conn: Connection, scope: Scope, channel: str, subject: Subject, since_ms: int) -> set[str]:
    """This function will return the vendor ids of those own messages counted that went to customers, or to groups."""
    table = quota_own_send.c
    statement = scoped.select(scope, table.vendor_id).where(
        table.channel == channel, table.subject == int(subject), table.counted.is_(True)
    )
    return set(conn.execute(statement.where(table.created_at_ms >= since_ms)).scalars())


def own_sends_since(conn: Connection, scope: Scope, channel: str, subject: Subject, first_ms: int) -> int:
    """This function will say from when on advisors' own messages are to be asked for, at least `first_ms`.

    From the oldest that was not final when last seen, else from the newest one counted: of those to customers and of
    those to groups apart, because the vendor lists them apart and one list may fail where the other was read.
    """
    table = quota_own_send.c
    mine = (table.channel == channel, table.subject == int(subject))
    oldest = scoped.select(scope, func.min(table.created_at_ms)).where(*mine, table.counted.is_(False))
    waiting = conn.execute(oldest.where(table.created_at_ms >= first_ms)).scalar()
    latest = scoped.select(scope, func.max(table.created_at_ms)).where(*mine)
    found = waiting if waiting is not None else conn.execute(latest).scalar()
    return max(first_ms, int(found or 0))


def own_sends(conn: Connection, scope: Scope, since_ms: int) -> OwnSends:
    """This function will count advisors' own mass messages since a moment, and whom they reached."""
    table = quota_own_send.c
    statement = scoped.select(scope, table.subject, func.count(), func.sum(table.people)).where(
        table.created_at_ms >= since_ms, table.channel.in_(sorted(COUNTED_CHANNELS))
    )
    rows = {int(row[0]): (int(row[1]), int(row[2])) for row in conn.execute(statement.group_by(table.subject))}
    people, groups = (rows.get(int(one), (0, 0))[1] for one in (Subject.CUSTOMER, Subject.GROUP))
    return OwnSends(sum(messages for messages, _ in rows.values()), people, groups)
