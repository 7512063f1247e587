"""A journey interpreter for one person, as plain as it can be. The engine must do the same to sets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from siyu.journeys.contracts import MemberState, Outcome
from siyu.journeys.graphs.contracts import BranchNode, ExitNode, Graph, SendNode, WaitNode

InSegment = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Person:
    """One entry: where the person is, since when due, and how many steps were logged."""

    node: str
    due_at_ms: int
    seq: int
    state: MemberState = MemberState.ACTIVE


@dataclass(frozen=True, slots=True)
class Passed:
    """What one step did: the log line and, from a send node, the message."""

    seq: int
    node: str
    outcome: Outcome
    at_ms: int
    message: str | None = None


@dataclass(slots=True)
class Walk:
    """A person's whole way so far."""

    person: Person
    steps: list[Passed] = field(default_factory=list)


def enter(graph: Graph, now_ms: int) -> Walk:
    """This function will put a person at the first node behind the entry."""
    person = Person(graph.entry.id, now_ms, 1)
    step = Passed(0, graph.entry.id, Outcome.ENTERED, now_ms)
    return Walk(_arrive(graph, person, graph.entry.next, now_ms), [step])


def advance(graph: Graph, person: Person, now_ms: int, in_segment: InSegment) -> tuple[Person, Passed] | None:
    """This function will take one step, or return None when the person is not due."""
    if person.state is not MemberState.ACTIVE or person.due_at_ms > now_ms:
        return None
    node = graph.nodes[graph.number(person.node)]
    ahead = replace(person, seq=person.seq + 1)
    if isinstance(node, ExitNode):
        return replace(ahead, state=MemberState.DONE), Passed(person.seq, node.id, Outcome.EXITED, now_ms)
    if isinstance(node, BranchNode):
        inside = in_segment(node.segment_id)
        step = Passed(person.seq, node.id, Outcome.YES if inside else Outcome.NO, now_ms)
        return _arrive(graph, ahead, node.yes if inside else node.no, now_ms), step
    if isinstance(node, SendNode):
        step = Passed(person.seq, node.id, Outcome.SENT, now_ms, node.text)
        return _arrive(graph, ahead, node.next, now_ms), step
    return _arrive(graph, ahead, node.next, now_ms), Passed(person.seq, node.id, Outcome.WAITED, now_ms)


def run(graph: Graph, walk: Walk, now_ms: int, in_segment: InSegment) -> None:
    """This function will take every step that is due at `now_ms`."""
    while (taken := advance(graph, walk.person, now_ms, in_segment)) is not None:
        walk.person = taken[0]
        walk.steps.append(taken[1])


def _arrive(graph: Graph, person: Person, node_id: str, now_ms: int) -> Person:
    node = graph.nodes[graph.number(node_id)]
    wait_ms = node.duration_ms if isinstance(node, WaitNode) else 0
    return replace(person, node=node_id, due_at_ms=now_ms + wait_ms)
