"""Not more calls than the vendor bears: token buckets, pauses after 45009, few at once, one writer a customer (p90312).

Buckets are pyrate-limiter's (generic cell rate). A bucket fills at our share of the limit and holds the rest of it, so
that in no stretch of time more calls are made than the vendor allows.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from pyrate_limiter import Rate, RateItem, StateBucket, TokenBucket

from siyu.connectors.wecom.client.codes import Remedy
from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused
from siyu.connectors.wecom.client.paths import WELCOME
from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Clock

Sleep = Callable[[float], None]
Key = tuple[str, str]
WRITER_LOCKS = 256
log = structlog.get_logger(__name__)


class Buckets:
    """Gives out turns: of one API for a corp, and of one API for our address."""

    def __init__(self, clock: Clock, settings: WecomClientSettings, sleep: Sleep) -> None:
        self._clock, self._settings, self._sleep = clock, settings, sleep
        self._buckets: dict[Key, StateBucket] = {}
        self._guard = threading.Lock()

    def take(self, corpid: str, address: str, path: str) -> None:
        """This function will return when the call may be made. Raises WecomPaused when that would take too long."""
        for wait_ms in self.turns(corpid, address, path):
            self._sleep(wait_ms / SECOND_MS)

    def turns(self, corpid: str, address: str, path: str) -> Iterator[int]:
        """This function will yield how many milliseconds to wait before the next try, until the call may be made.

        Raises WecomPaused when that would take too long.
        """
        yield from self._wait((corpid, path), path, lambda: _corp_rates(self._settings, path))
        yield from self._wait((address, path), path, lambda: _address_rates(self._settings))

    def _wait(self, key: Key, path: str, rates: Callable[[], list[Rate]]) -> Iterator[int]:
        waited_ms = 0
        while wait_ms := self._try(key, rates):
            waited_ms += wait_ms
            if waited_ms > self._settings.wait_s_max * SECOND_MS:
                raise WecomPaused(path, wait_ms)
            yield wait_ms

    def _try(self, key: Key, rates: Callable[[], list[Rate]]) -> int:
        """This function will take a token and return 0, or return the milliseconds until there is one."""
        with self._guard:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = StateBucket(rates(), algorithm=TokenBucket())
            item = RateItem(key[1], self._clock.now_ms())
            if bucket.put(item):
                return 0
            waiting = bucket.waiting(item)
            return max(1, waiting) if isinstance(waiting, int) else 1


def _corp_rates(settings: WecomClientSettings, path: str) -> list[Rate]:
    special = {
        "externalcontact/add_moment_task": (settings.moments_per_minute, MINUTE_MS),
        "get_jsapi_ticket": (settings.tickets_per_hour, HOUR_MS),
        "ticket/get": (settings.tickets_per_hour, HOUR_MS),
        "media/uploadimg": (settings.pictures_per_day, DAY_MS),
    }
    if path in special:
        return [_rate(*special[path], settings.frequency_share)]
    return _rates(settings.calls_per_minute, settings.calls_per_hour, settings.frequency_share)


def _address_rates(settings: WecomClientSettings) -> list[Rate]:
    return _rates(settings.ip_calls_per_minute, settings.ip_calls_per_hour, settings.frequency_share)


def _rates(per_minute: int, per_hour: int, share: float) -> list[Rate]:
    """This function will leave out the limit that the other one implies; the library refuses such a pair."""
    minute, hour = _rate(per_minute, MINUTE_MS, share), _rate(per_hour, HOUR_MS, share)
    if hour.limit <= minute.limit:
        return [hour]
    return [minute] if hour.limit >= minute.limit * (HOUR_MS // MINUTE_MS) else [minute, hour]


def _rate(most: int, interval_ms: int, share: float) -> Rate:
    """This function will make a rate of `share` of the limit, with a bucket that holds what is left of it."""
    steady = max(1, int(most * share))
    return Rate(steady, interval_ms, burst=max(1, min(steady, most - steady)))


@dataclass(slots=True)
class Pause:
    """An API left alone until `until_ms`; `pause_s` is 0 when it is in use. Afterwards one call tries the ground."""

    until_ms: int = 0
    pause_s: int = 0
    trying: bool = False


class Pauses:
    """Leaves an API of a corp alone after 45009, for longer each time it happens again."""

    def __init__(self, clock: Clock, settings: WecomClientSettings) -> None:
        self._clock, self._settings = clock, settings
        self._pauses: dict[Key, Pause] = defaultdict(Pause)
        self._guard = threading.Lock()

    @contextmanager
    def call(self, key: Key) -> Iterator[None]:
        """This function will let a call through, and learn from how it ends. Raises WecomPaused."""
        self.enter(key)
        try:
            yield
        except BaseException as error:
            self.leave(key, error)
            raise
        self.leave(key, None)

    def enter(self, key: Key) -> None:
        """This function will let a call through. Raises WecomPaused."""
        with self._guard:
            pause = self._pauses[key]
            left_ms = pause.until_ms - self._clock.now_ms()
            if left_ms > 0 or pause.trying:
                raise WecomPaused(key[1], max(left_ms, SECOND_MS))
            pause.trying = pause.pause_s > 0

    def leave(self, key: Key, error: BaseException | None) -> None:
        """This function will learn from how a call ended that was let through."""
        if isinstance(error, WecomRefused) and error.remedy is Remedy.SLOW_DOWN:
            error.retry_after_ms = self._begin(key)
        elif error is None or isinstance(error, WecomRefused):
            self._end(key)
        else:
            with self._guard:
                self._pauses[key].trying = False

    def paused(self) -> dict[Key, int]:
        """This function will return the APIs left alone now, each with the milliseconds until it is tried again."""
        now_ms = self._clock.now_ms()
        with self._guard:
            return {key: pause.until_ms - now_ms for key, pause in self._pauses.items() if pause.until_ms > now_ms}

    def room(self, key: Key, most: int) -> int:
        """This function will return how many calls would be let through now, `most` at most: one tries the ground."""
        with self._guard:
            pause = self._pauses[key]
            if pause.pause_s == 0:
                return most
            return 0 if pause.trying or pause.until_ms > self._clock.now_ms() else min(1, most)

    def _begin(self, key: Key) -> int:
        first_s, last_s = self._lengths(key[1])
        with self._guard:
            pause = self._pauses[key]
            if pause.until_ms <= self._clock.now_ms():  # calls that were under way together count once
                pause.pause_s = min(last_s, pause.pause_s * 2) or first_s
                pause.until_ms = self._clock.now_ms() + pause.pause_s * SECOND_MS
                log.warning("wecom.paused", corpid=key[0], path=key[1], seconds=pause.pause_s)
            pause.trying = False
            return pause.until_ms - self._clock.now_ms()

    def _end(self, key: Key) -> None:
        with self._guard:
            pause = self._pauses[key]
            if pause.trying:
                log.info("wecom.resumed", corpid=key[0], path=key[1])
                self._pauses[key] = Pause()

    def _lengths(self, path: str) -> tuple[int, int]:
        on = self._settings
        urgent = path == WELCOME
        first_s, last_s = on.pause_first_s, on.pause_last_s
        return (on.urgent_pause_first_s, on.urgent_pause_last_s) if urgent else (first_s, last_s)


class Slots:
    """How many calls of one API are under way at once: fewer after a clash, more again when it goes well."""

    def __init__(self, most: int, calls_until_recovery: int) -> None:
        self._most, self._patience = most, calls_until_recovery
        self.allowed = most
        self._busy = 0
        self._good = 0
        self._free = threading.Condition()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """This function will wait for a free slot and give it back at the end."""
        with self._free:
            self._free.wait_for(self._take)
        try:
            yield
        finally:
            self.give_back()

    def take(self) -> bool:
        """This function will take a slot if one is free."""
        with self._free:
            return self._take()

    def give_back(self) -> None:
        """This function will give a slot back."""
        with self._free:
            self._busy -= 1
            self._free.notify()

    def halve(self) -> None:
        """This function will allow half as many calls at once, one at least."""
        with self._free:
            self.allowed = max(1, self.allowed // 2)
            self._good = 0

    def went_well(self) -> None:
        """This function will allow one more call at once after enough good ones."""
        with self._free:
            self._good += 1
            if self.allowed < self._most and self._good >= self._patience:
                self.allowed, self._good = self.allowed + 1, 0
                self._free.notify()

    def _take(self) -> bool:
        free = self._busy < self.allowed
        self._busy += free
        return free


class Writers:
    """One write on the same customer at a time, within this process; a fixed number of locks, shared by hash."""

    def __init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(WRITER_LOCKS)]

    @contextmanager
    def alone(self, corpid: str, external_userid: str) -> Iterator[None]:
        """This function will hold back other writes on this customer ("" holds nobody back)."""
        if not external_userid:
            yield
            return
        with self._locks[hash((corpid, external_userid)) % WRITER_LOCKS]:
            yield
