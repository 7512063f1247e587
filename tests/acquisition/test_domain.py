"""The answer of a live code against a slow oracle, minute by minute."""

from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.acquisition.live_codes.contracts import (
    Backup,
    Hours,
    Load,
    Reason,
    Rotation,
    Rules,
    Seat,
    Shift,
    SpecialDate,
    Window,
)
from siyu.acquisition.live_codes.domain import answer, clean_nickname, next_change_ms, on_hand, timeline
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tests.acquisition import oracle
from tests.acquisition.strategies import LOADS, rules
from tests.conftest import START_MS

ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin")
SPRING_MS = 1_741_500_000_000  # 2025-03-09 06:00 UTC, an hour before New York's clocks jump
AUTUMN_MS = 1_761_436_800_000  # 2025-10-26 00:00 UTC, an hour before Berlin's clocks fall back
NOTHING = Load()


def rested(load: Load) -> Load:
    return Load({}, load.friends, load.last_staff_id)


@settings(max_examples=120, deadline=None)
@given(
    rules(ZONES),
    LOADS,
    st.sampled_from((START_MS, SPRING_MS, AUTUMN_MS)),
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 59_999),
)
def test_answers_as_the_oracle_does_at_any_moment(code: Rules, load: Load, base: int, minute: int, rest: int) -> None:
    at_ms = base + minute * MINUTE_MS + rest
    given_answer = answer(code, at_ms, load)
    assert (list(given_answer.staff_ids), given_answer.skip_verify) == oracle.people_at(code, at_ms, load)
    assert given_answer.staff_ids


@settings(max_examples=60, deadline=None)
@given(rules(ZONES), LOADS, st.sampled_from((START_MS, SPRING_MS, AUTUMN_MS)), st.integers(0, 24 * 60))
def test_the_next_change_is_the_first_minute_that_answers_otherwise(
    code: Rules, load: Load, base: int, minute: int
) -> None:
    at_ms = base + minute * MINUTE_MS + 7
    until = at_ms // MINUTE_MS * MINUTE_MS + 3 * DAY_MS
    now, today = oracle.people_at(code, at_ms, load), day_of(at_ms, code.zone)
    first = next(
        (
            moment
            for moment in oracle.minutes(at_ms // MINUTE_MS * MINUTE_MS + MINUTE_MS, until)
            if oracle.people_at(code, moment, load if day_of(moment, code.zone) == today else rested(load)) != now
        ),
        None,
    )
    found = next_change_ms(code, at_ms, load)
    assert found == first if first is not None else found is None or found >= until


def test_never_changes_when_nothing_is_timed() -> None:
    assert next_change_ms(Rules((Seat(1),), 9), START_MS, NOTHING) is None


def test_finds_a_special_date_a_year_ahead() -> None:
    code = Rules((Seat(1),), 9, special_dates=(SpecialDate("2026-02-17"),))
    found = next_change_ms(code, START_MS, NOTHING)
    assert found is not None and oracle.local(found, code.zone).isoformat() == "2026-02-17T00:00:00+08:00"


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    # Tuesday's night shift runs into New Year's Day, a Wednesday that is closed.
    code = Rules(
        (Seat(1),),
        9,
        shifts=(Shift(tuple(range(7)), Hours(1320, 600, (1,))),),
        special_dates=(SpecialDate("2025-01-01"),),
    )
    assert answer(code, START_MS, NOTHING).staff_ids == (1,)  # 08:00, still last night's
    assert answer(code, START_MS + 3 * HOUR_MS, NOTHING).reason is Reason.DEFAULT_OFF
    assert answer(code, START_MS + 15 * HOUR_MS, NOTHING).staff_ids == (9,)  # 23:00 of the closed day


def test_weights_share_the_day_in_proportion_and_never_in_runs() -> None:
    code = Rules((Seat(1, 3), Seat(2, 1)), 9, Rotation.WEIGHT)
    counts: dict[int, int] = {}
    served = []
    for _ in range(40):
        (one,) = answer(code, START_MS, Load(counts)).staff_ids
        counts[one] = counts.get(one, 0) + 1
        served.append(one)
    assert counts == {1: 30, 2: 10}
    assert all(set(served[start : start + 5]) == {1, 2} for start in range(35))


def test_a_full_day_goes_to_the_backup_and_then_to_the_default() -> None:
    seats = (Seat(1, per_day_max=2),)
    with_backup = Rules(seats, 9, backups=(Backup(5), Backup(6, on=False)))
    assert answer(with_backup, START_MS, Load({1: 2})).reason is Reason.BACKUP_FULL
    assert answer(with_backup, START_MS, Load({1: 2})).staff_ids == (5,)
    assert answer(Rules(seats, 9), START_MS, Load({1: 2})).staff_ids == (9,)
    # Tomorrow the day's count starts again.
    assert next_change_ms(with_backup, START_MS, Load({1: 2})) == START_MS + 16 * HOUR_MS


def test_the_timeline_shows_everybody_on_hand_whatever_the_rotation() -> None:
    shift = Shift(tuple(range(7)), Hours(540, 1080, (1, 2)))
    code = Rules((Seat(1), Seat(2)), 9, Rotation.SEQUENCE, shifts=(shift,), auto_accept=(Window(540, 1440),))
    found = timeline(code, START_MS, START_MS + DAY_MS, NOTHING)
    assert [one.answer.staff_ids for one in found] == [(9,), (1, 2), (9,), (9,)]
    assert [one.answer.skip_verify for one in found] == [False, True, True, False]
    assert [one.until_ms for one in found[:-1]] == [one.from_ms for one in found[1:]]
    assert on_hand(code, START_MS + HOUR_MS, NOTHING).staff_ids == (1, 2)


def test_blocked_words_are_cut_out_of_a_nickname() -> None:
    assert clean_nickname("禾满家官方客服小王", ["官方", "客服"]) == "禾满家小王"
    assert clean_nickname("客服", ["客服"]) == ""
