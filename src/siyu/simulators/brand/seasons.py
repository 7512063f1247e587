"""The brand's calendar: how much is bought and how many people join on each local day of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from siyu.simulators.brand.contracts import CHINA_TIME, BrandSpec
from siyu.simulators.brand.draws import Flags, Floats, Ints

DAY_MS = 86_400_000
BURST_AT = (0.06, 0.34, 0.62, 0.88)  # where in the window the new-friend campaigns run
BURST_DAYS = 2
GIFT_DAYS = 24  # gift boxes sell in this many days before 春节 and 中秋

# First day of the lunar year and 15th of the eighth lunar month, from the published Chinese calendar.
_SPRING = {
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
    2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
    2029: "02-13", 2030: "02-03", 2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08",
}  # fmt: skip
_AUTUMN = {
    2015: "09-27", 2016: "09-15", 2017: "10-04", 2018: "09-24", 2019: "09-13", 2020: "10-01", 2021: "09-21",
    2022: "09-10", 2023: "09-29", 2024: "09-17", 2025: "10-06", 2026: "09-25", 2027: "09-15", 2028: "10-03",
    2029: "09-22", 2030: "09-12", 2031: "10-01", 2032: "09-19", 2033: "09-08", 2034: "09-27", 2035: "09-16",
}  # fmt: skip
_SPRING_MEAN, _AUTUMN_MEAN = "02-06", "09-22"  # for years beyond the tables

_HOUR_SHOP = np.array([0] * 8 + [4, 8, 10, 8, 5, 4, 5, 6, 8, 10, 9, 7, 4, 1, 0, 0], dtype=np.float64)
_HOUR_ONLINE = np.array([2, 1, 0, 0, 0, 0, 1, 3, 4, 5, 6, 6, 8, 6, 5, 5, 5, 5, 6, 8, 11, 12, 9, 5], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Local days of the window, counted from the midnight before it starts.

    `buying` float64[days] has mean 1; `business` float64[days + 1] is its running sum, the brand's own time in which
    customers come at an even pace. `joining` float64[days] and `bursts` bool[days] drive acquisition; `discount_pct`
    int64[days] is the promotion of the day; `gifts` bool[days] the days before a festival.
    """

    midnight_ms: int
    start_ms: int
    end_ms: int
    buying: Floats
    business: Floats
    joining: Floats
    bursts: Flags
    gifts: Flags
    discount_pct: Ints

    @property
    def days(self) -> int:
        """How many local days the window touches."""
        return len(self.buying)

    def to_business(self, day: Floats) -> Floats:
        """Turn calendar days (fractional) into business time."""
        return np.interp(day, np.arange(self.days + 1), self.business)

    def to_day(self, business: Floats) -> Floats:
        """Turn business time back into calendar days; beyond the window it stays at the window's end."""
        return np.interp(business, self.business, np.arange(self.days + 1))

    def at_ms(self, day: Ints, second: Ints) -> Ints:
        """Give the UTC milliseconds of a second of a local day."""
        return self.midnight_ms + day * DAY_MS + second * 1000

    def day_of(self, at_ms: Ints) -> Ints:
        """Give the local day, counted from the calendar's first midnight, of a moment."""
        return (at_ms - self.midnight_ms) // DAY_MS


def calendar(spec: BrandSpec) -> Calendar:
    """Lay out the window of a brand day by day."""
    first = datetime.fromtimestamp(spec.start_ms / 1000, CHINA_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight_ms = round(first.timestamp() * 1000)
    days = (spec.end_ms - midnight_ms) // DAY_MS + 1
    dates = [first.date() + timedelta(days=number) for number in range(days)]
    buying = np.array([_buying(day) for day in dates])
    buying /= buying.mean()
    bursts = _bursts(days)
    return Calendar(
        midnight_ms=midnight_ms,
        start_ms=spec.start_ms,
        end_ms=spec.end_ms,
        buying=buying,
        business=np.concatenate([[0.0], np.cumsum(buying)]),
        joining=(0.6 + 0.5 * buying) * np.linspace(0.8, 1.3, days) * np.where(bursts, 7.0, 1.0),
        bursts=bursts,
        gifts=np.array([_days_before_festival(day) <= GIFT_DAYS for day in dates]),
        discount_pct=np.array([_discount_pct(day) for day in dates], dtype=np.int64),
    )


def seconds_of_day(rng: np.random.Generator, online: Flags) -> Ints:
    """Draw a second of the day per row: shopping hours in stores, evenings online (int64, same shape)."""
    wanted = rng.random(len(online))
    shop, web = (np.searchsorted(np.cumsum(w) / w.sum(), wanted, side="right") for w in (_HOUR_SHOP, _HOUR_ONLINE))
    hour = np.minimum(np.where(online, web, shop), 23)
    return (hour * 3600 + rng.integers(0, 3600, size=len(online))).astype(np.int64)


def _bursts(days: int) -> Flags:
    starts = np.array([int(days * share) for share in BURST_AT])
    number = np.arange(days)[:, None]
    return np.asarray(((number >= starts) & (number < starts + BURST_DAYS)).any(axis=1))


def _festival(day: date, table: dict[int, str], mean: str) -> int:
    """Count days until the festival of the day's year; negative after it."""
    return (date.fromisoformat(f"{day.year}-{table.get(day.year, mean)}") - day).days


def _days_before_festival(day: date) -> int:
    ahead = [_festival(day, _SPRING, _SPRING_MEAN), _festival(day, _AUTUMN, _AUTUMN_MEAN)]
    return min((days for days in ahead if days >= 1), default=366)


def _buying(day: date) -> float:
    weekly = (0.92, 0.92, 1.10, 0.94, 1.0, 1.12, 1.10)[day.weekday()]  # Wednesday is the members' day
    return weekly * _festive(day) * _sale(day)


def _festive(day: date) -> float:
    spring = _festival(day, _SPRING, _SPRING_MEAN)
    autumn = _festival(day, _AUTUMN, _AUTUMN_MEAN)
    if 3 <= spring <= 28:
        return 2.1
    if -9 <= spring <= 2:
        return 0.35  # shops closed, kitchens full
    if 2 <= autumn <= 16:
        return 1.7
    return 1.0


def _sale(day: date) -> float:
    peaks = {(6, 18): 5.0, (11, 11): 6.0, (11, 1): 2.5, (6, 1): 2.0, (12, 12): 2.4, (9, 9): 1.6, (3, 8): 1.6}
    if (day.month, day.day) in peaks:
        return peaks[day.month, day.day]
    if (day.month == 6 and day.day < 20) or (day.month == 11 and day.day < 12):
        return 1.35
    return 1.0


def _discount_pct(day: date) -> int:
    sale = _sale(day)
    if sale > 1.0:
        return 12 if sale >= 2.0 else 6
    return 5 if day.weekday() == 2 else 0
