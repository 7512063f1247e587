"""One tick: kernel over the set, then log, messages and next places in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import structlog
from sqlalchemy import Connection, Text, cast, literal
from sqlalchemy.exc import InterfaceError, OperationalError

from siyu.journeys.contracts import JourneyState, MemberState
from siyu.journeys.graphs.contracts import NodeKind, WaitNode
from siyu.journeys.kernels.contracts import Due, Kernel, Membership, Move
from siyu.journeys.kernels.operations import KERNELS
from siyu.journeys.models import journey, journey_member, journey_move, journey_parked, journey_step
from siyu.journeys.queries import find_version
from siyu.journeys.ticking.queries import Place, due_people, due_places
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.ids import Ids
from siyu.kit.jobs import Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Content, Origin
from siyu.outreach.operations import plan_from
from siyu.outreach.queries import contents

NOWHERE = -1
ERROR_LENGTH_MAX = 500
# Failures of the store or of the worker, not of a person's row: they end the tick and are tried again.
NOT_THE_ROWS_FAULT = (OperationalError, InterfaceError, Unavailable, OSError, MemoryError)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Engine:
    """What a tick works with; a test or a rehearsal may put other kernels or another membership in."""

    platform: Platform
    membership: Membership
    kernels: Mapping[NodeKind, Kernel] | None = None
    lease: Lease | None = None

    def kernel(self, kind: NodeKind) -> Kernel:
        """This function will return the kernel of a node kind."""
        return (self.kernels or KERNELS)[kind]


def tick(engine: Engine, scope: Scope, part: tuple[int, int] = (0, 1)) -> int:
    """This function will move one batch at every place of the brand where people are due and return how many moved.

    `part` (k, n) limits it to journeys with id % n = k, so that several workers share the journeys out.
    """
    now_ms = engine.platform.clock.now_ms()
    with engine.platform.stores.flow.reading() as conn:
        places = due_places(conn, scope, now_ms, part)
    return sum(_move_place(engine, scope, place, now_ms) for place in places)


def run_until_still(engine: Engine, scope: Scope, rounds_max: int = 10_000) -> int:
    """This function will tick until nobody is due at the clock's present time and return how many steps were taken."""
    total = 0
    for _ in range(rounds_max):
        moved = tick(engine, scope)
        if not moved:
            break
        total += moved
    return total


def _move_place(engine: Engine, scope: Scope, place: Place, now_ms: int) -> int:
    with engine.platform.stores.flow.reading() as conn:
        version = find_version(conn, scope, place.journey_id, place.version)
        entry_ids, customer_ids = due_people(conn, scope, place, now_ms)
        stored = contents(conn, scope, version.refs.values())
    due = Due(version, version.graph.nodes[place.node], entry_ids, customer_ids, now_ms)
    content = stored.get(version.refs.get(place.node, 0))
    return _move_isolating(engine, scope, due, content)


def _move_isolating(engine: Engine, scope: Scope, due: Due, content: Content | None) -> int:
    """This function will move a set; when it fails, its halves, until the one poisoned row is found and parked."""
    if not len(due.entry_ids):
        return 0
    try:
        return _move(engine, scope, due, content)
    except (LeaseLost, *NOT_THE_ROWS_FAULT):
        raise
    except Exception as error:
        if len(due.entry_ids) == 1:
            return _park(engine, scope, due, error)
    return sum(_move_isolating(engine, scope, half, content) for half in _halves(due))


def _halves(due: Due) -> tuple[Due, Due]:
    middle = len(due.entry_ids) // 2
    first = Due(due.version, due.node, due.entry_ids[:middle], due.customer_ids[:middle], due.now_ms)
    return first, Due(due.version, due.node, due.entry_ids[middle:], due.customer_ids[middle:], due.now_ms)


def _move(engine: Engine, scope: Scope, due: Due, content: Content | None) -> int:
    moves = engine.kernel(due.node.kind)(scope, due, engine.membership)

    def work(conn: Connection) -> int:
        if engine.lease is not None and not engine.lease.holds(conn):
            raise LeaseLost(value=engine.lease.name)
        held = _hold(conn, scope, due)
        return sum(_write_move(conn, scope, due, move, _of(move.entry_ids, held), content=content) for move in moves)

    return engine.platform.stores.flow.write(work)


def _of(wanted: Ids, held: Ids) -> Ids:
    # What another worker has moved since it was read is no longer ours to move.
    return wanted if len(wanted) == len(held) else np.intersect1d(wanted, held, assume_unique=True)


