"""The nodes of a graph, as frozen values. A later node kind is one class here, one reader in domain, one kernel."""

from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """What a node does."""

    ENTRY = "entry"
    WAIT = "wait"
    BRANCH = "branch"
    SEND = "send"
    EXIT = "exit"


class Reentry(StrEnum):
    """How often one person may go through a journey."""

    ONCE = "once"
    AFTER_EXIT = "after_exit"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What lets people in: a segment they enter (`segment_id`) or an event they cause (`event`); exactly one is set."""

    segment_id: int | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class EntryNode:
    """Where people come in."""

    id: str
    trigger: Trigger
    next: str
    kind: NodeKind = NodeKind.ENTRY


@dataclass(frozen=True, slots=True)
class WaitNode:
    """People stay here for `duration_ms` from the moment they arrive."""

    id: str
    duration_ms: int
    next: str
    kind: NodeKind = NodeKind.WAIT


@dataclass(frozen=True, slots=True)
class BranchNode:
    """Members of the segment go `yes`, the others `no`, judged at the moment they pass."""

    id: str
    segment_id: int
    yes: str
    no: str
    kind: NodeKind = NodeKind.BRANCH


@dataclass(frozen=True, slots=True)
class SendNode:
    """One message over `channel` to everybody who passes; `text` is a template with customer attributes."""

    id: str
    channel: str
    text: str
    next: str
    kind: NodeKind = NodeKind.SEND


@dataclass(frozen=True, slots=True)
class ExitNode:
    """Where people leave."""

    id: str
    kind: NodeKind = NodeKind.EXIT


Node = EntryNode | WaitNode | BranchNode | SendNode | ExitNode


@dataclass(frozen=True, slots=True)
class Graph:
    """An immutable journey definition. A node's number is its place in `nodes`; it never changes within a version."""

    nodes: tuple[Node, ...]
    reentry: Reentry = Reentry.ONCE

    @property
    def entry(self) -> EntryNode:
        """The one entry node."""
        return next(node for node in self.nodes if isinstance(node, EntryNode))

    def number(self, node_id: str) -> int:
        """This function will return the number of the node called `node_id`. Raises KeyError when there is none."""
        for place, node in enumerate(self.nodes):
            if node.id == node_id:
                return place
        raise KeyError(node_id)


def targets(node: Node) -> tuple[str, ...]:
    """This function will return the ids of the nodes that people may go to from `node`."""
    if isinstance(node, BranchNode):
        return (node.yes, node.no)
    return () if isinstance(node, ExitNode) else (node.next,)
