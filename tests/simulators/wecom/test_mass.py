from typing import Any

import httpx
import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api, make_world, serve

DAY_MS = 86_400_000
HELLO = {"text": {"content": "上新了"}}
NOW_S = START_MS // 1000


def people(count: int) -> list[str]:
    return [f"wm{number:05d}" for number in range(count)]


@pytest.fixture
def seeded(world: World) -> World:
    world.seed_friends("zhangsan", people(6))
    world.seed_friends("lisi", people(6)[3:])
    return world


def create(api: Api, **fields: Any) -> Any:
    return api.customer("add_msg_template", {**HELLO, **fields})


def results(api: Api, msgid: str, userid: str) -> dict[str, int]:
    rows, cursor = [], ""
    for _ in range(100):
        answer = api.customer("get_groupmsg_send_result", {"msgid": msgid, "userid": userid, "cursor": cursor})
        rows += answer["send_list"]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    return {row["external_userid"]: row["status"] for row in rows}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, 40063),
        ({"sender": "nobody"}, 40003),
        ({"external_userid": ["x"] * 10_001}, 40058),
        ({"external_userid": ["wmStranger"]}, 41048),
        ({"chat_type": "crowd", "sender": "zhangsan"}, 40058),
        ({"chat_type": "group"}, 40063),
        ({"chat_type": "group", "sender": "zhangsan", "chat_id_list": ["wrX"]}, 41048),
        ({"sender": "zhangsan", "text": {"content": "新" * 1334}}, 40058),
        ({"sender": "zhangsan", "text": {}}, 40063),
        ({"sender": "zhangsan", "tag_filter": {"group_list": [{"tag_list": ["t"] * 101}]}}, 40058),
    ],
)
def test_unsuitable_requests_are_refused(api: Api, seeded: World, fields: dict[str, object], code: int) -> None:
    assert create(api, **fields)["errcode"] == code


def test_nothing_is_sent_until_the_member_confirms(api: Api, seeded: World) -> None:
    made = create(api, sender="zhangsan", external_userid=["wm00000", "wm00001", "wm00000", "wmStranger"])
    assert made["fail_list"] == ["wmStranger"]
    msgid = made["msgid"]
    assert seeded.sent_messages() == []
    assert api.customer("get_groupmsg_task", {"msgid": msgid})["errcode"] == 41063
    seeded.advance(2_000)
    tasks = api.customer("get_groupmsg_task", {"msgid": msgid})
    assert tasks["task_list"] == [{"userid": "zhangsan", "status": 0}]
    assert results(api, msgid, "zhangsan") == {"wm00000": 0, "wm00001": 0}
    assert seeded.confirm_mass(msgid, "zhangsan").sent == 2
    assert results(api, msgid, "zhangsan") == {"wm00000": 1, "wm00001": 1}
    (task,) = api.customer("get_groupmsg_task", {"msgid": msgid})["task_list"]
    assert task == {"userid": "zhangsan", "status": 2, "send_time": NOW_S + 2}
    assert [message.source for message in seeded.sent_messages("wm00000")] == [msgid]
    with pytest.raises(ActionRefused):
        seeded.confirm_mass(msgid, "zhangsan")


def test_without_a_sender_the_member_who_chatted_last_gets_the_task(api: Api, seeded: World) -> None:
    seeded.advance(1_000)
    seeded.chat("zhangsan", "wm00004")
    create(api, external_userid=people(6))
    (task,) = seeded.mass_tasks()
    shares = {userid: [r.external_userid for r in share.recipients] for userid, share in task.shares.items()}
    assert shares == {"zhangsan": ["wm00000", "wm00001", "wm00002", "wm00004"], "lisi": ["wm00003", "wm00005"]}