def _hold(conn: Connection, scope: Scope, due: Due) -> Ids:
    """This function will lock and return those who are still due at the node of a live journey (compare and set)."""
    member, place = journey_member.c, due.version
    live = scoped.select(scope, journey.c.state).where(journey.c.id == place.journey_id)
    if conn.execute(live.with_for_update(read=True)).scalar() != JourneyState.LIVE.value:
        return np.empty(0, dtype=np.int64)
    statement = scoped.select(scope, member.id).where(
        sets.among(conn, member.id, due.entry_ids),
        member.version == place.version,
        member.node == place.graph.number(due.node.id),
        member.state == int(MemberState.ACTIVE),
        member.due_at_ms <= due.now_ms,
    )
    return np.array(conn.execute(statement.with_for_update(skip_locked=True)).scalars().all(), dtype=np.int64)


def _write_move(conn: Connection, scope: Scope, due: Due, move: Move, ids: Ids, *, content: Content | None) -> int:
    """This function will write one set's log, messages and next place."""
    if not len(ids):
        return 0
    graph = due.version.graph
    number = graph.number(due.node.id)
    to = NOWHERE if move.to is None else graph.number(move.to)
    _log_steps(conn, scope, number, move, ids, now_ms=due.now_ms)
    if move.sends:
        _plan_messages(conn, scope, due, number, ids, content=content)
    target = None if move.to is None else graph.nodes[to]
    wait_ms = target.duration_ms if isinstance(target, WaitNode) else 0
    state = MemberState.DONE if move.to is None else MemberState.ACTIVE
    values = {"state": int(state), "node": number if move.to is None else to, "due_at_ms": due.now_ms + wait_ms}
    change = scoped.update(scope, journey_member).where(sets.among(conn, journey_member.c.id, ids))
    conn.execute(change.values(**values, seq=journey_member.c.seq + 1))
    row = {"journey_id": due.version.journey_id, "version": due.version.version, "node": number, "to_node": to}
    numbers = {"outcome": int(move.outcome), "people": len(ids), "at_ms": due.now_ms}
    scoped.insert(conn, scope, journey_move, row | numbers)
    return len(ids)


def _log_steps(conn: Connection, scope: Scope, number: int, move: Move, ids: Ids, *, now_ms: int) -> None:
    member = journey_member.c
    fixed = (literal(number), literal(int(move.outcome)), literal(now_ms))
    rows = scoped.select(scope, member.id, member.seq, *fixed).where(sets.among(conn, member.id, ids))
    names = ["entry_id", "seq", "node", "outcome", "at_ms"]
    sets.insert_from(conn, scope, journey_step, names, rows.order_by(member.id))


def _plan_messages(conn: Connection, scope: Scope, due: Due, number: int, ids: Ids, *, content: Content | None) -> None:
    """This function will plan one message a person, keyed by (journey, entry, node, occurrence): never twice."""
    if content is None:
        raise LookupError(f"node {due.node.id} has no stored content")
    member = journey_member.c
    key = literal(f"j{due.version.journey_id}:").concat(cast(member.id, Text)).concat(literal(f":{number}:"))
    key = key.concat(cast(member.seq, Text))
    people = scoped.select(scope, key, member.customer_id).where(sets.among(conn, member.id, ids))
    origin = Origin("journey", due.version.journey_id, number)
    plan_from(conn, scope, content, people.order_by(member.id), origin=origin, at_ms=due.now_ms)


def _park(engine: Engine, scope: Scope, due: Due, error: Exception) -> int:
    """This function will take the one row that cannot be moved out of the way, with its error, for a human to see."""
    entry_id = int(due.entry_ids[0])
    number = due.version.graph.number(due.node.id)
    log.exception("journey.parked", journey=due.version.journey_id, entry=entry_id, node=due.node.id)
    place = {"journey_id": due.version.journey_id, "version": due.version.version, "node": number}
    told = {"entry_id": entry_id, "error": f"{type(error).__name__}: {error}"[:ERROR_LENGTH_MAX], "at_ms": due.now_ms}

    def work(conn: Connection) -> int:
        if engine.lease is not None and not engine.lease.holds(conn):
            raise LeaseLost(value=engine.lease.name)
        held = _hold(conn, scope, due)
        if len(held):
            change = scoped.update(scope, journey_member).where(journey_member.c.id == entry_id)
            conn.execute(change.values(state=int(MemberState.PARKED)))
            scoped.insert_new(conn, scope, journey_parked, [place | told])
        return len(held)

    return engine.platform.stores.flow.write(work)
