"""Messages that advisors confirm, against the simulated corp."""

from typing import Any

import pytest

from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.credentials import corp_of
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import MINUTE_MS, VirtualClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach import queries
from siyu.outreach.confirming import operations as confirming
from siyu.outreach.confirming.operations import collect
from siyu.outreach.contracts import IntentState, NewIntent, Origin, Outcome
from siyu.outreach.dispatching.operations import dispatch, reconcile
from siyu.outreach.gating.operations import gate
from siyu.outreach.models import outreach_intent
from siyu.outreach.operations import plan, save_content
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.conftest import Corp
from tests.outreach.factories import SETTINGS, listed


def befriend(platform: Platform, scope: Scope, corp: Corp, userid: str, externals: list[str]) -> list[int]:
    corp.world.seed_friends(userid, externals)

    def work(conn: Any) -> list[int]:
        people = [[Identity("external_userid", external)] for external in externals]
        ids = [int(one) for one in customers.resolve(platform, conn, scope, people, source="test", at_ms=1)]
        found = [FriendNews(userid, ext, one, Added(1)) for one, ext in zip(ids, externals, strict=True)]
        record_friends(platform, conn, scope, found, source="test")
        return ids

    return platform.stores.core.write(work)


def send(platform: Platform, scope: Scope, channel: WecomChannel, people: list[int]) -> None:
    now_ms = platform.clock.now_ms()

    def work(conn: Any) -> None:
        content = save_content(conn, scope, channel="wecom", text="新品上市", known=None)
        intents = [NewIntent(f"k{person}", person, now_ms) for person in people]
        plan(conn, scope, content, intents, origin=Origin("api"), at_ms=now_ms)

    platform.stores.flow.write(work)
    gate(platform, {"wecom": channel}, scope)
    while dispatch(platform, channel, scope, SETTINGS):
        pass


def states(platform: Platform, scope: Scope) -> list[str]:
    return [message.state.name for _, message in sorted(listed(platform, scope).items())]


