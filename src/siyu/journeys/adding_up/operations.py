"""Adding up old moves: many rows for the same way through a journey become one that says the same."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func

from siyu.journeys.models import journey_move
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

MOVES_PER_BATCH = 10_000
VERSIONS_PER_SWEEP_MAX = 10_000


def crowded_versions(conn: Connection, scope: Scope, before_ms: int) -> list[tuple[int, int]]:
    """This function will list (journey, version) where older moves went the same way more than once."""
    table = journey_move.c
    way = (table.journey_id, table.version, table.node, table.outcome, table.to_node)
    statement = scoped.select(scope, table.journey_id, table.version).where(table.at_ms < before_ms)
    statement = statement.group_by(*way).having(func.count() > 1).distinct().limit(VERSIONS_PER_SWEEP_MAX)
    return [(row.journey_id, row.version) for row in conn.execute(statement)]


def add_up_moves(conn: Connection, scope: Scope, journey_id: int, version: int, *, before_ms: int) -> int:
    """This function will put one row for each way in place of up to 10,000 older moves; returns how many went.

    What is added up is what the deletion itself hands back, so two workers at it count nobody twice. The sums are the
    same before and after; a row's time becomes that of its newest move.
    """
    table = journey_move.c
    mine = (table.journey_id == journey_id, table.version == version, table.at_ms < before_ms)
    oldest = scoped.select(scope, table.id).where(*mine).order_by(table.id).limit(MOVES_PER_BATCH)
    gone = scoped.delete(scope, journey_move).where(table.id.in_(oldest))
    columns = (table.node, table.outcome, table.to_node, table.people, table.at_ms)
    moves = conn.execute(gone.returning(*columns)).all()
    scoped.insert_many(conn, scope, journey_move, _sums(journey_id, version, moves))
    return len(moves)


def _sums(journey_id: int, version: int, moves: Iterable[Any]) -> list[dict[str, int]]:
    people: Counter[tuple[int, int, int]] = Counter()
    newest: dict[tuple[int, int, int], int] = {}
    for node, outcome, to_node, count, at_ms in moves:
        way = (node, outcome, to_node)
        people[way] += count
        newest[way] = max(at_ms, newest.get(way, 0))
    same = {"journey_id": journey_id, "version": version}
    return [
        {**same, "node": way[0], "outcome": way[1], "to_node": way[2], "people": count, "at_ms": newest[way]}
        for way, count in people.items()
    ]
