"""The vendor's side of the callback line: a queue with retries, and planned trouble for receivers to survive."""

import heapq
import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace

from siyu.simulators.wecom.callbacks.post import Line, SignedPost, sign_post
from siyu.simulators.wecom.callbacks.xml import event_xml
from siyu.simulators.wecom.entities import App, Event
from siyu.simulators.wecom.state import State

IDLE_WAIT_S = 0.2
BUSY_WAIT_S = 0.005
DRAIN_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class CallbackTrouble:
    """This record is how unreliable the line is; shares are probabilities per event, drawn from the seed.

    `delay_s` is waited before the first attempt; `reordered` events wait `reordered_by_s` more and so are overtaken.
    """

    duplicated: float = 0.0
    reordered: float = 0.0
    dropped: float = 0.0
    badly_signed: float = 0.0
    delay_s: float = 0.0
    reordered_by_s: float = 0.3


@dataclass(frozen=True, slots=True)
class Delivery:
    """This record is one attempt that was made; `failure` is empty when the receiver took it."""

    at_ms: int
    agentid: int
    xml: str
    attempt: int
    failure: str


@dataclass(order=True, slots=True)
class _Waiting:
    due_s: float
    rank: int
    agentid: int = field(compare=False)
    xml: str = field(compare=False)
    attempt: int = field(compare=False, default=1)
    post: SignedPost | None = field(compare=False, default=None)
    spoiled: bool = field(compare=False, default=False)


class CallbackSender:
    """This sender will turn published events into POSTs, up to three attempts each, in the background or on demand.

    Waiting and retrying use real seconds (the network is real); times inside the messages are the corp's.
    """

    def __init__(self, state: State) -> None:
        """Start with a faultless line and nothing waiting."""
        self._state = state
        self._random = random.Random(state.seed + 1)
        self._rank = 0
        self._waiting: list[_Waiting] = []
        self.trouble = CallbackTrouble()
        self.deliveries: deque[Delivery] = deque(maxlen=state.limits.delivery_log_max)

    def deliver_all(self) -> int:
        """Post everything waiting now, in order, retries at once, and return the number of attempts."""
        line = self._open_line(1)
        try:
            for made in range(DRAIN_MAX):
                waiting = self._next(patient=False)
                if waiting is None:
                    return made
                self._start(line, waiting)
                while line.busy():
                    self._settle(line)
            return DRAIN_MAX
        finally:
            line.close()

    def run(self, stop: threading.Event) -> None:
        """Post what falls due, several at once, until `stop` is set; posts under way are finished first."""
        line = self._open_line(self._state.limits.callbacks_at_once)
        try:
            while line.busy() or not stop.is_set():
                while not (stop.is_set() or line.full()) and (waiting := self._next(patient=True)):
                    self._start(line, waiting)
                if line.busy():
                    self._settle(line)
                else:
                    self._rest()
        finally:
            line.close()

    def pending(self) -> int:
        """Return how many posts are waiting, retries included."""
        with self._state.lock:
            return len(self._waiting) + len(self._state.events)

    def _open_line(self, at_once: int) -> "Line[_Waiting]":
        return Line(self._state.limits.callback_timeout_s, at_once)

    def _rest(self) -> None:
        with self._state.changed:
            if not self._state.events:
                due_in_s = self._waiting[0].due_s - time.monotonic() if self._waiting else IDLE_WAIT_S
                self._state.changed.wait(min(max(due_in_s, BUSY_WAIT_S), IDLE_WAIT_S))

    def _next(self, *, patient: bool) -> _Waiting | None:
        with self._state.lock:
            while self._state.events:
                self._line_up(self._state.events.popleft())
            if not self._waiting or (patient and self._waiting[0].due_s > time.monotonic()):
                return None
            return heapq.heappop(self._waiting)

    def _line_up(self, event: Event) -> None:
        xml = event_xml(self._state.corpid, event)
        for app in self._state.apps.values():
            if _hears(app, event):
                self._line_up_for(app.agentid, xml)

    def _line_up_for(self, agentid: int, xml: str) -> None:
        trouble, draw = self.trouble, self._random.random
        full = len(self._waiting) >= self._state.limits.callback_queue_max
        if full or draw() < trouble.dropped:
            return
        late_s = trouble.reordered_by_s if draw() < trouble.reordered else 0.0
        self._push(agentid, xml, late_s, spoiled=draw() < trouble.badly_signed)
        if draw() < trouble.duplicated:
            self._push(agentid, xml, 0.0)

    def _push(self, agentid: int, xml: str, late_s: float, *, spoiled: bool = False) -> None:
        self._rank += 1
        due_s = time.monotonic() + self.trouble.delay_s + late_s
        heapq.heappush(self._waiting, _Waiting(due_s, self._rank, agentid, xml, spoiled=spoiled))

    def _start(self, line: "Line[_Waiting]", waiting: _Waiting) -> None:
        app = self._state.apps[waiting.agentid]
        if waiting.post is None:
            waiting.post = sign_post(self._state, app, waiting.xml, spoil_signature=waiting.spoiled)
        line.start(app.callback_url or "", waiting.post, waiting)

    def _settle(self, line: "Line[_Waiting]") -> None:
        """Note the posts that have ended, waiting for the first, and line up those to be repeated."""
        limits = self._state.limits
        for waiting, status, problem in line.finished(BUSY_WAIT_S):
            refused = limits.callback_retries_bad_status and status != 200
            failure = problem or (f"HTTP {status}" if refused else "")
            with self._state.lock:
                made = Delivery(self._state.now_ms(), waiting.agentid, waiting.xml, waiting.attempt, failure)
                self.deliveries.append(made)
                if failure and waiting.attempt < limits.callback_attempts_max:
                    self._retry(waiting)

    def _retry(self, waiting: _Waiting) -> None:
        due_s = time.monotonic() + self._state.limits.callback_retry_after_s
        heapq.heappush(self._waiting, replace(waiting, due_s=due_s, attempt=waiting.attempt + 1))


def _hears(app: App, event: Event) -> bool:
    listens = app.callback_url and app.enabled and app.kind == event.audience
    return bool(listens) and (event.userid is None or app.sees(event.userid))
