"""Many calls from one thread: each gets its own answer, waits as any other call does, and holds up nobody else's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.volley import Outcome, Volley
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.client.conftest import TAGS, Bench

CUSTOMER = "externalcontact/get"
OTHER = "externalcontact/get_follow_user_list"
WELCOME = "externalcontact/send_welcome_msg"
MASS = "externalcontact/add_msg_template"


@pytest.fixture
def volley(bench: Bench) -> Iterator[Volley[str]]:
    made = Volley[str](bench.client, 8)
    yield made
    made.close()


def end(volley: Volley[str]) -> dict[str, Outcome]:
    """Waits until every call has ended, in as many looks as that takes."""
    found: dict[str, Outcome] = {}
    for _ in range(200):
        found |= dict(volley.ended(0.05))
        if not len(volley):
            return found
    raise AssertionError(f"{len(volley)} calls have no end")


def test_every_call_gets_its_own_answer(bench: Bench, volley: Volley[str]) -> None:
    people = [f"wmV{number}" for number in range(60)]
    for external in people:
        bench.world.add_friend("zhangsan", external)
        volley.get(bench.app, CUSTOMER, external, external_userid=external)
    assert len(volley) == 60
    found = end(volley)
    assert {who: one["external_contact"]["external_userid"] for who, one in found.items() if isinstance(one, dict)} == {
        one: one for one in people
    }
    assert (bench.calls(CUSTOMER), bench.calls("gettoken")) == (60, 1)
    assert volley.ended(10) == []  # nothing under way: it does not wait


def test_a_token_that_ended_is_renewed_once_for_all(bench: Bench, volley: Volley[str]) -> None:
    volley.get(bench.app, OTHER, "first")
    end(volley)
    bench.world.expire_tokens()
    for number in range(20):
        volley.get(bench.app, OTHER, str(number))
    assert all(isinstance(one, dict) for one in end(volley).values())
    assert bench.calls("gettoken") == 2


def test_a_refused_secret_ends_its_calls_and_no_others(bench: Bench, volley: Volley[str]) -> None:
    volley.get(replace(bench.app, secret="wrong"), OTHER, "stranger")
    volley.get(bench.app, OTHER, "ours")
    found = end(volley)
    assert isinstance(found["stranger"], WecomRefused) and isinstance(found["ours"], dict)


def test_a_slow_api_holds_up_no_other(bench: Bench, volley: Volley[str]) -> None:
    bench.world.add_fault(Fault(TAGS, "latency", latency_ms=400, times=20))
    for number in range(20):
        volley.post(bench.app, TAGS, {}, f"slow {number}")
    volley.get(bench.app, OTHER, "quick")
    first: list[str] = []
    while not first:
        first = [who for who, _ in volley.ended(0.01)]
    assert first == ["quick"]
    assert len(end(volley)) == 20


def test_a_late_comer_need_not_wait_for_the_hundreds_before_it(bench: Bench) -> None:
    volley = Volley[str](bench.client, 2)
    for number in range(50):
        volley.post(bench.app, TAGS, {}, f"many {number}")
        volley.get(bench.app, CUSTOMER, f"more {number}", external_userid="wmNobody")
    volley.get(bench.app, OTHER, "one")
    order: list[str] = []
    while len(volley):
        order += [who for who, _ in volley.ended(0.01)]
    volley.close()
    assert order.index("one") < 10 and len(order) == 101


def test_no_more_calls_than_slots_are_under_way(bench: Bench, volley: Volley[str]) -> None:
    slots = bench.client.slots(bench.app, OTHER)
    with ExitStack() as held:
        for _ in range(slots.allowed):
            held.enter_context(slots.hold())
        volley.get(bench.app, OTHER, "patient")
        assert volley.ended(0.05) == []
        assert bench.calls(OTHER) == 0
    assert isinstance(end(volley)["patient"], dict)
    for _ in range(slots.allowed):  # and it has given its slot back
        assert slots.take()
    assert not slots.take()


def test_calls_clashing_at_the_vendor_are_made_again_fewer_at_once(bench: Bench, volley: Volley[str]) -> None:
    bench.spoil(OTHER, errcode=45033, times=2)
    for number in range(6):
        volley.get(bench.app, OTHER, str(number))
    assert all(isinstance(one, dict) for one in end(volley).values())
    assert bench.calls(OTHER) == 8
    assert bench.client.slots(bench.app, OTHER).allowed < bench.client.settings.calls_at_once


def test_a_busy_vendor_is_asked_again_unless_the_caller_comes_back_himself(bench: Bench, volley: Volley[str]) -> None:
    bench.spoil(OTHER, errcode=-1, times=1)
    volley.get(bench.app, OTHER, "read")
    assert isinstance(end(volley)["read"], dict) and bench.calls(OTHER) == 2
    bench.spoil(WELCOME, errcode=-1, times=1)
    volley.post(bench.app, WELCOME, {"welcome_code": "x"}, "welcome", retries=0)
    assert isinstance(end(volley)["welcome"], WecomRefused) and bench.calls(WELCOME) == 1


def test_after_45009_calls_end_as_paused_without_being_made(bench: Bench, volley: Volley[str]) -> None:
    bench.spoil(OTHER, errcode=45009)
    volley.get(bench.app, OTHER, "refused")
    refused = end(volley)["refused"]
    assert isinstance(refused, WecomRefused) and refused.retry_after_ms > 0
    volley.get(bench.app, OTHER, "paused")
    assert isinstance(end(volley)["paused"], WecomPaused)
    assert bench.calls(OTHER) == 1


def test_a_turn_that_comes_too_late_is_not_waited_for(make: Callable[..., Bench]) -> None:
    bench = make(calls_per_minute=2, wait_s_max=5)
    volley = Volley[str](bench.client, 2)
    for number in range(3):
        volley.get(bench.app, OTHER, str(number))
    found = end(volley)
    volley.close()
    assert [isinstance(one, WecomPaused) for one in found.values()].count(True) == 2
    assert bench.calls(OTHER) == 1


@pytest.mark.parametrize("kind", ["http_502", "truncate", "cut"])
def test_a_write_whose_answer_was_lost_is_not_repeated(bench: Bench, volley: Volley[str], kind: str) -> None:
    bench.spoil(MASS, kind, times=2)
    volley.post(bench.app, MASS, {}, "mass")
    lost = end(volley)["mass"]
    assert isinstance(lost, WecomUnreachable) and lost.sent
    assert len(bench.world.faults.listed()) == 1


def test_who_is_not_there_was_told_nothing(bench: Bench, volley: Volley[str]) -> None:
    volley.get(replace(bench.app, base_url="http://127.0.0.1:9"), OTHER, "nobody")
    nobody = end(volley)["nobody"]
    assert isinstance(nobody, WecomUnreachable) and not nobody.sent


def test_a_call_that_cannot_be_written_down_ends_with_its_error(bench: Bench, volley: Volley[str]) -> None:
    volley.post(bench.app, OTHER, {"odd": object()}, "odd")
    volley.get(bench.app, OTHER, "good")
    found = end(volley)
    assert isinstance(found["odd"], TypeError) and isinstance(found["good"], dict)
    assert bench.client.slots(bench.app, OTHER).take()
