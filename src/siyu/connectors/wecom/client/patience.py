"""Whether and when a call that failed is made again, by the class of its error code and by what the call does."""

import random

from siyu.connectors.wecom.client.codes import BUSY, STILL_DISPATCHING, Remedy
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.paths import Effect
from siyu.connectors.wecom.client.settings import WecomClientSettings

# Tasks that WeCom is still working on take seconds, not half of one.
SLOW_WORK = frozenset({STILL_DISPATCHING, 41078, 41079})
SLOW_FACTOR = 4
JITTER = 0.25
Failure = WecomRefused | WecomUnreachable


class Patience:
    """The patience of one call; made anew for each."""

    def __init__(self, settings: WecomClientSettings, effect: Effect, retries_max: int | None) -> None:
        self._settings, self._effect = settings, effect
        self._retries_max = settings.retries_max if retries_max is None else retries_max
        self._retries = 0
        self._token_renewed = False

    def again(self, error: Failure) -> bool:
        """This function will say whether the call that ended in `error` is made once more."""
        if isinstance(error, WecomRefused) and error.remedy is Remedy.TOKEN:
            first, self._token_renewed = not self._token_renewed, True
            return first
        if not self._may_repeat(error) or self._retries >= self._retries_max:
            return False
        self._retries += 1
        return True

    def wait_s(self, error: Failure) -> float:
        """This function will return how long to wait before the next try, in seconds."""
        if isinstance(error, WecomRefused) and error.remedy is Remedy.TOKEN:
            return 0.0
        slow = SLOW_FACTOR if isinstance(error, WecomRefused) and error.errcode in SLOW_WORK else 1
        wait_s = min(self._settings.retry_last_s, self._settings.retry_first_s * slow * 2.0 ** (self._retries - 1))
        if isinstance(error, WecomRefused) and error.remedy is Remedy.ONE_BY_ONE:
            return wait_s * random.uniform(0.5, 1.5)  # those that clashed must not meet again
        return wait_s * random.uniform(1, 1 + JITTER)

    def _may_repeat(self, error: Failure) -> bool:
        if isinstance(error, WecomUnreachable):
            return not error.sent or self._effect is Effect.READ
        # "Busy" does not say whether the work was done; whoever creates something has to look first.
        unknown = error.errcode == BUSY and self._effect is Effect.CREATE
        return error.remedy in (Remedy.RETRY, Remedy.ONE_BY_ONE) and not unknown
