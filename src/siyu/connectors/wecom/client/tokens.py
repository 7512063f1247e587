"""Access tokens (p91039): one per app, fetched once however many threads ask, dropped when the vendor says so.

Processes need no common store: the vendor hands every one of them the same token while it is valid. JS tickets are
kept the same way.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from siyu.connectors.wecom.client.codes import BAD_SECRETS
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.kit.clock import SECOND_MS, Clock

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A token and until when it is used."""

    value: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a secret was refused, and until when it is not tried again."""

    errcode: int
    text: str
    until_ms: int


class TokenCache:
    """Holds one token for each key, which says whose and what for."""

    def __init__(self, clock: Clock, settings: WecomClientSettings | None = None) -> None:
        settings = settings or WecomClientSettings()
        self._clock = clock
        self._margin_ms = settings.token_margin_s * SECOND_MS
        self._pause_ms = settings.bad_secret_pause_s * SECOND_MS
        self._held: dict[Key, Token] = {}
        self._refused: dict[Key, Refusal] = {}
        self._locks: dict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def get(self, key: Key, fetch: Callable[[], tuple[str, int]]) -> str:
        """This function will return the token of `key`; one caller fetches it (value, seconds), the others wait.

        Raises what `fetch` raises. A refused secret is not tried again for a while: the vendor bans an address that
        keeps trying for an hour.
        """
        with self._guard:
            lock = self._locks[key]
        with lock:
            held = self._held.get(key)
            if held is None or held.until_ms <= self._clock.now_ms():
                held = self._fetched(key, fetch)
                self._held[key] = held
            return held.value

    def held(self, key: Key) -> str:
        """This function will return the token of `key` if it is at hand, else ""."""
        held = self._held.get(key)
        return held.value if held is not None and held.until_ms > self._clock.now_ms() else ""

    def drop(self, key: Key, value: str) -> None:
        """This function will forget `value`, unless somebody has fetched a newer token already."""
        held = self._held.get(key)
        if held is not None and held.value == value:
            self._held.pop(key, None)

    def _fetched(self, key: Key, fetch: Callable[[], tuple[str, int]]) -> Token:
        refusal = self._refused.get(key)
        if refusal is not None and self._clock.now_ms() < refusal.until_ms:
            raise WecomRefused(refusal.errcode, refusal.text, {})
        try:
            value, life_s = fetch()
        except WecomRefused as error:
            if error.errcode in BAD_SECRETS:
                until_ms = self._clock.now_ms() + self._pause_ms
                self._refused[key] = Refusal(error.errcode, str(error.value), until_ms)
            raise
        self._refused.pop(key, None)
        life_ms = life_s * SECOND_MS
        return Token(value, self._clock.now_ms() + life_ms - min(self._margin_ms, life_ms // 2))
