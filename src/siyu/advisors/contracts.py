"""What advisors tells others: notes, follow-ups, and the portrait of one customer."""

from dataclasses import dataclass
from enum import StrEnum

from siyu.content.contracts import Material, Script, Stage
from siyu.customers.contracts import CustomerCard, Tag
from siyu.orders.contracts import CustomerValue, Order
from siyu.tenancy.contracts import Staff


@dataclass(frozen=True, slots=True)
class Advisor:
    """Who serves: the member of staff, their brand and the name of their unit."""

    staff: Staff
    brand: str
    zone: str
    unit: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note 跟进记录 on a customer."""

    id: int
    customer_id: int
    staff_id: int
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What one tap put into the chat: a script or a material. `tap` names the tap, so that it is noted once."""

    tap: str
    script_id: int | None
    material_id: int | None


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something an advisor wants to do for a customer at a time; `reminded_at_ms` when they were told in WeCom."""

    id: int
    customer_id: int
    staff_id: int
    text: str
    due_at_ms: int
    state: FollowUpState
    settled_at_ms: int | None
    reminded_at_ms: int | None
    created_at_ms: int


class Why(StrEnum):
    """Why to speak to a customer now, the most pressing first."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    TASK = "task"
    BIRTHDAY = "birthday"
    NEW_FRIEND = "new_friend"
    AFTER_ORDER = "after_order"
    SLEEPING = "sleeping"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason of the moment; `days` counts days until (birthday) or since, `text` is the follow-up or task itself."""

    why: Why
    days: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to say: a script with its variables filled, and the material that goes with it."""

    script: Script
    text: str
    material: Material | None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A member of staff who is or was the customer's friend."""

    staff: str
    since_ms: int
    remark: str
    is_friend: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that the first screen shows of one customer."""

    card: CustomerCard
    remark: str
    stage: Stage
    value: CustomerValue
    reason: Reason
    suggestions: tuple[Suggestion, ...]
    last_order: Order | None
    tags: tuple[Tag, ...]
    segments: tuple[tuple[int, str], ...]
    friends: tuple[Acquaintance, ...]
    follow_ups: tuple[FollowUp, ...]
