"""Access tokens (p91039): one per app, fetched once however many threads ask, dropped when the vendor says so."""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from siyu.kit.clock import MINUTE_MS, SECOND_MS, Clock

# Given up this long before it ends, so that a call under way never carries a token that ends on the road.
MARGIN_MS = 5 * MINUTE_MS
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends."""

    value: str
    until_ms: int


class TokenCache:
    """Holds one token for each (base address and corp, secret)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[Key, Token] = {}
        self._locks: dict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def get(self, key: Key, fetch: Callable[[], tuple[str, int]]) -> str:
        """This function will return the token of `key`; one caller fetches it (value, seconds), the others wait."""
        with self._guard:
            lock = self._locks[key]
        with lock:
            held = self._held.get(key)
            if held is None or held.until_ms <= self._clock.now_ms():
                value, life_s = fetch()
                life_ms = life_s * SECOND_MS
                held = Token(value, self._clock.now_ms() + life_ms - min(MARGIN_MS, life_ms // 2))
                self._held[key] = held
            return held.value

    def drop(self, key: Key, value: str) -> None:
        """This function will forget `value`, unless somebody has fetched a newer token already."""
        held = self._held.get(key)
        if held is not None and held.value == value:
            self._held.pop(key, None)
