"""From planned to what became of it, on both stores."""

import numpy as np
import pytest
from sqlalchemy import Connection

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.contracts import Identity
from siyu.events import queries as events
from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.facts import FactBus
from siyu.kit.platform import Platform
from siyu.outreach import operations, queries
from siyu.outreach.contracts import GateSettings, IntentState, MessagesMoved, Result
from siyu.outreach.dispatching import operations as dispatching
from siyu.outreach.dispatching.operations import dispatch, reconcile
from siyu.outreach.gating.operations import forecast, gate
from siyu.outreach.tasks import on_messages_moved
from tests.outreach.factories import FIRST, SETTINGS, Mailbox, content, listed, planned

PEOPLE = [FIRST, FIRST + 1, FIRST + 2]


def states(platform: Platform, scope: Scope) -> list[IntentState]:
    return [message.state for _, message in sorted(listed(platform, scope).items())]


def make_people(platform: Platform, scope: Scope, count: int) -> list[int]:
    people = [[Identity("member_no", f"M{number}")] for number in range(count)]
    ids = platform.stores.core.write(
        lambda conn: customers.resolve(platform, conn, scope, people, source="test", at_ms=1)
    )
    return [int(one) for one in ids]


def test_a_message_planned_twice_is_one_message(platform: Platform, scope: Scope) -> None:
    assert planned(platform, scope, PEOPLE) == 3
    assert planned(platform, scope, [*PEOPLE, FIRST + 9]) == 1
    assert len(listed(platform, scope)) == 4


def test_a_message_goes_through_gate_and_channel(platform: Platform, scope: Scope) -> None:
    mailbox = Mailbox()
    planned(platform, scope, PEOPLE)
    assert dispatch(platform, mailbox, scope, SETTINGS) == 0, "not before the gate"
    assert gate(platform, {"webhook": mailbox}, scope) == 3
    assert dispatch(platform, mailbox, scope, SETTINGS) == 3
    assert dispatch(platform, mailbox, scope, SETTINGS) == 0
    assert states(platform, scope) == [IntentState.DELIVERED] * 3
    assert [message.customer_id for message in mailbox.received] == PEOPLE


def test_who_refused_is_dropped_with_the_reason(platform: Platform, scope: Scope) -> None:
    ids = make_people(platform, scope, 3)

    def refuse(conn: Connection) -> None:
        customers.record_consent(
            platform, conn, scope, np.array(ids[:1]), channel="webhook", granted=False, evidence="test", at_ms=5
        )

    platform.stores.core.write(refuse)
    planned(platform, scope, ids)
    gate(platform, {"webhook": Mailbox()}, scope)
    assert [listed(platform, scope)[one].reason for one in ids] == ["no_consent", "", ""]
    assert listed(platform, scope)[ids[0]].state is IntentState.DROPPED


def test_who_has_no_address_on_the_channel_is_dropped(platform: Platform, scope: Scope) -> None:
    ids = make_people(platform, scope, 2)
    planned(platform, scope, ids)
    gate(platform, {"webhook": Mailbox("external_userid")}, scope)
    assert {message.reason for message in listed(platform, scope).values()} == {"unreachable"}
    planned(platform, scope, ids, key="again")
    gate(platform, {"webhook": Mailbox("member_no")}, scope)
    assert {message.state for message in listed(platform, scope).values()} == {IntentState.QUEUED}


def test_nobody_gets_more_than_the_cap_within_the_window(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    mailbox = Mailbox()
    rules = GateSettings(cap_count=2, cap_window_ms=DAY_MS)
    platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, scope, rules))
    for key in "abc":
        planned(platform, scope, PEOPLE, key=key)
    gate(platform, {"webhook": mailbox}, scope)
    while dispatch(platform, mailbox, scope, SETTINGS):
        pass
    assert len(mailbox.received) == 6
    planned(platform, scope, PEOPLE, key="d")
    gate(platform, {"webhook": mailbox}, scope)
    assert dispatch(platform, mailbox, scope, SETTINGS) == 0
    with platform.stores.flow.reading() as conn:
        assert queries.reason_counts(conn, scope, IntentState.DEFERRED) == {"person_cap": 6}
    clock.advance(DAY_MS + 1)
    planned(platform, scope, PEOPLE, key="e")
    gate(platform, {"webhook": mailbox}, scope)
    assert dispatch(platform, mailbox, scope, SETTINGS) == 6
    assert {message.key for message in mailbox.received[6:]} == {f"{key}:{one}" for key in "cd" for one in PEOPLE}
    with platform.stores.flow.reading() as conn:
        assert queries.reason_counts(conn, scope, IntentState.DEFERRED) == {"person_cap": 3}


