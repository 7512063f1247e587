"""A campaign from draft to results: who gets a task, what is said before, and what becomes of it."""

from datetime import datetime

import numpy as np
import pytest

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import define_attribute
from siyu.kit.clock import DAY_MS, HOUR_MS, from_datetime
from siyu.kit.db.scope import Scope
from siyu.outreach.contracts import Attachment, GateSettings
from siyu.outreach.mass import operations, queries
from siyu.outreach.mass.contracts import Audience, Outcome, Plan, Reminders
from siyu.outreach.mass.domain import remind_after, sentence, task_count
from siyu.outreach.mass.planning.operations import advance
from siyu.outreach.operations import save_gate_settings
from siyu.outreach.quota.queries import room
from siyu.simulators.wecom.faults import Fault
from tests.outreach.mass.conftest import Corp


def test_each_advisor_gets_one_task_and_results_come_back(corp: Corp) -> None:
    mine, others = corp.befriend("zhangsan", ["wmA1", "wmA2", "wmA3"]), corp.befriend("lisi", ["wmB1"])
    card = Attachment("新米上市", "https://example.com/rice", "现磨现发")
    campaign = corp.draft([*mine, *others], attachments=(card,))
    told = corp.send(campaign)
    assert (told.people, told.sent, told.dropped, told.advisors, told.tasks) == (4, 4, {}, 2, 2)
    assert [(share.advisor, share.people) for share in told.shares] == [("zhangsan", 3), ("lisi", 1)]
    assert sorted(list(task.shares) for task in corp.world.mass_tasks()) == [["lisi"], ["zhangsan"]]
    assert corp.world.mass_tasks()[0].content["attachments"][0]["link"]["title"] == "新米上市"
    assert corp.outcomes(campaign) == {"waiting": 4}
    corp.confirm(campaign, "zhangsan")
    corp.later()
    assert corp.outcomes(campaign) == {"delivered": 3, "waiting": 1}
    assert corp.state(campaign) == "running"
    corp.confirm(campaign, "lisi")
    corp.later()
    assert (corp.outcomes(campaign), corp.state(campaign)) == ({"delivered": 4}, "done")
    with corp.platform.stores.flow.reading() as conn:
        listed = queries.people(conn, corp.scope, campaign.id, Outcome.DELIVERED, below_id=None, limit=10)
        assert [one.customer_id for one in listed] == sorted([*mine.tolist(), *others.tolist()], reverse=True)
        assert queries.people(conn, corp.scope, campaign.id, Outcome.FAILED, below_id=None, limit=10) == []


def test_the_forecast_says_who_is_left_out_and_the_vendor_never_has_to(corp: Corp) -> None:
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2", "wmA3", "wmA4"])
    first = corp.draft(ids[:2])
    corp.send(first)
    corp.confirm(first, "zhangsan")
    corp.later()
    platform, scope = corp.platform, corp.scope
    platform.stores.core.write(
        lambda conn: customers.record_consent(
            platform, conn, scope, ids[2:3], channel="wecom", granted=False, evidence="test", at_ms=1
        )
    )
    stranger = platform.stores.core.write(
        lambda conn: customers.resolve(
            platform, conn, scope, [[customers.Identity("phone", "13800000001")]], source="test", at_ms=1
        )
    )
    second = corp.draft([*ids, *stranger], text="第二次")
    told = corp.send(second)
    assert (told.people, told.sent) == (5, 1)
    assert told.dropped == {"quota": 2, "refused": 1, "not_friend": 1}
    assert sentence(told, "zh").startswith(
        "共 5 人，将为 1 位导购创建 1 个任务，可送达 1 人；不发送：2 人企业微信群发额度已用完"
    )
    assert "2 over WeCom's quota" in sentence(told, "en")
    corp.confirm(second, "zhangsan")
    corp.later()
    assert corp.outcomes(second) == {"delivered": 1, "quota": 2, "refused": 1, "not_friend": 1}
    third = corp.draft(ids[:1], text="明天")
    corp.clock.advance(DAY_MS)
    assert corp.foretell(third).sent == 1, "the next day has room again"


def test_who_stopped_being_a_friend_is_told_by_wecom_and_frees_the_room(corp: Corp) -> None:
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"])
    campaign = corp.draft(ids)
    corp.send(campaign)
    corp.world.customer_deletes("wmA1", "zhangsan")
    corp.confirm(campaign, "zhangsan")
    corp.later()
    assert corp.outcomes(campaign) == {"delivered": 1, "not_friend": 1}
    with corp.platform.stores.flow.reading() as conn:
        assert room(conn, corp.scope, ids, at_ms=corp.clock.now_ms()).tolist() == [1, 0]


