"""The calendar and the arithmetic of the quota: numbers and arrays in, numbers and arrays out."""

import calendar
import zlib

import numpy as np
import numpy.typing as npt

from siyu.kit.calendar import day_date, day_number
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.ids import CHUNK_SIZE, Ids
from siyu.outreach.quota.contracts import Period, QuotaMode

# The vendor counts in China's time, whatever the brand's zone; China keeps UTC+8 all year.
CHINA_MS = 8 * HOUR_MS
PER_WEEK = 7
WEEK_DAYS = 7
# Day 0 (1970-01-01) was a Thursday: three days after a Monday.
DAYS_AFTER_MONDAY = 3
COUNT_MAX = 255
Counts = npt.NDArray[np.uint8]


def china_day(at_ms: int) -> int:
    """This function will return the number of the China day of a moment: days since 1970-01-01."""
    return (at_ms + CHINA_MS) // DAY_MS


def china_days(at_ms: Ids) -> Ids:
    """This function will return the China day of each of many moments: int64 array."""
    days: Ids = (at_ms + CHINA_MS) // DAY_MS
    return days


def day_start_ms(day: int) -> int:
    """This function will return the first millisecond (UTC) of a China day."""
    return day * DAY_MS - CHINA_MS


def period(mode: QuotaMode, day: int) -> Period:
    """This function will return the period that holds a China day. Weeks begin on Monday."""
    if mode is QuotaMode.DAY:
        return Period(day, day + 1, 1)
    if mode is QuotaMode.WEEK:
        monday = day - (day + DAYS_AFTER_MONDAY) % WEEK_DAYS
        return Period(monday, monday + WEEK_DAYS, PER_WEEK)
    date = day_date(day)
    days = calendar.monthrange(date.year, date.month)[1]
    first = day_number(date.replace(day=1))
    return Period(first, first + days, days)


def pack(counts: Counts) -> bytes:
    """This function will return a block's counts as few bytes: uint8[65536], mostly alike, shrinks a hundredfold."""
    return zlib.compress(counts.tobytes(), 1)


def unpack(packed: bytes) -> Counts:
    """This function will return a block's counts, writable; no bytes are zeros."""
    if not packed:
        return np.zeros(CHUNK_SIZE, dtype=np.uint8)
    return np.frombuffer(zlib.decompress(packed), dtype=np.uint8).copy()


def add(counts: Counts, local: Ids, step: int) -> Counts:
    """This function will return counts with `step` (+1 or -1) added at each of `local`, within 0 and 255."""
    change = np.bincount(local, minlength=CHUNK_SIZE) * step
    changed: Counts = np.clip(counts.astype(np.int64) + change, 0, COUNT_MAX).astype(np.uint8)
    return changed
