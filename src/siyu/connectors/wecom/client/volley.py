"""Many small calls under way at once from one thread: welcomes and lookups come in hundreds, threads are dear.

A call waits here for its token, its slot, its turn and its second chance as in `calls`, but nothing waits for it: the
calls of another API or corp go on. Between two looks nothing happens; whoever starts calls must come back for them.
"""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx

from siyu.connectors.wecom.client.calls import WecomClient, token_key
from siyu.connectors.wecom.client.codes import Remedy
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.curl import CurlLines
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.paths import effect_of
from siyu.connectors.wecom.client.patience import Patience
from siyu.connectors.wecom.client.transport import Ask, read, unreachable
from siyu.kit.clock import SECOND_MS

T = TypeVar("T")
Outcome = Json | Exception
# How long a slot that others hold, or a token on its way, is left alone before the next look.
LOOK_AGAIN_S = 0.005
FETCHERS = 4


@dataclass(slots=True, eq=False)
class _Call(Generic[T]):
    """One call, not to be tried before `due_s`; `token` once it is under way, `turns` once it holds a slot."""

    app: WecomApp
    ask: Ask
    whose: T
    patience: Patience
    token: str = ""
    turns: Iterator[int] | None = None
    due_s: float = 0.0


class Volley(Generic[T]):
    """Makes many calls for one thread, `at_once` at most on their way; for calls that change no customer's data.

    (Writes on one customer go one by one, which `WecomClient.post` sees to.) It talks to the network itself, whatever
    transport the client was given.
    """

    def __init__(self, client: WecomClient, at_once: int) -> None:
        self._client = client
        self._lines: CurlLines[_Call[T]] = CurlLines(at_once)
        # By API of a corp: what its first call has to wait for, the others have to wait for too.
        self._queues: dict[tuple[str, str, str], deque[_Call[T]]] = {}
        self._later: list[_Call[T]] = []
        self._fetching: dict[tuple[str, str], Future[str]] = {}
        self._fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="wecom-token")
        self._slept_s = 0.0

    def __len__(self) -> int:
        """How many calls have been started and not ended."""
        return len(self._lines) + len(self._later) + sum(map(len, self._queues.values()))

    def get(self, app: WecomApp, path: str, whose: T, **params: str) -> None:
        """This function will start a GET of `path` below /cgi-bin/, known by `whose`."""
        self._queue(app, Ask(path, params), whose, None)

    def post(self, app: WecomApp, path: str, body: Mapping[str, Any], whose: T, *, retries: int | None = None) -> None:
        """This function will start a POST of `body` to `path` below /cgi-bin/, known by `whose`."""
        self._queue(app, Ask(path, {}, body), whose, retries)

    def ended(self, within_s: float) -> list[tuple[T, Outcome]]:
        """This function will return the calls that have ended, each with its answer or error; [] when there are none.

        It waits until all have ended, `within_s` seconds at most. Errors are those of `WecomClient.post`.
        """
        end_s = time.monotonic() + within_s
        done: list[tuple[T, Outcome]] = []
        while True:
            wait_s = min(self._send_due(done), max(0.0, end_s - time.monotonic()))
            if len(self._lines):
                for call, answer in self._lines.ended(wait_s):
                    self._take(call, answer, done)
            elif len(self):
                self._rest(wait_s)
            if not len(self) or time.monotonic() >= end_s:
                return done

    def close(self) -> None:
        """This function will close the connections; calls under way are lost."""
        self._lines.close()
        self._fetchers.shutdown(wait=False)

    def _queue(self, app: WecomApp, ask: Ask, whose: T, retries: int | None) -> None:
        patience = Patience(self._client.settings, effect_of(ask.method, ask.path), retries)
        self._line_up(_Call(app, ask, whose, patience))

    def _line_up(self, call: _Call[T]) -> None:
        key = (*token_key(call.app), call.ask.path)
        self._queues.setdefault(key, deque()).append(call)

    def _send_due(self, done: list[tuple[T, Outcome]]) -> float:
        """This function will send what may be sent now and return how many seconds may pass before the next look."""
        wait_s = self._wake()
        open_keys = list(self._queues)
        while open_keys and not self._lines.full():
            for key in list(open_keys):  # one of each in turn, so that nobody's hundreds come first
                call_wait_s = self._send_next(key, done)
                if call_wait_s or key not in self._queues:
                    open_keys.remove(key)
                    wait_s = min(wait_s, call_wait_s or wait_s)
        return wait_s

    def _send_next(self, key: tuple[str, str, str], done: list[tuple[T, Outcome]]) -> float:
        """This function will send the first call of a queue and return 0; or return how many seconds it has to wait."""
        if self._lines.full():
            return LOOK_AGAIN_S
        wait_s = self._try(self._queues[key][0], done)
        if not wait_s:
            queue = self._queues.pop(key)
            queue.popleft()
            if queue:
                self._queues[key] = queue  # behind all the others
        return wait_s

    def _wake(self) -> float:
        """This function will queue the calls whose pause is over and return when to look again, in a second at most."""
        now_s, waiting = self._now_s(), self._later
        self._later = [one for one in waiting if one.due_s > now_s]
        for call in waiting:
            if call.due_s <= now_s:
                self._line_up(call)
        return min([1.0, *(one.due_s - now_s for one in self._later)])

    def _try(self, call: _Call[T], done: list[tuple[T, Outcome]]) -> float:
        """This function will send a call, or end it, and return 0; or return how many seconds it has to wait."""
        now_s = self._now_s()
        if call.due_s > now_s:
            return call.due_s - now_s
        client, ask = self._client, call.ask
        slots = client.slots(call.app, ask.path)
        try:
            call.token = self._token(call.app)
            if not call.token:
                return LOOK_AGAIN_S
            if call.turns is None:
                if not slots.take():
                    return LOOK_AGAIN_S
                call.turns = client.buckets.turns(call.app.corpid, call.app.base_url, ask.path)
            if wait_ms := next(call.turns, 0):
                call.due_s = now_s + wait_ms / SECOND_MS
                return wait_ms / SECOND_MS
            request = client.transport.request(call.app.base_url, ask, call.token)
            client.pauses.enter((call.app.corpid, ask.path))
        except Exception as error:
            if call.turns is not None:
                slots.give_back()
            self._fail(call, error, done)
            return 0
        self._lines.start(request, call)
        return 0

    def _token(self, app: WecomApp) -> str:
        """This function will return the app's token, or "" while it is being fetched. Raises as `WecomClient.token`."""
        key = token_key(app)
        fetching = self._fetching.get(key)
        if fetching is None:
            if held := self._client.tokens.held(key):
                return held
            fetching = self._fetching[key] = self._fetchers.submit(self._client.token, app)
        if not fetching.done():
            return ""
        del self._fetching[key]
        return fetching.result()

    def _take(
        self, call: _Call[T], answer: httpx.Response | httpx.TransportError, done: list[tuple[T, Outcome]]
    ) -> None:
        """This function will learn from how an exchange ended, as `WecomClient` does, and end the call or queue it again."""
        client, key = self._client, (call.app.corpid, call.ask.path)
        slots = client.slots(call.app, call.ask.path)
        slots.give_back()
        try:
            if isinstance(answer, httpx.TransportError):
                raise unreachable(answer) from answer
            answer.read()
            found = read(answer)
        except Exception as error:
            client.pauses.leave(key, error)
            if isinstance(error, WecomRefused) and error.remedy is Remedy.ONE_BY_ONE:
                slots.halve()
            if isinstance(error, WecomRefused) and error.remedy is Remedy.TOKEN:
                client.tokens.drop(token_key(call.app), call.token)
            self._fail(call, error, done)
            return
        client.pauses.leave(key, None)
        slots.went_well()
        done.append((call.whose, found))

    def _fail(self, call: _Call[T], error: Exception, done: list[tuple[T, Outcome]]) -> None:
        """This function will make the call again later if that may help, else end it."""
        if isinstance(error, WecomRefused | WecomUnreachable) and call.patience.again(error):
            again = _Call(call.app, call.ask, call.whose, call.patience)
            again.due_s = self._now_s() + call.patience.wait_s(error)
            self._later.append(again)
        else:
            done.append((call.whose, error))

    def _now_s(self) -> float:
        """This function will return the seconds that have passed, counting what a test's sleep only pretends to wait."""
        return time.monotonic() + self._slept_s

    def _rest(self, wait_s: float) -> None:
        until_s = self._now_s() + wait_s
        self._client.sleep(wait_s)
        self._slept_s += max(0.0, until_s - self._now_s())
