"""The webhook channel: one signed POST a message, the message's key as its id so that receivers can drop repeats.

Headers and signature: https://www.standardwebhooks.com (webhook-id, webhook-timestamp, webhook-signature `v1,`).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import httpx
import structlog
from standardwebhooks.webhooks import Webhook

from siyu.kit.clock import MINUTE_MS, SECOND_MS, to_datetime
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings, Message, OpenTask, Outcome, Result, TaskReport
from siyu.outreach.queries import channel_settings

CALLS_AT_ONCE = 8
TIMEOUT_S = 5.0
NOT_SET_UP_RETRY_MS = 10 * MINUTE_MS
RETRY_AFTER_MAX_S = 3_600
RETRY_STATUSES = frozenset({408, 425, 429})
EVENT_TYPE = "message.send"
log = structlog.get_logger(__name__)


class BadWebhookSettings(Invalid):
    """The webhook's address or secret cannot be used."""

    zh = "Webhook 设置「{field}」不正确"
    en = "The webhook's {field} cannot be used"
    fix_zh = "地址以 http:// 或 https:// 开头,密钥为 base64(whsec_…)"
    fix_en = "The url starts with http:// or https://, the secret is base64 (whsec_…)"


class WebhookChannel:
    """Implements outreach's Channel port."""

    name = "webhook"
    identity_kind: str | None = None
    batch_max = 200

    def __init__(self, platform: Platform, transport: httpx.BaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=CALLS_AT_ONCE)
        self._platform = platform
        self._http = httpx.Client(timeout=TIMEOUT_S, transport=transport, limits=limits, trust_env=False)

    def send(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will post each message, eight at a time, and return what the receiver answered."""
        with self._platform.stores.flow.reading() as conn:
            settings = channel_settings(self._platform, conn, scope, self.name)
        if settings is None or not settings.enabled:
            wait = NOT_SET_UP_RETRY_MS
            return [Outcome(one.intent_id, Result.RETRY, "channel not set up", retry_after_ms=wait) for one in messages]
        url, signer = read_settings(settings)
        with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
            return list(pool.map(partial(self._post, url, signer), messages))

    def reconcile(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will let interrupted messages be posted again: their id is the same, so a repeat is dropped."""
        return [Outcome(message.intent_id, Result.RETRY, "interrupted", retry_after_ms=1) for message in messages]

    def collect(self, scope: Scope, tasks: Sequence[OpenTask]) -> list[TaskReport]:
        """This function will return nothing: a receiver's answer is final."""
        return []

    def _post(self, url: str, signer: Webhook, message: Message) -> Outcome:
        body = encode_message(message)
        at = to_datetime(self._platform.clock.now_ms(), "UTC").replace(tzinfo=UTC)
        headers = signed_headers(signer, message.key, at, body)
        try:
            answer = self._http.post(url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Outcome(message.intent_id, Result.RETRY, f"not reached: {error}"[:200])
        except httpx.HTTPError as error:
            return Outcome(message.intent_id, Result.UNKNOWN, f"{type(error).__name__}: {error}"[:200])
        return read_answer(message, answer)


def read_settings(settings: ChannelSettings) -> tuple[str, Webhook]:
    """This function will return the address and the signer. Raises BadWebhookSettings naming the wrong field."""
    url = settings.config.get("url", "")
    if not url.startswith(("http://", "https://")):
        raise BadWebhookSettings(field="url", value=url)
    try:
        return url, Webhook(settings.secrets.get("secret", ""))
    except Exception as error:
        raise BadWebhookSettings(field="secret") from error


def encode_message(message: Message) -> bytes:
    """This function will write the body: type, time and data, as the standard recommends."""
    origin = {"kind": message.origin.kind, "id": message.origin.id, "node": message.origin.node}
    data = {"id": message.key, "customer_id": str(message.customer_id), "text": message.text, "origin": origin}
    at = to_datetime(message.dispatched_at_ms, "UTC").isoformat()
    return encode({"type": EVENT_TYPE, "timestamp": at, "data": data})


def signed_headers(signer: Webhook, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """This function will return the three headers of the standard for one attempt."""
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signer.sign(msg_id=key, timestamp=at, data=body.decode()),
    }


def read_answer(message: Message, answer: httpx.Response) -> Outcome:
    """This function will sort an answer: 2xx taken; 408, 425, 429, 5xx try again; everything else refused for good."""
    reason = f"HTTP {answer.status_code}"
    if answer.is_success:
        return Outcome(message.intent_id, Result.DELIVERED)
    if answer.status_code in RETRY_STATUSES or answer.is_server_error:
        return Outcome(message.intent_id, Result.RETRY, reason, retry_after_ms=_retry_after_ms(answer))
    return Outcome(message.intent_id, Result.FAILED, reason)


def _retry_after_ms(answer: httpx.Response) -> int:
    told = answer.headers.get("retry-after", "")
    return min(int(told), RETRY_AFTER_MAX_S) * SECOND_MS if told.isdigit() else 0
