"""Send: everybody gets one planned message and goes on; the gate and the channel do the rest."""

from siyu.journeys.contracts import Outcome
from siyu.journeys.graphs.contracts import SendNode
from siyu.journeys.kernels.contracts import Due, Membership, Move
from siyu.kit.db.scope import Scope


def plan_message(scope: Scope, due: Due, membership: Membership) -> list[Move]:
    """This function will let everybody due at a send node go on with a message planned."""
    assert isinstance(due.node, SendNode)
    return [Move(Outcome.SENT, due.node.next, due.entry_ids, sends=True)]
