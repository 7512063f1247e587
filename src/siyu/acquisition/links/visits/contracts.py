"""What the vendor says about a link between two readings, told by callback."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkNews:
    """One callback about links, without the vendor's spelling. `key` is the same for the same callback again."""

    key: str
    kind: str
    vendor_id: str = ""
    staff: str = ""
    external_userid: str = ""
    count: int = 0
    until_ms: int = 0
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class LostVisit:
    """Somebody who came through a link and left again."""

    customer_id: int
    name: str
    staff: str
    at_ms: int
    lost_at_ms: int
