"""Shapes of the journeys' API."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class NewJourney(Body):
    """A journey to draft."""

    name: str
    draft: dict[str, Any] = Field(default_factory=dict)


class JourneyChange(Body):
    """What to change; a field left out stays."""

    name: str | None = None
    draft: dict[str, Any] | None = None


class PublishIn(Body):
    """How to publish: `enter_current` lets everybody in who is in the trigger's segment now."""

    enter_current: bool = False


class JourneyOut(BaseModel):
    """A journey. `sentence` tells the draft in Chinese, null while it is not complete; numbers are of `version`."""

    id: int
    name: str
    state: str
    version: int | None
    sentence: str | None
    draft: dict[str, Any]
    entered: int | None
    in_flight: int | None
    exited: int | None
    created_at_ms: int
    updated_at_ms: int


class RetriedOut(BaseModel):
    """How many people go on."""

    people: int


class NodeNumbersOut(BaseModel):
    """How many people arrived at, wait at, are parked at and have passed a node; `outcomes` by what the step did."""

    node: str
    kind: str
    label: str
    arrived: int
    waiting: int
    parked: int
    passed: int
    outcomes: dict[str, int]


class FunnelOut(BaseModel):
    """A version's numbers, in the order of its graph."""

    journey_id: int
    name: str
    version: int
    entered: int
    in_flight: int
    exited: int
    nodes: list[NodeNumbersOut]


class MemberOut(BaseModel):
    """One entry of one person."""

    entry_id: int
    customer_id: int
    name: str
    version: int
    entry: int
    node: str
    state: str
    due_at_ms: int
    entered_at_ms: int


class StepOut(BaseModel):
    """One line of a person's log."""

    entry: int
    version: int
    seq: int
    node: str
    outcome: str
    at_ms: int


class NodeForecast(BaseModel):
    """What the gate would do now with a send node's message to everybody who would enter."""

    node: str
    people: int
    sent: int
    deferred: dict[str, int]
    dropped: dict[str, int]


class PreviewOut(BaseModel):
    """What publishing would mean: the journey in words, and who would enter at once if asked for."""

    sentence: str
    people: int
    forecast: list[NodeForecast]
