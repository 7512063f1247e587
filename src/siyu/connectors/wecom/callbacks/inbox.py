"""The callbacks' inbox: durable before WeCom is answered, each once, on two lanes.

An add that carries a welcome code waits in GREET until its welcome has ended, then, like every other callback, in
WAITING until what it means is stored. What no room takes stays as KEPT with a visible reason.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func

from siyu.connectors.wecom.models import wecom_callback
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

WAITING, DONE, PARKED, GREET, KEPT = 0, 1, 2, 3, 4
STATE_NAMES = {WAITING: "waiting", DONE: "done", PARKED: "parked", GREET: "greeting", KEPT: "kept"}
ATTEMPTS_MAX = 8
BATCH_MAX = 200
IN_MAX = 500
FORGET_MAX = 20_000
# A welcome under way belongs to its worker for this long; one whose worker was killed is taken up again after it.
CLAIM_MS = 3 * SECOND_MS
SENDING = "sending"
# Once the oldest has waited this long of its 20 seconds, more come than can be greeted: the newest go first, so that
# those who can be greeted are greeted well in time, instead of everybody at the last moment or just after it.
NEWEST_FIRST_AFTER_MS = 15 * SECOND_MS


@dataclass(frozen=True, slots=True)
class Arrived:
    """A decrypted callback to keep. `kind` is "Event/ChangeType"; `greet` says that it carries a welcome code."""

    body: str
    kind: str
    greet: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """A waiting callback. `welcome`: "" (not tried), "sending", or how it ended."""

    id: int
    digest: str
    body: str
    welcome: str
    attempts: int
    received_at_ms: int


_COLUMNS = (
    wecom_callback.c.id,
    wecom_callback.c.digest,
    wecom_callback.c.body,
    wecom_callback.c.welcome,
    wecom_callback.c.attempts,
    wecom_callback.c.received_at_ms,
)


def keep(conn: Connection, scope: Scope, arrived: Sequence[Arrived], *, at_ms: int) -> None:
    """This function will store decrypted callbacks; the vendor's repeats of them change nothing."""
    scoped.insert_new(conn, scope, wecom_callback, [_row(one, at_ms) for one in arrived])


def brands_with(conn: Connection, state: int, now_ms: int) -> list[int]:
    """This function will list the brands that have callbacks due in `state`."""
    table = wecom_callback.c
    statement = scoped.select_across_brands(table.brand_id).where(table.state == state, table.due_at_ms <= now_ms)
    return [int(one) for one in conn.execute(statement.distinct()).scalars()]


def waiting(
    conn: Connection, scope: Scope, now_ms: int, *, state: int = WAITING, limit: int = BATCH_MAX
) -> list[Callback]:
    """This function will return up to `limit` callbacks that are due, oldest first."""
    table = wecom_callback.c
    statement = scoped.select(scope, *_COLUMNS).where(table.state == state, table.due_at_ms <= now_ms)
    return [Callback(*row) for row in conn.execute(statement.order_by(table.due_at_ms, table.id).limit(limit))]


def claim(conn: Connection, scope: Scope, now_ms: int, *, limit: int) -> list[Callback]:
    """This function will take up to `limit` adds that wait for their welcome, for three seconds.

    The oldest first, as long as all can be reached in time; when that is over, the newest first.
    """
    table = wecom_callback.c
    statement = scoped.select(scope, *_COLUMNS).where(table.state == GREET, table.due_at_ms <= now_ms)
    oldest = conn.execute(statement.order_by(table.due_at_ms, table.id).limit(1)).first()
    if oldest is None:
        return []
    order = (table.due_at_ms.asc(), table.id.asc())
    if now_ms - oldest.received_at_ms > NEWEST_FIRST_AFTER_MS:
        order = (table.due_at_ms.desc(), table.id.desc())
    statement = statement.order_by(*order).limit(limit).with_for_update(skip_locked=True)
    found = [Callback(*row) for row in conn.execute(statement)]
    for part in scoped.batches([one.id for one in found], IN_MAX):
        change = scoped.update(scope, wecom_callback).where(table.id.in_(part))
        conn.execute(change.values(due_at_ms=now_ms + CLAIM_MS, welcome=SENDING))
    return found


def overdue(conn: Connection, scope: Scope, now_ms: int, *, before_ms: int) -> list[Callback]:
    """This function will return up to 200 adds received before `before_ms` that nobody greets just now, oldest first."""
    table = wecom_callback.c
    terms = (table.state == GREET, table.due_at_ms <= now_ms, table.received_at_ms < before_ms)
    statement = scoped.select(scope, *_COLUMNS).where(*terms).order_by(table.due_at_ms, table.id).limit(BATCH_MAX)
    return [Callback(*row) for row in conn.execute(statement)]


