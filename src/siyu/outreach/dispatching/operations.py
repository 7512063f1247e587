"""Claim under a lease, commit, call the channel, record. What was interrupted is unknown and asked after, never resent."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row

from siyu.customers import queries as customers
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Unavailable
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.contracts import MASS, Attachment, IntentState, Message, Origin, Outcome, Result
from siyu.outreach.dispatching.domain import whole_advisors
from siyu.outreach.dispatching.queries import announce, rows_of
from siyu.outreach.models import outreach_intent, staff_task
from siyu.outreach.ports import Channel
from siyu.outreach.queries import contents
from siyu.outreach.quota import operations as quota
from siyu.outreach.settings import OutreachSettings
from siyu.outreach.templates.domain import CannotRender, check_template, render

ATTEMPTS_MAX = 8
RETRY_FIRST_MS = 2 * SECOND_MS
RETRY_MAX_MS = 30 * MINUTE_MS
RECOVER_MAX = 10_000
CARDS_PER_READ = 1_000
STATES = {
    Result.ACCEPTED: IntentState.ACCEPTED,
    Result.DELIVERED: IntentState.DELIVERED,
    Result.FAILED: IntentState.FAILED,
    Result.RETRY: IntentState.QUEUED,
    Result.UNKNOWN: IntentState.UNKNOWN,
}
# What a person would see happen, for the log of events.
TOLD = {
    IntentState.ACCEPTED: (IntentState.ACCEPTED,),
    IntentState.DELIVERED: (IntentState.ACCEPTED, IntentState.DELIVERED),
    IntentState.FAILED: (IntentState.FAILED,),
}
log = structlog.get_logger(__name__)


def dispatch(platform: Platform, channel: Channel, scope: Scope, settings: OutreachSettings) -> int:
    """This function will hand one batch of queued messages to `channel` and return how many it claimed."""
    claimed = platform.stores.flow.write(
        lambda conn: _claim(
            conn,
            scope,
            channel,
            IntentState.QUEUED,
            now_ms=platform.clock.now_ms(),
            lease_ms=settings.dispatch_lease_ms,
        )
    )
    if not claimed:
        return 0
    messages, unfit = _write_messages(platform, scope, channel, claimed)
    outcomes = [*unfit, *_call(channel.send, scope, messages)]
    settle(platform, scope, channel.name, claimed, outcomes)
    return len(claimed)


def reconcile(platform: Platform, channel: Channel, scope: Scope, settings: OutreachSettings) -> int:
    """This function will find out what became of messages left unknown, one batch, and return how many it asked for."""
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: _give_up_leases(conn, scope, channel.name, now_ms))
    claimed = platform.stores.flow.write(
        lambda conn: _claim(
            conn, scope, channel, IntentState.UNKNOWN, now_ms=now_ms, lease_ms=settings.dispatch_lease_ms
        )
    )
    if not claimed:
        return 0
    messages, unfit = _write_messages(platform, scope, channel, claimed)
    outcomes = [*unfit, *_call(channel.reconcile, scope, messages)]
    settle(platform, scope, channel.name, claimed, outcomes)
    return len(claimed)


def settle(
    platform: Platform, scope: Scope, channel: str, claimed: Sequence[Row[Any]], outcomes: Sequence[Outcome]
) -> None:
    """This function will record outcomes of claimed messages, unless another worker has claimed them since."""
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: _settle(conn, scope, claimed, outcomes, now_ms))


def _claim(
    conn: Connection, scope: Scope, channel: Channel, state: IntentState, *, now_ms: int, lease_ms: int
) -> Sequence[Row[Any]]:
    """This function will lease due messages in `state` and return their rows, with the new token on them."""
    table = outreach_intent.c
    # A mass campaign waits until nothing else is due: a blast of a million never holds a single person's message up.
    ids = _choose(conn, scope, channel, state, now_ms=now_ms, mass=False)
    if not len(ids):
        ids = _choose(conn, scope, channel, state, now_ms=now_ms, mass=True)
    if not len(ids):
        return []
    values: dict[str, Any] = {"token": take(conn, "dispatch"), "lease_until_ms": now_ms + lease_ms}
    if state is IntentState.QUEUED:
        fresh = {"state": int(IntentState.DISPATCHING), "dispatched_at_ms": now_ms, "attempts": table.attempts + 1}
        values |= fresh
    change = scoped.update(scope, outreach_intent).where(sets.among(conn, table.id, ids))
    conn.execute(change.values(updated_at_ms=now_ms, **values))
    return rows_of(conn, scope, ids)


def _choose(conn: Connection, scope: Scope, channel: Channel, state: IntentState, *, now_ms: int, mass: bool) -> Ids:
    """This function will lock and return the next due messages; of a campaign, whole advisors: each gets one task."""
    table = outreach_intent.c
    free = (table.state == int(state), table.channel == channel.name, table.due_at_ms <= now_ms)
    kind = table.origin == MASS if mass else table.origin != MASS
    order = (table.due_at_ms, table.origin_id, table.advisor, table.id) if mass else (table.due_at_ms, table.id)
    chosen = scoped.select(scope, table.id, table.origin_id, table.advisor).where(*free, table.lease_until_ms < now_ms)
    chosen = chosen.where(kind).order_by(*order).limit(channel.batch_max).with_for_update(skip_locked=True)
    rows = conn.execute(chosen).all()
    return np.array([row.id for row in (whole_advisors(rows, channel.batch_max) if mass else rows)], dtype=np.int64)


def _give_up_leases(conn: Connection, scope: Scope, channel: str, now_ms: int) -> int:
    """This function will mark messages whose worker died while handing them over as unknown."""
    table = outreach_intent.c
    dead = (table.state == int(IntentState.DISPATCHING), table.channel == channel, table.lease_until_ms < now_ms)
    chosen = scoped.select(scope, table.id).where(*dead).limit(RECOVER_MAX)
    ids = np.array(conn.execute(chosen).scalars().all(), dtype=np.int64)
    if len(ids):
        change = scoped.update(scope, outreach_intent).where(sets.among(conn, table.id, ids), *dead)
        values = {"state": int(IntentState.UNKNOWN), "reason": "interrupted", "due_at_ms": now_ms}
        conn.execute(change.values(updated_at_ms=now_ms, **values))
    return len(ids)


def _write_messages(
    platform: Platform, scope: Scope, channel: Channel, rows: Sequence[Row[Any]]
) -> tuple[list[Message], list[Outcome]]:
    """This function will write each person's text; who lacks a value or an address is failed with the reason."""
    with platform.stores.flow.reading() as conn:
        stored = contents(conn, scope, (row.content_id for row in rows))
    texts = {content_id: content.text for content_id, content in stored.items()}
    attached = {content_id: content.attachments for content_id, content in stored.items()}
    ids = sorted({row.customer_id for row in rows})
    values = _values(platform, scope, ids) if any(check_template(text, None) for text in texts.values()) else {}
    addresses = _addresses(platform, scope, ids, channel.identity_kind)
    messages, unfit = [], []
    for row in rows:
        address = addresses.get(row.customer_id) if channel.identity_kind else ""
        try:
            text = render(texts[row.content_id], values.get(row.customer_id, {}))
        except CannotRender as error:
            unfit.append(Outcome(row.id, Result.FAILED, f"template: {error.value}"))
            continue
        if address is None:
            unfit.append(Outcome(row.id, Result.FAILED, "unreachable"))
            continue
        messages.append(_message(row, address, text, attached[row.content_id]))
    return messages, unfit


