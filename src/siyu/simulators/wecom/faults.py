"""Planned misbehaviour per path: error codes, bad gateways, latency, torn answers and cut connections."""

import random
import threading
from dataclasses import dataclass, replace
from typing import Literal

FaultKind = Literal["errcode", "http_502", "latency", "truncate", "cut"]
FAULTS_MAX = 1_000


@dataclass(slots=True)
class Fault:
    """This record will spoil the next `times` calls whose path starts with `path` (empty = every path).

    `errcode` answers that code without doing the work; `http_502` likewise answers a gateway page; `latency` waits
    `latency_ms` and works; `truncate` does the work and answers half the JSON; `cut` does the work and closes the
    connection before the answer, so that the caller cannot know the outcome. `for_ms` makes it last that long by the
    corp's clock from its first use on, instead of `times`; `share` spoils only that part of the calls, by the seed.
    """

    path: str
    kind: FaultKind
    times: int = 1
    errcode: int = -1
    latency_ms: int = 0
    for_ms: int | None = None
    share: float = 1.0
    until_ms: int | None = None

    def is_over(self, now_ms: int) -> bool:
        """Return whether the fault has been used up."""
        return now_ms >= self.until_ms if self.until_ms is not None else self.times <= 0


class FaultPlan:
    """This plan will hand out faults in the order they were added, each as often as it says."""

    def __init__(self, seed: int = 1) -> None:
        """Start without faults; the seed decides which calls a share hits."""
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Append a fault; raise ValueError when the plan is full."""
        with self._lock:
            if len(self._faults) >= FAULTS_MAX:
                raise ValueError(f"at most {FAULTS_MAX} faults at a time")
            # Its own copy: who added it may add the same fault to another corp, not a used one.
            self._faults.append(replace(fault))

    def take(self, path: str, now_ms: int) -> Fault | None:
        """Return the first fault that hits this call and use it up by one, or None."""
        if not self._faults:
            return None
        with self._lock:
            self._faults = [fault for fault in self._faults if not fault.is_over(now_ms)]
            found = next((f for f in self._faults if path.startswith(f.path) and self._random.random() < f.share), None)
            if found is not None:
                self._use(found, now_ms)
            return found

    def _use(self, fault: Fault, now_ms: int) -> None:
        if fault.for_ms is None:
            fault.times -= 1
        elif fault.until_ms is None:
            fault.until_ms = now_ms + fault.for_ms

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults = []

    def listed(self) -> list[Fault]:
        """Return the faults still waiting."""
        with self._lock:
            return [fault for fault in self._faults if fault.until_ms is not None or fault.times > 0]
