"""Calls without a proper answer: reads are repeated, writes whose outcome is unknown never are."""

import httpx
import pytest

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.kit.clock import VirtualClock
from tests.connectors.wecom.client.conftest import START_MS, TAGS, Bench, Waits

MASS = "externalcontact/add_msg_template"
REMARK = "externalcontact/remark"
APP = WecomApp("ww1", "secret", "1")
LOST = ("http_502", "truncate", "cut")


@pytest.mark.parametrize("kind", LOST)
def test_a_read_whose_answer_was_lost_is_repeated(bench: Bench, kind: str) -> None:
    bench.spoil(TAGS, kind, times=2)
    assert bench.client.post(bench.app, TAGS, {})["errcode"] == 0
    assert len(bench.waits.asked) == 2


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("path", [MASS, REMARK])
def test_a_write_whose_answer_was_lost_is_not_repeated(bench: Bench, path: str, kind: str) -> None:
    bench.spoil(path, kind, times=2)
    with pytest.raises(WecomUnreachable) as caught:
        bench.client.post(bench.app, path, {"userid": "zhangsan"})
    assert caught.value.sent
    assert bench.waits.asked == []
    assert len(bench.world.faults.listed()) == 1


def test_what_creates_something_is_not_repeated_when_wecom_was_busy(bench: Bench) -> None:
    bench.spoil(MASS, errcode=-1)
    with pytest.raises(WecomRefused) as caught:
        bench.client.post(bench.app, MASS, {})
    assert caught.value.errcode == -1
    assert bench.calls(MASS) == 1


def test_a_write_that_ends_the_same_when_repeated_is_repeated_when_wecom_was_busy(bench: Bench) -> None:
    bench.spoil(REMARK, errcode=-1)
    with pytest.raises(WecomRefused):
        bench.client.post(bench.app, REMARK, {})
    assert bench.calls(REMARK) == 4


def test_a_path_nobody_has_listed_is_taken_to_create_something(bench: Bench) -> None:
    bench.spoil("something/new", "http_502", times=2)
    with pytest.raises(WecomUnreachable):
        bench.client.post(bench.app, "something/new", {})
    assert bench.waits.asked == []


def played(script: list[httpx.Response | Exception]) -> tuple[WecomClient, Waits, list[httpx.Request]]:
    """A client before a vendor that follows a script, after handing out a token."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.endswith("gettoken"):
            return httpx.Response(200, json={"errcode": 0, "access_token": "t", "expires_in": 7200})
        step = script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    clock = VirtualClock(START_MS)
    waits = Waits(clock)
    return WecomClient(clock, httpx.MockTransport(answer), sleep=waits), waits, asked


OK = httpx.Response(200, json={"errcode": 0})


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("")])
def test_a_write_that_was_certainly_not_sent_is_repeated(error: Exception) -> None:
    client, waits, _ = played([error, OK])
    client.post(APP, MASS, {})
    assert len(waits.asked) == 1


@pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), httpx.WriteError("gone"), httpx.RemoteProtocolError("")])
def test_a_write_that_may_have_arrived_is_not(error: Exception) -> None:
    client, waits, _ = played([error, OK])
    with pytest.raises(WecomUnreachable) as caught:
        client.post(APP, MASS, {})
    assert caught.value.sent and waits.asked == []


def test_a_write_without_a_token_was_certainly_not_sent(bench: Bench) -> None:
    bench.spoil("gettoken", "http_502")
    with pytest.raises(WecomUnreachable) as caught:
        bench.client.post(bench.app, MASS, {})
    assert not caught.value.sent
    assert bench.calls(MASS) == 0
    assert len(bench.waits.asked) == 3


def test_texts_travel_as_utf8_and_never_with_debug() -> None:
    client, _, asked = played([OK])
    client.post(APP, MASS, {"text": {"content": "新品😀"}})
    assert "新品😀".encode() in asked[-1].content
    assert "debug" not in str(asked[-1].url) and asked[-1].url.params["access_token"] == "t"


@pytest.mark.parametrize("answer", [httpx.Response(200, text="<html>"), httpx.Response(200, json=[1])])
def test_an_answer_that_is_no_object_is_no_answer(answer: httpx.Response) -> None:
    client, _, _ = played([answer])
    with pytest.raises(WecomUnreachable):
        client.post(APP, MASS, {})


def test_secrets_and_tokens_are_in_no_error() -> None:
    client, _, _ = played([httpx.ReadTimeout("slow")])
    with pytest.raises(WecomUnreachable) as caught:
        client.post(APP, MASS, {})
    assert "secret" not in str(caught.value) and "access_token" not in str(caught.value)
