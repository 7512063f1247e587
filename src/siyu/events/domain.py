"""Rules of the log: how a message is recognised again, and what is remembered of an event name's properties."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DIGEST_BYTES = 16
PROPERTY_KEYS_MAX = 200
SAMPLES_PER_NAME = 3
KINDS: dict[type, str] = {bool: "flag", int: "number", float: "number", str: "text", list: "list", dict: "object"}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An event on its way into the log, properties as JSON text."""

    message_id: str
    customer_id: int
    at_ms: int
    name: str
    value_fen: int
    quantity: int
    ref: str
    properties: str | None


@dataclass(frozen=True, slots=True)
class NameTally:
    """What one batch adds to an event name: how many, first and last time."""

    count: int
    first_at_ms: int
    last_at_ms: int


def message_digest(message_id: str, origin: str) -> bytes:
    """This function will return the 16 bytes a message is recognised by (BLAKE2b, RFC 7693).

    `origin` (at most 16 bytes) keeps ids from outside apart from those Siyu makes itself.
    """
    person = origin.encode()
    return hashlib.blake2b(message_id.encode(), digest_size=DIGEST_BYTES, person=person).digest()


def tally(entries: Iterable[LogEntry]) -> dict[str, NameTally]:
    """This function will count `entries` by name, names in alphabetical order (so that rows are locked in one order)."""
    times: dict[str, list[int]] = {}
    for entry in entries:
        times.setdefault(entry.name, []).append(entry.at_ms)
    return {name: NameTally(len(at), min(at), max(at)) for name, at in sorted(times.items())}


def learn_keys(known: Mapping[str, str], samples: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """This function will add the property keys of `samples` with their kinds to those `known`, at most 200 in all."""
    learnt = dict(known)
    for sample in samples:
        for key, value in sample.items():
            kind = KINDS.get(type(value))
            if kind and (key in learnt or len(learnt) < PROPERTY_KEYS_MAX):
                learnt[key] = kind if learnt.get(key, kind) == kind else "mixed"
    return learnt
