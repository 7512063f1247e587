"""Exit: people leave the journey."""

from siyu.journeys.contracts import Outcome
from siyu.journeys.kernels.contracts import Due, Membership, Move
from siyu.kit.db.scope import Scope


def leave(scope: Scope, due: Due, membership: Membership) -> list[Move]:
    """This function will let everybody due at an exit node leave."""
    return [Move(Outcome.EXITED, None, due.entry_ids)]
