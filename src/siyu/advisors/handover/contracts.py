"""What hand-overs tell others: the plan, what it comes to, and how far each customer and group is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Spread(StrEnum):
    """Who takes over: the chosen people evenly, the giver's own store, or the store each customer belongs to."""

    EVEN = "even"
    SAME_STORE = "same_store"
    CUSTOMER_STORE = "customer_store"


class ItemKind(StrEnum):
    """What is handed over."""

    CUSTOMER = "customer"
    GROUP = "group"


class ItemState(StrEnum):
    """Where one customer or group stands. WAITING: begun at WeCom; ASKING: asked for, the answer is not known yet."""

    PLANNED = "planned"
    ASKING = "asking"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    TAKER_FULL = "taker_full"
    REJECTED = "rejected"
    NO_RECORD = "no_record"
    LEFT_OUT = "left_out"
    CANCELLED = "cancelled"


MOVING = (ItemState.PLANNED, ItemState.ASKING, ItemState.WAITING)


class Hindrance(StrEnum):
    """Why somebody is left out of a plan, or turned down by WeCom."""

    TOO_OFTEN = "too_often"
    IN_TRANSFER = "in_transfer"
    TAKER_FULL = "taker_full"
    TAKER_UNABLE = "taker_unable"
    NO_TAKER = "no_taker"
    NOT_FRIEND = "not_friend"
    LEFT_LONG_AGO = "left_long_ago"
    STILL_HERE = "still_here"
    GONE = "gone"
    VENDOR = "vendor"


class HandoverState(StrEnum):
    """Where a hand-over stands. LISTING: the givers' groups are being looked up."""

    LISTING = "listing"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What is to be handed over, and to whom. `segment` and `customer_ids` narrow the customers, at most one of them.

    `taker_ids` counts for the spread EVEN only. `message` is what on-the-job customers read; "" is WeCom's own text.
    """

    giver_ids: tuple[int, ...]
    taker_ids: tuple[int, ...] = ()
    spread: Spread = Spread.EVEN
    segment: int | None = None
    customer_ids: tuple[int, ...] = ()
    with_groups: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class TakerShare:
    """What somebody would get; `friends` they have now, `friends_max` is the most they may have."""

    staff_id: int
    userid: str
    name: str
    gets: int
    friends: int
    friends_max: int


@dataclass(frozen=True, slots=True)
class HandoverForecast:
    """What a plan comes to: of `people` friendships `moving` can be handed over, the others are left out by reason.

    `groups` None: not asked. `checked` False: WeCom did not say who may talk to customers, so takers were not checked.
    """

    people: int
    moving: int
    left_out: Mapping[Hindrance, int]
    takers: tuple[TakerShare, ...]
    groups: int | None = None
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over; `givers` and `takers` are staff ids."""

    id: int
    state: HandoverState
    plan: HandoverPlan
    takers: tuple[int, ...]
    created_by: str
    created_at_ms: int
    finished_at_ms: int
    problem: str
    problem_en: str


@dataclass(frozen=True, slots=True)
class HandoverProgress:
    """Customers and groups of a hand-over by state; `reasons` says why customers were left out or turned down."""

    customers: Mapping[ItemState, int] = field(default_factory=dict)
    groups: Mapping[ItemState, int] = field(default_factory=dict)
    reasons: Mapping[Hindrance, int] = field(default_factory=dict)
    # When the last of those begun will be over by themselves; 0 when none are under way.
    due_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """One customer (`customer_id`) or group (`name`) of a hand-over. `giver`, `taker`: WeCom userids."""

    kind: ItemKind
    ident: str
    customer_id: int
    name: str
    giver: str
    taker: str
    resigned: bool
    state: ItemState
    reason: str
    code: int
    asked_at_ms: int
    due_at_ms: int
    decided_at_ms: int


@dataclass(frozen=True, slots=True)
class Pair:
    """What goes from one person to another in a hand-over; `due_at_ms` is when to look after it next."""

    id: int
    handover_id: int
    kind: ItemKind
    giver: str
    taker: str
    resigned: bool
    attempts: int
    told_at_ms: int


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who has left. `customers` as Siyu knows them, `unassigned` and `groups` as WeCom said (None: not asked)."""

    staff_id: int
    userid: str
    name: str
    org_unit_id: int
    left_at_ms: int
    customers: int
    moving: int
    unassigned: int | None
    groups: int | None
    accounts: int
    counted_at_ms: int


class Ended(StrEnum):
    """How a request ended. UNKNOWN: it may or may not have been done. REFUSED: no use trying before something changes."""

    DONE = "done"
    UNKNOWN = "unknown"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the vendor would not take one customer or group; `later` says that it may another day."""

    reason: Hindrance
    code: int
    later: bool = False
    # It is on its way already: to be believed when we may have begun it ourselves.
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One request: hand these over from one person to another."""

    giver: str
    taker: str
    resigned: bool
    idents: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request. `refused` holds those not taken; `whole` says why the pair itself is impossible."""

    ended: Ended
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    whole: Refusal | None = None
    reason: str = ""
    reason_en: str = ""
    retry_after_ms: int = 0


@dataclass(frozen=True, slots=True)
class TransferState:
    """How far the vendor says one customer is; `at_ms` is when it was, or will be, over (0: not said)."""

    ident: str
    state: ItemState
    at_ms: int


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A customer whose advisor has left and whom nobody has taken over."""

    userid: str
    external_userid: str
    left_at_ms: int


@dataclass(frozen=True, slots=True)
class OwnedGroup:
    """A customer group and its owner."""

    chat_id: str
    name: str
    owner: str