def _values(platform: Platform, scope: Scope, ids: list[int]) -> dict[int, dict[str, object]]:
    with platform.stores.core.reading() as conn:
        parts = scoped.batches(ids, CARDS_PER_READ)
        cards = [card for part in parts for card in customers.cards(platform, conn, scope, part)]
    known = {card.id: {key: value for key, value in card.attributes.items() if value is not None} for card in cards}
    for card in cards:
        if card.name:
            known[card.id]["name"] = card.name
    return known


def _addresses(platform: Platform, scope: Scope, ids: list[int], kind: str | None) -> dict[int, str]:
    if kind is None:
        return {}
    with platform.stores.core.reading() as conn:
        return customers.contact_points(platform, conn, scope, ids, kind)


def _message(row: Row[Any], address: str, text: str, attached: tuple[Attachment, ...]) -> Message:
    return Message(
        intent_id=row.id,
        key=row.key,
        customer_id=row.customer_id,
        address=address,
        text=text,
        content_id=row.content_id,
        origin=Origin(row.origin, row.origin_id, row.origin_node),
        dispatched_at_ms=row.dispatched_at_ms,
        advisor=row.advisor,
        attachments=attached,
    )


def _call(hand_over: Any, scope: Scope, messages: list[Message]) -> list[Outcome]:
    """This function will call the channel; whatever it raises leaves every message unknown, which is asked after."""
    if not messages:
        return []
    try:
        outcomes: list[Outcome] = hand_over(scope, messages)
    except Exception as error:
        if not isinstance(error, Unavailable):
            log.exception("channel.failed", messages=len(messages))
        reason = f"{type(error).__name__}: {error}"[:200]
        return [Outcome(message.intent_id, Result.UNKNOWN, reason) for message in messages]
    told = {outcome.intent_id for outcome in outcomes}
    silent = [Outcome(m.intent_id, Result.UNKNOWN, "no outcome") for m in messages if m.intent_id not in told]
    return [*outcomes, *silent]


