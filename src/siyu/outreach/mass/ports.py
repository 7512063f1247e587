"""What the vendor's desk for mass messages must be able to do; implemented by a connector, bound in bootstrap."""

from collections.abc import Iterator
from typing import Protocol

from siyu.kit.db.scope import Scope
from siyu.outreach.mass.contracts import Reminded
from siyu.outreach.quota.contracts import OwnSend


class MassDesk(Protocol):
    """Called outside any transaction; every method raises Unavailable when the vendor cannot be reached."""

    channel: str

    def remind(self, scope: Scope, vendor_id: str) -> Reminded:
        """This function will have the vendor remind the advisors of a task who have not confirmed."""
        ...

    def cancel(self, scope: Scope, vendor_id: str) -> None:
        """This function will stop what has not been confirmed of a task; one stopped before stays stopped."""
        ...

    def own_sends(self, scope: Scope, *, since_ms: int, known: frozenset[str]) -> Iterator[OwnSend]:
        """This function will yield the mass messages advisors made by themselves since then, but those `known`."""
        ...