def greeted(conn: Connection, scope: Scope, outcomes: Mapping[int, str], *, now_ms: int) -> None:
    """This function will note how welcomes ended and hand their callbacks to the other lane."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for callback_id, word in outcomes.items():
        by_word[word].append(callback_id)
    for word, ids in by_word.items():
        for part in scoped.batches(ids, IN_MAX):
            own = wecom_callback.c.id.in_(part) & (wecom_callback.c.state == GREET)
            change = scoped.update(scope, wecom_callback).where(own)
            conn.execute(change.values(state=WAITING, welcome=word, due_at_ms=now_ms, attempts=0, error=None))


def greet_later(conn: Connection, scope: Scope, later: Mapping[int, tuple[int, str]]) -> None:
    """This function will have welcomes tried again: {callback: (when, why)}."""
    by_word: dict[tuple[int, str], list[int]] = defaultdict(list)
    for callback_id, word in later.items():
        by_word[word].append(callback_id)
    for (due_at_ms, why), ids in by_word.items():
        for part in scoped.batches(ids, IN_MAX):
            change = scoped.update(scope, wecom_callback).where(wecom_callback.c.id.in_(part))
            conn.execute(change.values(due_at_ms=due_at_ms, error=why[:200]))


def greetings_behind(conn: Connection, now_ms: int, late_ms: int) -> bool:
    """This function will say whether somebody who could be greeted has waited for more than `late_ms`.

    Those whose welcome is tried again have to wait for WeCom, not for us, and do not count.
    """
    table = wecom_callback.c
    late = (table.state == GREET, table.received_at_ms <= now_ms - late_ms, table.error.is_(None))
    return conn.execute(scoped.select_across_brands(table.id).where(*late).limit(1)).first() is not None


def finish(conn: Connection, scope: Scope, ids: Collection[int], *, kept_because: str = "") -> None:
    """This function will mark callbacks as done, or as kept for the reason given."""
    values = {"state": KEPT if kept_because else DONE, "error": kept_because or None}
    for part in scoped.batches(list(ids), IN_MAX):
        conn.execute(scoped.update(scope, wecom_callback).where(wecom_callback.c.id.in_(part)).values(**values))


def put_off(conn: Connection, scope: Scope, callback: Callback, error: str, *, now_ms: int) -> None:
    """This function will try a callback again later, or park it after eight attempts."""
    attempts = callback.attempts + 1
    delay_ms = min(SECOND_MS << attempts, 10 * MINUTE_MS)
    values = {"attempts": attempts, "due_at_ms": now_ms + delay_ms, "error": error[:500]}
    values |= {"state": PARKED if attempts >= ATTEMPTS_MAX else WAITING}
    conn.execute(scoped.update(scope, wecom_callback).where(wecom_callback.c.id == callback.id).values(**values))


def put_back(conn: Connection, scope: Scope, states: Iterable[int], now_ms: int) -> int:
    """This function will have parked or kept callbacks looked at again and return how many."""
    change = scoped.update(scope, wecom_callback).where(wecom_callback.c.state.in_(list(states)))
    return int(conn.execute(change.values(state=WAITING, attempts=0, due_at_ms=now_ms)).rowcount)


def tally(conn: Connection, scope: Scope, *, from_ms: int) -> list[tuple[str, str, str, int]]:
    """This function will count the callbacks received since `from_ms`: (kind, state, reason if not done, count)."""
    table = wecom_callback.c
    columns = (table.kind, table.state, table.error, func.count().label("times"))
    statement = scoped.select(scope, *columns).where(table.received_at_ms >= from_ms)
    rows = conn.execute(statement.group_by(table.kind, table.state, table.error).order_by(table.kind, table.state))
    return [(row.kind, STATE_NAMES[row.state], row.error or "", int(row.times)) for row in rows]


def forget(conn: Connection, scope: Scope, before_ms: int) -> int:
    """This function will delete up to 20,000 finished callbacks received before `before_ms` and return how many."""
    table = wecom_callback.c
    old = scoped.select(scope, table.id).where(table.received_at_ms < before_ms, table.state.in_((DONE, KEPT)))
    ids = list(conn.execute(old.limit(FORGET_MAX)).scalars())
    for part in scoped.batches(ids, IN_MAX):
        conn.execute(scoped.delete(scope, wecom_callback).where(table.id.in_(part)))
    return len(ids)


def _row(one: Arrived, at_ms: int) -> dict[str, Any]:
    state = PARKED if one.problem else GREET if one.greet else WAITING
    return {
        "digest": hashlib.sha256(one.body.encode()).hexdigest(),
        "body": one.body,
        "kind": one.kind,
        "state": state,
        "welcome": "",
        "attempts": 0,
        "error": one.problem or None,
        "due_at_ms": at_ms,
        "received_at_ms": at_ms,
    }
