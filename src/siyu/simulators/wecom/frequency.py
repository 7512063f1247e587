"""How often each endpoint may be called: minute and hour windows, and the block that follows a breach (p90312)."""

from dataclasses import dataclass

from siyu.simulators.wecom.limits import Limits

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


@dataclass(slots=True)
class _Window:
    started_at_ms: int = 0
    calls: int = 0
    blocked_until_ms: int = 0

    def take(self, now_ms: int, length_ms: int, most: int) -> bool:
        if now_ms < self.blocked_until_ms:
            return False
        if now_ms >= self.started_at_ms + length_ms:
            self.started_at_ms, self.calls = now_ms, 0
        self.calls += 1
        if self.calls > most:
            self.blocked_until_ms = now_ms + length_ms
        return self.calls <= most


class FrequencyGate:
    """This gate will count calls per path and refuse them for a whole window once a limit is passed."""

    def __init__(self, limits: Limits) -> None:
        """Start with no calls; a limit that is None is not kept."""
        most = ((MINUTE_MS, limits.calls_per_minute_max), (HOUR_MS, limits.calls_per_hour_max))
        self._limits = [(length, count) for length, count in most if count is not None]
        self._windows: dict[tuple[str, int], _Window] = {}

    def admits(self, path: str, now_ms: int) -> bool:
        """Count a call and return whether it is allowed now."""
        return all(
            self._windows.setdefault((path, length), _Window()).take(now_ms, length, most)
            for length, most in self._limits
        )
