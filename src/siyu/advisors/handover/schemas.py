"""Shapes of the hand-overs' API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.advisors.handover.contracts import HandoverPlan, HandoverState, Hindrance, ItemKind, ItemState, Spread

People = Annotated[list[int], Field(max_length=500)]


class HandoverPlanBody(BaseModel):
    """What is to be handed over, and to whom."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    giver_ids: People
    taker_ids: People = []
    spread: Spread = Spread.EVEN
    segment: int | None = None
    customer_ids: Annotated[list[int], Field(max_length=10_000)] = []
    with_groups: bool = False
    message: Annotated[str, Field(max_length=200)] = ""

    def plan(self) -> HandoverPlan:
        """This function will return the plan the body says."""
        return HandoverPlan(
            giver_ids=tuple(dict.fromkeys(self.giver_ids)),
            taker_ids=tuple(dict.fromkeys(self.taker_ids)) if self.spread is Spread.EVEN else (),
            spread=self.spread,
            segment=self.segment,
            customer_ids=tuple(dict.fromkeys(self.customer_ids)),
            with_groups=self.with_groups,
            message=self.message,
        )


class HandoverCount(BaseModel):
    """How many stand in a state."""

    state: ItemState
    count: int


class HandoverReasonCount(BaseModel):
    """How many cannot be handed over for a reason."""

    reason: Hindrance
    count: int


class HandoverTakerOut(BaseModel):
    """What somebody would get."""

    staff_id: int
    name: str
    gets: int
    friends: int
    friends_max: int


class HandoverForecastOut(BaseModel):
    """What a plan comes to; `groups` is null when they were not asked for or WeCom did not answer."""

    people: int
    moving: int
    left_out: list[HandoverReasonCount]
    takers: list[HandoverTakerOut]
    groups: int | None
    checked: bool


class HandoverOut(BaseModel):
    """A hand-over and how far it is."""

    id: int
    state: HandoverState
    givers: list[str]
    takers: list[str]
    spread: Spread
    segment: str
    picked: int
    with_groups: bool
    message: str
    customers: list[HandoverCount]
    groups: list[HandoverCount]
    reasons: list[HandoverReasonCount]
    due_at_ms: int
    created_by: str
    created_at_ms: int
    finished_at_ms: int
    problem: str


class HandoverItemOut(BaseModel):
    """What became of one customer or group; `customer_id` is 0 for a group."""

    key: str
    kind: ItemKind
    customer_id: int
    name: str
    phone_masked: str
    giver: str
    taker: str
    resigned: bool
    state: ItemState
    reason: Hindrance | None
    code: int
    asked_at_ms: int
    due_at_ms: int
    decided_at_ms: int


class LeaverOut(BaseModel):
    """Somebody who has left; `groups` and `unassigned` are null until WeCom was asked."""

    staff_id: int
    name: str
    unit: str
    left_at_ms: int
    customers: int
    moving: int
    unassigned: int | None
    groups: int | None
    accounts: int


class LeaversOut(BaseModel):
    """Who waits for a hand-over; `counting` says that WeCom is being asked, `counted_at_ms` when it last was."""

    people: list[LeaverOut]
    counting: bool
    counted_at_ms: int


class StoppedOut(BaseModel):
    """How many were taken back before they were asked of WeCom."""

    stopped: int
