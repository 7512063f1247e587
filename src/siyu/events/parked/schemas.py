"""Shapes of the parked messages' API."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from siyu.events.parked.contracts import ParkedState


class ParkedOut(BaseModel):
    """A message that could not be folded. `message` is what was sent (JSON, or text when it is none).

    Phones in it are masked for callers without the permission customers.reveal.
    """

    id: int
    source_id: int
    received_at_ms: int
    parked_at_ms: int
    state: ParkedState
    code: str
    field: str
    reason: str
    message: Any


class RequeueBody(BaseModel):
    """How to queue a message again: as it was, or as `message` puts it right."""

    model_config = ConfigDict(extra="forbid")

    message: dict[str, Any] | None = None
