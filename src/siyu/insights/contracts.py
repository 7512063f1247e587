"""Figures and reports. A rule beside a figure finds exactly the people it counts, or those it was earned from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Rule = dict[str, Any]


class Unit(StrEnum):
    """What a value counts. Money is in fen, a share between 0 and 1."""

    PEOPLE = "people"
    ORDERS = "orders"
    FEN = "fen"
    SHARE = "share"
    DAYS = "days"
    INTERVALS = "intervals"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it means, and who is behind it.

    `rule` counts to `people`; where the unit is people, `value` is that count. `value` is None where it has no meaning
    (a share of nobody). `as_of_ms`: everything logged before it counts.
    """

    key: str
    label: str
    value: float | int | None
    unit: Unit
    definition: str
    as_of_ms: int
    rule: Rule | None
    people: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the overview; `month` is "YYYY-MM". Money in fen; revenue is paid minus returned."""

    month: str
    new_customers: int
    buyers: int
    first_buyers: int
    returning_buyers: int
    orders: int
    revenue_fen: int
    first_revenue_fen: int
    returning_revenue_fen: int
    rules: Mapping[str, Rule]


class Against(StrEnum):
    """What a period is compared with: the one right before it (环比), the same one a year earlier (同比)."""

    BEFORE = "before"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures' values over an earlier period (both days included), by key; None as in a figure."""

    against: Against
    first_day: str
    last_day: str
    values: Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures of a period (both days included), its months, and earlier periods to compare with.

    There are only comparisons with periods that the brand's orders reach back to: the rest would say nothing.
    """

    first_day: str
    last_day: str
    as_of_ms: int
    figures: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...]
    months: tuple[Month, ...]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of the RFM grid, both ends included; `high` None: no end."""

    label: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class RfmCell:
    """The people whose last purchase and number of orders fall into two buckets (places in the report's lists)."""

    recency: int
    frequency: int
    people: int
    revenue_fen: int
    average_fen: int | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rfm:
    """Recency (days since the last order) × frequency (orders), with revenue as the value."""

    as_of_ms: int
    recency: tuple[Bucket, ...]
    frequency: tuple[Bucket, ...]
    cells: tuple[RfmCell, ...]
    figures: tuple[Figure, ...]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IntervalPoint:
    """How many intervals are exactly `days` long, and the share of all that are at most so long."""

    days: int
    intervals: int
    share: float


@dataclass(frozen=True, slots=True)
class Repurchase:
    """Intervals between a customer's successive purchase days, orders of one day being one purchase."""

    as_of_ms: int
    figures: tuple[Figure, ...]
    curve: tuple[IntervalPoint, ...]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RetentionCell:
    """Of a cohort, the people who bought in the month `after` months later."""

    after: int
    people: int
    share: float
    rule: Rule


@dataclass(frozen=True, slots=True)
class Cohort:
    """The people whose first purchase fell into `month`."""

    month: str
    people: int
    rule: Rule
    cells: tuple[RetentionCell, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Cohorts by the month of the first purchase, oldest first."""

    as_of_ms: int
    cohorts: tuple[Cohort, ...]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step of a journey: how many people reached it, are there now, and went on; `dropped` says why others did not.

    `text` is what a message says, `duration_ms` how long a wait lasts: what to call a step without a label.
    """

    key: str
    label: str
    kind: str
    reached: int
    waiting: int
    went_on: int
    dropped: Mapping[str, int]
    text: str = ""
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class JourneyFunnel:
    """A journey's numbers in the order of its steps."""

    journey_id: int
    name: str
    as_of_ms: int
    entered: int
    steps: tuple[FunnelStep, ...]
    definition: str
