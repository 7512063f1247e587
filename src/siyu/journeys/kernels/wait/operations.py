"""Wait: whoever is due has waited long enough."""

from siyu.journeys.contracts import Outcome
from siyu.journeys.graphs.contracts import WaitNode
from siyu.journeys.kernels.contracts import Due, Membership, Move
from siyu.kit.db.scope import Scope


def pass_wait(scope: Scope, due: Due, membership: Membership) -> list[Move]:
    """This function will let everybody due at a wait node go on."""
    assert isinstance(due.node, WaitNode)
    return [Move(Outcome.WAITED, due.node.next, due.entry_ids)]
