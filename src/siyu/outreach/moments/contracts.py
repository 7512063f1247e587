"""What others may know of moments."""

from dataclasses import dataclass
from enum import StrEnum

from siyu.outreach.contracts import Attachment


class MomentState(StrEnum):
    """Where a moment stands: draft → scheduled → creating → running → done, or cancelled on the way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CREATING = "creating"
    RUNNING = "running"
    DONE = "done"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MomentPlan:
    """What a moment says, who publishes it and who sees it.

    `staff` ids and `branches` name who publishes; neither: everybody the planner may see. `tag_ids` narrow the viewers to
    customers with any of these tags. `start_at_ms` 0 means at once.
    """

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    staff: tuple[int, ...] = ()
    branches: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()
    start_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class MomentForecast:
    """What would happen: `senders` are asked to publish, `viewers` could see it.

    `over` of them have seen as many of the brand's moments this month as the installation allows (`per_month`, 0: no
    limit). It is a warning: WeCom publishes no limit of its own.
    """

    senders: int
    viewers: int
    over: int
    per_month: int
    counted_at_ms: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, from draft to results. `unknown` names senders WeCom did not take."""

    id: int
    name: str
    state: MomentState
    plan: MomentPlan
    org_paths: tuple[str, ...] | None
    job_id: str
    vendor_id: str
    unknown: tuple[str, ...]
    due_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    started_at_ms: int
    finished_at_ms: int
    problem: str


@dataclass(frozen=True, slots=True)
class Post:
    """One advisor's part in a moment. `published_at_ms` is when we learned of it; None: not yet."""

    id: int
    advisor: str
    published_at_ms: int | None
    viewers: int
    comments: int
    likes: int
    checked_at_ms: int


@dataclass(frozen=True, slots=True)
class MomentTotals:
    """How far a moment is: who was asked, who has published, and what came of it."""

    senders: int = 0
    published: int = 0
    viewers: int = 0
    comments: int = 0
    likes: int = 0


@dataclass(frozen=True, slots=True)
class NewMoment:
    """A moment for the vendor to make. `senders` None: everybody; `tag_ids` are the vendor's, none means all customers."""

    text: str
    attachments: tuple[Attachment, ...]
    senders: tuple[str, ...] | None
    tag_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobReport:
    """How far the vendor is with making a moment: done with its id, or done with a problem."""

    done: bool
    vendor_id: str = ""
    unknown: tuple[str, ...] = ()
    problem: str = ""
