"""Shapes of the log's API."""

from typing import Any

from pydantic import BaseModel

from siyu.events.contracts import EventKind


class TimelineEntryOut(BaseModel):
    """An event in a customer's timeline, told in one sentence in the caller's language."""

    id: str
    kind: EventKind
    at_ms: int
    event: str
    sentence: str
    value_fen: int
    quantity: int
    properties: dict[str, Any]


class EventNameOut(BaseModel):
    """A name in the brand's log; `properties` maps property keys to text, number, flag, list, object or mixed."""

    name: str
    kind: EventKind
    count: int
    first_at_ms: int
    last_at_ms: int
    properties: dict[str, str]
    reserved: bool


class FoldingOut(BaseModel):
    """How far events are folded: when last, how many wait and since when (null: none wait), how many are parked."""

    folded_at_ms: int | None
    waiting: int
    oldest_received_at_ms: int | None
    parked: int
