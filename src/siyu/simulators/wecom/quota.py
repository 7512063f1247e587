"""How many mass messages a customer or a group has received: the truth that a planner's forecast is measured against."""

import calendar
from datetime import date, datetime, timedelta, timezone

from siyu.simulators.wecom.limits import Limits

CHINA = timezone(timedelta(hours=8))


class MassQuota:
    """This ledger will count received mass messages per customer or group and calendar day, week or month (China time).

    Enterprise-created and staff-created messages count together. With `mass_quota_per_member` the count is kept
    per (member, customer), which is how the vendor's client pages describe the daily mode.
    """

    def __init__(self, limits: Limits) -> None:
        """Start with nothing received."""
        self._limits = limits
        self._received: dict[tuple[str, str, str], int] = {}

    def take(self, external_userid: str, userid: str, at_ms: int) -> bool:
        """Count one message and return True, or return False when the customer has no room left in the period."""
        key = self._key(external_userid, userid, at_ms)
        used = self._received.get(key, 0)
        if used >= self.allowed(at_ms):
            return False
        self._received[key] = used + 1
        return True

    def left(self, external_userid: str, userid: str, at_ms: int) -> int:
        """Return how many more mass messages the customer can receive in the period that holds `at_ms`."""
        return self.allowed(at_ms) - self._received.get(self._key(external_userid, userid, at_ms), 0)

    def allowed(self, at_ms: int) -> int:
        """Return the messages allowed in the period: 1 a day, 7 a week, or as many as the month has days."""
        if self._limits.mass_quota_mode == "day":
            return 1
        if self._limits.mass_quota_mode == "week":
            return self._limits.mass_quota_per_week
        day = china_day(at_ms)
        return calendar.monthrange(day.year, day.month)[1]

    def _key(self, external_userid: str, userid: str, at_ms: int) -> tuple[str, str, str]:
        member = userid if self._limits.mass_quota_per_member else ""
        return external_userid, member, self._period(at_ms)

    def _period(self, at_ms: int) -> str:
        day = china_day(at_ms)
        if self._limits.mass_quota_mode == "day":
            return day.strftime("%Y-%m-%d")
        return day.strftime("%G-W%V") if self._limits.mass_quota_mode == "week" else day.strftime("%Y-%m")


def china_day(at_ms: int) -> date:
    """Return the calendar day in China."""
    return datetime.fromtimestamp(at_ms / 1000, CHINA).date()
