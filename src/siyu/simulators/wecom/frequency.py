"""How often each endpoint may be called, and the block that follows a breach (p90312).

Windows and blocks in milliseconds: a minute's limit blocks a minute, an hour's an hour, a day's the calendar day (China),
a month's thirty days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from siyu.simulators.wecom.limits import Limits

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
MONTH_MS = 30 * DAY_MS
CHINA_MS = 8 * HOUR_MS

Counted = Literal["corp", "ip", "app"]


@dataclass(frozen=True, slots=True)
class Rule:
    """This record allows `most` calls per window and subject; `path` None means each path by itself."""

    path: str | None
    counted: Counted
    length_ms: int
    most: int


DOCUMENTED = (
    Rule(None, "corp", MINUTE_MS, 10_000),
    Rule(None, "corp", HOUR_MS, 150_000),
    Rule(None, "ip", MINUTE_MS, 20_000),
    Rule(None, "ip", HOUR_MS, 600_000),
    Rule("get_jsapi_ticket", "corp", HOUR_MS, 400),
    Rule("get_jsapi_ticket", "app", HOUR_MS, 100),
    Rule("ticket/get", "corp", HOUR_MS, 400),
    Rule("ticket/get", "app", HOUR_MS, 100),
    Rule("media/uploadimg", "corp", DAY_MS, 1_000),
    Rule("media/uploadimg", "corp", MONTH_MS, 3_000),
    Rule("externalcontact/add_moment_task", "corp", MINUTE_MS, 10),
    Rule("msgaudit/get_permit_user_list", "corp", MINUTE_MS, 1_000),
    Rule("msgaudit/check_single_agree", "corp", MINUTE_MS, 2_500),
    Rule("msgaudit/check_room_agree", "corp", MINUTE_MS, 1_500),
    Rule("msgaudit/groupchat/get", "corp", MINUTE_MS, 2_000),
)
"""The published table, for an ordinary corp and an ordinary caller."""


@dataclass(slots=True)
class Window:
    """This record counts the calls of one subject in one window."""

    started_at_ms: int = 0
    calls: int = 0
    blocked_until_ms: int = 0

    def take(self, now_ms: int, length_ms: int, most: int) -> bool:
        """Count a call and return whether it is allowed; the call that goes over the limit starts the block."""
        if now_ms < self.blocked_until_ms:
            return False
        if now_ms >= self.started_at_ms + length_ms:
            self.started_at_ms, self.calls = _start(now_ms, length_ms), 0
        self.calls += 1
        if self.calls > most:
            self.blocked_until_ms = (self.started_at_ms if length_ms == DAY_MS else now_ms) + length_ms
        return self.calls <= most


class FrequencyGate:
    """This gate will count calls per path and subject and refuse them for a whole window once a limit is passed."""

    def __init__(self, limits: Limits) -> None:
        """Start with no calls; without a scale or limits of its own the gate lets everything through."""
        self._limits = limits
        self._by_path: dict[str | None, list[Rule]] = {}
        for rule in _rules(limits):
            self._by_path.setdefault(rule.path, []).append(rule)
        self._windows: dict[tuple[str, Counted, str, int], Window] = {}
        self._wrong_secrets: dict[str, Window] = {}

    def admits(self, path: str, now_ms: int, *, corp: str = "", ip: str = "", app: str = "") -> bool:
        """Count a call and return whether it is allowed now; a call refused by one window does not fill the next."""
        subjects: dict[Counted, str] = {"corp": corp, "ip": ip, "app": app}
        rules = [*self._by_path.get(None, ()), *self._by_path.get(path, ())]
        return all(self._take(path, rule, subjects[rule.counted], now_ms) for rule in rules)

    def is_banned(self, ip: str, now_ms: int) -> bool:
        """Return whether an address is shut out for wrong secrets."""
        window = self._wrong_secrets.get(ip)
        return window is not None and now_ms < window.blocked_until_ms

    def note_wrong_secret(self, ip: str, now_ms: int) -> None:
        """Count a wrong secret; too many in an hour shut the address out for an hour."""
        most = self._limits.wrong_secrets_per_hour_max
        if most is not None:
            self._wrong_secrets.setdefault(ip, Window()).take(now_ms, HOUR_MS, most)

    def _take(self, path: str, rule: Rule, subject: str, now_ms: int) -> bool:
        window = self._windows.setdefault((path, rule.counted, subject, rule.length_ms), Window())
        return window.take(now_ms, rule.length_ms, rule.most)


def _rules(limits: Limits) -> Iterator[Rule]:
    """Return the documented table times the scale, and the corp's own limits where given."""
    if limits.frequency_scale is not None:
        for rule in DOCUMENTED:
            yield Rule(rule.path, rule.counted, rule.length_ms, max(1, int(rule.most * limits.frequency_scale)))
    for length_ms, most in ((MINUTE_MS, limits.calls_per_minute_max), (HOUR_MS, limits.calls_per_hour_max)):
        if most is not None:
            yield Rule(None, "corp", length_ms, most)


def _start(now_ms: int, length_ms: int) -> int:
    return (now_ms + CHINA_MS) // DAY_MS * DAY_MS - CHINA_MS if length_ms == DAY_MS else now_ms
