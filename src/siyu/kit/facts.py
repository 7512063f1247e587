"""Facts: what has happened, told upwards after commit.

`publish` writes the fact in the caller's transaction; a lane of the worker hands it to the handlers that bootstrap
bound, in commit order and at least once. Handlers are idempotent. A fact whose handler keeps failing is parked with
its error, is listed by the doctor, and never stops the others.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from siyu.kit import jobs
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.codec import decode, encode
from siyu.kit.db.schema import kit_table
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import concern_of, take
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform

WAITING, DELIVERED, PARKED = 0, 1, 2
ATTEMPTS_MAX = 8
BATCH_MAX = 200
RETRY_FIRST_MS = SECOND_MS
RETRY_MAX_MS = 10 * MINUTE_MS
# Subjects of one fact are cut to sets of at most this many customers, so that a body stays below 100 KB.
CUSTOMERS_PER_FACT_MAX = 10_000

Handler = Callable[[Platform, Scope, Any], None]
log = structlog.get_logger(__name__)


def publish(conn: Connection, scope: Scope, fact: object, *, at_ms: int) -> None:
    """This function will store `fact` (a frozen dataclass) for delivery after the caller's transaction commits."""
    table = kit_table(concern_of(conn), "fact")
    conn.execute(
        sa.insert(table).values(
            id=take(conn, "fact"),
            brand_id=scope.brand_id,
            kind=type(fact).__name__,
            body=encode(fact),
            created_at_ms=at_ms,
            state=WAITING,
            attempts=0,
            due_at_ms=0,  # at once: `at_ms` is when it happened, which may be anywhen
        )
    )


@dataclass(frozen=True, slots=True)
class _Waiting:
    fact_id: int
    brand_id: int
    kind: str
    body: bytes
    attempts: int


class FactBus:
    """Which handlers hear which facts; filled in bootstrap, nowhere else."""

    def __init__(self) -> None:
        self._kinds: dict[str, type] = {}
        self._handlers: dict[str, list[Handler]] = defaultdict(list)

    def on(self, kind: type, handler: Handler) -> None:
        """This function will let `handler(platform, scope, fact)` hear every fact of class `kind`."""
        if self._kinds.setdefault(kind.__name__, kind) is not kind:
            raise ValueError(f"two facts are called {kind.__name__}; stored facts are told apart by that name")
        self._handlers[kind.__name__].append(handler)

    def deliver(self, platform: Platform, store: Store, lease: Lease | None = None) -> int:
        """This function will hand up to 200 waiting facts of `store` to their handlers and return how many were due.

        `lease` is the lane's lease; when it has been lost to another worker nothing more is marked.
        """
        now_ms = platform.clock.now_ms()
        facts: list[_Waiting] = _due(store, now_ms)
        renewed_at_ms = now_ms
        for fact in facts:
            error = self._hand_over(platform, fact)
            if not _mark(store, fact, error, now_ms, lease):
                return 0
            if lease is not None and platform.clock.now_ms() - renewed_at_ms > jobs.LANE_LEASE_MS // 3:
                lease.renew()
                renewed_at_ms = platform.clock.now_ms()
        return len(facts)

    def _hand_over(self, platform: Platform, waiting: _Waiting) -> str | None:
        kind = self._kinds.get(waiting.kind)
        if kind is None:
            return None  # nobody listens to this fact
        try:
            fact: object = decode(waiting.body, kind)
            for handler in self._handlers[waiting.kind]:
                handler(platform, Scope(waiting.brand_id), fact)
        except Exception as error:
            log.exception("fact.failed", kind=waiting.kind, fact=waiting.fact_id)
            return f"{type(error).__name__}: {error}"
        return None


def parked(store: Store) -> int:
    """This function will count the facts of `store` that no handler could take."""
    table = kit_table(store.concern, "fact")
    with store.reading() as conn:
        return int(conn.execute(sa.select(sa.func.count()).where(table.c.state == PARKED)).scalar_one())


def waiting(store: Store) -> int:
    """This function will count the facts of `store` not yet delivered."""
    table = kit_table(store.concern, "fact")
    with store.reading() as conn:
        return int(conn.execute(sa.select(sa.func.count()).where(table.c.state == WAITING)).scalar_one())


def prune(store: Store, before_ms: int) -> int:
    """This function will delete delivered facts older than `before_ms` and return how many."""
    table = kit_table(store.concern, "fact")
    old = sa.and_(table.c.state == DELIVERED, table.c.created_at_ms < before_ms)
    return store.write(lambda conn: int(conn.execute(sa.delete(table).where(old)).rowcount))


def _due(store: Store, now_ms: int) -> list[_Waiting]:
    table = kit_table(store.concern, "fact")
    columns = (table.c.id, table.c.brand_id, table.c.kind, table.c.body, table.c.attempts)
    statement = sa.select(*columns).where(table.c.state == WAITING, table.c.due_at_ms <= now_ms)
    with store.reading() as conn:
        rows = conn.execute(statement.order_by(table.c.id).limit(BATCH_MAX)).all()
    return [_Waiting(*row) for row in rows]


def _mark(store: Store, fact: _Waiting, error: str | None, now_ms: int, lease: Lease | None) -> bool:
    """This function will write down what became of a fact, unless the lane has been lost to another worker."""
    table = kit_table(store.concern, "fact")
    attempts = fact.attempts + 1
    state = DELIVERED if error is None else PARKED if attempts >= ATTEMPTS_MAX else WAITING
    delay_ms = min(RETRY_FIRST_MS << attempts, RETRY_MAX_MS) if error else 0
    change = sa.update(table).where(table.c.id == fact.fact_id)
    change = change.values(state=state, attempts=attempts, due_at_ms=now_ms + delay_ms, error=error)

    def work(conn: Connection) -> bool:
        if lease is not None and not lease.holds(conn):
            return False
        conn.execute(change)
        return True

    return store.write(work)