def test_a_sender_alone_reaches_all_customers_and_a_filter_those_with_the_tags(api: Api, seeded: World) -> None:
    tags = seeded.seed_tags("等级", ["金卡", "银卡", "新客"])
    for customer, names in {"wm00000": ["金卡", "新客"], "wm00001": ["银卡", "新客"], "wm00002": ["金卡"]}.items():
        mark = {"userid": "zhangsan", "external_userid": customer, "add_tag": [tags[name] for name in names]}
        assert api.customer("mark_tag", mark)["errcode"] == 0
    create(api, sender="zhangsan")
    groups = [{"tag_list": [tags["金卡"], tags["银卡"]]}, {"tag_list": [tags["新客"]]}]
    create(api, sender="zhangsan", tag_filter={"group_list": groups})
    create(api, tag_filter={"group_list": groups})
    everyone, chosen, free = ([r.external_userid for r in t.shares["zhangsan"].recipients] for t in seeded.mass_tasks())
    assert (everyone, chosen, free) == (people(6), people(2), people(2))


def test_customers_who_left_fail_and_those_over_quota_are_marked(api: Api, seeded: World) -> None:
    first = create(api, sender="zhangsan", external_userid=["wm00003"])["msgid"]
    seeded.confirm_mass(first, "zhangsan")
    second = create(api, sender="lisi", external_userid=["wm00003", "wm00004", "wm00005"])["msgid"]
    seeded.customer_deletes("wm00004", "lisi")
    assert seeded.quota_left("wm00003") == 0
    done = seeded.confirm_mass(second, "lisi")
    assert (done.sent, done.not_friend, done.over_quota, done.left_out) == (1, 1, 1, 0)
    assert results(api, second, "lisi") == {"wm00003": 3, "wm00004": 2, "wm00005": 1}


def test_a_part_can_be_confirmed_and_the_rest_stays_unsent(api: Api, seeded: World) -> None:
    msgid = create(api, sender="zhangsan", external_userid=people(6))["msgid"]
    seeded.confirm_mass(msgid, "zhangsan", share=0.5)
    assert list(results(api, msgid, "zhangsan").values()) == [1, 1, 1, 0, 0, 0]
    other = create(api, sender="lisi")["msgid"]
    seeded.confirm_mass(other, "lisi", external_userids=["wm00005"])
    assert results(api, other, "lisi") == {"wm00003": 0, "wm00004": 0, "wm00005": 1}


@pytest.mark.parametrize(("mode", "allowed"), [("day", 1), ("week", 7), ("month", 30)])
def test_the_quota_of_each_mode_is_kept_and_renewed(mode: str, allowed: int) -> None:
    world = make_world(mass_quota_mode=mode)
    world.seed_friends("zhangsan", ["wmA"])
    for _ in range(allowed + 3):
        world.send_own_mass("zhangsan", ["wmA"], text="早")
    assert len(world.sent_messages("wmA")) == allowed
    world.advance({"day": 1, "week": 7, "month": 30}[mode] * DAY_MS)
    world.send_own_mass("zhangsan", ["wmA"], text="早")
    assert len(world.sent_messages("wmA")) == allowed + 1


def test_the_day_ends_at_midnight_in_china(seeded: World) -> None:
    seeded.send_own_mass("zhangsan", ["wm00000"], text="早")
    seeded.advance(14 * 3_600_000 - 1)
    assert seeded.quota_left("wm00000") == 0
    seeded.advance(1)
    assert seeded.quota_left("wm00000") == 1


def test_quota_per_member_lets_another_member_send() -> None:
    world = make_world(mass_quota_per_member=True)
    for userid in ("zhangsan", "lisi"):
        world.seed_friends(userid, ["wmA"])
        world.send_own_mass(userid, ["wmA"], text="早")
    assert len(world.sent_messages("wmA")) == 2


def test_reminders_are_limited_to_three_in_a_day_and_end_with_cancelling(api: Api, seeded: World) -> None:
    body = {"msgid": create(api, sender="zhangsan")["msgid"]}
    assert [api.customer("remind_groupmsg_send", body)["errcode"] for _ in range(4)] == [0, 0, 0, 41094]
    seeded.advance(DAY_MS)
    api.token = ""
    assert api.customer("remind_groupmsg_send", body)["errcode"] == 0
    assert [api.customer("cancel_groupmsg_send", body)["errcode"] for _ in range(2)] == [0, 41093]
    assert api.customer("remind_groupmsg_send", body)["errcode"] == 41093
    assert api.customer("cancel_groupmsg_send", {"msgid": "msgNone"})["errcode"] == 41047
    assert api.customer("cancel_groupmsg_send")["errcode"] == 41046
    with pytest.raises(ActionRefused):
        seeded.confirm_mass(body["msgid"], "zhangsan")


