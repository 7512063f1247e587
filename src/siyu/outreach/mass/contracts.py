"""What others may know of mass messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from siyu.outreach.contracts import Attachment


class CampaignState(StrEnum):
    """Where a campaign stands: draft → scheduled → planning → running → done, or cancelled on the way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PLANNING = "planning"
    RUNNING = "running"
    DONE = "done"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Outcome(StrEnum):
    """What became of a campaign for one person."""

    DELIVERED = "delivered"
    WAITING = "waiting"
    CREATING = "creating"
    LATER = "later"
    QUOTA = "quota"
    NOT_FRIEND = "not_friend"
    REFUSED = "refused"
    CAPPED = "capped"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    FAILED = "failed"


GROUP_CHANNEL = "wecom_group"
"""The channel under which owners' tasks for customer groups are kept."""


@dataclass(frozen=True, slots=True)
class GroupTarget:
    """A customer group to send to, its name and its owner (a WeCom userid) when it was chosen."""

    chat_id: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a campaign is for: exactly one of a segment, a rule (JSON values), a list of customers and customer groups."""

    segment: int | None = None
    rule: Any = None
    customer_ids: tuple[int, ...] = ()
    groups: tuple[GroupTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminders:
    """Remind advisors who have not confirmed `after_hours` after the task was made, `times` times (0: never)."""

    after_hours: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign does. `branches` limits it to advisors of these units; `start_at_ms` 0 means at once."""

    audience: Audience
    text: str
    attachments: tuple[Attachment, ...] = ()
    branches: tuple[int, ...] = ()
    start_at_ms: int = 0
    reminders: Reminders = field(default_factory=Reminders)


@dataclass(frozen=True, slots=True)
class AdvisorShare:
    """How many people an advisor would have to send to."""

    advisor: str
    people: int


@dataclass(frozen=True, slots=True)
class MassForecast:
    """What would happen: of `people`, `sent` get a task, the others are left out by reason.

    `tasks` tasks for `advisors` advisors, `shares` the fifty with most people; `quiet` says that quiet hours put the
    start off to `starts_at_ms`; `planned_before` campaigns are due earlier and not planned yet, so not reckoned with.
    `later` people are over their cap now and get it once there is room, counted neither as sent nor as dropped.
    """

    people: int
    sent: int
    dropped: Mapping[str, int]
    advisors: int
    tasks: int
    shares: tuple[AdvisorShare, ...]
    starts_at_ms: int
    quiet: bool
    planned_before: int
    counted_at_ms: int
    later: int = 0


@dataclass(frozen=True, slots=True)
class Campaign:
    """A mass message, from draft to results."""

    id: int
    name: str
    state: CampaignState
    plan: Plan
    org_paths: tuple[str, ...] | None
    forecast: MassForecast | None
    content_id: int
    people: int
    due_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    started_at_ms: int
    finished_at_ms: int
    problem: str


@dataclass(frozen=True, slots=True)
class AdvisorTask:
    """One advisor's task of a campaign. `remind_after_ms`: no reminder before then (0: at any time)."""

    id: int
    vendor_id: str
    advisor: str
    people: int
    delivered: int
    failed: int
    created_at_ms: int
    confirmed_at_ms: int | None
    cancelled_at_ms: int | None
    settled: bool
    reminded_at_ms: tuple[int, ...]
    remind_asked: bool
    remind_after_ms: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is: people by outcome, tasks and how many of them are confirmed."""

    people: Mapping[Outcome, int]
    tasks: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What became of a campaign for one person."""

    message_id: int
    customer_id: int
    advisor: str
    outcome: Outcome
    updated_at_ms: int


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What became of a campaign for one customer group."""

    id: int
    chat_id: str
    name: str
    owner: str
    outcome: Outcome
    updated_at_ms: int


class Reminded(StrEnum):
    """What the vendor said to a reminder."""

    DONE = "done"
    TOO_OFTEN = "too_often"
    GONE = "gone"
