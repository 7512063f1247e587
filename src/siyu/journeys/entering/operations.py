"""Letting sets of people in: idempotent by cause, one entry at a time a person, in whole statements."""

import hashlib

import numpy as np
from sqlalchemy import Connection, case, func, literal, or_

from siyu.journeys.contracts import MemberState, Outcome, Version
from siyu.journeys.graphs.contracts import Reentry, WaitNode
from siyu.journeys.models import journey_member, journey_move, journey_step
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.ids import Ids

PEOPLE_MAX = 50_000


def cause_of(text: str) -> int:
    """This function will return the 63-bit number of a cause, e.g. of an event's message id."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def enter(conn: Connection, scope: Scope, version: Version, people: Ids, causes: Ids, *, at_ms: int) -> int:
    """This function will let `people` (int64) in, each for its cause (int64), and return how many came in.

    Who is inside already, has been in (re-entry once), or came in for the same cause before, is left out.
    """
    entered = 0
    for start in range(0, len(people), PEOPLE_MAX):
        part = slice(start, start + PEOPLE_MAX)
        unique, first = np.unique(people[part], return_index=True)
        entered += _enter_part(conn, scope, version, unique, causes[part][first], at_ms=at_ms)
    return entered


def _enter_part(conn: Connection, scope: Scope, version: Version, people: Ids, causes: Ids, *, at_ms: int) -> int:
    members = journey_member.c
    first_id = take(conn, "journey_entry", len(people))
    numbers = {"entry_id": np.arange(first_id, first_id + len(people)), "customer_id": people, "cause": causes}
    coming = sets.numbers(conn, "coming", numbers)
    before = scoped.select(
        scope,
        members.customer_id,
        func.max(members.entry).label("entries"),
        func.max(case((members.state == int(MemberState.DONE), 0), else_=1)).label("inside"),
    )
    before = before.where(members.journey_id == version.journey_id, sets.among(conn, members.customer_id, people))
    known = before.group_by(members.customer_id).subquery("known")
    same = scoped.select(scope, members.id).where(
        members.journey_id == version.journey_id,
        members.customer_id == coming.c.customer_id,
        members.cause == coming.c.cause,
    )
    again = version.graph.reentry is Reentry.AFTER_EXIT
    allowed = or_(known.c.customer_id.is_(None), known.c.inside == 0) if again else known.c.customer_id.is_(None)
    rows = scoped.select(
        scope,
        coming.c.entry_id,
        coming.c.customer_id,
        coming.c.cause,
        func.coalesce(known.c.entries, 0) + 1,
        *(literal(value) for value in _first_place(version, at_ms).values()),
        from_=coming.outerjoin(known, known.c.customer_id == coming.c.customer_id),
    ).where(allowed, ~same.exists())
    names = ["id", "customer_id", "cause", "entry", *_first_place(version, at_ms)]
    sets.insert_from(conn, scope, journey_member, names, rows, new_only=True)
    return _log_entries(conn, scope, version, first_id, len(people), at_ms=at_ms)


def _first_place(version: Version, at_ms: int) -> dict[str, int]:
    graph = version.graph
    number = graph.number(graph.entry.next)
    node = graph.nodes[number]
    wait_ms = node.duration_ms if isinstance(node, WaitNode) else 0
    return {
        "journey_id": version.journey_id,
        "version": version.version,
        "node": number,
        "due_at_ms": at_ms + wait_ms,
        "seq": 1,
        "state": int(MemberState.ACTIVE),
        "entered_at_ms": at_ms,
    }


def _log_entries(conn: Connection, scope: Scope, version: Version, first_id: int, count: int, *, at_ms: int) -> int:
    """This function will log the entering step of those who really came in, and return how many they are."""
    member, graph = journey_member.c, version.graph
    number = graph.number(graph.entry.id)
    fixed = (literal(0), literal(number), literal(int(Outcome.ENTERED)), literal(at_ms))
    came_in = scoped.select(scope, member.id, *fixed).where(member.id.between(first_id, first_id + count - 1))
    names = ["entry_id", "seq", "node", "outcome", "at_ms"]
    entered = sets.insert_from(conn, scope, journey_step, names, came_in.order_by(member.id))
    if entered:
        row = {"journey_id": version.journey_id, "version": version.version, "node": number, "people": entered}
        to_node = graph.number(graph.entry.next)
        scoped.insert(
            conn, scope, journey_move, row | {"outcome": int(Outcome.ENTERED), "to_node": to_node, "at_ms": at_ms}
        )
    return entered
