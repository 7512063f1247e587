"""Shapes of advisors' API: what the sidebar shows."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.advisors.contracts import FollowUpState, Why
from siyu.content.contracts import MaterialKind, Stage


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class ServingOut(BaseModel):
    """Who is serving, and how many follow-ups are due by the end of today."""

    name: str
    brand: str
    zone: str
    unit: str
    due_today: int


class KnownOut(BaseModel):
    """The customer behind a WeCom customer id."""

    customer_id: int


class ReasonOut(BaseModel):
    """Why to speak to the customer now, as a sentence."""

    why: Why
    days: int
    sentence: str


class PieceOut(BaseModel):
    """A piece of material; its file is at …/materials/{id}/file."""

    id: int
    kind: MaterialKind
    title: str
    category: str
    body: dict[str, str]
    file_name: str
    file_bytes: int


class SuggestionOut(BaseModel):
    """Something to say: the text is ready, `material` goes with it."""

    script_id: int
    title: str
    text: str
    stage: Stage
    objection: str
    category: str
    material: PieceOut | None


class ServedLineOut(BaseModel):
    """An article of an order."""

    name: str
    quantity: int
    paid_fen: int


class ServedOrderOut(BaseModel):
    """An order."""

    id: int
    order_no: str
    status: str
    amount_fen: int
    refunded_fen: int
    at_ms: int
    lines: list[ServedLineOut]


class ServedTagOut(BaseModel):
    """A tag."""

    id: int
    name: str
    group: str


class ServedSegmentOut(BaseModel):
    """A segment the customer is in."""

    id: int
    name: str


class AcquaintanceOut(BaseModel):
    """A member of staff who is or was the customer's friend in WeCom."""

    staff: str
    since_ms: int
    is_friend: bool
    is_me: bool


class FollowUpOut(BaseModel):
    """A follow-up."""

    id: int
    customer_id: int
    customer: str | None = None
    text: str
    due_at_ms: int
    state: FollowUpState
    is_overdue: bool
    settled_at_ms: int | None


class ServedFactOut(BaseModel):
    """An attribute of the customer, with the brand's label for it."""

    label: str
    value: str


class PortraitOut(BaseModel):
    """One customer, as an advisor needs them before speaking. Times are milliseconds UTC, money is fen."""

    customer_id: int
    name: str
    remark: str
    phone: str
    level: str
    stage: Stage
    orders: int
    net_fen: int
    last_paid_at_ms: int | None
    reason: ReasonOut
    suggestions: list[SuggestionOut]
    last_order: ServedOrderOut | None
    tags: list[ServedTagOut]
    facts: list[ServedFactOut]
    segments: list[ServedSegmentOut]
    friends: list[AcquaintanceOut]
    follow_ups: list[FollowUpOut]
    as_of_ms: int


class MomentOut(BaseModel):
    """An entry of the customer's timeline."""

    id: str
    kind: str
    at_ms: int
    sentence: str
    value_fen: int


class NoteOut(BaseModel):
    """A note."""

    id: int
    text: str
    staff: str
    is_mine: bool
    at_ms: int


class NoteBody(Body):
    """A new note."""

    text: Annotated[str, Field(max_length=4_000)]


class SentBody(Body):
    """What one tap put into the chat: a script or a material; `tap` is made by the page and names the tap."""

    tap: Annotated[str, Field(min_length=8, max_length=64)]
    script_id: int | None = None
    material_id: int | None = None


class FollowUpBody(Body):
    """A new follow-up."""

    text: Annotated[str, Field(max_length=4_000)]
    due_at_ms: int


class FollowUpChange(Body):
    """Where a follow-up is to stand."""

    state: FollowUpState


class ChatMessageOut(BaseModel):
    """What to hand to the JS-SDK's sendChatMessage."""

    kind: MaterialKind
    message: dict[str, Any]
