"""What the vendor of contact ways must be able to do; fulfilled by a connector, called outside any transaction."""

from typing import Protocol

from siyu.acquisition.syncing.contracts import Result, Way
from siyu.kit.db.scope import Scope


class ContactWays(Protocol):
    """The vendor's contact ways 联系我. No method raises for what the vendor says; the result tells."""

    def create(self, scope: Scope, way: Way) -> Result:
        """This function will make a way and return its config_id and the address of its QR picture."""
        ...

    def find(self, scope: Scope, state: str, since_ms: int) -> Result:
        """This function will look for a way with this state made since a moment; DONE with "" when there is none."""
        ...

    def read(self, scope: Scope, config_id: str) -> tuple[Result, Way | None]:
        """This function will read a way back; (DONE, None) when the vendor does not know it."""
        ...

    def update(self, scope: Scope, config_id: str, way: Way) -> Result:
        """This function will set a way to what is wanted."""
        ...

    def remove(self, scope: Scope, config_id: str) -> Result:
        """This function will delete a way; one that is gone already counts as done."""
        ...

    def picture(self, scope: Scope, qr_url: str) -> Result:
        """This function will fetch the QR picture."""
        ...

    def remark(self, scope: Scope, staff: str, external_userid: str, text: str) -> Result:
        """This function will set the remark that a member of staff sees on a customer."""
        ...
