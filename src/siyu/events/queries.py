"""Reads of the log: a customer's timeline and the brand's vocabulary of event names."""

import base64
import binascii
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func

from siyu.events.contracts import NAMES_MAX, RESERVED_NAMES, EventKind, EventName, TimelineEntry, TimelinePage
from siyu.events.domain import kind_of, sentence
from siyu.events.models import event_vocabulary
from siyu.kit.codec import decode_any
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.ids import SHARD_BITS
from siyu.kit.platform import Platform

TIMELINE_MAX = 200
TIMELINE_SQL = """
SELECT at_ms, event, seq, value_fen, quantity, properties FROM events
WHERE customer_id = $customer_id AND (at_ms < $at_ms OR (at_ms = $at_ms AND seq < $seq)) {kinds}
ORDER BY at_ms DESC, seq DESC LIMIT $limit
"""
END = (1 << 62, 1 << 62)


class BadCursor(Invalid):
    """A timeline cursor was not one that a page gave."""

    zh = "分页标记「{value}」无效"
    en = "{value!r} is not a cursor of this list"
    fix_zh = "请使用上一页返回的 next_cursor,或留空从头开始"
    fix_en = "Use the next_cursor of the page before, or leave it out to start again"


def timeline(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    customer_id: int,
    *,
    cursor: str | None = None,
    kinds: Sequence[EventKind] = (),
    limit: int = 50,
) -> TimelinePage:
    """This function will return a customer's events, newest first, at most 200; `kinds` keeps those of these kinds.

    Raises BadCursor. Whether the caller may see the customer is for the edge to check.
    """
    size = max(1, min(limit, TIMELINE_MAX))
    at_ms, seq = _read_cursor(cursor) if cursor else END
    names = platform.lake.names(conn, scope)
    codes = sorted(code for code, name in names.items() if kind_of(name) in kinds)
    if kinds and not codes:
        return TimelinePage((), None)
    sql = TIMELINE_SQL.format(kinds=f"AND event IN ({', '.join(map(str, codes))})" if kinds else "")
    params = {"customer_id": customer_id, "at_ms": at_ms, "seq": seq, "limit": size + 1}
    shard = customer_id >> SHARD_BITS
    rows = platform.lake.query(conn, scope, sql, params, shard=shard).to_pylist()
    entries = tuple(_entry(row, names) for row in rows[:size])
    return TimelinePage(entries, _cursor(rows[size - 1]) if len(rows) > size else None)


def told(entry: TimelineEntry, lang: str) -> str:
    """This function will say an entry of the timeline in one sentence, in Chinese ("zh") or English ("en")."""
    return sentence(entry.name, entry.value_fen, entry.properties, lang)


def vocabulary(conn: Connection, scope: Scope) -> list[EventName]:
    """This function will list the event names of the brand's log, most frequent first, with their property keys."""
    statement = scoped.select(scope, event_vocabulary)
    rows = conn.execute(statement.order_by(event_vocabulary.c.times.desc(), event_vocabulary.c.name))
    return [
        EventName(
            row.name, row.times, row.first_at_ms, row.last_at_ms, decode_any(row.properties), row.name in RESERVED_NAMES
        )
        for row in rows
    ]


def names_beyond_limit(conn: Connection, scope: Scope, names: Collection[str]) -> set[str]:
    """This function will return those of `names` that would give the brand more than 2,000 different event names."""
    known = scoped.select(scope, event_vocabulary.c.name).where(event_vocabulary.c.name.in_(names))
    new = sorted(set(names) - set(conn.execute(known).scalars()))
    if not new:
        return set()
    held = int(conn.execute(scoped.select(scope, func.count(event_vocabulary.c.name))).scalar_one())
    return set(new[max(0, NAMES_MAX - held) :])


def _entry(row: dict[str, Any], names: dict[int, str]) -> TimelineEntry:
    properties = decode_any(row["properties"].encode()) if row["properties"] else {}
    name = names.get(row["event"], "")
    return TimelineEntry(row["seq"], kind_of(name), row["at_ms"], name, row["value_fen"], row["quantity"], properties)


def _cursor(row: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((row["at_ms"], row["seq"]))).decode()


def _read_cursor(text: str) -> tuple[int, int]:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=tuple[int, int])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise BadCursor(field="cursor", value=text) from error
