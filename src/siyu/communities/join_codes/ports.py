"""What the vendor of group codes must be able to do; fulfilled by a connector, called outside any transaction."""

from typing import Protocol

from siyu.communities.join_codes.contracts import HeldWay, JoinCodeSettings
from siyu.communities.writing.contracts import Outcome
from siyu.kit.db.scope import Scope


class GroupCodes(Protocol):
    """The vendor's codes into groups. No method raises for what the vendor says; the outcome tells."""

    def create(self, scope: Scope, settings: JoinCodeSettings, state: str) -> Outcome:
        """This function will make a code; its id is the outcome's `vendor_id`."""
        ...

    def update(self, scope: Scope, vendor_id: str, settings: JoinCodeSettings, state: str) -> Outcome:
        """This function will replace everything a code holds."""
        ...

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a code; one that is gone already counts as done."""
        ...

    def read(self, scope: Scope, vendor_id: str) -> tuple[Outcome, HeldWay | None]:
        """This function will read a code back; None when that failed."""
        ...

    def picture(self, scope: Scope, qr_url: str) -> Outcome:
        """This function will fetch the QR picture."""
        ...
