"""Writes of the log: record events, remember messages, register who wants to hear of which names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection

from siyu.events.contracts import OBSERVED_BYTES_MAX, OBSERVED_PER_FACT_MAX, EventsObserved, NewEvent, ObservedEvent
from siyu.events.domain import SAMPLES_PER_NAME, LogEntry, learn_keys, message_digest, tally
from siyu.events.models import event_interest, event_vocabulary, seen_message
from siyu.kit import facts
from siyu.kit.codec import decode_any, encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.lake.rows import ref_digest
from siyu.kit.platform import Platform

OWN = "siyu"
FORGET_MAX = 20_000


def record(platform: Platform, conn: Connection, scope: Scope, events: Sequence[NewEvent]) -> int:
    """This function will log `events` in the caller's core transaction and return how many were new.

    Events whose message_id was recorded before are left out; EventsObserved is published for names with an interest.
    """
    now_ms = platform.clock.now_ms()
    new = first_seen(conn, scope, [event.message_id for event in events], origin=OWN, at_ms=now_ms)
    entries = [_entry(event) for event, is_new in zip(events, new, strict=True) if is_new]
    append(platform, conn, scope, entries)
    return len(entries)


def register_interest(conn: Connection, scope: Scope, name: str, consumer: str) -> None:
    """This function will have EventsObserved published for new events called `name`, as long as `consumer` wants it."""
    scoped.insert_new(conn, scope, event_interest, [{"name": name, "consumer": consumer}])


def drop_interest(conn: Connection, scope: Scope, name: str, consumer: str) -> None:
    """This function will end `consumer`'s interest in events called `name`; other consumers keep theirs."""
    mine = (event_interest.c.name == name, event_interest.c.consumer == consumer)
    conn.execute(scoped.delete(scope, event_interest).where(*mine))


def first_seen(conn: Connection, scope: Scope, message_ids: Sequence[str], *, origin: str, at_ms: int) -> list[bool]:
    """This function will remember `message_ids` and say of each whether it was never seen before, here or earlier."""
    digests = [message_digest(message_id, origin) for message_id in message_ids]
    # In order of digest: neighbours in the index are written together, and two writers meet in one order.
    rows = [{"digest": digest, "at_ms": at_ms} for digest in sorted(set(digests))]
    fresh = {bytes(digest) for digest in scoped.insert_missing(conn, scope, seen_message, rows, seen_message.c.digest)}
    new = []
    for digest in digests:
        new.append(digest in fresh)
        fresh.discard(digest)
    return new


def append(platform: Platform, conn: Connection, scope: Scope, entries: Sequence[LogEntry]) -> None:
    """This function will put `entries` into the lake, count their names and publish what somebody listens to."""
    if not entries:
        return
    codes = platform.lake.codes(conn, scope, {entry.name for entry in entries}, create=True)
    platform.lake.append_columns(
        conn,
        scope,
        {
            "customer_id": _integers(entry.customer_id for entry in entries),
            "at_ms": _integers(entry.at_ms for entry in entries),
            "event": _integers(codes[entry.name] for entry in entries),
            "value_fen": _integers(entry.value_fen for entry in entries),
            "quantity": _integers(entry.quantity for entry in entries),
            "ref": _integers(ref_digest(entry.ref) for entry in entries),
            "properties": [entry.properties for entry in entries],
        },
    )
    _count_names(conn, scope, entries)
    _publish(platform, conn, scope, entries)


def forget_seen(conn: Connection, scope: Scope, before_ms: int) -> int:
    """This function will forget up to 20,000 message ids seen before `before_ms` and return how many."""
    old = scoped.select(scope, seen_message.c.digest).where(seen_message.c.at_ms < before_ms).limit(FORGET_MAX)
    digests = list(conn.execute(old).scalars())
    for part in scoped.batches(digests):
        conn.execute(scoped.delete(scope, seen_message).where(seen_message.c.digest.in_(part)))
    return len(digests)


def _entry(event: NewEvent) -> LogEntry:
    properties = encode(event.properties).decode() if event.properties else None
    return LogEntry(
        event.message_id,
        event.customer_id,
        event.at_ms,
        event.name,
        event.value_fen,
        event.quantity,
        event.ref,
        properties,
    )


def _integers(values: Iterable[int]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.fromiter(values, dtype=np.int64)


def _count_names(conn: Connection, scope: Scope, entries: Sequence[LogEntry]) -> None:
    """This function will add `entries` to the brand's vocabulary; the lake's counter already keeps others waiting."""
    tallies = tally(entries)
    statement = scoped.select(scope, event_vocabulary).where(event_vocabulary.c.name.in_(list(tallies)))
    known = {row.name: row for row in conn.execute(statement)}
    samples = _samples(entries)
    rows = []
    for name, added in tallies.items():
        row = known.get(name)
        keys = learn_keys(decode_any(row.properties) if row else {}, samples[name])
        rows.append(
            {
                "name": name,
                "times": added.count + (row.times if row else 0),
                "first_at_ms": min(added.first_at_ms, row.first_at_ms) if row else added.first_at_ms,
                "last_at_ms": max(added.last_at_ms, row.last_at_ms) if row else added.last_at_ms,
                "properties": encode(keys),
            }
        )
    changing = ["times", "first_at_ms", "last_at_ms", "properties"]
    scoped.upsert(conn, scope, event_vocabulary, rows, index=["brand_id", "name"], update=changing)


def _samples(entries: Sequence[LogEntry]) -> dict[str, list[dict[str, Any]]]:
    samples: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry.properties and len(found := samples[entry.name]) < SAMPLES_PER_NAME:
            found.append(_object(entry.properties))
    return samples


def _object(text: str) -> dict[str, Any]:
    try:
        value = decode_any(text.encode())
    except msgspec.DecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _publish(platform: Platform, conn: Connection, scope: Scope, entries: Sequence[LogEntry]) -> None:
    statement = scoped.select(scope, event_interest.c.name).distinct()
    wanted = set(conn.execute(statement).scalars())
    heard: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in entries:
        if entry.name in wanted:
            heard[entry.name].append(entry)
    now_ms = platform.clock.now_ms()
    for name, told in heard.items():
        for part in _fact_sized(told):
            facts.publish(conn, scope, EventsObserved(name, [_observed(entry) for entry in part]), at_ms=now_ms)


def _fact_sized(entries: Sequence[LogEntry]) -> Iterator[list[LogEntry]]:
    """This function will cut `entries` into runs that fit one fact: at most 1,000, properties of about 1 MB."""
    part: list[LogEntry] = []
    size = 0
    for entry in entries:
        size += len(entry.properties or "")
        if part and (size > OBSERVED_BYTES_MAX or len(part) >= OBSERVED_PER_FACT_MAX):
            yield part
            part, size = [], len(entry.properties or "")
        part.append(entry)
    yield part


def _observed(entry: LogEntry) -> ObservedEvent:
    properties = _object(entry.properties) if entry.properties else None
    return ObservedEvent(entry.customer_id, entry.at_ms, entry.message_id, properties)
