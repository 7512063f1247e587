"""Jobs and lanes: work that outlives a request, taken under leases with fencing tokens.

A job is a row claimed by one worker until its lease ends; a lane is a named piece of standing work (deliver facts, tick
journeys) that one worker at a time holds. Whoever lost a lease finds its token out of date and changes nothing.
"""

import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from siyu.kit.clock import HOUR_MS, MINUTE_MS, SECOND_MS, Clock
from siyu.kit.codec import decode_any, encode
from siyu.kit.db.schema import kit_table
from siyu.kit.db.scope import Scope
from siyu.kit.db.scoped import dialect_insert
from siyu.kit.db.sequence import concern_of, take
from siyu.kit.db.stores import Store
from siyu.kit.errors import Unavailable

READY, RUNNING, DONE, FAILED = 0, 1, 2, 3
LEASE_MS = MINUTE_MS
LANE_LEASE_MS = 15 * SECOND_MS
ATTEMPTS_MAX = 10
RETRY_FIRST_MS = SECOND_MS
RETRY_MAX_MS = HOUR_MS

log = structlog.get_logger(__name__)


class LeaseLost(Unavailable):
    """Another worker holds this piece of work now; the loser must stop at once."""

    zh = "任务「{value}」已由另一个进程接手"
    en = "{value} has been taken over by another worker"


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `renew` must be called by work that may last longer than a minute."""

    id: int
    kind: str
    scope: Scope
    payload: Mapping[str, Any]
    attempts: int
    token: int
    renew: Callable[[], None]


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as it stands: READY, RUNNING, DONE or FAILED, and how far it has come."""

    id: int
    state: int
    payload: Mapping[str, Any]
    finished_at_ms: int | None


JobHandler = Callable[[Any, Job], None]


def enqueue(
    conn: Connection, scope: Scope, kind: str, payload: Mapping[str, Any], *, run_at_ms: int, key: str | None = None
) -> bool:
    """This function will store a job in the caller's transaction and say so; with a `key` already used it does not."""
    statement = dialect_insert(conn, kit_table(concern_of(conn), "job")).values(
        brand_id=scope.brand_id,
        kind=kind,
        key=key,
        payload=encode(payload),
        state=READY,
        run_at_ms=run_at_ms,
        attempts=0,
        lease_until_ms=0,
        token=0,
        created_at_ms=run_at_ms,
    )
    # A row comes back exactly when one was stored; PostgreSQL's row count of an INSERT is not kept.
    return conn.execute(statement.on_conflict_do_nothing().returning(sa.literal(1))).first() is not None


def claim(store: Store, kinds: list[str], now_ms: int, clock: Clock | None = None) -> Job | None:
    """This function will take the oldest due job of one of `kinds`, or one whose worker's lease has run out.

    A job that ended ten workers is given up. `clock` tells the time to `Job.renew`.
    """
    table = kit_table(store.concern, "job")
    free = sa.or_(
        sa.and_(table.c.state == READY, table.c.run_at_ms <= now_ms),
        sa.and_(table.c.state == RUNNING, table.c.lease_until_ms < now_ms),
    )
    chosen = sa.select(table.c.id).where(table.c.kind.in_(kinds), free).order_by(table.c.run_at_ms, table.c.id)

    lost = sa.and_(table.c.kind.in_(kinds), table.c.state == RUNNING, table.c.lease_until_ms < now_ms)
    give_up = sa.update(table).where(lost, table.c.attempts >= ATTEMPTS_MAX)
    give_up = give_up.values(state=FAILED, finished_at_ms=now_ms, error="every worker that ran it was lost")

    def work(conn: Connection) -> Job | None:
        conn.execute(give_up)
        job_id = conn.execute(chosen.limit(1).with_for_update(skip_locked=True)).scalar()
        if job_id is None:
            return None
        token = take(conn, "lease")
        change = sa.update(table).where(table.c.id == job_id)
        change = change.values(
            state=RUNNING, attempts=table.c.attempts + 1, lease_until_ms=now_ms + LEASE_MS, token=token
        )
        row = conn.execute(change.returning(table)).one()
        renew = _renewer(store, row, now_ms, clock)
        return Job(row.id, row.kind, Scope(row.brand_id), decode_any(row.payload), row.attempts, token, renew)

    return store.write(work)


def _renewer(store: Store, row: Any, claimed_at_ms: int, clock: Clock | None) -> Callable[[], None]:
    table = kit_table(store.concern, "job")
    held = sa.and_(table.c.id == row.id, table.c.token == row.token, table.c.state == RUNNING)

    def renew() -> None:
        now_ms = clock.now_ms() if clock else claimed_at_ms
        change = sa.update(table).where(held).values(lease_until_ms=now_ms + LEASE_MS)
        if not store.write(lambda conn: conn.execute(change).rowcount):
            raise LeaseLost(value=f"{row.kind} {row.id}")

    return renew


def finish(store: Store, job: Job, now_ms: int) -> None:
    """This function will mark `job` done, unless its lease has been lost."""
    _settle(store, job, {"state": DONE, "finished_at_ms": now_ms, "error": None})


def fail(store: Store, job: Job, error: BaseException, now_ms: int) -> None:
    """This function will put `job` back with a growing delay, or mark it failed for good after ten attempts."""
    text = f"{type(error).__name__}: {error}"
    permanent = isinstance(error, Unavailable) and error.permanent
    if permanent or job.attempts >= ATTEMPTS_MAX:
        return _settle(store, job, {"state": FAILED, "finished_at_ms": now_ms, "error": text})
    delay_ms = min(RETRY_FIRST_MS << job.attempts, RETRY_MAX_MS)
    return _settle(store, job, {"state": READY, "run_at_ms": now_ms + delay_ms, "error": text})


