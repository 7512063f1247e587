"""What signing in through a vendor needs from its connector."""

from typing import Protocol

from siyu.kit.db.scope import Scope
from siyu.tenancy.serving.contracts import Entry


class StaffDoor(Protocol):
    """Sends staff to the vendor and learns who came back; implemented by a connector, bound in bootstrap."""

    def origin(self, scope: Scope) -> str:
        """This function will return the address the vendor trusts ("https://scrm.example.com"), "" when none is set."""
        ...

    def address(self, scope: Scope, entry: Entry, *, redirect_uri: str, state: str) -> str:
        """This function will return where to send the browser. Raises Unavailable when the vendor is not set up."""
        ...

    def userid(self, scope: Scope, code: str) -> str:
        """This function will exchange a code for the member's id at the vendor, "" for somebody who is no member.

        Called outside any transaction; a code works once. Raises Unavailable.
        """
        ...
