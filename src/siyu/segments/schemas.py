"""Shapes of the segments' API."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.segments.contracts import SegmentKind, SegmentStatus

RuleJson = dict[str, Any]
RULE = "A rule as docs/reference/segment_rules.md describes it."


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class RuleBody(Body):
    """A rule to try, as of the end of a day (left out: of today)."""

    rule: Annotated[RuleJson, Field(description=RULE)]
    as_of: date | None = None


class PeopleBody(RuleBody):
    """A rule whose people are to be listed."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 20


class NewSegmentBody(Body):
    """A segment to save: by `rule`, or as a list of `customer_ids`; exactly one of the two."""

    name: str
    note: str = ""
    rule: Annotated[RuleJson | None, Field(description=RULE)] = None
    customer_ids: Annotated[list[int] | None, Field(max_length=100_000)] = None


class SegmentBody(Body):
    """What a segment is to become. `rule` null leaves it; `version` is the one the change was made on."""

    name: str
    note: str = ""
    rule: Annotated[RuleJson | None, Field(description=RULE)] = None
    status: SegmentStatus = SegmentStatus.ACTIVE
    version: int | None = None


class SegmentOut(BaseModel):
    """A saved segment; `members` counts those the caller may see, null before the first evaluation."""

    id: int
    name: str
    note: str
    kind: SegmentKind
    rule: RuleJson | None
    sentence: str
    version: int
    status: SegmentStatus
    members: int | None
    evaluated_at_ms: int | None
    next_change_at_ms: int | None
    error: str | None
    created_by: str
    created_by_name: str
    created_at_ms: int
    updated_at_ms: int


class PersonOut(BaseModel):
    """A customer as lists show them; the phone is masked."""

    id: int
    name: str
    phone: str
    org_unit: str | None
    advisor: str | None
    attributes: dict[str, Any]
    tags: list[str]
    created_at_ms: int


class PreviewOut(BaseModel):
    """What a rule gives: how many, in words, some of the people, and up to when data counted."""

    count: int
    sentence: str
    sample: list[PersonOut]
    as_of_ms: int


class HistoryOut(BaseModel):
    """How many members at a time, and who came and went in the hour it begins."""

    at_ms: int
    members: int
    entered: int
    left: int


class DeletedOut(BaseModel):
    """How many members the deleted segment had."""

    members: int


class ChoiceOut(BaseModel):
    """A value a rule may use, and its name for people."""

    value: str | int
    label: str


class TagWordOut(BaseModel):
    """A tag a rule may name."""

    name: str
    group: str


class AttributeWordOut(BaseModel):
    """An attribute a rule may compare, the comparisons it knows, and its values where there are few."""

    key: str
    label: str
    kind: str
    ops: list[str]
    choices: list[ChoiceOut]


class EventWordOut(BaseModel):
    """An event a rule may count, and the properties it may filter on."""

    name: str
    label: str
    properties: list[ChoiceOut]


class SegmentWordOut(BaseModel):
    """A segment a rule may rest on."""

    id: int
    name: str


class VocabularyOut(BaseModel):
    """The names a rule of this brand may use."""

    tags: list[TagWordOut]
    attributes: list[AttributeWordOut]
    events: list[EventWordOut]
    segments: list[SegmentWordOut]