def test_reminders_stop_at_three_in_a_day_and_say_when_the_next_may_go(corp: Corp) -> None:
    campaign = corp.draft(corp.befriend("zhangsan", ["wmA1"]))
    corp.send(campaign)

    def ask() -> int:
        return corp.platform.stores.flow.write(
            lambda conn: operations.ask_reminders(conn, corp.scope, campaign.id, None, at_ms=corp.clock.now_ms())
        )

    for _ in range(3):
        assert ask() == 1
        corp.later(HOUR_MS)
    (task,) = corp.tasks(campaign)
    assert len(task.reminded_at_ms) == 3 and task.remind_after_ms == task.reminded_at_ms[0] + DAY_MS
    with pytest.raises(operations.RemindedTooOften):
        ask()
    corp.later(DAY_MS)
    assert ask() == 1


def test_a_reminder_wecom_refuses_blocks_the_button_for_a_day(corp: Corp) -> None:
    campaign = corp.draft(corp.befriend("zhangsan", ["wmA1"]))
    corp.send(campaign)
    corp.world.add_fault(Fault("externalcontact/remind_groupmsg_send", "errcode", errcode=41094, times=1))
    now_ms = corp.clock.now_ms()
    corp.platform.stores.flow.write(
        lambda conn: operations.ask_reminders(conn, corp.scope, campaign.id, None, at_ms=now_ms)
    )
    corp.work()
    (task,) = corp.tasks(campaign)
    assert task.reminded_at_ms == () and task.remind_after_ms == now_ms + DAY_MS and not task.remind_asked


def test_a_reminder_rule_reminds_only_who_has_not_confirmed(corp: Corp) -> None:
    ids = [*corp.befriend("zhangsan", ["wmA1"]), *corp.befriend("lisi", ["wmB1"])]
    campaign = corp.draft(ids, reminders=Reminders(after_hours=2, times=2))
    corp.send(campaign)
    corp.confirm(campaign, "zhangsan")
    for _ in range(6):
        corp.later(HOUR_MS)
    reminded = {task.advisor: len(task.reminded_at_ms) for task in corp.tasks(campaign)}
    assert reminded == {"zhangsan": 0, "lisi": 2}


def test_a_cancelled_campaign_keeps_what_was_sent_and_frees_the_rest(corp: Corp) -> None:
    mine, others = corp.befriend("zhangsan", ["wmA1"]), corp.befriend("lisi", ["wmB1", "wmB2"])
    campaign = corp.draft([*mine, *others])
    corp.send(campaign)
    corp.confirm(campaign, "zhangsan")
    corp.platform.stores.flow.write(
        lambda conn: operations.cancel_campaign(conn, corp.scope, campaign.id, at_ms=corp.clock.now_ms())
    )
    corp.later()
    assert corp.outcomes(campaign) == {"delivered": 1, "cancelled": 2}
    assert corp.state(campaign) == "cancelled"
    with corp.platform.stores.flow.reading() as conn:
        assert room(conn, corp.scope, np.r_[mine, others], at_ms=corp.clock.now_ms()).tolist() == [0, 1, 1]
    with pytest.raises(operations.CampaignMovedOn):
        corp.platform.stores.flow.write(
            lambda conn: operations.cancel_campaign(conn, corp.scope, campaign.id, at_ms=corp.clock.now_ms())
        )


def test_a_campaign_cancelled_while_it_is_planned_creates_nothing(corp: Corp) -> None:
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"])
    campaign = corp.draft(ids)
    told, now_ms = corp.foretell(campaign), corp.clock.now_ms()
    corp.platform.stores.flow.write(
        lambda conn: operations.send_campaign(conn, corp.scope, campaign.id, told, at_ms=now_ms)
    )
    assert advance(corp.platform, corp.scope) and advance(corp.platform, corp.scope)
    corp.platform.stores.flow.write(
        lambda conn: operations.cancel_campaign(conn, corp.scope, campaign.id, at_ms=now_ms)
    )
    corp.work()
    assert (corp.state(campaign), corp.outcomes(campaign)) == ("cancelled", {"cancelled": 2})
    assert corp.world.mass_tasks() == []
    assert corp.foretell(corp.draft(ids)).sent == 2


def test_quiet_hours_put_the_whole_campaign_off_and_split_nobody(corp: Corp) -> None:
    rules = GateSettings(cap_count=0, quiet_from_minute=22 * 60, quiet_until_minute=8 * 60)
    corp.platform.stores.flow.write(lambda conn: save_gate_settings(conn, corp.scope, rules))
    corp.clock.advance(15 * HOUR_MS)  # 23:00
    campaign = corp.draft(corp.befriend("zhangsan", ["wmA1", "wmA2"]))
    told = corp.send(campaign)
    assert told.quiet and told.starts_at_ms == corp.clock.now_ms() + 9 * HOUR_MS
    assert corp.world.mass_tasks() == [] and corp.state(campaign) == "scheduled"
    corp.later(9 * HOUR_MS)
    assert len(corp.world.mass_tasks()) == 1


