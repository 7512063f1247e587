"""What the vendor must be able to do for hand-overs; fulfilled by a connector, called outside any transaction."""

from collections.abc import Iterator
from typing import Protocol

from siyu.advisors.handover.contracts import Answer, Order, OwnedGroup, TransferState, Unassigned
from siyu.kit.db.scope import Scope


class HandoverDesk(Protocol):
    """Hand-overs at the vendor. Reads raise Unavailable; the two requests raise nothing, their answer tells."""

    def able(self, scope: Scope) -> frozenset[str]:
        """This function will return the userids of members who may talk to customers."""
        ...

    def unassigned(self, scope: Scope) -> Iterator[Unassigned]:
        """This function will yield the customers of those who left, as far as nobody has taken them over."""
        ...

    def groups_of(self, scope: Scope, userid: str) -> list[str]:
        """This function will list the ids of the groups somebody owns and that are not on their way to another owner."""
        ...

    def group(self, scope: Scope, chat_id: str) -> OwnedGroup | None:
        """This function will return a group with its present owner; None when it is gone."""
        ...

    def start(self, scope: Scope, order: Order) -> Answer:
        """This function will ask for customers to be handed over."""
        ...

    def start_groups(self, scope: Scope, order: Order) -> Answer:
        """This function will ask for groups to be handed over."""
        ...

    def states(self, scope: Scope, giver: str, taker: str, *, resigned: bool) -> Iterator[TransferState]:
        """This function will yield how far the hand-overs between two people are, earlier ones too."""
        ...