def test_one_task_an_advisor_and_results_after_confirmation(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    mine = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2", "wmA3"])
    others = befriend(platform, scope, corp, "lisi", ["wmB1"])
    send(platform, scope, corp.channel, [*mine, *others])
    assert len(corp.world.mass_tasks()) == 2
    assert states(platform, scope) == ["ACCEPTED"] * 4
    assert corp.world.sent_messages() == []
    clock.advance(MINUTE_MS)
    assert collect(platform, corp.channel, scope, SETTINGS) == 0
    task = next(task for task in corp.world.mass_tasks() if "zhangsan" in task.shares)
    corp.world.confirm_mass(task.msgid, "zhangsan")
    clock.advance(MINUTE_MS)
    assert collect(platform, corp.channel, scope, SETTINGS) == 3
    assert states(platform, scope) == ["DELIVERED"] * 3 + ["ACCEPTED"]
    with platform.stores.flow.reading() as conn:
        tasks = {task.advisor: task for task in queries.staff_tasks(conn, scope, limit=10)}
    assert (tasks["zhangsan"].people, tasks["zhangsan"].delivered) == (3, 3)
    assert tasks["zhangsan"].confirmed_at_ms is not None and tasks["lisi"].confirmed_at_ms is None


def test_messages_found_to_be_a_tasks_while_its_news_is_written_down_are_asked_after_again(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2", "wmA3"])
    send(platform, scope, corp.channel, people)
    (task,) = corp.world.mass_tasks()
    corp.world.confirm_mass(task.msgid, "zhangsan")
    clock.advance(MINUTE_MS)

    def put(state: IntentState) -> None:
        change = scoped.update(scope, outreach_intent).values(state=int(state))
        platform.stores.flow.write(lambda conn: conn.execute(change.where(outreach_intent.c.customer_id == people[0])))

    def meanwhile(*given: Any) -> Any:
        put(IntentState.ACCEPTED)  # as another worker does that looked the task up after an interruption
        return contact_points(*given)

    contact_points = confirming.customers.contact_points
    put(IntentState.UNKNOWN)
    monkeypatch.setattr(confirming.customers, "contact_points", meanwhile)
    assert collect(platform, corp.channel, scope, SETTINGS) == 2
    monkeypatch.undo()
    clock.advance(MINUTE_MS)
    assert collect(platform, corp.channel, scope, SETTINGS) == 1
    assert states(platform, scope) == ["DELIVERED"] * 3


def test_who_is_no_friend_any_more_is_failed_with_the_reason(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2", "wmA3"])
    corp.world.member_deletes("zhangsan", "wmA1")
    send(platform, scope, corp.channel, people)
    assert listed(platform, scope)[people[0]].reason == "not_a_customer"
    corp.world.customer_deletes("wmA2", "zhangsan")
    (task,) = corp.world.mass_tasks()
    corp.world.confirm_mass(task.msgid, "zhangsan")
    clock.advance(MINUTE_MS)
    collect(platform, corp.channel, scope, SETTINGS)
    assert states(platform, scope) == ["FAILED", "FAILED", "DELIVERED"]
    assert listed(platform, scope)[people[1]].reason == "not_a_friend"


def test_without_a_known_advisor_wecom_chooses(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2"])
    lost = Lost(5, LostBy.CUSTOMER)
    gone = [FriendNews("zhangsan", ext, one, lost=lost) for one, ext in zip(people, ["wmA1", "wmA2"], strict=True)]
    platform.stores.core.write(lambda conn: record_friends(platform, conn, scope, gone, source="test"))
    send(platform, scope, corp.channel, people)
    (task,) = corp.world.mass_tasks()
    corp.world.confirm_mass(task.msgid, "zhangsan")
    clock.advance(MINUTE_MS)
    assert collect(platform, corp.channel, scope, SETTINGS) == 2
    clock.advance(MINUTE_MS)
    assert collect(platform, corp.channel, scope, SETTINGS) == 0
    with platform.stores.flow.reading() as conn:
        tasks = {task.advisor: task for task in queries.staff_tasks(conn, scope, limit=10)}
    assert tasks["zhangsan"].delivered == 2


def test_a_task_made_by_a_worker_that_died_is_found_again_and_not_made_twice(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2"])

    class Dying(WecomChannel):
        def send(self, scope: Scope, messages: Any) -> list[Outcome]:
            super().send(scope, messages)
            raise OSError("killed")

    send(platform, scope, Dying(platform, corp.client), people)
    assert states(platform, scope) == ["UNKNOWN"] * 2
    clock.advance(MINUTE_MS)
    assert reconcile(platform, corp.channel, scope, SETTINGS) == 2
    assert states(platform, scope) == ["ACCEPTED"] * 2
    assert len(corp.world.mass_tasks()) == 1


def test_a_task_that_never_arrived_is_made_once(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2"])

    class Dying(WecomChannel):
        def send(self, scope: Scope, messages: Any) -> list[Outcome]:
            raise OSError("killed")

    send(platform, scope, Dying(platform, corp.client), people)
    clock.advance(MINUTE_MS)
    reconcile(platform, corp.channel, scope, SETTINGS)
    clock.advance(MINUTE_MS)
    dispatch(platform, corp.channel, scope, SETTINGS)
    assert states(platform, scope) == ["ACCEPTED"] * 2
    assert len(corp.world.mass_tasks()) == 1


def test_an_expired_token_is_fetched_anew(platform: Platform, scope: Scope, corp: Corp) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1"])
    corp.channel._client.get(corp_of(platform, scope), "externalcontact/get_follow_user_list")
    corp.world.revoke_tokens()
    send(platform, scope, corp.channel, people)
    assert states(platform, scope) == ["ACCEPTED"]


def test_a_frequency_limit_puts_the_batch_off(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1"])
    corp.world.add_fault(Fault("externalcontact/add_msg_template", "errcode", errcode=45009, times=1))
    send(platform, scope, corp.channel, people)
    assert listed(platform, scope)[people[0]].state is IntentState.QUEUED
    assert dispatch(platform, corp.channel, scope, SETTINGS) == 0
    clock.advance(MINUTE_MS)
    dispatch(platform, corp.channel, scope, SETTINGS)
    assert states(platform, scope) == ["ACCEPTED"]


def test_an_answer_that_got_lost_is_asked_after(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    people = befriend(platform, scope, corp, "zhangsan", ["wmA1", "wmA2"])
    corp.world.add_fault(Fault("externalcontact/add_msg_template", "cut"))
    send(platform, scope, corp.channel, people)
    assert states(platform, scope) == ["UNKNOWN"] * 2
    clock.advance(MINUTE_MS)
    reconcile(platform, corp.channel, scope, SETTINGS)
    assert states(platform, scope) == ["ACCEPTED"] * 2
    assert len(corp.world.mass_tasks()) == 1
