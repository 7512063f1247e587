"""Mass messages to customer groups: each owner one task, each group its own room, results per group."""

from collections.abc import Sequence

import pytest

from siyu.kit.clock import DAY_MS, MINUTE_MS
from siyu.outreach.mass import operations
from siyu.outreach.mass.contracts import Audience, Campaign, GroupTarget, Plan
from siyu.outreach.mass.domain import group_sentence
from siyu.outreach.mass.groups.queries import group_results
from siyu.outreach.quota.queries import group_room
from siyu.simulators.wecom.faults import Fault
from tests.outreach.mass.conftest import Corp

ADD = "externalcontact/add_msg_template"


def seed(corp: Corp, owner: str, count: int) -> list[GroupTarget]:
    chats = [corp.world.seed_group(owner, f"{owner} {number} 群") for number in range(count)]
    return [GroupTarget(chat.chat_id, chat.name, owner) for chat in chats]


def draft(corp: Corp, groups: Sequence[GroupTarget], text: str = "今晚八点直播") -> Campaign:
    plan = Plan(Audience(groups=tuple(groups)), text)
    return corp.platform.stores.flow.write(
        lambda conn: operations.create_campaign(conn, corp.scope, name="直播", plan=plan, at_ms=corp.clock.now_ms())
    )


def results(corp: Corp, campaign: Campaign) -> dict[str, str]:
    with corp.platform.stores.flow.reading() as conn:
        found = group_results(conn, corp.scope, campaign.id, None, limit=200)
    return {one.name: str(one.outcome) for one in found}


def test_each_owner_gets_one_task_and_every_group_its_result(corp: Corp) -> None:
    groups = [*seed(corp, "zhangsan", 2), *seed(corp, "lisi", 1)]
    campaign = draft(corp, groups)
    told = corp.send(campaign)
    assert (told.people, told.sent, told.advisors, told.tasks) == (3, 3, 2, 2)
    assert group_sentence(told, "zh") == "共 3 个客户群，将为 2 位群主创建 2 个任务，可发到 3 个群。"
    assert [task.chat_type for task in corp.world.mass_tasks()] == ["group", "group"]
    assert corp.outcomes(campaign) == {"waiting": 3}
    corp.world.dismiss_group(groups[0].chat_id)
    corp.confirm(campaign, "zhangsan")
    corp.later()
    assert results(corp, campaign) == {
        "zhangsan 0 群": "not_friend",
        "zhangsan 1 群": "delivered",
        "lisi 0 群": "waiting",
    }
    assert corp.state(campaign) == "running"
    corp.confirm(campaign, "lisi")
    corp.later()
    assert (corp.outcomes(campaign), corp.state(campaign)) == ({"delivered": 2, "not_friend": 1}, "done")
    with corp.platform.stores.flow.reading() as conn:
        left = group_room(conn, corp.scope, [one.chat_id for one in groups], at_ms=corp.clock.now_ms())
    assert [left[one.chat_id] for one in groups] == [1, 0, 0], "what was not sent frees its room"
    again = draft(corp, groups)
    assert corp.foretell(again).dropped == {"quota": 2}
    corp.clock.advance(DAY_MS)
    assert corp.foretell(again).dropped == {}


def test_a_stopped_message_takes_the_owners_task_back_and_frees_the_room(corp: Corp) -> None:
    groups = [*seed(corp, "zhangsan", 1), *seed(corp, "lisi", 2)]
    campaign = draft(corp, groups)
    corp.send(campaign)
    corp.confirm(campaign, "zhangsan")
    corp.platform.stores.flow.write(
        lambda conn: operations.cancel_campaign(conn, corp.scope, campaign.id, at_ms=corp.clock.now_ms())
    )
    corp.later()
    assert (corp.state(campaign), corp.outcomes(campaign)) == ("cancelled", {"delivered": 1, "cancelled": 2})
    assert corp.foretell(draft(corp, groups)).sent == 2


def test_owners_who_have_not_confirmed_are_reminded(corp: Corp) -> None:
    campaign = draft(corp, seed(corp, "zhangsan", 1))
    corp.send(campaign)
    corp.platform.stores.flow.write(
        lambda conn: operations.ask_reminders(conn, corp.scope, campaign.id, None, at_ms=corp.clock.now_ms())
    )
    corp.later()
    assert [len(task.reminded_at_ms) for task in corp.tasks(campaign)] == [1]


@pytest.mark.parametrize("fault", [Fault(ADD, "cut", times=1), Fault(ADD, "errcode", errcode=-1, times=1)])
def test_a_task_whose_making_got_no_answer_is_looked_up_and_exists_once(corp: Corp, fault: Fault) -> None:
    corp.world.add_fault(fault)
    campaign = draft(corp, seed(corp, "zhangsan", 2))
    corp.send(campaign)
    assert corp.outcomes(campaign) == {"creating": 2}
    corp.later(3 * MINUTE_MS)
    assert corp.outcomes(campaign) == {"waiting": 2} and len(corp.world.mass_tasks()) == 1


def test_a_group_that_is_not_the_owners_own_fails_and_the_others_are_sent(corp: Corp) -> None:
    mine = seed(corp, "zhangsan", 1)
    campaign = draft(
        corp, [*mine, GroupTarget("wrNobody", "别人的群", "zhangsan"), GroupTarget("wrLeft", "没人管的群", "")]
    )
    told = corp.send(campaign)
    assert (told.sent, told.dropped) == (2, {"not_friend": 1})
    assert results(corp, campaign) == {"zhangsan 0 群": "waiting", "别人的群": "not_friend", "没人管的群": "not_friend"}
    corp.confirm(campaign, "zhangsan")
    corp.later()
    assert corp.state(campaign) == "done"
