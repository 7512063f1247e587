"""What the vendor of group welcome texts must be able to do; fulfilled by a connector, outside any transaction."""

from typing import Protocol

from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.communities.writing.contracts import Outcome
from siyu.kit.db.scope import Scope


class GroupWelcomes(Protocol):
    """The vendor's welcome texts. No method raises for what the vendor says; the outcome tells."""

    def create(self, scope: Scope, content: GroupWelcomeText) -> Outcome:
        """This function will make a text; its id is the outcome's `vendor_id`."""
        ...

    def update(self, scope: Scope, vendor_id: str, content: GroupWelcomeText) -> Outcome:
        """This function will replace a text."""
        ...

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a text; one that is gone already counts as done."""
        ...
