"""Passing planned messages through the gate, batch by batch."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from sqlalchemy import Connection

from siyu.kit.clock import DEFAULT_ZONE
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.jobs import Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Forecast, GateSettings, IntentState
from siyu.outreach.dispatching.queries import announce
from siyu.outreach.domain import REASONS, Verdicts, judge
from siyu.outreach.gating.queries import (
    Flags,
    candidates,
    people_at_gate,
    recent_counts,
    recent_times,
    zone_offset_ms,
)
from siyu.outreach.models import outreach_intent
from siyu.outreach.ports import Channel
from siyu.outreach.queries import gate_settings
from siyu.outreach.quota.operations import reserve
from siyu.outreach.quota.queries import room_in
from siyu.outreach.settings import OutreachSettings

GATE_BATCH_MAX = 20_000
WAITING = (int(IntentState.PLANNED), int(IntentState.DEFERRED))
Channels = Mapping[str, Channel]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages of one channel at the gate, their customers, when they expire, and (refused, reachable) of each."""

    channel: str
    intent_ids: Ids
    customer_ids: Ids
    expires_at_ms: Ids
    people: tuple[Flags, Flags]


def gate(
    platform: Platform, channels: Channels, scope: Scope, *, zone: str = DEFAULT_ZONE, lease: Lease | None = None,
    expire_after_ms: int | None = None,
) -> int:  # fmt: skip
    """This function will judge a batch of due messages of each channel and return how many there were.

    A message over its person's cap waits for room, but not beyond `expire_after_ms` (None: as the installation says).

    Only one gate may work on a brand at a time (a person's cap is counted before it is used): give the lane's lease.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        settings = gate_settings(conn, scope)
        due = {channel: _due(conn, scope, channel, now_ms) for channel in channels}
    for channel, (intent_ids, customer_ids, created_at_ms) in due.items():
        if not len(intent_ids):
            continue
        people = _look(platform, channels, scope, customer_ids, channel)
        batch = _Batch(channel, intent_ids, customer_ids, created_at_ms + _expire_after_ms(expire_after_ms), people)
        work = partial(
            _judge_and_apply, scope=scope, batch=batch, settings=settings, now_ms=now_ms, zone=zone, lease=lease
        )
        platform.stores.flow.write(work)
    return sum(len(intent_ids) for intent_ids, *_ in due.values())


def forecast(
    platform: Platform,
    scope: Scope,
    customer_ids: Ids,
    *,
    channel: str,
    identity_kind: str | None,
    zone: str = DEFAULT_ZONE,
    expire_after_ms: int | None = None,
) -> Forecast:
    """This function will tell what the gate would do with one message to each of `customer_ids`, writing nothing."""
    now_ms = platform.clock.now_ms()
    people = people_at_gate(platform, scope, customer_ids, channel=channel, identity_kind=identity_kind)
    with platform.stores.flow.reading() as conn:
        settings = gate_settings(conn, scope)
        recent = recent_counts(conn, scope, customer_ids, settings, now_ms)
        passed = recent_times(conn, scope, customer_ids, settings, now_ms)
        room = room_in(conn, scope, channel, customer_ids, at_ms=now_ms)
    offset = zone_offset_ms(zone, now_ms)
    expires = np.full(len(customer_ids), now_ms + _expire_after_ms(expire_after_ms), dtype=np.int64)
    waiting = candidates(people, customer_ids, recent, room=room, passed=passed, expires_at_ms=expires)
    return _told(judge(settings, waiting, now_ms=now_ms, zone_offset_ms=offset))


def _expire_after_ms(given: int | None) -> int:
    return OutreachSettings().expire_after_ms if given is None else given


def _look(platform: Platform, channels: Channels, scope: Scope, customer_ids: Ids, channel: str) -> tuple[Flags, Flags]:
    kind = channels[channel].identity_kind
    return people_at_gate(platform, scope, customer_ids, channel=channel, identity_kind=kind)


def _judge_and_apply(
    conn: Connection,
    *,
    scope: Scope,
    batch: _Batch,
    settings: GateSettings,
    now_ms: int,
    zone: str,
    lease: Lease | None,
) -> None:
    """This function will count, judge and write one batch in one transaction."""
    if lease is not None and not lease.holds(conn):
        raise LeaseLost(value=lease.name)
    recent = recent_counts(conn, scope, batch.customer_ids, settings, now_ms)
    room = room_in(conn, scope, batch.channel, batch.customer_ids, at_ms=now_ms)
    passed = recent_times(conn, scope, batch.customer_ids, settings, now_ms)
    waiting = candidates(
        batch.people, batch.customer_ids, recent, room=room, passed=passed, expires_at_ms=batch.expires_at_ms
    )
    verdicts = judge(settings, waiting, now_ms=now_ms, zone_offset_ms=zone_offset_ms(zone, now_ms))
    _apply(conn, scope, batch.intent_ids, verdicts, now_ms)
    passed = verdicts.states == IntentState.QUEUED
    reserve(conn, scope, batch.customer_ids[passed], at_ms=now_ms, channel=batch.channel)


def _due(conn: Connection, scope: Scope, channel: str, now_ms: int) -> tuple[Ids, Ids, Ids]:
    """This function will return (intent ids, customer ids, when planned) of what waits at the gate, oldest first."""
    table = outreach_intent.c
    found: list[tuple[int, int, int]] = []
    for state in WAITING:  # one state at a time, so that the index gives them in order
        statement = scoped.select(scope, table.id, table.customer_id, table.created_at_ms)
        statement = statement.where(table.state == state, table.channel == channel, table.due_at_ms <= now_ms)
        rows = conn.execute(statement.order_by(table.due_at_ms).limit(GATE_BATCH_MAX))
        found += [(row.id, row.customer_id, row.created_at_ms) for row in rows]
    array = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    return array[:, 0], array[:, 1], array[:, 2]


def _apply(conn: Connection, scope: Scope, ids: Ids, verdicts: Verdicts, now_ms: int) -> None:
    table = outreach_intent.c
    for state, reason in {*zip(verdicts.states.tolist(), verdicts.reasons.tolist(), strict=True)}:
        chosen = (verdicts.states == state) & (verdicts.reasons == reason)
        values = {"state": state, "reason": REASONS[reason] or "", "updated_at_ms": now_ms}
        if state == IntentState.QUEUED:
            values |= {"passed_at_ms": now_ms}
        if state == IntentState.DEFERRED:
            source = sets.numbers(conn, "due", {"id": ids[chosen], "due_at_ms": verdicts.due_at_ms[chosen]})
            change = scoped.update(scope, outreach_intent).where(table.id == source.c.id)
            values |= {"due_at_ms": source.c.due_at_ms}
        else:
            change = scoped.update(scope, outreach_intent).where(sets.among(conn, table.id, ids[chosen]))
        conn.execute(change.where(table.state.in_(WAITING)).values(**values))
        if state == IntentState.DROPPED:
            announce(conn, scope, ids[chosen], (IntentState.DROPPED,), now_ms)


def _told(verdicts: Verdicts) -> Forecast:
    def by_reason(state: IntentState) -> dict[str, int]:
        found = Counter(verdicts.reasons[verdicts.states == state].tolist())
        return {str(REASONS[reason]): number for reason, number in found.items()}

    sent = int(np.count_nonzero(verdicts.states == IntentState.QUEUED))
    dropped, deferred = by_reason(IntentState.DROPPED), by_reason(IntentState.DEFERRED)
    return Forecast(len(verdicts.states), sent, deferred, dropped)
