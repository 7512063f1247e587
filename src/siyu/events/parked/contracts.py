"""What parked tells others."""

from dataclasses import dataclass
from enum import StrEnum


class ParkedState(StrEnum):
    """Where a parked message stands."""

    PARKED = "parked"
    REQUEUED = "requeued"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class NewParked:
    """A message to park. `kind` is the delivery's kind, `body` the message as it was sent."""

    source_id: int
    kind: str
    received_at_ms: int
    code: str
    field: str
    reason_zh: str
    reason_en: str
    body: bytes


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A parked message with its number and state."""

    id: int
    parked_at_ms: int
    state: ParkedState
    message: NewParked


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """Parked messages, newest first; `next_cursor` is None at the end."""

    items: tuple[ParkedMessage, ...]
    next_cursor: int | None
    total: int