def test_a_message_over_the_cap_waits_for_the_oldest_to_leave_unless_it_expires_first(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    rules = GateSettings(cap_count=2, cap_window_ms=10 * DAY_MS)
    platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, scope, rules))
    channels = {"webhook": Mailbox()}
    for key in "abcd":  # a leaves the window on day 10: c, of day 2, would be 8 days old then, d 7
        planned(platform, scope, PEOPLE[:1], key=key, text=key)
        assert gate(platform, channels, scope, expire_after_ms=8 * DAY_MS - 1) == 1
        clock.advance(DAY_MS)
    assert told(platform, scope) == {"a": "", "b": "", "c": "person_cap dropped", "d": "person_cap deferred"}
    clock.advance(6 * DAY_MS - 1)
    assert gate(platform, channels, scope, expire_after_ms=8 * DAY_MS - 1) == 0
    clock.advance(1)
    assert gate(platform, channels, scope, expire_after_ms=8 * DAY_MS - 1) == 1
    assert told(platform, scope)["d"] == ""


def told(platform: Platform, scope: Scope) -> dict[str, str]:
    """This function will say why each message, by its text, did not pass, "" if it did."""
    with platform.stores.flow.reading() as conn:
        return {
            one.text: f"{one.reason} {one.state.name.lower()}" if one.reason else ""
            for one in queries.messages(conn, scope, limit=50)
        }


def test_a_cap_asked_beforehand_tells_who_waits_and_who_is_left_out(platform: Platform, scope: Scope) -> None:
    rules = GateSettings(cap_count=1, cap_window_ms=2 * DAY_MS)
    platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, scope, rules))
    planned(platform, scope, PEOPLE[:1])
    gate(platform, {"webhook": Mailbox()}, scope)
    everyone = np.array(PEOPLE)
    patient = forecast(platform, scope, everyone, channel="webhook", identity_kind=None)
    assert (patient.sent, patient.deferred, patient.dropped) == (2, {"person_cap": 1}, {})
    hasty = forecast(platform, scope, everyone, channel="webhook", identity_kind=None, expire_after_ms=DAY_MS)
    assert (hasty.sent, hasty.deferred, hasty.dropped) == (2, {}, {"person_cap": 1})


def test_quiet_hours_put_messages_off_and_spread_them(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    mailbox = Mailbox()
    rules = GateSettings(quiet_from_minute=22 * 60, quiet_until_minute=9 * 60, spread_ms=HOUR_MS)
    platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, scope, rules))
    planned(platform, scope, PEOPLE)  # it is 08:00 in Shanghai
    gate(platform, {"webhook": mailbox}, scope)
    assert states(platform, scope) == [IntentState.DEFERRED] * 3
    assert gate(platform, {"webhook": mailbox}, scope) == 0
    clock.advance(HOUR_MS)
    early = gate(platform, {"webhook": mailbox}, scope)
    assert early < 3
    clock.advance(HOUR_MS)
    assert early + gate(platform, {"webhook": mailbox}, scope) == 3
    assert states(platform, scope) == [IntentState.QUEUED] * 3


def test_the_gate_can_be_asked_without_anything_happening(platform: Platform, scope: Scope) -> None:
    rules = GateSettings(cap_count=1)
    platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, scope, rules))
    planned(platform, scope, PEOPLE[:1])
    gate(platform, {"webhook": Mailbox()}, scope)
    told = forecast(platform, scope, np.array(PEOPLE), channel="webhook", identity_kind=None)
    assert (told.people, told.sent, told.deferred) == (3, 2, {"person_cap": 1})
    assert len(listed(platform, scope)) == 1


def test_a_person_without_the_value_is_failed_with_the_reason(platform: Platform, scope: Scope) -> None:
    ids = make_people(platform, scope, 2)
    mailbox = Mailbox()
    values = [{"name": "小林"}, {}]
    platform.stores.core.write(
        lambda conn: set_attributes(
            platform, conn, scope, np.array(ids), values, at_ms=5, source="test", define_missing=True
        )
    )
    planned(platform, scope, ids, text="{{ name }},你好")
    gate(platform, {"webhook": mailbox}, scope)
    dispatch(platform, mailbox, scope, SETTINGS)
    assert [message.text for message in mailbox.received] == ["小林,你好"]
    missing = listed(platform, scope)[ids[1]]
    assert missing.state is IntentState.FAILED and "name" in missing.reason


