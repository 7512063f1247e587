"""What the vendor of group welcome texts must be able to do; fulfilled by a connector, outside any transaction."""

from collections.abc import Collection, Mapping
from typing import Protocol

from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.communities.writing.contracts import Outcome
from siyu.kit.db.scope import Scope


class GroupWelcomes(Protocol):
    """The vendor's welcome texts. No method raises for what the vendor says; the outcome tells."""

    def create(self, scope: Scope, content: GroupWelcomeText) -> Outcome:
        """This function will make a text; the outcome has its id as `vendor_id`, and a `mark` of what was attached."""
        ...

    def update(self, scope: Scope, vendor_id: str, content: GroupWelcomeText) -> Outcome:
        """This function will replace a text; the outcome has the `mark` of what was attached."""
        ...

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a text; one that is gone already counts as done."""
        ...

    def marks(self, scope: Scope, material_ids: Collection[int]) -> Mapping[int, str]:
        """This function will return the marks that materials would get now, without calling the vendor.

        "" stands for a material whose file must go to the vendor again soon; one that cannot be judged is left out.
        """
        ...
