"""Every call to WeCom: its token, its turn, its second chances (p90664, p90313, p90312)."""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import httpx

from siyu.connectors.wecom.client.codes import Remedy
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.errors import EndlessPages, WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.pacing import Buckets, Pauses, Sleep, Slots, Writers
from siyu.connectors.wecom.client.paths import TOKEN, Effect, effect_of
from siyu.connectors.wecom.client.patience import Patience
from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.connectors.wecom.client.tokens import TokenCache
from siyu.connectors.wecom.client.transport import Ask, Transport, Upload
from siyu.kit.clock import Clock

T = TypeVar("T")
Work = Callable[[str, Ask, str], T]
TOKEN_LIFE_S = 7_200


class WecomClient:
    """Calls the API of any corp; one for a process, safe from any thread."""

    def __init__(
        self,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        *,
        settings: WecomClientSettings | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.clock = clock
        self.settings = settings or WecomClientSettings()
        self.tokens = TokenCache(clock, self.settings)
        self.pauses = Pauses(clock, self.settings)
        self.sleep = sleep
        self.transport = Transport(self.settings, transport)
        self.buckets = Buckets(clock, self.settings, sleep)
        self._writers = Writers()
        self._slots: dict[tuple[str, str], Slots] = {}

    def get(self, app: WecomApp, path: str, **params: str) -> Json:
        """This function will GET `path` below /cgi-bin/. Raises WecomRefused, WecomPaused and WecomUnreachable."""
        return self._call(app, Ask(path, params), None)

    def post(self, app: WecomApp, path: str, body: Mapping[str, Any], *, retries: int | None = None) -> Json:
        """This function will POST `body` to `path` below /cgi-bin/; `retries` takes the place of the setting.

        Raises WecomRefused, WecomPaused and WecomUnreachable.
        """
        return self._call(app, Ask(path, {}, body), retries)

    def pages(
        self, app: WecomApp, path: str, body: Mapping[str, Any], field: str, *, retries: int | None = None
    ) -> Iterator[Json]:
        """This function will yield the rows `field` of every page of a POST that pages by cursor.

        Raises as `post`, and EndlessPages.
        """
        for page in self.whole_pages(app, path, body, retries=retries):
            yield from page.get(field) or []

    def whole_pages(
        self, app: WecomApp, path: str, body: Mapping[str, Any], *, retries: int | None = None
    ) -> Iterator[Json]:
        """This function will yield every page of a POST that pages by cursor, as it came."""
        asked = dict(body)
        for _ in range(self.settings.pages_max):
            page = self.post(app, path, asked, retries=retries)
            yield page
            if not page.get("next_cursor") or page.get("is_last"):
                return
            asked["cursor"] = page["next_cursor"]
        raise EndlessPages(field=path, value=self.settings.pages_max)

    def upload(self, app: WecomApp, path: str, upload: Upload, **params: str) -> Json:
        """This function will POST a file to `path` below /cgi-bin/. Raises as `post`."""
        return self._call(app, Ask(path, params, upload=upload), None)

    def download(self, app: WecomApp, path: str, **params: str) -> bytes:
        """This function will GET a file. Raises as `get`."""
        ask = Ask(path, params)
        return self._patiently(app, ask, self.transport.download, None)

    def concurrency(self, app: WecomApp, path: str) -> int:
        """This function will return how many calls of an API may be under way at once just now."""
        return self.slots(app, path).allowed

    def room(self, app: WecomApp, path: str, most: int) -> int:
        """This function will return how many calls of an API, up to `most`, are worth beginning just now."""
        return self.pauses.room((app.corpid, path), most)

    def token(self, app: WecomApp) -> str:
        """This function will return the app's token, fetched if need be. Raises WecomRefused and WecomUnreachable.

        When none can be had, the call it is for was certainly not sent.
        """
        try:
            return self.tokens.get(token_key(app), partial(self._fetch_token, app))
        except WecomUnreachable as error:
            raise WecomUnreachable(f"{TOKEN}: {error.value}", sent=False) from error
        except WecomRefused as error:
            if error.remedy is Remedy.RETRY:
                raise WecomUnreachable(f"{TOKEN}: {error.value}", sent=False) from error
            raise

    def slots(self, app: WecomApp, path: str) -> Slots:
        """This function will return the slots of an API: how many of its calls may be under way at once."""
        key = (app.corpid, path)
        # setdefault keeps one when two threads come at once
        return self._slots.get(key) or self._slots.setdefault(
            key, Slots(self.settings.calls_at_once, self.settings.calls_until_recovery)
        )

    def close(self) -> None:
        """This function will close the connections."""
        self.transport.close()

    def _call(self, app: WecomApp, ask: Ask, retries: int | None) -> Json:
        return self._patiently(app, ask, self.transport.exchange, retries)

    def _patiently(self, app: WecomApp, ask: Ask, work: Work[T], retries: int | None) -> T:
        patience = Patience(self.settings, effect_of(ask.method, ask.path), retries)
        while True:
            try:
                return self._with_token(app, ask, work)
            except (WecomRefused, WecomUnreachable) as error:
                if not patience.again(error):
                    raise
                wait_s = patience.wait_s(error)
            self.sleep(wait_s)

    def _with_token(self, app: WecomApp, ask: Ask, work: Work[T]) -> T:
        token = self.token(app)
        try:
            return self._in_turn(app, ask, partial(work, app.base_url, ask, token))
        except WecomRefused as error:
            if error.remedy is Remedy.TOKEN:
                self.tokens.drop(token_key(app), token)
            raise

    def _in_turn(self, app: WecomApp, ask: Ask, work: Callable[[], T]) -> T:
        slots = self.slots(app, ask.path)
        reads = effect_of(ask.method, ask.path) is Effect.READ
        with self._writers.alone(app.corpid, "" if reads else ask.customer), slots.hold():
            self.buckets.take(app.corpid, app.base_url, ask.path)
            try:
                with self.pauses.call((app.corpid, ask.path)):
                    answer = work()
            except WecomRefused as error:
                if error.remedy is Remedy.ONE_BY_ONE:
                    slots.halve()
                raise
            slots.went_well()
            return answer

    def _fetch_token(self, app: WecomApp) -> tuple[str, int]:
        ask = Ask(TOKEN, {"corpid": app.corpid, "corpsecret": app.secret})
        answer = self._in_turn(app, ask, partial(self.transport.exchange, app.base_url, ask))
        return str(answer["access_token"]), int(answer.get("expires_in") or TOKEN_LIFE_S)


def token_key(app: WecomApp) -> tuple[str, str]:
    """This function will return the name under which an app's token is kept."""
    return f"{app.base_url} {app.corpid}", app.secret
