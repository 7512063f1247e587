"""Writing the quota: reserved when a message passes the gate, moved or released when its result is known."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.ids import CHUNK_BITS, CHUNK_SIZE, Ids
from siyu.outreach.models import outreach_intent
from siyu.outreach.quota.contracts import OwnSend, QuotaMode, Subject
from siyu.outreach.quota.domain import add, china_day, china_days, pack, unpack
from siyu.outreach.quota.models import quota_group, quota_own_send, quota_setting, quota_use
from siyu.outreach.quota.queries import COUNTED_CHANNELS, group_numbers

NO_COUNTS = b""


def save_quota_mode(conn: Connection, scope: Scope, mode: QuotaMode, *, at_ms: int) -> None:
    """This function will set how the brand's corp counts; what was counted before stays and is read in the new way."""
    row = {"mode": str(mode), "updated_at_ms": at_ms}
    scoped.upsert(conn, scope, quota_setting, [row], index=["brand_id"], update=["mode", "updated_at_ms"])


def reserve(
    conn: Connection, scope: Scope, ids: Ids, *, at_ms: int, channel: str, subject: Subject = Subject.CUSTOMER
) -> None:
    """This function will count one more message for each of `ids` on the day of `at_ms`, if the channel is counted."""
    if channel in COUNTED_CHANNELS:
        change(conn, scope, ids, day=china_day(at_ms), step=1, subject=subject)


def settle(conn: Connection, scope: Scope, intents: Ids, *, sent_at_ms: int | None) -> None:
    """This function will settle messages that passed the gate: not sent (None) frees the room, sent moves it to its day.

    Call it once for each message, in the transaction that gives the message its result.
    """
    table = outreach_intent.c
    statement = scoped.select(scope, table.customer_id, table.passed_at_ms).where(
        sets.among(conn, table.id, intents), table.passed_at_ms > 0, table.channel.in_(sorted(COUNTED_CHANNELS))
    )
    rows = np.array([tuple(row) for row in conn.execute(statement)], dtype=np.int64).reshape(-1, 2)
    days = china_days(rows[:, 1])
    to_day = None if sent_at_ms is None else china_day(sent_at_ms)
    moved = rows[days != to_day] if to_day is not None else rows
    from_days = days[days != to_day] if to_day is not None else days
    for day in np.unique(from_days).tolist():
        change(conn, scope, moved[from_days == day, 0], day=day, step=-1)
    if to_day is not None:
        change(conn, scope, moved[:, 0], day=to_day, step=1)


def count_own_send(conn: Connection, scope: Scope, channel: str, send: OwnSend, reached: dict[int, int]) -> bool:
    """This function will count a message made without us once: `reached` is customer, or group, → sent_at_ms.

    Returns whether new. One that is not final yet is only noted, and counted when it comes again as final.
    """
    row = {"channel": channel, "vendor_id": send.vendor_id, "advisor": send.advisor, "subject": int(send.subject)}
    numbers = {"people": len(reached), "counted": False, "created_at_ms": send.created_at_ms}
    scoped.insert_new(conn, scope, quota_own_send, [row | numbers])
    table = quota_own_send.c
    noted = scoped.update(scope, quota_own_send).where(table.channel == channel, table.vendor_id == send.vendor_id)
    # Noted before there was a subject: as one to customers, though its groups were counted as groups.
    conn.execute(noted.where(table.subject != int(send.subject)).values(subject=int(send.subject)))
    if not send.final:
        return False
    done = noted.where(table.counted.is_(False)).values(counted=True, people=len(reached))
    if not conn.execute(done).rowcount:
        return False
    ids = np.array(list(reached), dtype=np.int64)
    days = np.array([china_day(at_ms) for at_ms in reached.values()], dtype=np.int64)
    for day in np.unique(days).tolist():
        change(conn, scope, ids[days == day], day=day, step=1, subject=send.subject)
    return True


def count_moment(conn: Connection, scope: Scope, ids: Ids, *, at_ms: int) -> None:
    """This function will count one moment for each customer who can see it."""
    change(conn, scope, ids, day=china_day(at_ms), step=1, subject=Subject.MOMENT)


def number_groups(conn: Connection, scope: Scope, chat_ids: Sequence[str]) -> dict[str, int]:
    """This function will return the numbers under which groups are counted, giving new ones where missing."""
    found = group_numbers(conn, scope, chat_ids)
    missing = sorted(set(chat_ids) - found.keys())
    if not missing:
        return found
    scoped.insert_new(conn, scope, quota_group, [{"chat_id": one} for one in missing])
    return found | group_numbers(conn, scope, missing)


def change(
    conn: Connection, scope: Scope, ids: Ids, *, day: int, step: int, subject: Subject = Subject.CUSTOMER
) -> None:
    """This function will add `step` (+1 or -1) to the count of each of `ids` (int64, repeats count) on a China day."""
    if not len(ids):
        return
    chunks = ids >> CHUNK_BITS
    wanted = np.unique(chunks)
    held = _lock(conn, scope, wanted, day=day, subject=subject)
    rows = []
    for chunk in wanted.tolist():
        local = ids[chunks == chunk] & (CHUNK_SIZE - 1)
        counts = pack(add(unpack(held[chunk]), local, step))
        rows.append({"subject": int(subject), "chunk": chunk, "day": day, "counts": counts})
    scoped.upsert(conn, scope, quota_use, rows, index=["brand_id", "subject", "chunk", "day"], update=["counts"])


def _lock(conn: Connection, scope: Scope, chunks: Ids, *, day: int, subject: Subject) -> dict[int, bytes]:
    """This function will lock the rows of these blocks in ascending order, made where missing, and return their counts."""
    place = {"subject": int(subject), "day": day, "counts": NO_COUNTS}
    rows: Sequence[dict[str, object]] = [{**place, "chunk": chunk} for chunk in chunks.tolist()]
    scoped.insert_new(conn, scope, quota_use, rows)
    table = quota_use.c
    statement = scoped.select(scope, table.chunk, table.counts).where(
        table.subject == int(subject), table.day == day, sets.among(conn, table.chunk, chunks)
    )
    found = conn.execute(statement.order_by(table.chunk).with_for_update())
    return {row.chunk: bytes(row.counts) for row in found}
