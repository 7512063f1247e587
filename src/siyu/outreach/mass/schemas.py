"""Shapes of the API of mass messages."""

from typing import Any

from pydantic import BaseModel, Field

from siyu.outreach.mass.contracts import CampaignState, Outcome
from siyu.outreach.quota.contracts import QuotaMode
from siyu.outreach.schemas import Body

CUSTOMERS_MAX = 100_000


class MassGroupTarget(Body):
    """A customer group it goes to, with its name and owner when it was chosen."""

    chat_id: str
    name: str
    owner: str


class MassAudienceBody(Body):
    """Who it is for: exactly one of segment, rule and list. Groups are shown here and chosen under /group-mass."""

    segment: int | None = None
    rule: Any = None
    customer_ids: list[int] = Field(default_factory=list, max_length=CUSTOMERS_MAX)
    groups: list[MassGroupTarget] = Field(default_factory=list, max_length=5_000)


class LinkCardBody(Body):
    """What goes with the text: a link card (title and url), or a material of the library (`material_id`).

    Of a material, `title` and `kind` are what it was called and was when it was saved; what is sent in is ignored.
    """

    title: str = ""
    url: str = ""
    summary: str = ""
    picture_url: str = ""
    material_id: int = 0
    kind: str = "link"


class MassRemindersBody(Body):
    """Remind who has not confirmed `after_hours` later, `times` times; 0 and 0: never."""

    after_hours: int = 0
    times: int = 0


class MassPlanBody(Body):
    """What a mass message does. `branches` are organisation units, none means all; `start_at_ms` 0 means at once."""

    audience: MassAudienceBody
    text: str = ""
    attachments: list[LinkCardBody] = Field(default_factory=list)
    branches: list[int] = Field(default_factory=list, max_length=1_000)
    start_at_ms: int = 0
    reminders: MassRemindersBody = Field(default_factory=MassRemindersBody)


class MassBody(Body):
    """A mass message to draft or change."""

    name: str
    plan: MassPlanBody


class MassShareOut(BaseModel):
    """How many people an advisor would send to. `name` is empty when the organisation does not know the userid."""

    advisor: str
    name: str
    people: int


class MassForecastOut(BaseModel):
    """What would happen, and the same in a sentence."""

    people: int
    sent: int
    dropped: dict[str, int]
    advisors: int
    tasks: int
    shares: list[MassShareOut]
    starts_at_ms: int
    quiet: bool
    planned_before: int
    counted_at_ms: int
    later: int
    sentence: str


class MassProgressOut(BaseModel):
    """People by outcome, tasks and confirmations."""

    people: dict[Outcome, int]
    tasks: int
    confirmed: int


class MassOut(BaseModel):
    """A mass message. `audience` says in words who it is for; `problem` why it failed."""

    id: int
    name: str
    state: CampaignState
    plan: MassPlanBody
    audience: str
    branches: list[str]
    forecast: MassForecastOut | None
    progress: MassProgressOut
    people: int
    due_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    started_at_ms: int
    finished_at_ms: int
    problem: str


class MassTaskOut(BaseModel):
    """One advisor's task. `remind_after_ms`: no reminder before then, 0 at any time."""

    id: int
    advisor: str
    name: str
    unit: str
    people: int
    delivered: int
    failed: int
    created_at_ms: int
    confirmed_at_ms: int | None
    cancelled_at_ms: int | None
    settled: bool
    reminders: int
    remind_asked: bool
    remind_after_ms: int


class MassPersonOut(BaseModel):
    """What became of it for one customer."""

    customer_id: int
    name: str
    phone_masked: str
    advisor: str
    advisor_name: str
    outcome: Outcome
    updated_at_ms: int


class MassRemindIn(Body):
    """Whose tasks to remind of; all that wait unless named."""

    tasks: list[int] | None = Field(default=None, max_length=10_000)


class MassRemindOut(BaseModel):
    """How many reminders go out."""

    asked: int


class MassSegmentIn(Body):
    """The people with this outcome as a segment of this name."""

    name: str
    outcome: Outcome


class MassSegmentOut(BaseModel):
    """The new segment."""

    id: int
    members: int


class QuotaBody(Body):
    """How the corp counts mass messages: one a day, seven a week, or as many a month as it has days."""

    mode: QuotaMode


class QuotaOut(QuotaBody):
    """The mode, how many fit into the present period, and what advisors have sent by themselves in the last 30 days.

    `own_people` and `own_groups` say how often a customer and a customer group got such a message.
    """

    allowed: int
    own_sends: int
    own_people: int
    own_groups: int


class MassGroupOut(BaseModel):
    """What became of it for one customer group."""

    id: int
    chat_id: str
    name: str
    owner: str
    owner_name: str
    outcome: Outcome
    updated_at_ms: int
