"""Shapes of the API of moments."""

from pydantic import BaseModel, Field

from siyu.outreach.mass.schemas import LinkCardBody
from siyu.outreach.moments.contracts import MomentState
from siyu.outreach.schemas import Body


class MomentPlanBody(Body):
    """What a moment says, who publishes it (staff ids, organisation units; neither: everybody) and who sees it (tags)."""

    text: str = ""
    material_ids: list[int] = Field(default_factory=list, max_length=9)
    staff: list[int] = Field(default_factory=list, max_length=10_000)
    branches: list[int] = Field(default_factory=list, max_length=1_000)
    tag_ids: list[int] = Field(default_factory=list, max_length=100)
    start_at_ms: int = 0


class MomentBody(Body):
    """A moment to draft or change."""

    name: str
    plan: MomentPlanBody


class MomentForecastOut(BaseModel):
    """What would happen, and the same in a sentence."""

    senders: int
    viewers: int
    over: int
    per_month: int
    counted_at_ms: int
    sentence: str


class MomentTotalsOut(BaseModel):
    """Who was asked, who has published, and what came of it."""

    senders: int
    published: int
    viewers: int
    comments: int
    likes: int


class MomentTaskOut(BaseModel):
    """A moment. `senders` and `tags` say in words who publishes and who sees it; `problem` why it failed."""

    id: int
    name: str
    state: MomentState
    plan: MomentPlanBody
    attachments: list[LinkCardBody]
    staff: list[str]
    branches: list[str]
    tags: list[str]
    unknown: list[str]
    totals: MomentTotalsOut
    due_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    started_at_ms: int
    finished_at_ms: int
    problem: str


class MomentPostOut(BaseModel):
    """One advisor's part in a moment."""

    id: int
    advisor: str
    name: str
    unit: str
    published_at_ms: int | None
    viewers: int
    comments: int
    likes: int
    checked_at_ms: int


class MomentTagOut(BaseModel):
    """A tag that WeCom knows too, so that it can narrow who sees a moment."""

    id: int
    name: str
    group: str
