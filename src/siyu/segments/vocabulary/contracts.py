"""The names a rule of one brand may use, and the day it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from siyu.kit.calendar import day_begin_ms, day_of
from siyu.kit.clock import DEFAULT_ZONE
from siyu.segments.rules.contracts import Rule


class AttributeType(StrEnum):
    """What an attribute holds: the registry's kinds, and references to a unit of the organisation or a person."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    UNIT = "unit"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class AttributeWord:
    """An attribute by its key; how it compares follows from its kind."""

    key: str
    label: str
    label_en: str
    kind: AttributeType


BUILT_IN = {
    "$created_at": AttributeWord("$created_at", "建档时间", "created", AttributeType.DATETIME),
    "$org_unit": AttributeWord("$org_unit", "所属组织", "unit", AttributeType.UNIT),
    "$advisor": AttributeWord("$advisor", "专属导购", "advisor", AttributeType.STAFF),
}


@dataclass(frozen=True, slots=True)
class SegmentWord:
    """A saved segment; `rule` is None for a list of people."""

    id: int
    name: str
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything of a brand that a rule can name."""

    zone: str = DEFAULT_ZONE
    tags: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, AttributeWord] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    segments: Mapping[int, SegmentWord] = field(default_factory=dict)

    def rule_of(self, segment_id: int) -> Rule | None:
        """This function will return the rule behind a saved segment, None for a list or an unknown one."""
        word = self.segments.get(segment_id)
        return word.rule if word else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A rule is true or not of a whole local day, `day` (days since 1970-01-01): all that happened by its end counts."""

    day: int
    zone: str

    @property
    def end_ms(self) -> int:
        """The first millisecond after the day."""
        return day_begin_ms(self.day + 1, self.zone)


def moment_at(as_of_ms: int, zone: str) -> Moment:
    """This function will return the day that `as_of_ms` falls on in `zone`."""
    return Moment(day_of(as_of_ms, zone), zone)
