"""Shapes of outreach's API."""

from pydantic import BaseModel, ConfigDict, Field

CUSTOMERS_PER_FORECAST_MAX = 100_000


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class ChannelIn(Body):
    """A channel's settings; a secret left out or empty stays as it was."""

    enabled: bool = True
    config: dict[str, str] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict)


class ChannelOut(BaseModel):
    """A channel's settings; of secrets only which are set."""

    channel: str
    enabled: bool
    config: dict[str, str]
    secrets_set: list[str]


class RulesBody(Body):
    """The brand's gate rules. Minutes count from midnight in the brand's zone; equal minutes: no quiet hours."""

    cap_count: int
    cap_window_ms: int
    quiet_from_minute: int
    quiet_until_minute: int
    spread_ms: int


class OriginOut(BaseModel):
    """What a message came from."""

    kind: str
    id: int
    node: int


class MessageOut(BaseModel):
    """A message; `text` is its template."""

    id: int
    customer_id: int
    customer: str
    channel: str
    state: str
    reason: str
    text: str
    origin: OriginOut
    created_at_ms: int
    updated_at_ms: int


class StaffTaskOut(BaseModel):
    """A message that an advisor confirms.

    `advisor` is a WeCom user id, empty while WeCom has not named one; `advisor_name` is empty for strangers.
    """

    id: int
    channel: str
    advisor: str
    advisor_name: str
    text: str
    people: int
    delivered: int
    failed: int
    created_at_ms: int
    confirmed_at_ms: int | None


class ForecastIn(Body):
    """Whom to ask the gate about: customers, or the members of a segment."""

    channel: str
    customer_ids: list[int] | None = Field(default=None, max_length=CUSTOMERS_PER_FORECAST_MAX)
    segment: int | None = None


class ForecastOut(BaseModel):
    """What would happen to one message to each."""

    people: int
    sent: int
    deferred: dict[str, int]
    dropped: dict[str, int]
