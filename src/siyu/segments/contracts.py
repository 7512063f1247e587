"""What segments tells others: a saved segment, its history, a preview, and the fact that members changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from siyu.customers.contracts import CustomerCard


class SegmentKind(StrEnum):
    """By rule: kept up to date; list: the people once named."""

    RULE = "rule"
    LIST = "list"


class SegmentStatus(StrEnum):
    """Active segments are kept up to date; paused ones keep the members they had."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved segment. `members` and the times are of its last evaluation, None before the first.

    `error` says why the last evaluation failed (a tag of the rule was deleted, for example); then members are as before.
    """

    id: int
    name: str
    note: str
    kind: SegmentKind
    rule: Mapping[str, Any] | None
    version: int
    status: SegmentStatus
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    members: int | None
    evaluated_at_ms: int | None
    next_change_at_ms: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """What a segment is to become. `rule` None leaves it; `version` is the one the change was made on, None: any."""

    name: str
    note: str = ""
    rule: Any = None
    status: SegmentStatus = SegmentStatus.ACTIVE
    version: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """How many members a segment had at a time, and how many came and went since the point before."""

    at_ms: int
    members: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would give: how many visible customers, the rule in words, some of the people, as of which day's end."""

    count: int
    sentence: str
    sample: tuple[CustomerCard, ...]
    as_of_ms: int


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Cards of members, newest customer first; `next_cursor` is None at the end, `total` counts the visible members."""

    items: tuple[CustomerCard, ...]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class SegmentChanged:
    """Fact: these customers came into or left a segment; at most 10,000 ids a list, several facts for one change."""

    segment_id: int
    entered: list[int]
    left: list[int]
    at_ms: int
