"""What a live code is made of and what it answers. Minutes count from local midnight; days are 0 Monday … 6 Sunday."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SEATS_MAX = 100
SHIFTS_MAX = 50
SPECIAL_DATES_MAX = 100
RANGES_PER_DATE_MAX = 20
WEIGHT_MAX = 100
DAY_MINUTES = 1_440


class Rotation(StrEnum):
    """How the next friend is shared out among those on duty."""

    TOGETHER = "together"
    SEQUENCE = "sequence"
    WEIGHT = "weight"
    LEAST = "least"


class Reason(StrEnum):
    """Why these people answer: they are on duty, or nobody is (off), or all who are have had their day's share (full)."""

    DUTY = "duty"
    BACKUP_OFF = "backup_off"
    BACKUP_FULL = "backup_full"
    DEFAULT_OFF = "default_off"
    DEFAULT_FULL = "default_full"


@dataclass(frozen=True, slots=True)
class Seat:
    """One member of staff at a code; the order of seats is the order of the rotation. `per_day_max` None: no cap."""

    staff_id: int
    weight: int = 1
    per_day_max: int | None = None
    on: bool = True


@dataclass(frozen=True, slots=True)
class Backup:
    """Somebody who answers when nobody at the seats can."""

    staff_id: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class Hours:
    """From a minute until before another for some staff; `until_minute` <= `from_minute` runs over midnight."""

    from_minute: int
    until_minute: int
    staff_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours that come round on days of the week; they belong to the day on which they begin."""

    days: tuple[int, ...]
    hours: Hours


@dataclass(frozen=True, slots=True)
class SpecialDate:
    """The hours that begin on one date (YYYY-MM-DD) instead of the weekly ones; none means closed."""

    date: str
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A time of every day; `until_minute` <= `from_minute` runs over midnight."""

    from_minute: int
    until_minute: int


ALWAYS = (Window(0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Rules:
    """Who answers a code. Without shifts everybody at a seat is always on duty. `zone` is the brand's."""

    seats: tuple[Seat, ...]
    default_staff_id: int
    rotation: Rotation = Rotation.TOGETHER
    backups: tuple[Backup, ...] = ()
    shifts: tuple[Shift, ...] = ()
    special_dates: tuple[SpecialDate, ...] = ()
    auto_accept: tuple[Window, ...] = ALWAYS
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Load:
    """What people have on their hands: friends taken by this code on the local day, friends in all, who was last."""

    today: Mapping[int, int] = field(default_factory=dict)
    friends: Mapping[int, int] = field(default_factory=dict)
    last_staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is behind the code (ascending ids, never empty), whether friends are accepted at once, and why these people."""

    staff_ids: tuple[int, ...]
    skip_verify: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which, by time alone, the same people are on hand."""

    from_ms: int
    until_ms: int
    answer: Answer


class PlacementKind(StrEnum):
    """Where a code is printed or shown."""

    PRODUCT_PAGE = "product_page"
    PAID_PAGE = "paid_page"
    PARCEL_CARD = "parcel_card"
    BOTTLE_LABEL = "bottle_label"
    LEAFLET = "leaflet"
    SHELF = "shelf"
    CASHIER = "cashier"
    MILK_STATION = "milk_station"
    STAFF_CARD = "staff_card"
    OTHER = "other"


class CodeStatus(StrEnum):
    """A closed code is deleted at the vendor: who scans it finds nobody."""

    OPEN = "open"
    CLOSED = "closed"


class SyncState(StrEnum):
    """How the vendor's copy stands: not made yet, as it should be, in question (being asked about), refused, deleted."""

    NEW = "new"
    READY = "ready"
    ASKING = "asking"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a new friend of the code is sent; `attachments` in the vendor's form, `journey_id` goes on from there.

    `blocked_words` are cut out of the friend's nickname wherever it is repeated.
    """

    text: str = ""
    attachments: tuple[Mapping[str, object], ...] = ()
    journey_id: int | None = None
    blocked_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """Everything an operator decides about a code. `remark` may hold {name}; `org_unit_id` limits who sees the code."""

    name: str
    rules: Rules
    sticky: bool = False
    tag_ids: tuple[int, ...] = ()
    remark: str = ""
    welcome: Welcome = field(default_factory=Welcome)
    org_unit_id: int | None = None
    owner_staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """A place to make a contact way for."""

    name: str
    kind: PlacementKind = PlacementKind.OTHER


@dataclass(frozen=True, slots=True)
class Placement:
    """One printed copy of a code with a contact way of its own; `state` comes back with every friend."""

    id: int
    code_id: int
    name: str
    kind: PlacementKind
    state: str
    config_id: str
    qr_url: str
    has_picture: bool
    sync: SyncState
    error: str
    error_en: str
    synced_at_ms: int


@dataclass(frozen=True, slots=True)
class LiveCode:
    """A stored code. `answer` is what it should answer since `answered_at_ms`; None before the first time."""

    id: int
    settings: CodeSettings
    status: CodeStatus
    version: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    answer: Answer | None
    answered_at_ms: int
    due_at_ms: int | None
    placements: tuple[Placement, ...] = ()
