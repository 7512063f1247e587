"""Every error code of the vendor's table, through the simulator's faults: what its class asks for is done."""

from collections.abc import Callable
from typing import Any

import pytest

from siyu.connectors.wecom.client.codes import CODES, Page, Remedy, code_of
from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused
from tests.connectors.wecom.client.conftest import TAGS, Bench


def numbers(text: str) -> set[int]:
    """Reads "-1 6000 41037-41039" as numbers."""
    found: set[int] = set()
    for part in text.split():
        first, dash, last = part.rpartition("-")
        found |= set(range(int(first), int(last) + 1)) if dash and first else {int(part)}
    return found


# The vendor's page p90313 with the classes we read from its advice, written down apart from the product's own table.
VENDOR = {
    Remedy.RETRY: numbers("-1 6000 41063 41078 41079 41096"),
    Remedy.TOKEN: numbers("40014 42001"),
    Remedy.SLOW_DOWN: numbers("45009"),
    Remedy.ONE_BY_ONE: numbers("45033 45035 45036"),
    Remedy.NONE: numbers(
        "40001 40003 40007 40145 40013 40056 40029 40031 40032 40035 40058 40063 40068 40088 40093 40096 40097-40100 "
        "40129 40126 40128 40130 40131 40143 40144 40201 40204 40205 40206 41001 41035 41037-41051 41053-41055 41058 "
        "41059-41062 41067 41064 41065 41068-41071 41076 41077 41083 41084 41072 41080-41082 41073-41075 41085-41088 "
        "41202 41089 41091 41093 41094 41095 41098 41200 41201 41210 41211 42012 42014-42022 44004 45002 45029 "
        "48001 48002 48004-48006 48011 49008 90501 90509 90511 50001-50003 50100 60011 60021 60030 60111 60020 60123 "
        "610001 610003 610004 610014 610016 610023 610024 701008 81013 81017 82001-82003 84061 84074 90500 90502 90504 "
        "90507 90508 90206-90208 91040 95000-95033 301002 301042 301048 301052 301053 301058-301061 301111 "
        "830001-830003"
    ),
}


def test_no_code_of_the_vendors_table_is_missing_or_sorted_differently() -> None:
    wrong = {
        number: (code_of(number).remedy, remedy)
        for remedy, members in VENDOR.items()
        for number in members
        if number not in CODES or code_of(number).remedy is not remedy
    }
    assert wrong == {}


def test_every_code_is_explained_in_both_languages_and_names_a_page() -> None:
    assert all(code.zh and code.en and code.page in Page for code in CODES.values())
    assert all(
        any("\u4e00" <= letter <= "\u9fff" for letter in code.zh + code.page.value[0]) for code in CODES.values()
    )


def test_an_unknown_code_is_permanent() -> None:
    assert code_of(99_999_999).remedy is Remedy.NONE


def ask(bench: Bench) -> Any:
    return bench.client.post(bench.app, TAGS, {})


@pytest.mark.parametrize("number", sorted(CODES))
def test_each_code_is_treated_as_its_class_asks(bench: Bench, number: int) -> None:
    bench.spoil(TAGS, errcode=number)
    with pytest.raises(WecomRefused) as caught:
        ask(bench)
    assert caught.value.errcode == number
    assert caught.value.detail("zh") and caught.value.fix("en")
    BEHAVIOUR[code_of(number).remedy](bench, caught.value)


def is_tried_again_with_growing_waits(bench: Bench, error: WecomRefused) -> None:
    first = 2.0 if error.errcode in (41063, 41078, 41079) else 0.5
    assert bench.calls(TAGS) == 4
    assert len(bench.waits.asked) == 3
    for step, wait in enumerate(bench.waits.asked):
        least = first * 2**step
        assert least <= wait <= least * 1.25
    assert not error.permanent
    assert bench.calls("gettoken") == 1


def gets_a_new_token_and_one_more_try(bench: Bench, error: WecomRefused) -> None:
    assert bench.calls(TAGS) == 2
    assert bench.calls("gettoken") == 2
    assert bench.waits.asked == []


def pauses_the_api(bench: Bench, error: WecomRefused) -> None:
    assert bench.calls(TAGS) == 1
    assert bench.waits.asked == []
    assert error.retry_after_ms == 60_000
    with pytest.raises(WecomPaused) as paused:
        ask(bench)
    assert bench.calls(TAGS) == 1
    assert paused.value.retry_after_ms == 60_000
    assert "60" in paused.value.detail("zh") and "60" in paused.value.detail("en")


def is_tried_again_with_fewer_at_once(bench: Bench, error: WecomRefused) -> None:
    assert bench.calls(TAGS) == 4
    assert bench.client.concurrency(bench.app, TAGS) == 1
    assert len(bench.waits.asked) == 3
    for step, wait in enumerate(bench.waits.asked):
        assert 0.25 * 2**step <= wait <= 0.75 * 2**step


def is_raised_at_once(bench: Bench, error: WecomRefused) -> None:
    assert bench.calls(TAGS) == 1
    assert bench.waits.asked == []
    assert error.permanent


BEHAVIOUR: dict[Remedy, Callable[[Bench, WecomRefused], None]] = {
    Remedy.RETRY: is_tried_again_with_growing_waits,
    Remedy.TOKEN: gets_a_new_token_and_one_more_try,
    Remedy.SLOW_DOWN: pauses_the_api,
    Remedy.ONE_BY_ONE: is_tried_again_with_fewer_at_once,
    Remedy.NONE: is_raised_at_once,
}


@pytest.mark.parametrize("number", [-1, 6000, 40014, 42001, 45033, 45035, 45036])
def test_a_call_goes_through_after_one_passing_error(bench: Bench, number: int) -> None:
    bench.spoil(TAGS, errcode=number, times=1)
    assert ask(bench)["errcode"] == 0
    assert bench.calls(TAGS) == 2
