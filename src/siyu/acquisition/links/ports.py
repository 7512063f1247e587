"""What the vendor of acquisition links must be able to do; fulfilled by a connector, called outside any transaction."""

from collections.abc import Iterator
from typing import Protocol

from siyu.acquisition.links.contracts import LinkCustomer, LinkQuota, VendorLink
from siyu.acquisition.syncing.contracts import Result
from siyu.kit.db.scope import Scope


class LinkDesk(Protocol):
    """The vendor's links 获客链接. The first five raise nothing for what the vendor says: the result tells.

    In a result `config_id` is the vendor's id of the link and `qr_url` its address.
    """

    def create(self, scope: Scope, link: VendorLink) -> Result:
        """This function will make a link."""
        ...

    def find(self, scope: Scope, name: str, since_ms: int, known: frozenset[str]) -> Result:
        """This function will look for a link of this name made since a moment, not `known`; DONE with "" for none."""
        ...

    def read(self, scope: Scope, vendor_id: str) -> tuple[Result, VendorLink | None]:
        """This function will read a link back; (DONE, None) when the vendor does not know it."""
        ...

    def update(self, scope: Scope, vendor_id: str, link: VendorLink) -> Result:
        """This function will overwrite a link."""
        ...

    def remove(self, scope: Scope, vendor_id: str) -> Result:
        """This function will delete a link; one that is gone already is fine."""
        ...

    def customers(self, scope: Scope, vendor_id: str) -> Iterator[LinkCustomer]:
        """This function will yield who came through a link. Raises Unavailable."""
        ...

    def quota(self, scope: Scope) -> LinkQuota:
        """This function will return how many additions are left. Raises Unavailable."""
        ...

    def figures(self, scope: Scope, vendor_id: str, day: int) -> tuple[int, int]:
        """This function will return clicks and additions of one local day. Raises Unavailable."""
        ...