def test_results_page_by_the_default_when_more_than_the_maximum_is_asked(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", people(1200))
    msgid = create(api, sender="zhangsan")["msgid"]
    world.confirm_mass(msgid, "zhangsan")
    body = {"msgid": msgid, "userid": "zhangsan"}
    sizes = [
        len(api.customer("get_groupmsg_send_result", {**body, "limit": limit})["send_list"])
        for limit in (0, 1000, 1001)
    ]
    assert sizes == [500, 1000, 500]
    assert len(results(api, msgid, "zhangsan")) == 1200


def test_a_task_whose_answer_was_cut_off_is_found_in_the_list(api: Api, seeded: World) -> None:
    create(api, sender="lisi")
    seeded.add_fault(Fault("externalcontact/add_msg_template", "cut"))
    with pytest.raises(httpx.RemoteProtocolError):
        create(api, sender="zhangsan", text={"content": "只发一次"})
    window = {"chat_type": "single", "start_time": NOW_S - 60, "end_time": NOW_S + 60}
    listed = api.customer("get_groupmsg_list_v2", window)["group_msg_list"]
    (found,) = [task for task in listed if task["text"]["content"] == "只发一次"]
    assert found["create_type"] == 0 and "creator" not in found
    assert len(seeded.mass_tasks()) == 2
    assert seeded.confirm_mass(found["msgid"], "zhangsan").sent == 6


def test_the_list_filters_by_time_and_maker_and_pages(api: Api, seeded: World) -> None:
    own = seeded.send_own_mass("lisi", ["wm00003"], text="自己发的")
    made = [create(api, sender="zhangsan")["msgid"] for _ in range(3)]
    window = {"chat_type": "single", "start_time": NOW_S - 60, "end_time": NOW_S + 60}

    def listed(**fields: object) -> list[str]:
        answer = api.customer("get_groupmsg_list_v2", {**window, **fields})
        return [task["msgid"] for task in answer["group_msg_list"]]

    assert listed() == [own, *made]
    assert (listed(filter_type=0), listed(filter_type=1), listed(creator="lisi")) == (made, [own], [own])
    assert listed(start_time=NOW_S + 1) == [] and listed(chat_type="group") == []
    first = api.customer("get_groupmsg_list_v2", {**window, "limit": 3})
    assert listed(limit=3, cursor=first["next_cursor"]) == made[2:]
    wide = {**window, "end_time": NOW_S + 40 * 86_400}
    assert api.customer("get_groupmsg_list_v2", wide)["errcode"] == 40058


def confirm_by_habit(seed: int) -> list[tuple[str, str]]:
    world = World(lambda: START_MS, seed=seed)
    world.add_app()
    for number in range(100):
        world.add_member(f"m{number}")
        world.seed_friends(f"m{number}", [f"wm{number}"])
    world.set_confirm_habit(ConfirmHabit(after_s=60, share=0.7))
    serving, api = serve(world)
    with serving:
        create(api, external_userid=[f"wm{number}" for number in range(100)])
        world.advance(29_999)
        assert world.sent_messages() == []
        world.advance(30_001)
        half = len(world.sent_messages())
        world.advance(3_600_000)
    sent = [(message.userid, message.external_userid) for message in world.sent_messages()]
    assert 0 < half < len(sent) and 55 <= len(sent) <= 85
    return sent


def test_a_habit_confirms_the_same_share_for_the_same_seed() -> None:
    assert confirm_by_habit(7) == confirm_by_habit(7)
    assert set(confirm_by_habit(7)) != set(confirm_by_habit(8))


def test_a_habit_adopted_later_takes_up_open_tasks(api: Api, seeded: World) -> None:
    create(api, sender="zhangsan")
    seeded.set_confirm_habit(ConfirmHabit(after_s=1))
    assert seeded.advance(1_500) == 1
    seeded.set_confirm_habit(None)
    create(api, sender="zhangsan")
    assert seeded.advance(60_000) == 0
