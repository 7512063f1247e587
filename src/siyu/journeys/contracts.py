"""What others may know of a journey."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from siyu.journeys.graphs.contracts import Graph, NodeKind


class JourneyState(StrEnum):
    """A journey's own state; `paused` holds everybody where they are."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


class MemberState(IntEnum):
    """Where an entry stands. `PARKED`: its row could not be moved and waits for a human."""

    ACTIVE = 0
    DONE = 1
    PARKED = 2


class Outcome(IntEnum):
    """What a step did."""

    ENTERED = 1
    WAITED = 2
    YES = 3
    NO = 4
    SENT = 5
    EXITED = 6


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey with its draft; `version` is the published one people now enter, None before the first publish."""

    id: int
    name: str
    state: JourneyState
    draft: dict[str, object]
    version: int | None
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, slots=True)
class Version:
    """A published graph; `refs` holds for each send node's number its stored content."""

    journey_id: int
    version: int
    graph: Graph
    refs: dict[int, int]


@dataclass(frozen=True, slots=True)
class NodeNumbers:
    """How many people arrived at, are waiting at, are parked at and have passed a node of a version.

    `text` is what a send node says, `duration_ms` how long a wait node waits: what to call a node without a label.
    """

    node: str
    kind: NodeKind
    label: str
    arrived: int
    waiting: int
    parked: int
    passed: int
    outcomes: dict[str, int]
    text: str = ""
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A journey version's numbers, node by node in the order of its graph."""

    journey_id: int
    name: str
    version: int
    entered: int
    in_flight: int
    exited: int
    nodes: list[NodeNumbers]


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of one person."""

    entry_id: int
    customer_id: int
    version: int
    entry: int
    node: str
    state: MemberState
    due_at_ms: int
    entered_at_ms: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the log of an entry."""

    entry_id: int
    entry: int
    version: int
    seq: int
    node: str
    outcome: Outcome
    at_ms: int


@dataclass(frozen=True, slots=True)
class JourneyPublished:
    """Fact: a version went live."""

    journey_id: int
    version: int
    at_ms: int
