"""Branch: members of a segment go one way, the others the other, judged now."""

from siyu.journeys.contracts import Outcome
from siyu.journeys.graphs.contracts import BranchNode
from siyu.journeys.kernels.contracts import Due, Membership, Move
from siyu.kit.db.scope import Scope


def split_by_segment(scope: Scope, due: Due, membership: Membership) -> list[Move]:
    """This function will split the people due at a branch node by their membership in its segment."""
    assert isinstance(due.node, BranchNode)
    inside = membership(scope, due.node.segment_id, due.customer_ids)
    yes = Move(Outcome.YES, due.node.yes, due.entry_ids[inside])
    no = Move(Outcome.NO, due.node.no, due.entry_ids[~inside])
    return [move for move in (yes, no) if len(move.entry_ids)]
