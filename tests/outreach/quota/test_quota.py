"""The ledger of mass messages against a slow one that remembers every message with its day."""

import calendar
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.gating.operations import forecast, gate
from siyu.outreach.quota import operations, queries
from siyu.outreach.quota.contracts import OwnSend, OwnSends, QuotaMode, Subject
from siyu.outreach.quota.domain import add, china_day, day_start_ms, pack, period, unpack
from siyu.outreach.quota.models import quota_own_send
from tests.outreach.factories import FIRST, Mailbox, listed, planned

MODES = list(QuotaMode)
NOON_MS = int(datetime(2026, 2, 27, 4, tzinfo=UTC).timestamp() * 1000)
PEOPLE = np.arange(FIRST - 2, FIRST + 3, dtype=np.int64)  # on both sides of a block's edge


def china(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(hours=8)


def slow_period(mode: QuotaMode, at_ms: int) -> tuple[object, int]:
    """The period's name and what fits into it, from the calendar alone."""
    moment = china(at_ms)
    if mode is QuotaMode.DAY:
        return moment.date(), 1
    if mode is QuotaMode.WEEK:
        return moment.isocalendar()[:2], 7
    return (moment.year, moment.month), calendar.monthrange(moment.year, moment.month)[1]


@pytest.mark.parametrize("mode", MODES)
@given(at_ms=st.integers(0, 4_102_444_800_000), later_ms=st.integers(0, 40 * DAY_MS))
def test_two_moments_share_a_period_when_the_calendar_says_so(mode: QuotaMode, at_ms: int, later_ms: int) -> None:
    held = period(mode, china_day(at_ms))
    inside = held.first_day <= china_day(at_ms + later_ms) < held.end_day
    assert inside == (slow_period(mode, at_ms)[0] == slow_period(mode, at_ms + later_ms)[0])
    assert held.allowed == slow_period(mode, at_ms)[1]
    assert day_start_ms(china_day(at_ms)) <= at_ms < day_start_ms(china_day(at_ms) + 1)


@given(st.lists(st.integers(0, 65_535), max_size=300), st.lists(st.integers(0, 65_535), max_size=300))
def test_counts_survive_packing_and_never_leave_their_range(more: list[int], fewer: list[int]) -> None:
    up = add(unpack(b""), np.array(more, dtype=np.int64), 1)
    down = add(unpack(pack(up)), np.array(fewer, dtype=np.int64), -1)
    slow = Counter(more)
    assert all(up[one] == min(times, 255) for one, times in slow.items())
    assert all(down[one] == max(0, min(slow[one], 255) - times) for one, times in Counter(fewer).items())


steps = st.lists(
    st.tuples(
        st.integers(0, 2 * 35),  # half days after the start
        st.sampled_from([1, -1]),
        st.lists(st.integers(0, len(PEOPLE) - 1), min_size=1, max_size=8),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, ask=st.integers(0, 2 * 35), mode=st.sampled_from(MODES))
def test_room_is_what_a_ledger_of_single_messages_says(
    platform: Platform, scope: Scope, steps: list[tuple[int, int, list[int]]], ask: int, mode: QuotaMode
) -> None:
    fresh = Scope(scope.brand_id + 1_000_000 + abs(hash((str(steps), ask, mode))) % 1_000_000)
    slow: Counter[tuple[int, int]] = Counter()

    def work(conn: object) -> None:
        operations.save_quota_mode(conn, fresh, mode, at_ms=1)  # type: ignore[arg-type]
        for half_days, step, places in steps:
            day = china_day(NOON_MS + half_days * 12 * HOUR_MS)
            operations.change(conn, fresh, PEOPLE[places], day=day, step=step)  # type: ignore[arg-type]
            for place, times in Counter(places).items():
                slow[place, day] = max(0, slow[place, day] + step * times)

    platform.stores.flow.write(work)
    at_ms = NOON_MS + ask * 12 * HOUR_MS
    name, allowed = slow_period(mode, at_ms)
    expected = [
        max(
            0,
            allowed
            - sum(
                times
                for (one, day), times in slow.items()
                if one == place and slow_period(mode, day_start_ms(day))[0] == name
            ),
        )
        for place in range(len(PEOPLE))
    ]
    with platform.stores.flow.reading() as conn:
        assert queries.room(conn, fresh, PEOPLE, at_ms=at_ms).tolist() == expected
        groups = queries.room(conn, fresh, PEOPLE, at_ms=at_ms, subject=Subject.GROUP)
    assert groups.tolist() == [allowed] * len(PEOPLE), "customers and groups are counted apart"


def test_the_gate_drops_who_has_no_room_and_frees_it_when_nothing_was_sent(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    mailbox = Mailbox()
    mailbox.name = "wecom"
    planned(platform, scope, [1, 2, 3], "a", channel="wecom")
    gate(platform, {"wecom": mailbox}, scope)
    planned(platform, scope, [3, 4], "b", channel="wecom")
    told = forecast(platform, scope, np.array([3, 4], dtype=np.int64), channel="wecom", identity_kind=None)
    assert (told.sent, told.dropped) == (1, {"wecom_quota": 1})
    gate(platform, {"wecom": mailbox}, scope)
    assert (listed(platform, scope)[3].state.name, listed(platform, scope)[3].reason) == ("DROPPED", "wecom_quota")
    first = next(one.id for one in listed(platform, scope).values() if one.customer_id == 1)
    platform.stores.flow.write(
        lambda conn: operations.settle(conn, scope, np.array([first], dtype=np.int64), sent_at_ms=None)
    )
    with platform.stores.flow.reading() as conn:
        room = queries.room(conn, scope, np.arange(1, 5, dtype=np.int64), at_ms=clock.now_ms())
    assert room.tolist() == [1, 0, 0, 0]


def test_a_message_confirmed_on_another_day_counts_on_that_day(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    mailbox = Mailbox()
    mailbox.name = "wecom"
    planned(platform, scope, [1], channel="wecom")
    gate(platform, {"wecom": mailbox}, scope)
    intent = np.array([listed(platform, scope)[1].id], dtype=np.int64)
    today, tomorrow = clock.now_ms(), clock.now_ms() + DAY_MS
    platform.stores.flow.write(lambda conn: operations.settle(conn, scope, intent, sent_at_ms=tomorrow))
    one = np.array([1], dtype=np.int64)
    with platform.stores.flow.reading() as conn:
        assert queries.room(conn, scope, one, at_ms=today).tolist() == [1]
        assert queries.room(conn, scope, one, at_ms=tomorrow).tolist() == [0]


def test_an_advisors_own_message_counts_once_however_often_it_is_seen(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    at_ms = clock.now_ms()
    sent = OwnSend("msg1", "zhangsan", at_ms, True, (("wmA", at_ms),))
    half = OwnSend("msg1", "zhangsan", at_ms, False, ())
    for one, new in ((half, False), (sent, True), (sent, False), (half, False)):
        told = platform.stores.flow.write(
            lambda conn, one=one: operations.count_own_send(conn, scope, "wecom", one, {7: at_ms})
        )
        assert told is new
    with platform.stores.flow.reading() as conn:
        month = period(QuotaMode.MONTH, china_day(at_ms))
        assert queries.used(conn, scope, np.array([7, 8], dtype=np.int64), month).tolist() == [1, 0]
        assert queries.counted_sends(conn, scope, "wecom", 0) == {"msg1"}
        assert queries.own_sends(conn, scope, 0) == OwnSends(1, 1, 0)


def test_an_own_message_noted_before_groups_were_told_apart_becomes_one_to_groups_and_counts_no_more(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    at_ms = clock.now_ms()
    sent = OwnSend("msg1", "zhangsan", at_ms, True, (("wrA", at_ms),), Subject.GROUP)
    flow, groups = platform.stores.flow, np.array([7], dtype=np.int64)
    flow.write(lambda conn: operations.count_own_send(conn, scope, "wecom", sent, {7: at_ms}))
    flow.write(lambda conn: conn.execute(scoped.update(scope, quota_own_send).values(subject=int(Subject.CUSTOMER))))
    with flow.reading() as conn:
        assert queries.counted_of(conn, scope, "wecom", Subject.GROUP, 0) == set(), "so it is read once more"
        assert queries.own_sends(conn, scope, 0) == OwnSends(1, 1, 0)
    assert not flow.write(lambda conn: operations.count_own_send(conn, scope, "wecom", sent, {7: at_ms}))
    with flow.reading() as conn:
        month = period(QuotaMode.MONTH, china_day(at_ms))
        assert queries.used(conn, scope, groups, month, subject=Subject.GROUP).tolist() == [1]
        assert queries.own_sends(conn, scope, 0) == OwnSends(1, 0, 1)


def test_another_brand_has_a_ledger_of_its_own(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock
) -> None:
    one = np.array([1], dtype=np.int64)
    day = china_day(clock.now_ms())
    platform.stores.flow.write(lambda conn: operations.change(conn, scope, one, day=day, step=1))
    with platform.stores.flow.reading() as conn:
        assert queries.room(conn, other_scope, one, at_ms=clock.now_ms()).tolist() == [1]
