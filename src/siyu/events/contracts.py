"""What events tells others: an event to log, an event as it is told upwards, the pages of a customer's timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Names only Siyu writes. Revenue is the sum over "Order Paid" and "Order Returned", each once per order, so a source
# that sends one of these itself would count money twice; its message is parked.
RESERVED_NAMES = frozenset(
    {
        "Order Paid",
        "Order Returned",
        "Friend Added",
        "Friend Removed",
        "Handed Over",
        "Group Joined",
        "Group Left",
        "Message Sent",
        "Message Delivered",
        "Message Read",
        "Message Clicked",
        "Message Failed",
        "Message Dropped",
        "Material Sent",
        "Tag Added",
        "Tag Removed",
    }
)
OBSERVED_PER_FACT_MAX = 1_000
OBSERVED_BYTES_MAX = 1 << 20
NAMES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to log for a customer. `message_id` is unique for ever within the brand; `ref` a business number."""

    message_id: str
    customer_id: int
    at_ms: int
    name: str
    value_fen: int = 0
    quantity: int = 0
    ref: str = ""
    properties: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ObservedEvent:
    """An event as its listeners hear it."""

    customer_id: int
    at_ms: int
    message_id: str
    properties: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EventsObserved:
    """Fact: these new events of one name were logged, at most 1,000 or about 1 MB, in commit order. Only for names with an interest."""

    name: str
    events: list[ObservedEvent]


class EventKind(StrEnum):
    """What an event in a timeline is about."""

    ORDER = "order"
    MESSAGE = "message"
    TAG = "tag"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event in a customer's timeline. `id` is its number in the brand's log."""

    id: int
    kind: EventKind
    at_ms: int
    name: str
    value_fen: int
    quantity: int
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries newest first; `next_cursor` is None at the end."""

    entries: tuple[TimelineEntry, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class EventName:
    """A name in the brand's log: how often, when first and last, and the property keys seen with their JSON kinds."""

    name: str
    count: int
    first_at_ms: int
    last_at_ms: int
    properties: dict[str, str]
    reserved: bool
