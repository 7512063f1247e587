from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.advisors.archive.contracts import NewMessage, Side, TalkKind, Watched, Word, WordLevel, WorkHours
from siyu.advisors.archive.domain import place, side_of
from siyu.advisors.archive.watching.domain import found
from siyu.advisors.archive.weeks.domain import Said, monday_of, sessions, working_ms
from siyu.kit.clock import HOUR_MS, MINUTE_MS, to_datetime
from siyu.kit.letters import fold, pairs

MONDAY_9 = 1_735_520_400_000  # 2024-12-30 09:00 in Shanghai, a Monday
ZONE = "Asia/Shanghai"


def words(*named: str, watched: Watched = Watched.BOTH) -> list[Word]:
    return [Word(number, word, WordLevel.HIGH, watched) for number, word in enumerate(named)]


def test_a_message_belongs_to_the_pair_whoever_wrote_it_and_a_group_to_itself():
    there = NewMessage("1", 1, "text", "zhang", ("wmA",))
    back = NewMessage("2", 2, "text", "wmA", ("zhang",))
    group = NewMessage("3", 3, "text", "wmA", ("zhang", "li", "wmB"), room_id="wrR")
    inside = NewMessage("4", 4, "text", "li", ("zhang",))
    assert place(there, set()) == place(back, set())
    assert place(there, set()).kind is TalkKind.CUSTOMER and place(there, set()).people == {"zhang"}
    assert (place(group, set()).key, place(group, set()).people) == ("r:wrR", {"zhang", "li"})
    assert place(inside, set()).kind is TalkKind.STAFF and place(inside, set()).people == {"li", "zhang"}


def test_a_member_whose_userid_looks_like_a_customers_is_known_by_name():
    assert side_of("wmei", {"wmei"}) is Side.STAFF and side_of("wmei", set()) is Side.CUSTOMER


def test_width_case_and_what_stands_between_letters_make_no_difference():
    assert fold("ＡＢc") == "abc" and pairs("转，账！A b") == ["转账", "账a", "ab"] and pairs("好") == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("转账红包私加微信", min_size=1, max_size=3), min_size=1, max_size=6, unique=True),
    st.lists(st.text("转账红包私加微信。", max_size=12), max_size=5),
)
def test_every_word_in_every_text_is_found_once_however_they_overlap(named, texts):
    hits = {(spot, word.word) for spot, word in found(words(*named), [(text, Side.STAFF) for text in texts])}
    assert hits == {(spot, word) for spot, text in enumerate(texts) for word in named if word in text}


def test_a_word_is_looked_for_on_the_side_it_is_watched_on():
    texts = [("加我 ＶＸ", Side.STAFF), ("加我vx", Side.CUSTOMER)]
    only = found(words("vx", watched=Watched.STAFF), texts)
    assert [spot for spot, _ in only] == [0] and len(found(words("VX"), texts)) == 2 and found([], texts) == []


def test_a_session_ends_with_a_silence_and_the_first_reply_is_the_next_word_after_the_first_question():
    hour = HOUR_MS
    run = [Said(0, True), Said(hour, False), Said(2 * hour, False), Said(3 * hour, True), Said(30 * hour, False)]
    first, second = sessions(run, 24 * hour)
    assert (first.asked_at_ms, first.answered_at_ms, first.last_at_ms) == (hour, 3 * hour, 3 * hour)
    assert (second.first_at_ms, second.asked_at_ms, second.answered_at_ms) == (30 * hour, 30 * hour, None)
    assert sessions([], hour) == []


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=20), st.integers(1, 12))
def test_sessions_keep_every_message_and_no_silence_inside_is_as_long_as_the_gap(steps, gap):
    at, run = 0, []
    for step, by_staff in steps:
        at += step
        run.append(Said(at, by_staff))
    cut = sessions(run, gap)
    starts = {one.at_ms for spot, one in enumerate(run) if spot == 0 or one.at_ms - run[spot - 1].at_ms >= gap}
    assert {one.first_at_ms for one in cut} == starts
    assert [one.last_at_ms for one in cut][-1:] == [one.at_ms for one in run][-1:]


@pytest.mark.parametrize(
    ("from_h", "to_h", "minutes"),
    [(0, 1, 60), (13.5, 24.25, 15), (14, 23, 0), (-2, 0.5, 30), (0, 48, 24 * 60)],
)
def test_only_working_time_counts(from_h, to_h, minutes):
    hours = WorkHours(540, 1_260)
    start, end = (round(MONDAY_9 + hour * HOUR_MS) for hour in (from_h, to_h))
    assert working_ms(start, end, hours, ZONE) == minutes * MINUTE_MS


def test_days_off_do_not_count_and_weeks_begin_on_monday():
    friday_20 = MONDAY_9 + 4 * 24 * HOUR_MS + 11 * HOUR_MS
    monday_10 = MONDAY_9 + 7 * 24 * HOUR_MS + HOUR_MS
    assert working_ms(friday_20, monday_10, WorkHours(540, 1_260, (1, 2, 3, 4, 5)), ZONE) == 2 * HOUR_MS
    for day in range(14):
        at_ms = MONDAY_9 + day * 24 * HOUR_MS
        local = to_datetime(at_ms, ZONE).date()
        assert monday_of(at_ms, ZONE) == (local - timedelta(days=local.weekday()) - local.__class__(1970, 1, 1)).days
