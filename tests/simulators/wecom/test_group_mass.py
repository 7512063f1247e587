from typing import Any

import pytest

from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, make_world, serve

HELLO = {"text": {"content": "今晚八点直播"}}
DAY_MS = 86_400_000


def create(api: Api, **fields: Any) -> Any:
    return api.customer("add_msg_template", {"chat_type": "group", "sender": "zhangsan", **HELLO, **fields})


def results(api: Api, msgid: str) -> Any:
    return api.customer("get_groupmsg_send_result", {"msgid": msgid, "userid": "zhangsan"})["send_list"]


def test_groups_that_are_not_the_senders_own_fail(api: Api, world: World) -> None:
    mine, hers = world.seed_group("zhangsan", "甲"), world.seed_group("lisi", "乙")
    gone = world.seed_group("zhangsan", "丙")
    world.dismiss_group(gone.chat_id)
    made = create(api, chat_id_list=[mine.chat_id, hers.chat_id, gone.chat_id, "wrX"])
    assert made["fail_list"] == [hers.chat_id, gone.chat_id, "wrX"]
    assert create(api, chat_id_list=[hers.chat_id])["errcode"] == 41048
    assert create(api, chat_id_list=["wrX"] * 2_001)["errcode"] == 40058


def test_named_groups_are_listed_until_sent_and_each_has_its_own_quota(api: Api, world: World) -> None:
    chats = [world.seed_group("zhangsan", f"群{n}").chat_id for n in range(3)]
    world.send_own_group_mass("zhangsan", chats[:1], text="早")
    msgid = create(api, chat_id_list=chats)["msgid"]
    world.advance(2_000)
    assert [row["status"] for row in results(api, msgid)] == [0, 0, 0]
    world.join_group(chats[1], "lisi")
    world.change_group_owner(chats[1], "lisi")
    done = world.confirm_mass(msgid, "zhangsan")
    assert (done.sent, done.not_friend, done.over_quota) == (1, 1, 1)
    assert [(row["chat_id"], row["status"]) for row in results(api, msgid)] == list(zip(chats, (3, 2, 1), strict=True))
    assert [m.kind for m in world.sent_messages(chats[2])] == ["group_mass"] and world.quota_left(chats[2]) == 0


def test_without_named_groups_the_member_chooses_and_nothing_is_listed_before(api: Api, world: World) -> None:
    chats = [world.seed_group("zhangsan", f"群{n}").chat_id for n in range(3)]
    msgid = create(api)["msgid"]
    world.advance(2_000)
    assert results(api, msgid) == []
    assert world.confirm_mass(msgid, "zhangsan", chat_ids=chats[:2]).sent == 2
    assert [row["chat_id"] for row in results(api, msgid)] == chats[:2]


def test_a_task_put_there_is_reminded_and_confirmed_like_any_other(api: Api, world: World) -> None:
    chat = world.seed_group("zhangsan", "甲").chat_id
    world.set_confirm_habit(ConfirmHabit(0.0))
    world.put_group_mass("msgOld", "zhangsan", [chat], text="早", created_at_ms=world.state.now_ms() - 2 * DAY_MS)
    world.advance(DAY_MS)
    assert [row["status"] for row in results(api, "msgOld")] == [0], "no habit has touched it"
    assert api.customer("remind_groupmsg_send", {"msgid": "msgOld"})["errcode"] == 0
    assert [len(task.reminded_at_ms) for task in world.mass_tasks()] == [1]
    world.confirm_mass("msgOld", "zhangsan")
    assert [row["status"] for row in results(api, "msgOld")] == [1]


@pytest.mark.parametrize(("mode", "allowed"), [("day", 1), ("week", 7), ("month", 30)])
def test_groups_have_the_quota_of_each_mode(mode: str, allowed: int) -> None:
    world = make_world(mass_quota_mode=mode)
    chat = world.seed_group("zhangsan", "甲")
    serving, api = serve(world)
    with serving:
        for number in range(allowed + 2):
            if number % 2:
                world.send_own_group_mass("zhangsan", [chat.chat_id], text="早")
            else:
                world.confirm_mass(create(api, chat_id_list=[chat.chat_id])["msgid"], "zhangsan")
    assert len(world.sent_messages(chat.chat_id)) == allowed


def test_a_member_may_choose_other_customers_only_where_allowed(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    single = {"chat_type": "single", "external_userid": ["wmA"]}
    fixed, free = create(api, **single)["msgid"], create(api, **single, allow_select=True)["msgid"]
    assert world.confirm_mass(fixed, "zhangsan", external_userids=["wmB"]).sent == 0
    assert world.confirm_mass(free, "zhangsan", external_userids=["wmB"]).sent == 1
    assert {row["external_userid"]: row["status"] for row in results(api, free)} == {"wmA": 0, "wmB": 1}


def test_group_tasks_are_listed_apart(api: Api, world: World) -> None:
    chat = world.seed_group("zhangsan", "甲")
    made = create(api, chat_id_list=[chat.chat_id])["msgid"]
    window = {"start_time": 1_763_690_000, "end_time": 1_763_699_999}
    for kind, expected in (("group", [made]), ("single", [])):
        listed = api.customer("get_groupmsg_list_v2", {"chat_type": kind, **window})["group_msg_list"]
        assert [row["msgid"] for row in listed] == expected
