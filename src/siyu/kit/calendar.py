"""The brand's calendar: which local day a moment falls on, in Python and as SQL for DuckDB (which has no zones here).

A day is a number: days since 1970-01-01 on the wall calendar of the zone. Moments stay milliseconds UTC.
"""

from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from siyu.kit.clock import DAY_MS, DEFAULT_ZONE, HOUR_MS, MINUTE_MS, day_start_ms, local_date, to_datetime

EPOCH = date(1970, 1, 1)
FIRST_YEAR = 1970
LAST_YEAR = 2100
FROM_YEAR = 1990
TO_YEAR = 2045
PROBE_MS = 7 * DAY_MS


def day_of(at_ms: int, zone: str = DEFAULT_ZONE) -> int:
    """This function will return the number of the local day that `at_ms` falls on."""
    return day_number(local_date(at_ms, zone))


def day_number(day: date) -> int:
    """This function will return how many days `day` lies after 1970-01-01."""
    return (day - EPOCH).days


def day_date(number: int) -> date:
    """This function will return the calendar date of a day's number."""
    return EPOCH + timedelta(days=number)


def day_begin_ms(number: int, zone: str = DEFAULT_ZONE) -> int:
    """This function will return the first millisecond (UTC) of the local day `number`."""
    return day_start_ms(day_date(number), zone)


def local_ms_sql(column: str, zone: str = DEFAULT_ZONE, *, from_year: int = FROM_YEAR, to_year: int = TO_YEAR) -> str:
    """This function will return SQL that turns the UTC milliseconds `column` into local wall-clock milliseconds.

    Exact between the two years; outside them the nearest offset is used.
    """
    steps = offsets(zone, from_year, to_year)
    if len(steps) == 1:
        return f"({column} + {steps[0][1]})"
    branches = " ".join(f"WHEN {column} >= {start} THEN {offset}" for start, offset in reversed(steps[1:]))
    return f"({column} + CASE {branches} ELSE {steps[0][1]} END)"


def local_day_sql(column: str, zone: str = DEFAULT_ZONE) -> str:
    """This function will return SQL for the local day number (BIGINT) of the UTC milliseconds `column`."""
    local = local_ms_sql(column, zone)
    return f"(({local} - (({local} % {DAY_MS} + {DAY_MS}) % {DAY_MS})) // {DAY_MS})"


def local_days(at_ms: npt.NDArray[np.int64], zone: str = DEFAULT_ZONE) -> npt.NDArray[np.int64]:
    """This function will return the local day number of each moment: int64[n] from UTC milliseconds int64[n].

    The same answers as `local_day_sql`, its years included.
    """
    steps = offsets(zone, FROM_YEAR, TO_YEAR)
    starts = np.array([start for start, _ in steps[1:]], dtype=np.int64)
    shifts = np.array([offset for _, offset in steps], dtype=np.int64)
    days: npt.NDArray[np.int64] = (at_ms + shifts[np.searchsorted(starts, at_ms, side="right")]) // DAY_MS
    return days


@lru_cache(maxsize=64)
def offsets(zone: str, from_year: int, to_year: int) -> tuple[tuple[int, int], ...]:
    """This function will list (from when in ms UTC, offset in ms) of the zone between two years, ascending."""
    start = day_start_ms(date(max(from_year, FIRST_YEAR), 1, 1), "UTC")
    end = day_start_ms(date(min(to_year, LAST_YEAR), 1, 1), "UTC")
    steps = [(start, _offset_ms(start, zone))]
    for probe in range(start + PROBE_MS, end, PROBE_MS):
        offset = _offset_ms(probe, zone)
        if offset != steps[-1][1]:
            steps.append((_change_between(probe - PROBE_MS, probe, zone), offset))
    return tuple(steps)


def _change_between(low: int, high: int, zone: str) -> int:
    """This function will find the minute in (low, high] at which the zone's offset changes."""
    before = _offset_ms(low, zone)
    while high - low > MINUTE_MS:
        middle = (low + high) // 2 // MINUTE_MS * MINUTE_MS
        low, high = (middle, high) if _offset_ms(middle, zone) == before else (low, middle)
    return high


def _offset_ms(at_ms: int, zone: str) -> int:
    if zone == "UTC" or at_ms < -HOUR_MS * 24 * 365 * 100:
        return 0
    offset = to_datetime(at_ms, str(ZoneInfo(zone))).utcoffset() or timedelta(0)
    return int(offset / timedelta(milliseconds=1))