def _settle(
    conn: Connection, scope: Scope, claimed: Sequence[Row[Any]], outcomes: Sequence[Outcome], now_ms: int
) -> None:
    rows = {row.id: row for row in claimed}
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for outcome in outcomes:
        row = rows[outcome.intent_id]
        groups[(*_next(outcome, row.attempts, now_ms), outcome.vendor_id, outcome.advisor)].append(outcome.intent_id)
    ours = _still_ours(conn, scope, np.array([one.intent_id for one in outcomes], dtype=np.int64), claimed[0].token)
    moved: dict[IntentState, list[Ids]] = defaultdict(list)
    tasks: list[dict[str, Any]] = []
    for (state, reason, due_at_ms, vendor_id, advisor), members in groups.items():
        held = np.intersect1d(np.array(members, dtype=np.int64), ours)
        values: dict[str, Any] = {"state": int(state), "reason": reason, "due_at_ms": due_at_ms, "vendor_id": vendor_id}
        # Whom a campaign chose to send it stays chosen when the message has to wait.
        values |= {"advisor": advisor} if advisor else {}
        change = scoped.update(scope, outreach_intent).where(sets.among(conn, outreach_intent.c.id, held))
        conn.execute(change.values(**values, lease_until_ms=0, updated_at_ms=now_ms))
        moved[state].append(held)
        if vendor_id and state is IntentState.ACCEPTED:
            tasks.append(_task(rows[members[0]], (vendor_id, advisor), len(held), now_ms=now_ms))
    if IntentState.FAILED in moved:
        quota.settle(conn, scope, np.concatenate(moved[IntentState.FAILED]), sent_at_ms=None)
    _open_tasks(conn, scope, tasks)
    for state in TOLD.keys() & moved.keys():
        announce(conn, scope, np.concatenate(moved[state]), TOLD[state], now_ms)


def _still_ours(conn: Connection, scope: Scope, ids: Ids, token: int) -> Ids:
    """This function will lock and return those of `ids` that still carry our token (fencing)."""
    table = outreach_intent.c
    statement = scoped.select(scope, table.id).where(sets.among(conn, table.id, ids), table.token == token)
    found = conn.execute(statement.where(table.lease_until_ms > 0).order_by(table.id).with_for_update()).scalars().all()
    return np.array(found, dtype=np.int64)


def _next(outcome: Outcome, attempts: int, now_ms: int) -> tuple[IntentState, str, int]:
    """This function will return the state, reason and due time that follow from an outcome."""
    delay_ms = outcome.retry_after_ms or min(RETRY_FIRST_MS << min(attempts, 16), RETRY_MAX_MS)
    if outcome.result is Result.RETRY and attempts >= ATTEMPTS_MAX:
        return IntentState.FAILED, outcome.reason or "too many attempts", now_ms
    later = outcome.result in (Result.RETRY, Result.UNKNOWN)
    return STATES[outcome.result], outcome.reason[:200], now_ms + (delay_ms if later else 0)


def _task(row: Row[Any], vendor: tuple[str, str], people: int, *, now_ms: int) -> dict[str, Any]:
    task = {"channel": row.channel, "vendor_id": vendor[0], "advisor": vendor[1], "content_id": row.content_id}
    numbers: dict[str, Any] = {"people": people, "delivered": 0, "failed": 0, "settled": False}
    times = {"created_at_ms": now_ms, "confirmed_at_ms": None, "next_check_at_ms": now_ms}
    return {**task, **numbers, **times, "origin": row.origin, "origin_id": row.origin_id}


def _open_tasks(conn: Connection, scope: Scope, tasks: Sequence[dict[str, Any]]) -> None:
    # A task known already has messages of ours added (found again after a crash): it must be asked after once more.
    again = ["settled", "next_check_at_ms"]
    place = ["brand_id", "channel", "vendor_id", "advisor"]
    scoped.upsert(conn, scope, staff_task, tasks, index=place, update=again)