def _settle(store: Store, job: Job, values: Mapping[str, Any]) -> None:
    table = kit_table(store.concern, "job")
    change = sa.update(table).where(table.c.id == job.id, table.c.token == job.token, table.c.state == RUNNING)
    store.write(lambda conn: conn.execute(change.values(**values)).rowcount)


def run_one(store: Store, handlers: Mapping[str, JobHandler], platform: Any, clock: Clock) -> bool:
    """This function will claim and run one due job of `handlers` to its end; says whether there was one."""
    job = claim(store, list(handlers), clock.now_ms(), clock)
    if job is None:
        return False
    try:
        handlers[job.kind](platform, job)
    except LeaseLost:
        log.warning("job.lease_lost", kind=job.kind, job=job.id)
    except Exception as error:
        log.exception("job.failed", kind=job.kind, job=job.id, attempts=job.attempts)
        fail(store, job, error, clock.now_ms())
    else:
        finish(store, job, clock.now_ms())
    return True


def carry_on(conn: Connection, job: Job, payload: Mapping[str, Any], *, again_at_ms: int | None) -> None:
    """This function will keep how far `job` has come in its payload, in the transaction of what it did to get there.

    At `again_at_ms` it goes on from there, other jobs before it; None: this was its last step. Having come further it
    has all its attempts again. Raises LeaseLost, and with it undoes the step, when another worker has the job.
    """
    table = kit_table(concern_of(conn), "job")
    held = sa.and_(table.c.id == job.id, table.c.token == job.token, table.c.state == RUNNING)
    values: dict[str, Any] = {"payload": encode(payload), "attempts": 0, "error": None}
    if again_at_ms is not None:
        values |= {"state": READY, "run_at_ms": again_at_ms, "lease_until_ms": 0}
    if not conn.execute(sa.update(table).where(held).values(**values)).rowcount:
        raise LeaseLost(value=f"{job.kind} {job.id}")


def newest(conn: Connection, scope: Scope, kind: str) -> JobState | None:
    """This function will return how the brand's newest job of `kind` stands; done ones are known for a week."""
    table = kit_table(concern_of(conn), "job")
    own = sa.select(table).where(table.c.brand_id == scope.brand_id, table.c.kind == kind)
    row = conn.execute(own.order_by(table.c.id.desc()).limit(1)).first()
    return JobState(row.id, row.state, decode_any(row.payload), row.finished_at_ms) if row else None


def prune(store: Store, before_ms: int) -> int:
    """This function will delete jobs done before `before_ms` and return how many; failed ones stay to be seen."""
    table = kit_table(store.concern, "job")
    old = sa.delete(table).where(table.c.state == DONE, table.c.finished_at_ms < before_ms)
    return store.write(lambda conn: int(conn.execute(old).rowcount))


def failed(store: Store) -> list[tuple[str, str]]:
    """This function will list (kind, error) of the jobs that were given up, newest first, at most 100."""
    table = kit_table(store.concern, "job")
    statement = sa.select(table.c.kind, table.c.error).where(table.c.state == FAILED)
    with store.reading() as conn:
        return [(row.kind, row.error or "") for row in conn.execute(statement.order_by(table.c.id.desc()).limit(100))]


WORKER_NAME = f"{socket.gethostname()}:{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True, slots=True)
class Lease:
    """A held lane."""

    store: Store
    name: str
    token: int
    clock: Clock

    def renew(self) -> bool:
        """This function will extend the lease by 15 seconds; False when another worker has taken the lane."""
        table = kit_table(self.store.concern, "lane")
        change = sa.update(table).where(table.c.name == self.name, table.c.token == self.token)
        change = change.values(until_ms=self.clock.now_ms() + LANE_LEASE_MS)
        return bool(self.store.write(lambda conn: conn.execute(change).rowcount))

    def release(self) -> None:
        """This function will give the lane up so that another worker can take it at once."""
        table = kit_table(self.store.concern, "lane")
        change = sa.update(table).where(table.c.name == self.name, table.c.token == self.token).values(until_ms=0)
        self.store.write(lambda conn: conn.execute(change).rowcount)

    def holds(self, conn: Connection) -> bool:
        """This function will say, inside the caller's transaction, whether the lane is still held (fencing)."""
        table = kit_table(self.store.concern, "lane")
        statement = sa.select(table.c.token).where(table.c.name == self.name).with_for_update()
        return conn.execute(statement).scalar() == self.token


def hold_lane(store: Store, name: str, clock: Clock, holder: str = "") -> Lease | None:
    """This function will take the lane `name` if it is free, expired or already ours; None when another has it."""
    table = kit_table(store.concern, "lane")
    owner = holder or f"{WORKER_NAME}:{threading.get_ident()}"
    now_ms = clock.now_ms()

    def work(conn: Connection) -> Lease | None:
        token = take(conn, "lease")
        values = {"holder": owner, "token": token, "until_ms": now_ms + LANE_LEASE_MS}
        statement = dialect_insert(conn, table).values(name=name, **values)
        free = sa.or_(table.c.until_ms < now_ms, table.c.holder == owner)
        statement = statement.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
        taken = conn.execute(statement.returning(table.c.token)).first()
        return Lease(store, name, token, clock) if taken else None

    return store.write(work)
