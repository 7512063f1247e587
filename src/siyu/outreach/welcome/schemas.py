"""Shapes of welcomes' API."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.outreach.welcome.contracts import FriendKind


class WelcomeRuleBody(BaseModel):
    """A rule to store. Minutes count from midnight in the brand's zone; equal minutes: all day."""

    model_config = ConfigDict(extra="forbid")

    name: str
    text: str = ""
    position: int = Field(default=100, ge=0, le=100_000)
    enabled: bool = True
    channel_state: str = Field(default="", max_length=64)
    friend: FriendKind = FriendKind.ANY
    from_minute: int = 0
    to_minute: int = 0
    attachments: list[dict[str, Any]] = Field(default_factory=list, max_length=9)


class WelcomeRuleOut(BaseModel):
    """A rule; `source` says who keeps it: "manual", or the live code that brought it."""

    id: int
    name: str
    text: str
    position: int
    enabled: bool
    channel_state: str
    friend: str
    from_minute: int
    to_minute: int
    attachments: list[dict[str, Any]]
    source: str


class OutcomeOut(BaseModel):
    """How many welcomes of a rule ended in one way; rule 0 is the channel's default text, -1 a live code's own."""

    rule_id: int
    outcome: str
    reason: str
    count: int
    took_ms_mean: int
    took_ms_max: int


class OutcomesOut(BaseModel):
    """What became of the welcomes since `from_ms`."""

    from_ms: int
    to_ms: int
    outcomes: list[OutcomeOut]


class WelcomeResultOut(BaseModel):
    """What became of one welcome."""

    rule_id: int
    staff: str
    external_userid: str
    channel_state: str
    outcome: str
    reason: str
    at_ms: int
    took_ms: int
