from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from siyu.advisors.handover.contracts import Hindrance
from siyu.advisors.handover.domain import Pool, share_out, tomorrow_ms, window_start_ms
from siyu.kit.clock import DAY_MS, HOUR_MS

TAKERS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@given(TAKERS, st.lists(st.integers(0, 5), min_size=6, max_size=6), st.integers(0, 40))
def test_everybody_gets_within_one_of_the_others_unless_they_are_full(takers, room, people):
    free = dict(zip("abcdef", room, strict=True))
    got = share_out(["*"] * people, {"*": Pool(tuple(takers), bool(takers))}, free)
    counts = Counter(one for one in got if not isinstance(one, Hindrance))
    assert all(counts[one] <= free[one] for one in takers)
    assert sum(counts.values()) == min(people, sum(free[one] for one in takers))
    least = min((counts[one] for one in takers if counts[one] < free[one]), default=None)
    assert least is None or all(counts[one] <= least + 1 for one in takers)
    # Those with less room than their share are full before anybody else gets more than one above them.
    assert all(isinstance(one, Hindrance) for one in got[sum(counts.values()) :])


@given(st.lists(st.sampled_from("xyz"), max_size=30))
def test_people_go_to_their_own_pool_only(wishes):
    pools = {"x": Pool(("a", "b"), True), "y": Pool(("c",), True), "z": Pool((), True)}
    got = share_out(wishes, pools, dict.fromkeys("abc", 100))
    allowed = {"x": {"a", "b"}, "y": {"c"}, "z": {Hindrance.TAKER_UNABLE}}
    assert all(one in allowed[name] for name, one in zip(wishes, got, strict=True))


def test_nobody_says_why():
    pools = {"full": Pool(("a",), True), "unable": Pool((), True), "empty": Pool()}
    wishes = ["full", "unable", "empty", "unknown"]
    expected = [Hindrance.TAKER_FULL, Hindrance.TAKER_UNABLE, Hindrance.NO_TAKER, Hindrance.NO_TAKER]
    assert share_out(wishes, pools, {"a": 0}) == expected


def test_windows_are_china_days():
    ten = 1_735_696_800_000  # 2025-01-01 10:00 in China
    today = ten - 10 * HOUR_MS
    assert window_start_ms(ten, 1) == today
    assert window_start_ms(ten, 90) == today - 89 * DAY_MS
    assert tomorrow_ms(ten) == today + DAY_MS
