"""Planned misbehaviour per path: error codes, bad gateways, latency, torn answers and cut connections."""

import threading
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["errcode", "http_502", "latency", "truncate", "cut"]
FAULTS_MAX = 1_000


@dataclass(slots=True)
class Fault:
    """This record will spoil the next `times` calls whose path starts with `path` (empty = every path).

    `errcode` answers that code without doing the work; `http_502` likewise answers a gateway page; `latency` waits
    `latency_ms` and works; `truncate` does the work and answers half the JSON; `cut` does the work and closes the
    connection before the answer, so that the caller cannot know the outcome.
    """

    path: str
    kind: FaultKind
    times: int = 1
    errcode: int = -1
    latency_ms: int = 0


class FaultPlan:
    """This plan will hand out faults in the order they were added, each as often as it says."""

    def __init__(self) -> None:
        """Start without faults."""
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Append a fault; raise ValueError when the plan is full."""
        with self._lock:
            if len(self._faults) >= FAULTS_MAX:
                raise ValueError(f"at most {FAULTS_MAX} faults at a time")
            self._faults.append(fault)

    def take(self, path: str) -> Fault | None:
        """Return the first fault for this path and use it up by one, or None."""
        with self._lock:
            found = next((fault for fault in self._faults if path.startswith(fault.path)), None)
            if found is not None:
                found.times -= 1
                self._faults = [fault for fault in self._faults if fault.times > 0]
            return found

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults = []

    def listed(self) -> list[Fault]:
        """Return the faults still waiting."""
        with self._lock:
            return list(self._faults)
