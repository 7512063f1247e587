"""Which stays begin and end by a reading, and the curve they make."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from siyu.communities.contracts import SeenMember
from siyu.communities.domain import HeldStay, compare
from siyu.communities.members.domain import curve

NOW = 1_000_000
DAY_MS = 86_400_000
names = st.sampled_from("abcd")
moments = st.integers(1, NOW)
shown = st.dictionaries(names, moments).map(lambda held: [SeenMember(who, True, at) for who, at in held.items()])


def test_who_left_and_came_again_has_two_stays():
    held = [HeldStay("a", 10), HeldStay("b", 20)]
    found = compare(held, [SeenMember("a", True, 50), SeenMember("c", True, 60)], NOW)
    assert [(one.userid, one.joined_at_ms) for one in found.came] == [("a", 50), ("c", 60)]
    assert {(one.userid, one.joined_at_ms, one.left_at_ms) for one in found.went} == {("a", 10, 50), ("b", 20, NOW)}


@given(readings=st.lists(shown, max_size=8))
def test_after_any_readings_the_stays_that_last_are_what_the_last_one_showed(readings):
    stays: dict[tuple[str, int], bool] = {}
    for seen in readings:
        found = compare([HeldStay(*key, ended=not lasts) for key, lasts in stays.items()], seen, NOW)
        for one in (*found.came, *found.back):
            stays[(one.userid, one.joined_at_ms)] = True
        for gone in found.went:
            assert stays[(gone.userid, gone.joined_at_ms)] and gone.joined_at_ms <= gone.left_at_ms <= NOW
            stays[(gone.userid, gone.joined_at_ms)] = False
        assert {key for key, lasts in stays.items() if lasts} == {(one.userid, one.joined_at_ms) for one in seen}


@given(
    stays=st.lists(st.tuples(st.integers(0, 40 * DAY_MS), st.integers(0, 20 * DAY_MS), st.booleans()), max_size=20),
    first=st.integers(0, 40),
    length=st.integers(1, 15),
)
def test_the_curve_is_what_counting_every_day_by_hand_gives(stays, first, length):
    whole = [(joined, joined + more if gone else 0) for joined, more, gone in stays]
    found = curve(whole, from_day=first, until_day=first + length - 1, zone="UTC")
    assert [one.day for one in found] == list(range(first, first + length))
    came = Counter(joined // DAY_MS for joined, _ in whole)
    for one in found:
        end_ms = (one.day + 1) * DAY_MS
        there = sum(joined < end_ms and not (left and left < end_ms) for joined, left in whole)
        assert (one.joined, one.members) == (came[one.day], there)
        assert one.left == sum(bool(left) and left // DAY_MS == one.day for _, left in whole)
