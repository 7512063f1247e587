"""What an acquisition link is: who answers it, its places, its copy at the vendor, its figures, the quota."""

from dataclasses import dataclass, field
from enum import StrEnum

from siyu.acquisition.live_codes.contracts import CodeStatus, PlacementKind, SyncState, Welcome

PEOPLE_MAX = 500
CHANNEL_BYTES_MAX = 64


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Everything an operator decides about a link. `unit_ids`: units read from WeCom, with everybody below them."""

    name: str
    staff_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    skip_verify: bool = True
    tag_ids: tuple[int, ...] = ()
    # What staff see as the friend's name in WeCom; {name} is the nickname.
    remark: str = ""
    welcome: Welcome = field(default_factory=Welcome)
    org_unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """Where a link is shown; `channel` is put behind its address and comes back with every friend."""

    id: int
    link_id: int
    name: str
    kind: PlacementKind
    channel: str


@dataclass(frozen=True, slots=True)
class AcquisitionLink:
    """A stored link. `vendor_id` and `url` are "" until the vendor has made it."""

    id: int
    settings: LinkSettings
    status: CodeStatus
    version: int
    vendor_id: str
    url: str
    sync: SyncState
    error: str
    error_en: str
    synced_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    places: tuple[LinkPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorLink:
    """A link as it should be at the vendor: WeCom userids and departments, ascending."""

    name: str
    users: tuple[str, ...]
    departments: tuple[int, ...]
    skip_verify: bool


@dataclass(frozen=True, slots=True)
class LinkCustomer:
    """A customer as the vendor lists them under a link; `spoke`: they have written to the member."""

    external_userid: str
    staff: str
    channel: str
    spoke: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """A purchase of additions: how many are left of it and when they expire."""

    expires_at_ms: int
    balance: int


@dataclass(frozen=True, slots=True)
class LinkQuota:
    """How many additions were bought and are left."""

    total: int
    balance: int
    lots: tuple[Lot, ...]
    read_at_ms: int


class AlertKind(StrEnum):
    """What the vendor warns of."""

    BALANCE_LOW = "balance_low"
    BALANCE_EXHAUSTED = "balance_exhausted"
    QUOTA_EXPIRES = "quota_expire_soon"
    LINK_UNAVAILABLE = "link_unavailable"
    LINK_DELETED = "delete_link"


@dataclass(frozen=True, slots=True)
class LinkAlert:
    """One warning; `count` and `until_ms` say how much expires when, 0 otherwise. `link_id` 0: about no link of ours."""

    id: int
    kind: AlertKind
    link_id: int
    link_name: str
    count: int
    until_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class LinkDay:
    """One local day of a link: clicks and additions as the vendor counts them, and the friends Siyu has seen."""

    day: int
    clicks: int = 0
    added: int = 0
    came: int = 0
    lost: int = 0
    spoke: int = 0


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """A link's figures over a span: in all, by day, by place (0: without one), by member of staff (0: unknown)."""

    total: LinkDay
    by_day: tuple[LinkDay, ...]
    by_place: dict[int, LinkDay]
    by_staff: dict[int, LinkDay]
