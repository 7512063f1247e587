"""What others may know of the vendor's quota of mass messages."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class QuotaMode(StrEnum):
    """How WeCom counts (p92135): one a day, seven a natural week, or as many a month as the month has days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Subject(IntEnum):
    """What is counted: mass messages to a customer, to a customer group, or moments that a customer could see."""

    CUSTOMER = 0
    GROUP = 1
    MOMENT = 2


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the quota: China days `first_day` up to but not including `end_day`, and what fits into it."""

    first_day: int
    end_day: int
    allowed: int


@dataclass(frozen=True, slots=True)
class OwnSend:
    """A mass message made without us, by an advisor or by another app: whom it reached, and whether more may follow.

    Of another app's message each advisor's share is one, with a `vendor_id` of its own.
    """

    vendor_id: str
    advisor: str
    created_at_ms: int
    final: bool
    reached: tuple[tuple[str, int], ...]
    """(address, sent_at_ms) of each who got it."""
    subject: Subject = Subject.CUSTOMER


@dataclass(frozen=True, slots=True)
class OwnSends:
    """What advisors sent to many by themselves: messages, and how often a customer and a customer group got one."""

    messages: int
    people: int
    groups: int
