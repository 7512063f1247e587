"""How often, how many at once, who waits for whom."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused
from siyu.connectors.wecom.client.pacing import Buckets
from siyu.connectors.wecom.client.paths import WELCOME
from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.kit.clock import HOUR_MS, MINUTE_MS, SECOND_MS, VirtualClock
from tests.connectors.wecom.client.conftest import START_MS, TAGS, Bench, Waits

OTHER = "externalcontact/get_follow_user_list"


@settings(max_examples=60, deadline=None)
@given(
    per_minute=st.integers(2, 60),
    per_hour=st.integers(2, 4_000),
    share=st.floats(0.1, 0.9),
    gaps_ms=st.lists(st.integers(0, 40_000), min_size=20, max_size=200),
)
def test_no_stretch_of_time_holds_more_calls_than_the_vendor_allows(
    per_minute: int, per_hour: int, share: float, gaps_ms: list[int]
) -> None:
    clock = VirtualClock(START_MS)
    numbers = WecomClientSettings(
        calls_per_minute=per_minute, calls_per_hour=per_hour, frequency_share=share, wait_s_max=1e9
    )
    buckets = Buckets(clock, numbers, Waits(clock))
    times = []
    for gap_ms in gaps_ms:
        clock.advance(gap_ms)
        buckets.take("ww1", "here", TAGS)
        times.append(clock.now_ms())
    for length_ms, most in ((MINUTE_MS, per_minute), (HOUR_MS, per_hour)):
        busiest = max(sum(start <= at < start + length_ms for at in times) for start in times)
        assert busiest <= most


def test_in_the_long_run_our_share_of_the_limit_is_used(make: Callable[..., Bench]) -> None:
    clock = VirtualClock(START_MS)
    numbers = WecomClientSettings(calls_per_minute=100, calls_per_hour=5_000)
    buckets = Buckets(clock, numbers, Waits(clock))
    for _ in range(60 * 10 + 40):  # what is left of the limit may be used at once
        buckets.take("ww1", "here", TAGS)
    assert abs(clock.now_ms() - START_MS - 10 * MINUTE_MS) < SECOND_MS


def test_apis_corps_and_addresses_have_limits_of_their_own() -> None:
    clock = VirtualClock(START_MS)
    waits = Waits(clock)
    numbers = WecomClientSettings(calls_per_minute=10, calls_per_hour=1_000, ip_calls_per_minute=20)
    buckets = Buckets(clock, numbers, waits)
    for corpid in ("ww1", "ww2"):
        for path in (TAGS, OTHER):
            for _ in range(4):
                buckets.take(corpid, "here", path)
    assert waits.asked == []
    buckets.take("ww3", "here", TAGS)  # the address has made eight of this API, which is all it may at once
    assert len(waits.asked) == 1


def test_who_would_wait_too_long_is_told_so(make: Callable[..., Bench]) -> None:
    bench = make(calls_per_minute=2, wait_s_max=5)
    bench.client.post(bench.app, TAGS, {})
    with pytest.raises(WecomPaused):
        bench.client.post(bench.app, TAGS, {})
    assert bench.calls(TAGS) == 1


def test_the_pause_doubles_to_an_hour_and_ends_with_the_first_good_call(bench: Bench) -> None:
    bench.spoil(TAGS, errcode=45009)
    pauses = []
    for _ in range(8):
        with pytest.raises(WecomRefused) as caught:
            bench.client.post(bench.app, TAGS, {})
        pauses.append(caught.value.retry_after_ms // SECOND_MS)
        bench.clock.advance(caught.value.retry_after_ms)
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert bench.calls(TAGS) == 8
    bench.world.faults.clear()
    bench.client.post(bench.app, TAGS, {})
    bench.spoil(TAGS, errcode=45009, times=1)
    with pytest.raises(WecomRefused) as caught:
        bench.client.post(bench.app, TAGS, {})
    assert caught.value.retry_after_ms == 60_000


def test_a_pause_holds_one_api_of_one_corp_only(bench: Bench) -> None:
    bench.spoil(TAGS, errcode=45009, times=1)
    with pytest.raises(WecomRefused):
        bench.client.post(bench.app, TAGS, {})
    bench.client.get(bench.app, OTHER)
    assert list(bench.client.pauses.paused()) == [(bench.app.corpid, TAGS)]


def test_welcomes_come_back_within_seconds(bench: Bench) -> None:
    bench.spoil(WELCOME, errcode=45009, times=3)
    pauses = []
    for _ in range(3):
        with pytest.raises(WecomRefused) as caught:
            bench.client.post(bench.app, WELCOME, {"welcome_code": "c"})
        pauses.append(caught.value.retry_after_ms)
        bench.clock.advance(caught.value.retry_after_ms)
    assert pauses == [1_000, 2_000, 2_000]


def test_after_a_pause_one_call_tries_the_ground(bench: Bench) -> None:
    bench.spoil(TAGS, errcode=45009, times=2)
    with pytest.raises(WecomRefused):
        bench.client.post(bench.app, TAGS, {})
    bench.clock.advance(MINUTE_MS)
    before = bench.calls(TAGS)
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda _: refused(bench), range(4)))
    assert bench.calls(TAGS) == before + 1
    assert all(ends)


def refused(bench: Bench) -> bool:
    try:
        bench.client.post(bench.app, TAGS, {})
    except WecomRefused:
        return True
    return False


def test_concurrency_halves_and_grows_back(make: Callable[..., Bench]) -> None:
    bench = make(calls_at_once=8, calls_until_recovery=3)
    bench.spoil(TAGS, errcode=45033, times=2)
    bench.client.post(bench.app, TAGS, {})
    assert bench.client.concurrency(bench.app, TAGS) == 2
    for _ in range(2 + 3 * 4):
        bench.client.post(bench.app, TAGS, {})
    assert bench.client.concurrency(bench.app, TAGS) == 7
    assert bench.client.concurrency(bench.app, OTHER) == 8


class Crowd:
    """A vendor who holds calls until `most` are there together (or all have come), and counts them."""

    def __init__(self, most: int) -> None:
        self._together = threading.Barrier(most, timeout=5)
        self._lock = threading.Lock()
        self.now = self.peak = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("gettoken"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        with self._lock:
            self.now += 1
            self.peak = max(self.peak, self.now)
        self._together.wait()
        with self._lock:
            self.now -= 1
        return httpx.Response(200, json={"errcode": 0})


def test_five_calls_of_one_api_run_at_once_and_no_more() -> None:
    crowd = Crowd(5)
    client = WecomClient(VirtualClock(START_MS), httpx.MockTransport(crowd))
    app = WecomApp("ww1", "s")
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: client.post(app, TAGS, {}), range(10)))
    assert crowd.peak == 5


def test_writes_on_one_customer_go_one_by_one_and_reads_do_not_wait() -> None:
    crowd = Crowd(1)
    client = WecomClient(VirtualClock(START_MS), httpx.MockTransport(crowd))
    app = WecomApp("ww1", "s")
    body = {"userid": "zhangsan", "external_userid": "wm1", "add_tag": ["et1"]}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.post(app, "externalcontact/mark_tag", body), range(16)))
    assert crowd.peak == 1


def test_one_token_is_fetched_however_many_threads_ask(bench: Bench) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bench.client.get(bench.app, OTHER), range(16)))
    assert bench.calls("gettoken") == 1


def test_a_token_is_fetched_again_before_it_ends_and_an_unchanged_one_is_no_error(bench: Bench) -> None:
    bench.client.get(bench.app, OTHER)
    bench.clock.advance(2 * HOUR_MS)
    bench.client.get(bench.app, OTHER)
    assert bench.calls("gettoken") == 2


def test_a_wrong_secret_is_not_tried_again_and_again(bench: Bench) -> None:
    wrong = WecomApp(bench.app.corpid, "wrong", "1", bench.app.base_url)
    for _ in range(5):
        with pytest.raises(WecomRefused) as caught:
            bench.client.get(wrong, OTHER)
        assert caught.value.errcode == 40001
    assert bench.calls("gettoken") == 1
    bench.clock.advance(5 * MINUTE_MS)
    with pytest.raises(WecomRefused):
        bench.client.get(wrong, OTHER)
    assert bench.calls("gettoken") == 2
