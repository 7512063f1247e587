"""JS-SDK signatures (p90506): sha1 over ticket, nonce, time and the page's address without its fragment."""

import hashlib
import secrets
from dataclasses import dataclass

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.endpoints.oauth import app_ticket, corp_ticket
from siyu.connectors.wecom.client.tokens import TokenCache
from siyu.kit.clock import SECOND_MS, Clock

NONCE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """What the page hands to WeCom: seconds, nonce, 40 hex digits."""

    timestamp: int
    nonce: str
    signature: str


def sign(ticket: str, *, nonce: str, timestamp: int, url: str) -> Signature:
    """This function will sign `url` (its fragment is left out) in the documented order, nothing escaped."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url.split('#', 1)[0]}"
    return Signature(timestamp, nonce, hashlib.sha1(text.encode()).hexdigest())


class Tickets:
    """Fetches the corp's and the app's ticket, each once for its two hours however many pages ask."""

    def __init__(self, clock: Clock, client: WecomClient) -> None:
        self._clock = clock
        self._client = client
        self._held = TokenCache(clock)

    def for_corp(self, corp: WecomApp, url: str) -> Signature:
        """This function will sign a page for `config`, with the corp's ticket. Raises WecomRefused, WecomUnreachable."""
        key = (f"{corp.base_url} {corp.corpid}", corp.secret)
        return self._sign(self._held.get(key, lambda: corp_ticket(self._client, corp)), url)

    def for_app(self, corp: WecomApp, url: str) -> Signature:
        """This function will sign a page for `agentConfig`, with the app's ticket. Raises as `for_corp`."""
        key = (f"{corp.base_url} {corp.corpid} {corp.agentid}", corp.secret)
        return self._sign(self._held.get(key, lambda: app_ticket(self._client, corp)), url)

    def _sign(self, ticket: str, url: str) -> Signature:
        now_s = self._clock.now_ms() // SECOND_MS
        return sign(ticket, nonce=secrets.token_hex(NONCE_BYTES), timestamp=now_s, url=url)
