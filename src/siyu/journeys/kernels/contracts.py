"""What a kernel is given and what it answers. Kernels decide; the tick writes."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from siyu.journeys.contracts import Outcome, Version
from siyu.journeys.graphs.contracts import Node
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Due:
    """The people due at one node of one version: `entry_ids` and `customer_ids` are int64 arrays of one length."""

    version: Version
    node: Node
    entry_ids: Ids
    customer_ids: Ids
    now_ms: int


@dataclass(frozen=True, slots=True)
class Move:
    """A set that moves together: what the step did, where to (None: out of the journey), and whether it sends."""

    outcome: Outcome
    to: str | None
    entry_ids: Ids
    sends: bool = False


class Membership(Protocol):
    """Answers who is in a segment; reads the core store."""

    def __call__(self, scope: Scope, segment_id: int, customer_ids: Ids) -> Flags:
        """This function will say of each customer (int64, any order) whether they are in the segment now."""
        ...


class Kernel(Protocol):
    """Moves a set."""

    def __call__(self, scope: Scope, due: Due, membership: Membership) -> list[Move]:
        """This function will split the people due into sets that move together; everybody is in exactly one."""
        ...
