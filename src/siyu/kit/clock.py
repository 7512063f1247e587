"""Time, injected. Every time in Siyu is an int64 of milliseconds since 1970-01-01 UTC, named `*_at_ms`."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
DEFAULT_ZONE = "Asia/Shanghai"


class Clock(Protocol):
    """Tells the time; the only source of "now" outside this module."""

    def now_ms(self) -> int:
        """This function will return the present time in milliseconds UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """This function will return the machine's time in milliseconds UTC."""
        return time.time_ns() // 1_000_000


class VirtualClock:
    """A clock that stands still until told to move; for tests and rehearsal."""

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> int:
        """This function will return the virtual time in milliseconds UTC."""
        return self._now_ms

    def advance(self, by_ms: int) -> None:
        """This function will move the clock forward by `by_ms` milliseconds.

        Raises ValueError when asked to go back: time only moves forward.
        """
        if by_ms < 0:
            raise ValueError(f"a clock cannot go back ({by_ms} ms)")
        self._now_ms += by_ms

    def set_ms(self, at_ms: int) -> None:
        """This function will move the clock forward to `at_ms`."""
        self.advance(at_ms - self._now_ms)


def from_datetime(moment: datetime, zone: str = DEFAULT_ZONE) -> int:
    """This function will return `moment` in milliseconds UTC; a naive moment is read in `zone`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def to_datetime(at_ms: int, zone: str = DEFAULT_ZONE) -> datetime:
    """This function will return `at_ms` as an aware datetime in `zone`."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(ZoneInfo(zone))


def day_start_ms(day: date, zone: str = DEFAULT_ZONE) -> int:
    """This function will return the first millisecond of `day` in `zone`, in milliseconds UTC."""
    return from_datetime(datetime(day.year, day.month, day.day), zone)


def local_date(at_ms: int, zone: str = DEFAULT_ZONE) -> date:
    """This function will return the calendar day of `at_ms` in `zone`."""
    return to_datetime(at_ms, zone).date()
