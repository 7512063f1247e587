"""The webhook channel against a receiver that checks the signature with the standard's own library."""

import base64
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from siyu.connectors.webhook.channel import BadWebhookSettings, WebhookChannel, read_settings
from siyu.kit.clock import SystemClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings, Message, Origin, Result
from siyu.outreach.operations import save_channel

SECRET = "whsec_" + base64.b64encode(b"a secret of at least 24 bytes").decode()


class Receiver:
    """Answers what it is told to, and keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: Any = httpx.Response(204)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        answer: httpx.Response = self.answer
        return answer


def set_up(platform: Platform, scope: Scope, *, enabled: bool = True) -> tuple[Receiver, WebhookChannel]:
    settings = ChannelSettings("webhook", enabled, {"url": "https://shop.example/hook"}, {"secret": SECRET})
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
    receiver = Receiver()
    return receiver, WebhookChannel(platform, httpx.MockTransport(receiver))


def message(number: int = 1) -> Message:
    return Message(number, f"j1:{number}:2:1", 65_536, "", "你好", 1, Origin("journey", 1, 2), 1_735_689_600_000)


def test_the_standards_library_accepts_the_signature(platform: Platform, scope: Scope) -> None:
    receiver, channel = set_up(platform, scope)
    platform.clock.set_ms(SystemClock().now_ms())  # type: ignore[attr-defined]
    assert [one.result for one in channel.send(scope, [message(1), message(2)])] == [Result.DELIVERED] * 2
    told = Webhook(SECRET).verify(receiver.requests[0].content, dict(receiver.requests[0].headers))
    assert told["type"] == "message.send" and told["data"]["text"] == "你好"
    assert {request.headers["webhook-id"] for request in receiver.requests} == {"j1:1:2:1", "j1:2:2:1"}


@pytest.mark.parametrize(
    ("answer", "result", "wait_ms"),
    [
        (httpx.Response(200), Result.DELIVERED, 0),
        (httpx.Response(429, headers={"retry-after": "7"}), Result.RETRY, 7_000),
        (httpx.Response(503), Result.RETRY, 0),
        (httpx.Response(410), Result.FAILED, 0),
        (httpx.Response(302, headers={"location": "https://elsewhere.example"}), Result.FAILED, 0),
        (httpx.ConnectError("refused"), Result.RETRY, 0),
        (httpx.ReadTimeout("slow"), Result.UNKNOWN, 0),
    ],
)
def test_each_answer_has_its_consequence(
    platform: Platform, scope: Scope, answer: Any, result: Result, wait_ms: int
) -> None:
    receiver, channel = set_up(platform, scope)
    receiver.answer = answer
    (outcome,) = channel.send(scope, [message()])
    assert (outcome.result, outcome.retry_after_ms) == (result, wait_ms)
    assert len(receiver.requests) == 1


def test_a_channel_not_set_up_or_switched_off_keeps_messages(platform: Platform, scope: Scope) -> None:
    receiver, channel = set_up(platform, scope, enabled=False)
    (outcome,) = channel.send(scope, [message()])
    assert outcome.result is Result.RETRY and outcome.reason == "channel not set up"
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("config", "secrets", "field"),
    [
        ({"url": "ftp://x"}, {"secret": SECRET}, "url"),
        ({}, {"secret": SECRET}, "url"),
        ({"url": "https://x"}, {}, "secret"),
        ({"url": "https://x"}, {"secret": "whsec_!"}, "secret"),
    ],
)
def test_unusable_settings_name_their_field(config: dict[str, str], secrets: dict[str, str], field: str) -> None:
    with pytest.raises(BadWebhookSettings) as caught:
        read_settings(ChannelSettings("webhook", True, config, secrets))
    assert caught.value.field == field


def test_the_time_of_the_signature_is_utc(platform: Platform, scope: Scope) -> None:
    receiver, channel = set_up(platform, scope)
    channel.send(scope, [message()])
    at = datetime(2025, 1, 1, tzinfo=UTC)
    assert receiver.requests[0].headers["webhook-timestamp"] == str(int(at.timestamp()))
