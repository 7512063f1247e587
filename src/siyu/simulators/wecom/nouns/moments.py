"""Moments (客户朋友圈): tasks for members to publish, and what customers do under them."""

from dataclasses import dataclass, field

from siyu.simulators.wecom.entities import Json


@dataclass(frozen=True, slots=True)
class Reaction:
    """This record is a comment or a like under one member's post, by a customer or a member."""

    kind: str
    userid: str
    by: str
    at_ms: int


@dataclass(slots=True)
class Moment:
    """This record is a moment; `customers` is who may see it per member, `published` when each member posted it."""

    moment_id: str
    job_id: str
    serial: int
    agentid: int | None
    creator: str | None
    created_at_ms: int
    content: Json
    customers: dict[str, list[str]]
    invalid: Json = field(default_factory=dict)
    published: dict[str, int] = field(default_factory=dict)
    reactions: list[Reaction] = field(default_factory=list)
    is_public: bool = False
    cancelled_at_ms: int | None = None


@dataclass(slots=True)
class MomentBook:
    """This record holds all moments, by their id and by the job that made them."""

    moments: dict[str, Moment] = field(default_factory=dict)
    jobs: dict[str, Moment] = field(default_factory=dict)
