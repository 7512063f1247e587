"""One call to WeCom: token in the address, UTF-8 JSON without escapes, errors by code (p90664, p90313)."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.errors import Remedy, WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.tokens import TokenCache
from siyu.kit.clock import Clock

TIMEOUT_S = 10.0
ATTEMPTS_MAX = 3
# The vendor does not publish its limit; five at once to one address is what it is known to bear.
CALLS_AT_ONCE = 5
PAGES_MAX = 1_000


class WecomClient:
    """Calls the API of any corp; one for a process."""

    def __init__(self, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(timeout=TIMEOUT_S, transport=transport, trust_env=False)
        self._tokens = TokenCache(clock)
        self._slots: dict[tuple[str, str], threading.Semaphore] = defaultdict(
            lambda: threading.Semaphore(CALLS_AT_ONCE)
        )

    def get(self, corp: WecomApp, path: str, **params: str) -> Json:
        """This function will GET `path` below /cgi-bin/. Raises WecomRefused and WecomUnreachable."""
        return self._call(corp, "GET", path, params, None)

    def post(self, corp: WecomApp, path: str, body: Mapping[str, Any]) -> Json:
        """This function will POST `body` to `path` below /cgi-bin/. Raises WecomRefused and WecomUnreachable."""
        return self._call(corp, "POST", path, {}, body)

    def pages(self, corp: WecomApp, path: str, body: Mapping[str, Any], field: str) -> Iterator[Json]:
        """This function will yield the rows `field` of every page of a POST that pages by cursor."""
        cursor = ""
        for _ in range(PAGES_MAX):
            page = self.post(corp, path, {**body, "cursor": cursor} if cursor else body)
            yield from page.get(field, [])
            cursor = page.get("next_cursor", "")
            if not cursor:
                return

    def _call(
        self, corp: WecomApp, method: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Json:
        retrying = Retrying(
            retry=retry_if_exception(_worth_another_try),
            stop=stop_after_attempt(ATTEMPTS_MAX),
            wait=wait_random_exponential(0.2, 2),
            reraise=True,
        )
        return retrying(self._once, corp, method, path, params, body=body)

    def _once(
        self, corp: WecomApp, method: str, path: str, params: Mapping[str, str], *, body: Mapping[str, Any] | None
    ) -> Json:
        key = (f"{corp.base_url} {corp.corpid}", corp.secret)
        token = self._tokens.get(key, lambda: self._fetch_token(corp))
        try:
            with self._slots[corp.corpid, path]:
                return self._exchange(corp, method, path, {**params, "access_token": token}, body)
        except WecomRefused as error:
            if error.remedy is Remedy.TOKEN:
                self._tokens.drop(key, token)
            raise

    def _fetch_token(self, corp: WecomApp) -> tuple[str, int]:
        answer = self._exchange(corp, "GET", "gettoken", {"corpid": corp.corpid, "corpsecret": corp.secret}, None)
        return str(answer["access_token"]), int(answer.get("expires_in", 7200))

    def _exchange(
        self, corp: WecomApp, method: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Json:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = self._http.request(method, f"{corp.base_url}/cgi-bin/{path}", params=params, content=content)
            found: Json = answer.json()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise WecomUnreachable(str(error), sent=False) from error
        except (httpx.HTTPError, ValueError) as error:
            raise WecomUnreachable(f"{type(error).__name__}: {error}", sent=True) from error
        code = int(found.get("errcode", 0) or 0)
        if code:
            raise WecomRefused(code, str(found.get("errmsg", "")), found)
        return found


def _worth_another_try(error: BaseException) -> bool:
    """This function will say whether the same call may be made again at once: nothing of it has been done."""
    if isinstance(error, WecomUnreachable):
        return not error.sent
    return isinstance(error, WecomRefused) and error.remedy in (Remedy.TOKEN, Remedy.ONE_BY_ONE)
