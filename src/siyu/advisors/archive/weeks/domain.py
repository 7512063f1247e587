"""Pure rules of the figures: sessions, first replies in working time, weeks.

A session 会话 of a member and a customer begins with the first message after a silence as long as the brand says (24
hours), and ends with the next such silence. It counts in the week it begins. The first reply time runs from the
customer's first message of the session to the member's next message, working hours only: what is asked at 23:00 and
answered at 9:10 took ten minutes where work begins at nine. A session is unanswered when the customer wrote and the
member said nothing after that until it was over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siyu.advisors.archive.contracts import WorkHours
from siyu.kit.calendar import day_begin_ms, day_of
from siyu.kit.clock import MINUTE_MS

DAYS = 7
# 1970-01-01 was a Thursday.
THURSDAY = 3
REPLY_DAYS_MAX = 31


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation: when, and by which side."""

    at_ms: int
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A run of messages without a long silence. `asked_at_ms`, `answered_at_ms`: see the module."""

    first_at_ms: int
    last_at_ms: int
    asked_at_ms: int | None
    answered_at_ms: int | None


def monday_of(at_ms: int, zone: str) -> int:
    """This function will return the day number of the Monday of the week that a moment falls in."""
    day = day_of(at_ms, zone)
    return day - (day + THURSDAY) % DAYS


def sessions(said: Sequence[Said], gap_ms: int) -> list[Session]:
    """This function will cut one conversation's messages, oldest first, into sessions."""
    found: list[Session] = []
    run: list[Said] = []
    for one in said:
        if run and one.at_ms - run[-1].at_ms >= gap_ms:
            found.append(_session(run))
            run = []
        run.append(one)
    return [*found, _session(run)] if run else found


def working_ms(from_ms: int, to_ms: int, hours: WorkHours, zone: str) -> int:
    """This function will return how much working time lies between two moments, at most a month of it."""
    first, last = day_of(from_ms, zone), day_of(to_ms, zone)
    return sum(_worked(day, from_ms, to_ms, hours, zone) for day in range(first, min(last, first + REPLY_DAYS_MAX) + 1))


def _worked(day: int, from_ms: int, to_ms: int, hours: WorkHours, zone: str) -> int:
    if (day + THURSDAY) % DAYS + 1 not in hours.days:
        return 0
    begin = day_begin_ms(day, zone)
    start, end = begin + hours.from_minute * MINUTE_MS, begin + hours.to_minute * MINUTE_MS
    return max(0, min(end, to_ms) - max(start, from_ms))


def _session(run: Sequence[Said]) -> Session:
    asked = _first(one.at_ms for one in run if not one.by_staff)
    place = next((place for place, one in enumerate(run) if not one.by_staff), len(run))
    answered = _first(one.at_ms for one in run[place:] if one.by_staff)
    return Session(run[0].at_ms, run[-1].at_ms, asked, answered)


def _first(moments: Iterable[int]) -> int | None:
    return next(iter(moments), None)
