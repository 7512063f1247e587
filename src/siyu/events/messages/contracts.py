"""What reading a delivery gives: messages in Siyu's words, and refused ones with their reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siyu.customers.contracts import Identity
from siyu.kit.errors import SiyuError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies: the delivery's number and the message's position in it, from 0."""

    delivery_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message, understood. `name` is "" when it is not logged, `traits` are attributes by key.

    `at_ms` is the event's time by Siyu's clock; `properties` JSON text.
    """

    place: Place
    message_id: str
    people: tuple[Identity, ...]
    at_ms: int
    name: str
    properties: str | None
    value_fen: int
    quantity: int
    ref: str
    traits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that cannot be folded, and why. `body` is the part of it that is left over, b"" the whole message."""

    place: Place
    error: SiyuError
    body: bytes = b""