def test_a_scheduled_campaign_takes_its_audience_when_it_begins(corp: Corp) -> None:
    start_ms = corp.clock.now_ms() + 3 * HOUR_MS
    corp.befriend("zhangsan", ["wmA1"])
    plan = Plan(
        Audience(rule={"not": {"attribute": "city", "op": "in", "value": ["杭州"]}}), "周三鲜奶日", start_at_ms=start_ms
    )
    platform, scope, now_ms = corp.platform, corp.scope, corp.clock.now_ms()
    platform.stores.core.write(lambda conn: define_attribute(conn, scope, "city", "text", "城市", at_ms=1))
    campaign = platform.stores.flow.write(
        lambda conn: operations.create_campaign(conn, scope, name="鲜奶", plan=plan, at_ms=now_ms)
    )
    assert corp.send(campaign).people == 1
    other = corp.draft([1])
    assert corp.foretell(other).planned_before == 0
    corp.befriend("lisi", ["wmB1"])
    corp.later(3 * HOUR_MS)
    assert corp.outcomes(campaign) == {"waiting": 2}


def test_branches_limit_a_campaign_to_their_own_advisors(corp: Corp) -> None:
    platform, scope = corp.platform, corp.scope
    tenancy = pytest.importorskip("siyu.tenancy.operations")
    contracts = pytest.importorskip("siyu.tenancy.contracts")
    units = [
        contracts.NewOrgUnit("hq", "", contracts.OrgLevel.HQ, "总部"),
        contracts.NewOrgUnit("east", "hq", contracts.OrgLevel.BRANCH, "东区"),
        contracts.NewOrgUnit("west", "hq", contracts.OrgLevel.BRANCH, "西区"),
    ]
    people = [
        contracts.NewStaff("1", "east", "张三", "advisor", "zhangsan"),
        contracts.NewStaff("2", "west", "李四", "advisor", "lisi"),
    ]
    saved = platform.stores.core.write(lambda conn: tenancy.save_org_units(conn, scope, units))
    platform.stores.core.write(lambda conn: tenancy.save_staff(conn, scope, people))
    ids = [*corp.befriend("zhangsan", ["wmA1", "wmA2"]), *corp.befriend("lisi", ["wmB1"])]
    told = corp.send(corp.draft(ids, branches=(saved["east"],)))
    assert (told.people, told.sent) == (2, 2)
    assert [list(task.shares) for task in corp.world.mass_tasks()] == [["zhangsan"]]


def test_what_an_advisor_sends_by_themselves_uses_the_quota_too(corp: Corp) -> None:
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"])
    corp.world.send_own_mass("zhangsan", ["wmA1"], text="自己发的")
    assert (corp.learn(), corp.learn()) == (1, 0)
    campaign = corp.draft(ids)
    told = corp.send(campaign)
    assert (told.sent, told.dropped) == (1, {"quota": 1})
    corp.confirm(campaign, "zhangsan")
    corp.later()
    assert corp.outcomes(campaign) == {"delivered": 1, "quota": 1}


def test_a_bad_plan_is_refused_with_the_field(corp: Corp) -> None:
    for plan, field in (
        (Plan(Audience(), "x"), "audience"),
        (Plan(Audience(segment=1, customer_ids=(1,)), "x"), "audience"),
        (Plan(Audience(segment=1), ""), "text"),
        (Plan(Audience(segment=1), "字" * 1_400), "text"),
        (Plan(Audience(segment=1), "x", attachments=(Attachment("t", "ftp://x"),)), "url"),
        (Plan(Audience(segment=1), "x", reminders=Reminders(2, 0)), "reminders"),
    ):
        with pytest.raises(operations.BadMassPlan) as caught:
            corp.platform.stores.flow.write(
                lambda conn, plan=plan: operations.create_campaign(conn, corp.scope, name="x", plan=plan, at_ms=1)
            )
        assert caught.value.field == field


def test_a_vanished_segment_fails_the_campaign_with_its_reason(corp: Corp) -> None:
    plan, scope, now_ms = Plan(Audience(segment=99), "x"), corp.scope, corp.clock.now_ms()
    told = corp.foretell(corp.draft([1]))
    flow = corp.platform.stores.flow
    campaign = flow.write(lambda conn: operations.create_campaign(conn, scope, name="x", plan=plan, at_ms=now_ms))
    flow.write(lambda conn: operations.send_campaign(conn, scope, campaign.id, told, at_ms=now_ms))
    corp.work()
    with flow.reading() as conn:
        found = queries.campaign(conn, scope, campaign.id)
    assert found.state == "failed" and "99" in found.problem


def test_other_brands_do_not_see_a_campaign(corp: Corp, other_scope: Scope) -> None:
    campaign = corp.draft([1])
    with corp.platform.stores.flow.reading() as conn, pytest.raises(queries.UnknownCampaign):
        queries.campaign(conn, other_scope, campaign.id)


def test_tasks_are_split_at_ten_thousand_and_reminders_counted_over_a_day() -> None:
    assert task_count([1, 10_000, 10_001]) == 4
    now_ms = from_datetime(datetime(2026, 1, 2))
    assert remind_after([now_ms - 1, now_ms - 2], 0, now_ms) == 0
    assert remind_after([now_ms - 1, now_ms - 2, now_ms - 3], 0, now_ms) == now_ms - 3 + DAY_MS
    assert remind_after([now_ms - DAY_MS] * 3, 0, now_ms) == 0
    assert remind_after([], now_ms + 5, now_ms) == now_ms + 5
