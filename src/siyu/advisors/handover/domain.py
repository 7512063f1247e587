"""Pure rules of hand-overs: sharing people out, the vendor's windows, how long to wait."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from siyu.advisors.handover.contracts import Hindrance
from siyu.kit.clock import DAY_MS, DEFAULT_ZONE, MINUTE_MS, day_start_ms, local_date

WAIT_FIRST_MS = 5_000
WAIT_MAX_MS = 30 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Pool:
    """Those who may take over some people: the able ones in order, and whether there is anybody at all."""

    able: tuple[str, ...] = ()
    anybody: bool = False


def share_out(wishes: Sequence[str], pools: Mapping[str, Pool], room: Mapping[str, int]) -> list[str | Hindrance]:
    """This function will say for each wish (the name of its pool) who gets it, or why nobody does.

    Whoever has the fewest so far is next, in the pool's order; nobody gets more than their `room`. Pools share nobody.
    """
    heaps = {
        name: [(0, place, one) for place, one in enumerate(pool.able) if room.get(one, 0) > 0]
        for name, pool in pools.items()
    }
    got: list[str | Hindrance] = []
    for name in wishes:
        heap = heaps.get(name)
        if not heap:
            got.append(_nobody(pools.get(name, Pool())))
            continue
        count, place, one = heapq.heappop(heap)
        got.append(one)
        if count + 1 < room[one]:
            heapq.heappush(heap, (count + 1, place, one))
    return got


def _nobody(pool: Pool) -> Hindrance:
    if pool.able:
        return Hindrance.TAKER_FULL
    return Hindrance.TAKER_UNABLE if pool.anybody else Hindrance.NO_TAKER


def window_start_ms(now_ms: int, days: int) -> int:
    """This function will return when a window of calendar days that ends today began; WeCom counts China's days."""
    return day_start_ms(local_date(now_ms, DEFAULT_ZONE) - timedelta(days=days - 1), DEFAULT_ZONE)


def tomorrow_ms(now_ms: int) -> int:
    """This function will return when China's next day begins."""
    return window_start_ms(now_ms + DAY_MS, 1)


def wait_ms(attempts: int, asked_ms: int = 0) -> int:
    """This function will return how long to wait after `attempts` failures in a row; at least `asked_ms`."""
    return max(asked_ms, min(WAIT_FIRST_MS << min(attempts, 16), WAIT_MAX_MS))