def test_a_refusal_for_now_is_tried_again_later_and_given_up_in_the_end(
    platform: Platform, scope: Scope, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "ATTEMPTS_MAX", 3)
    mailbox = Mailbox()
    mailbox.mood = Result.RETRY
    planned(platform, scope, PEOPLE[:1])
    gate(platform, {"webhook": mailbox}, scope)
    for _ in range(3):
        assert dispatch(platform, mailbox, scope, SETTINGS) == 1
        assert dispatch(platform, mailbox, scope, SETTINGS) == 0
        clock.advance(HOUR_MS)
    assert states(platform, scope) == [IntentState.FAILED]
    assert len(mailbox.received) == 3


def test_a_channel_that_fails_leaves_messages_unknown_and_asks_before_sending_again(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    mailbox = Mailbox()
    mailbox.down = True
    planned(platform, scope, PEOPLE)
    gate(platform, {"webhook": mailbox}, scope)
    dispatch(platform, mailbox, scope, SETTINGS)
    assert states(platform, scope) == [IntentState.UNKNOWN] * 3
    mailbox.down, mailbox.known = False, Result.DELIVERED
    clock.advance(HOUR_MS)
    assert dispatch(platform, mailbox, scope, SETTINGS) == 0
    assert reconcile(platform, mailbox, scope, SETTINGS) == 3
    assert states(platform, scope) == [IntentState.DELIVERED] * 3
    assert mailbox.received == []


def test_a_worker_that_died_while_sending_leaves_messages_unknown(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    mailbox = Mailbox()
    planned(platform, scope, PEOPLE)
    gate(platform, {"webhook": mailbox}, scope)
    platform.stores.flow.write(
        lambda conn: dispatching._claim(conn, scope, mailbox, IntentState.QUEUED, now_ms=clock.now_ms(), lease_ms=1_000)
    )
    assert reconcile(platform, mailbox, scope, SETTINGS) == 0, "its lease still runs"
    clock.advance(1_001)
    assert reconcile(platform, mailbox, scope, SETTINGS) == 3
    clock.advance(HOUR_MS)
    assert dispatch(platform, mailbox, scope, SETTINGS) == 3
    assert states(platform, scope) == [IntentState.DELIVERED] * 3


def test_a_worker_that_lost_its_lease_records_nothing(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    mailbox = Mailbox()
    planned(platform, scope, PEOPLE)
    gate(platform, {"webhook": mailbox}, scope)

    class Slow(Mailbox):
        def send(self, scope: Scope, batch):  # type: ignore[no-untyped-def]
            clock.advance(5_000)
            mailbox.known = Result.DELIVERED
            reconcile(platform, mailbox, scope, SETTINGS)
            self.mood = Result.FAILED
            return super().send(scope, batch)

    dispatch(platform, Slow(), scope, SETTINGS)
    assert states(platform, scope) == [IntentState.DELIVERED] * 3


def test_what_became_of_messages_is_logged_as_events_once(platform: Platform, scope: Scope) -> None:
    ids = make_people(platform, scope, 2)
    mailbox = Mailbox()
    planned(platform, scope, ids)
    gate(platform, {"webhook": mailbox}, scope)
    dispatch(platform, mailbox, scope, SETTINGS)
    bus = FactBus()
    bus.on(MessagesMoved, on_messages_moved)
    bus.on(MessagesMoved, on_messages_moved)
    while bus.deliver(platform, platform.stores.flow):
        pass
    with platform.stores.core.reading() as conn:
        page = events.timeline(platform, conn, scope, ids[0])
    assert sorted(entry.name for entry in page.entries) == ["Message Delivered", "Message Sent"]


def test_another_brand_sees_no_messages(platform: Platform, scope: Scope, other_scope: Scope) -> None:
    planned(platform, scope, PEOPLE)
    assert listed(platform, other_scope) == {}
    assert gate(platform, {"webhook": Mailbox()}, other_scope) == 0
    with pytest.raises(queries.ContentNotFound), platform.stores.flow.reading() as conn:
        queries.find_content(conn, other_scope, content(platform, scope).text)
