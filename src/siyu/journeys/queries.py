"""Reading journeys, their people and their numbers. All take a flow connection."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func

from siyu.journeys.contracts import (
    Funnel,
    Journey,
    JourneyState,
    Member,
    MemberState,
    NodeNumbers,
    Outcome,
    Step,
    Version,
)
from siyu.journeys.graphs.contracts import Node, SendNode, WaitNode
from siyu.journeys.graphs.domain import read_graph
from siyu.journeys.models import journey, journey_member, journey_move, journey_node, journey_step, journey_version
from siyu.kit.codec import decode_any
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.segments import queries as segments

PAGE_MAX = 200
STEPS_MAX = 10_000


class JourneyNotFound(NotFound):
    """The journey, or the version of it, does not exist in this brand."""

    zh = "没有找到旅程「{value}」"
    en = "journey {value!r} was not found"
    fix_zh = "请在旅程列表中确认编号"
    fix_en = "Look the number up in the list of journeys"


class NodeNotFound(NotFound):
    """The journey's version has no such node."""

    zh = "旅程中没有节点「{value}」"
    en = "the journey has no node {value!r}"


def find_journey(conn: Connection, scope: Scope, journey_id: int, *, lock: bool = False) -> Journey:
    """This function will return a journey, locked against other writers if asked. Raises JourneyNotFound."""
    statement = scoped.select(scope, journey).where(journey.c.id == journey_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise JourneyNotFound(field="journey", value=journey_id)
    return _journey(row)


def list_journeys(
    conn: Connection,
    scope: Scope,
    *,
    limit: int = PAGE_MAX,
    before_id: int | None = None,
    state: str | None = None,
    search: str = "",
) -> list[Journey]:
    """This function will list journeys, newest first, below `before_id`, in `state`, with `search` in the name."""
    statement = scoped.select(scope, journey).order_by(journey.c.id.desc()).limit(min(limit, PAGE_MAX))
    if before_id is not None:
        statement = statement.where(journey.c.id < before_id)
    if state is not None:
        statement = statement.where(journey.c.state == state)
    if search:
        statement = statement.where(journey.c.name.contains(search, autoescape=True))
    return [_journey(row) for row in conn.execute(statement)]


def totals(conn: Connection, scope: Scope, found: Sequence[Journey]) -> dict[int, tuple[int, int]]:
    """This function will return (entered, exited) people of each journey over all its versions."""
    table = journey_move.c
    statement = scoped.select(scope, table.journey_id, table.outcome, func.sum(table.people)).where(
        table.journey_id.in_([one.id for one in found]),
        table.outcome.in_([int(Outcome.ENTERED), int(Outcome.EXITED)]),
    )
    sums = {(row[0], row[1]): int(row[2]) for row in conn.execute(statement.group_by(table.journey_id, table.outcome))}
    return {
        one.id: (sums.get((one.id, int(Outcome.ENTERED)), 0), sums.get((one.id, int(Outcome.EXITED)), 0))
        for one in found
    }


def find_version(conn: Connection, scope: Scope, journey_id: int, version: int) -> Version:
    """This function will return a published version. Raises JourneyNotFound."""
    table, nodes = journey_version.c, journey_node.c
    where = (table.journey_id == journey_id, table.version == version)
    body = conn.execute(scoped.select(scope, table.graph).where(*where)).scalar()
    if body is None:
        raise JourneyNotFound(field="journey", value=f"{journey_id} v{version}")
    refs = scoped.select(scope, nodes.node, nodes.ref).where(
        nodes.journey_id == journey_id, nodes.version == version, nodes.ref.is_not(None)
    )
    graph = read_graph(decode_any(body.encode()))
    return Version(journey_id, version, graph, {row.node: row.ref for row in conn.execute(refs)})


def hearing_segment(conn: Connection, scope: Scope, segment_id: int) -> list[Version]:
    """This function will return the published versions that people enter through the segment."""
    return _hearing(conn, scope, journey.c.segment_id == segment_id)


def hearing_event(conn: Connection, scope: Scope, event: str) -> list[Version]:
    """This function will return the published versions that people enter through the event."""
    return _hearing(conn, scope, journey.c.event == event)


def published(conn: Connection, scope: Scope, journey_id: int) -> list[Version]:
    """This function will return the journey's published version; none when it is not there or was never published."""
    return _hearing(conn, scope, journey.c.id == journey_id)


def funnel_numbers(conn: Connection, scope: Scope, journey_id: int, version: int | None = None) -> Funnel:
    """This function will return the numbers of a version (the published one unless named), node by node.

    Raises JourneyNotFound, also for a journey that was never published.
    """
    found = find_journey(conn, scope, journey_id)
    pinned = find_version(conn, scope, journey_id, version or found.version or 0)
    moves = _moves(conn, scope, pinned)
    here = _here(conn, scope, pinned)
    labels = _labels(found)
    nodes = [_numbers(number, node, moves, here, labels) for number, node in enumerate(pinned.graph.nodes)]
    entered = sum(people for (_, outcome, _), people in moves.items() if outcome == Outcome.ENTERED)
    exited = sum(people for (_, outcome, _), people in moves.items() if outcome == Outcome.EXITED)
    return Funnel(journey_id, found.name, pinned.version, entered, entered - exited, exited, nodes)


def members(
    conn: Connection, scope: Scope, journey_id: int, *, node: str | None = None, limit: int = 20, after_id: int = 0
) -> list[Member]:
    """This function will list entries of the journey, in order of entry, above `after_id`; at one node if named.

    `node` names a node of the published version. Raises JourneyNotFound and NodeNotFound.
    """
    found = find_journey(conn, scope, journey_id)
    table = journey_member.c
    where = [table.journey_id == journey_id, table.id > after_id]
    if node is not None:
        pinned = find_version(conn, scope, journey_id, found.version or 0)
        where += [table.version == pinned.version, table.node == node_number(pinned, node)]
        where += [table.state != int(MemberState.DONE)]
    statement = scoped.select(scope, journey_member).where(*where).order_by(table.id).limit(min(limit, PAGE_MAX))
    rows = conn.execute(statement).all()
    graphs = _graphs(conn, scope, journey_id, {row.version for row in rows})
    return [_member(row, graphs[row.version]) for row in rows]


def steps(conn: Connection, scope: Scope, journey_id: int, customer_id: int) -> list[Step]:
    """This function will return everything that happened to a customer in the journey, in order."""
    member, step = journey_member.c, journey_step.c
    joined = journey_step.join(journey_member, member.id == step.entry_id)
    columns = (step.entry_id, member.entry, member.version, step.seq, step.node, step.outcome, step.at_ms)
    statement = scoped.select(scope, *columns, from_=joined)
    statement = statement.where(member.journey_id == journey_id, member.customer_id == customer_id)
    rows = conn.execute(statement.order_by(member.entry, step.seq).limit(STEPS_MAX)).all()
    graphs = _graphs(conn, scope, journey_id, {row.version for row in rows})
    return [_step(row, graphs[row.version]) for row in rows]


def segment_names(conn: Connection, scope: Scope) -> dict[int, str]:
    """This function will return the names of the brand's segments by id; `conn` is of the core store."""
    return {segment.id: segment.name for segment in segments.segments(conn, scope)}


def node_number(version: Version, node: str) -> int:
    """This function will return the number of the node called `node`. Raises NodeNotFound."""
    try:
        return version.graph.number(node)
    except KeyError:
        raise NodeNotFound(field="node", value=node) from None


def _hearing(conn: Connection, scope: Scope, condition: Any) -> list[Version]:
    statement = scoped.select(scope, journey.c.id, journey.c.version).where(condition, journey.c.version.is_not(None))
    rows = conn.execute(statement).all()
    return [find_version(conn, scope, row.id, row.version) for row in rows]


def _graphs(conn: Connection, scope: Scope, journey_id: int, versions: set[int]) -> dict[int, Version]:
    return {version: find_version(conn, scope, journey_id, version) for version in versions}


def _moves(conn: Connection, scope: Scope, version: Version) -> dict[tuple[int, int, int], int]:
    """This function will sum the people moved: (node, outcome, to node) → people."""
    table = journey_move.c
    key = (table.node, table.outcome, table.to_node)
    statement = scoped.select(scope, *key, func.sum(table.people)).where(
        table.journey_id == version.journey_id, table.version == version.version
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in conn.execute(statement.group_by(*key))}


def _here(conn: Connection, scope: Scope, version: Version) -> dict[int, int]:
    """This function will count the parked people of each node."""
    table = journey_member.c
    statement = scoped.select(scope, table.node, func.count()).where(
        table.journey_id == version.journey_id,
        table.version == version.version,
        table.state == int(MemberState.PARKED),
    )
    return {row[0]: int(row[1]) for row in conn.execute(statement.group_by(table.node))}


def _labels(found: Journey) -> dict[str, str]:
    nodes = found.draft.get("nodes")
    listed = [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []
    return {str(node.get("id")): str(node.get("label") or "") for node in listed}


def _numbers(
    number: int,
    node: Node,
    moves: Mapping[tuple[int, int, int], int],
    parked: Mapping[int, int],
    labels: Mapping[str, str],
) -> NodeNumbers:
    outcomes: dict[str, int] = defaultdict(int)
    for (at, outcome, _), people in moves.items():
        if at == number:
            outcomes[Outcome(outcome).name.lower()] += people
    passed = sum(outcomes.values())
    arrived = sum(people for (_, _, to_node), people in moves.items() if to_node == number)
    arrived = arrived or outcomes.get(Outcome.ENTERED.name.lower(), 0)
    waiting = max(arrived - passed - parked.get(number, 0), 0)
    return NodeNumbers(
        node=node.id,
        kind=node.kind,
        label=labels.get(node.id, ""),
        arrived=arrived,
        waiting=waiting,
        parked=parked.get(number, 0),
        passed=passed,
        outcomes=dict(outcomes),
        text=node.text if isinstance(node, SendNode) else "",
        duration_ms=node.duration_ms if isinstance(node, WaitNode) else None,
    )


def _journey(row: Row[Any]) -> Journey:
    return Journey(
        id=row.id,
        name=row.name,
        state=JourneyState(row.state),
        draft=decode_any(row.draft.encode()),
        version=row.version,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
    )


def _member(row: Row[Any], version: Version) -> Member:
    return Member(
        entry_id=row.id,
        customer_id=row.customer_id,
        version=row.version,
        entry=row.entry,
        node=version.graph.nodes[row.node].id,
        state=MemberState(row.state),
        due_at_ms=row.due_at_ms,
        entered_at_ms=row.entered_at_ms,
    )


def _step(row: Row[Any], version: Version) -> Step:
    return Step(
        entry_id=row.entry_id,
        entry=row.entry,
        version=row.version,
        seq=row.seq,
        node=version.graph.nodes[row.node].id,
        outcome=Outcome(row.outcome),
        at_ms=row.at_ms,
    )
