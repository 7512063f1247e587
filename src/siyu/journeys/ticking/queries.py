"""Finding where people are due, without reading more of them than one batch."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, literal

from siyu.journeys.contracts import JourneyState, MemberState
from siyu.journeys.models import journey, journey_member, journey_node
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids

# Places are visited in turn, one batch each, so a blast at one node never keeps another waiting; within a node the
# last to come get a share of every batch, so it does not keep a single late arrival waiting either.
OLDEST_MAX = 40_000
NEWEST_MAX = 2_000
PLACES_MAX = 10_000
# Written into the statement, not bound, so that both stores see that the partial index fits.
ACTIVE = literal(int(MemberState.ACTIVE), literal_execute=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a version where somebody is due."""

    journey_id: int
    version: int
    node: int


def due_places(conn: Connection, scope: Scope, now_ms: int, part: tuple[int, int] = (0, 1)) -> list[Place]:
    """This function will list the nodes of live journeys where somebody is due; `part` (k, n): journeys with id % n = k."""
    node, member = journey_node.c, journey_member.c
    due = scoped.select(scope, member.id).where(
        member.journey_id == node.journey_id,
        member.version == node.version,
        member.node == node.node,
        member.state == ACTIVE,
        member.due_at_ms <= now_ms,
    )
    joined = journey_node.join(journey, journey.c.id == node.journey_id)
    statement = scoped.select(scope, node.journey_id, node.version, node.node, from_=joined).where(
        journey.c.state == JourneyState.LIVE.value, node.journey_id % part[1] == part[0], due.exists()
    )
    rows = conn.execute(statement.order_by(node.journey_id, node.version, node.node).limit(PLACES_MAX))
    return [Place(*row) for row in rows]


def due_people(conn: Connection, scope: Scope, place: Place, now_ms: int) -> tuple[Ids, Ids]:
    """This function will return a batch of (entry ids, customer ids) due at `place`, int64, the oldest and the newest."""
    member = journey_member.c
    statement = scoped.select(scope, member.id, member.customer_id).where(
        member.journey_id == place.journey_id,
        member.version == place.version,
        member.node == place.node,
        member.state == ACTIVE,
        member.due_at_ms <= now_ms,
    )
    rows = list(conn.execute(statement.order_by(member.due_at_ms).limit(OLDEST_MAX)))
    if len(rows) == OLDEST_MAX:
        rows += list(conn.execute(statement.order_by(member.due_at_ms.desc()).limit(NEWEST_MAX)))
    found = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    entry_ids, first = np.unique(found[:, 0], return_index=True)
    return entry_ids, found[first, 1]
