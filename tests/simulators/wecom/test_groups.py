import itertools
import re
from typing import Any

import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.groups import GroupChat, GroupMember, JoinScene
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api, Receiver, make_world, serve

DAY_MS, DAY_S = 86_400_000, 86_400


@pytest.fixture
def chat(world: World) -> GroupChat:
    return world.seed_group("zhangsan", "福利群", ["lisi", "wmA", "wmB"])


def get(api: Api, chat_id: str, **more: Any) -> Any:
    return api.customer("groupchat/get", {"chat_id": chat_id, **more})


def listed(api: Api, limit: int = 1000, **more: Any) -> list[str]:
    found, cursor = [], ""
    for _ in range(100):
        answer = api.customer("groupchat/list", {"limit": limit, "cursor": cursor, **more})
        assert answer["errcode"] == 0, answer
        found += [row["chat_id"] for row in answer["group_chat_list"]]
        if not (cursor := answer["next_cursor"]):
            return found
    raise AssertionError("paging never ends")


def add_way(api: Api, **fields: Any) -> Any:
    return api.customer("groupchat/add_join_way", {"scene": 2, **fields})


def test_groups_are_listed_in_pages_and_by_owner(api: Api, world: World) -> None:
    mine = [world.seed_group("zhangsan", f"群{n}").chat_id for n in range(5)]
    hers = world.seed_group("lisi", "李四的群").chat_id
    assert listed(api, 2) == [*mine, hers]
    assert listed(api, owner_filter={"userid_list": ["lisi"]}) == [hers]
    assert listed(api, status_filter=3) == []
    for limit in (0, 1001):
        answer = api.customer("groupchat/list", {"limit": limit})
        assert (answer["errcode"], answer["group_chat_list"]) == (40058, [])


def test_a_group_that_has_been_there_for_a_while_keeps_its_members_times(api: Api, world: World) -> None:
    old = GroupMember("wmA", 2, START_MS - DAY_MS, JoinScene.CODE, state="poster")
    owner = GroupMember("zhangsan", 1, START_MS - 2 * DAY_MS)
    members = {one.ident: one for one in (owner, old)}
    world.put_group(GroupChat("wrOld", 0, "老群", "zhangsan", START_MS - 2 * DAY_MS, members=members))
    assert listed(api) == ["wrOld"] and world.callbacks_pending() == 0
    shown = get(api, "wrOld")["group_chat"]["member_list"]
    assert [(one["userid"], one["join_time"]) for one in shown] == [
        ("zhangsan", START_MS // 1000 - 2 * DAY_S),
        ("wmA", START_MS // 1000 - DAY_S),
    ]


def test_groups_of_owners_who_left_are_listed_only_when_named(api: Api, world: World, chat: GroupChat) -> None:
    world.member_resigns("zhangsan")
    assert listed(api) == []
    assert listed(api, owner_filter={"userid_list": ["zhangsan"]}) == [chat.chat_id]


def test_a_wide_range_needs_an_owner_filter() -> None:
    world = make_world(group_range_members_max=1)
    serving, api = serve(world)
    with serving:
        assert api.customer("groupchat/list", {"limit": 10})["errcode"] == 81017
        assert listed(api, owner_filter={"userid_list": ["zhangsan"]}) == []


def test_a_group_shows_its_members(api: Api, world: World, chat: GroupChat) -> None:
    world.join_group(chat.chat_id, "wmC", channel="poster-3")
    group = get(api, chat.chat_id, need_name=1)["group_chat"]
    assert [(m["userid"], m["type"], m["join_scene"]) for m in group["member_list"]] == [
        ("zhangsan", 1, 1),
        ("lisi", 1, 1),
        ("wmA", 2, 1),
        ("wmB", 2, 1),
        ("wmC", 2, 3),
    ]
    assert group["member_list"][0]["name"] == "张三" and group["member_list"][2]["invitor"] == {"userid": "zhangsan"}
    assert (group["member_list"][4]["state"], group["member_list"][4]["unionid"]) == ("poster-3", "oUwmC")
    assert "name" not in get(api, chat.chat_id)["group_chat"]["member_list"][0]
    assert get(api, "wrNone")["errcode"] == 90501
    assert api.customer("opengid_to_chatid", {"opengid": f"og{chat.chat_id}"})["chat_id"] == chat.chat_id
    world.dismiss_group(chat.chat_id)
    assert get(api, chat.chat_id)["errcode"] == 49008 and listed(api) == []


def test_every_change_of_a_group_is_told_with_versions(world: World, chat: GroupChat, receiver: Receiver) -> None:
    world.set_callback_url(next(iter(world.state.apps)), receiver.url)
    other = world.open_group("lisi", "新群")
    versions = [chat.version]
    for act in (
        lambda: world.join_group(chat.chat_id, "wmC"),
        lambda: world.join_group(chat.chat_id, "wmD", invitor="wmA"),
        lambda: world.leave_group(chat.chat_id, "wmC"),
        lambda: world.remove_from_group(chat.chat_id, "wmD"),
    ):
        act()
        versions.append(chat.version)
    world.change_group_owner(chat.chat_id, "lisi")
    world.rename_group(chat.chat_id, "老客群")
    world.set_group_notice(chat.chat_id, "今晚八点")
    world.dismiss_group(chat.chat_id)
    world.deliver_callbacks()
    said = [d.xml for d in world.deliveries()]
    assert f"<ChatId><![CDATA[{other.chat_id}]]></ChatId><ChangeType><![CDATA[create]]>" in said[0]
    kinds = [re.findall(r"<(?:ChangeType|UpdateDetail)><!\[CDATA\[(\w+)", xml)[-1] for xml in said[1:]]
    assert kinds == [
        "add_member",
        "add_member",
        "del_member",
        "del_member",
        "change_owner",
        "change_name",
        "change_notice",
        "dismiss",
    ]
    scenes = [tuple(map(int, re.findall(r"<(?:Join|Quit)Scene>(\d)", xml))) for xml in said[1:5]]
    assert scenes == [(3, 0), (0, 0), (0, 0), (0, 1)]
    told = [re.findall(r"<(?:Last|Cur)MemVer><!\[CDATA\[(\w+)", xml) for xml in said[1:5]]
    assert told == [[a, b] for a, b in itertools.pairwise(versions)]
    assert "<MemChangeCnt>1</MemChangeCnt><MemChangeList><Item><![CDATA[wmC]]></Item></MemChangeList>" in said[1]


def test_a_join_way_leads_into_a_group_with_room_and_opens_another_when_full() -> None:
    world = make_world(group_members_max=3)
    chat = world.seed_group("zhangsan", "福利群")
    serving, api = serve(world)
    with serving:
        fields = {"chat_id_list": [chat.chat_id], "room_base_name": "福利群", "room_base_id": 2, "state": "店"}
        made = add_way(api, **fields, remark="长" * 40)
        assert set(made) == {"errcode", "errmsg", "config_id"}
        ident = {"config_id": made["config_id"]}
        way = api.customer("groupchat/get_join_way", ident)["join_way"]
        assert (way["remark"], way["auto_create_room"], way["mark_source"]) == ("长" * 30, 1, True)
        assert api.http.get(way["qr_code"]).status_code == 200
        landed = [world.scan_join_way(made["config_id"], external_userid=f"wm{n}") for n in range(4)]
        assert landed[:2] == [chat.chat_id] * 2 and landed[2] == landed[3] != chat.chat_id
        assert world.scan_join_way(made["config_id"], external_userid="wm0") == chat.chat_id
        second = get(api, landed[2])["group_chat"]
        assert second["name"] == "福利群2" and second["member_list"][1]["state"] == "店"
        changed = {**ident, "scene": 2, "chat_id_list": [chat.chat_id], "auto_create_room": 0}
        assert api.customer("groupchat/update_join_way", changed)["errcode"] == 0
        with pytest.raises(ActionRefused):
            world.scan_join_way(made["config_id"])
        assert api.customer("groupchat/del_join_way", ident)["errcode"] == 0
        assert api.customer("groupchat/get_join_way", ident)["errcode"] == 41044


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scene": 3}, 41040),
        ({}, 40063),
        ({"chat_id_list": ["wrX"]}, 90501),
        ({"chat_id_list": [f"wr{n}" for n in range(6)]}, 41091),
        ({"chat_id_list": ["wrX"], "state": "长" * 31}, 90501),
        ({"room_base_name": "长" * 41}, 40058),
    ],
)
def test_unsuitable_join_ways_are_refused(api: Api, fields: dict[str, Any], code: int) -> None:
    assert add_way(api, **fields)["errcode"] == code


def test_statistics_count_whole_days_of_owners(api: Api, world: World, chat: GroupChat) -> None:
    world.speak_in_group(chat.chat_id, "wmA", times=3)
    world.advance(DAY_MS)
    world.join_group(chat.chat_id, "wmC")
    world.leave_group(chat.chat_id, "wmB")
    world.advance(DAY_MS)
    asked = {"owner_filter": {"userid_list": ["zhangsan", "lisi"]}, "day_begin_time": START_MS // 1000}
    days = api.customer("groupchat/statistic_group_by_day", {**asked, "day_end_time": START_MS // 1000 + DAY_S})
    first, second = (item["data"] for item in days["items"])
    assert (first["new_chat_cnt"], first["member_total"], first["msg_total"], first["member_has_msg"]) == (1, 4, 3, 1)
    assert (second["new_chat_cnt"], second["new_member_cnt"], second["member_total"]) == (0, 1, 4)
    whole = api.customer("groupchat/statistic", {**asked, "order_by": 2})
    assert [row["owner"] for row in whole["items"]] == ["zhangsan", "lisi"] and whole["total"] == 2
    late = {**asked, "day_begin_time": START_MS // 1000 + 2 * DAY_S}
    assert api.customer("groupchat/statistic", late)["errcode"] == 40058
    assert api.customer("groupchat/statistic", {"day_begin_time": START_MS // 1000})["errcode"] == 40063


def test_a_welcome_template_greets_those_who_join(api: Api, world: World, chat: GroupChat) -> None:
    add, text = "group_welcome_template/add", {"text": {"content": "欢迎 %NICKNAME%"}}
    template_id = api.customer(add, text)["template_id"]
    world.attach_group_welcome(chat.chat_id, template_id)
    world.join_group(chat.chat_id, "wmC")
    assert [m.kind for m in world.sent_messages("wmC")] == ["group_welcome"]
    assert api.customer("group_welcome_template/get", {"template_id": template_id})["text"] == text["text"]
    assert api.customer(add, {"text": {"content": "长" * 1001}})["errcode"] == 40058
    assert api.customer(add, {})["errcode"] == 40063
    other = Api(api.url, world, world.add_app("其他"), http=api.http)
    assert other.customer("group_welcome_template/del", {"template_id": template_id})["errcode"] == 41058
    assert api.customer("group_welcome_template/del", {"template_id": template_id})["errcode"] == 0


def test_a_welcome_template_keeps_what_it_was_given_while_its_file_lasts(
    api: Api, world: World, chat: GroupChat
) -> None:
    def upload(content: bytes) -> str:
        files = {"media": ("a.png", content, "image/png")}
        api.get("agent/get")
        asked = {"access_token": api.token, "type": "image"}
        return str(api.http.post(f"{api.url}/cgi-bin/media/upload", params=asked, files=files).json()["media_id"])

    words, first = {"content": "欢迎"}, upload(b"poster")
    made = api.customer("group_welcome_template/add", {"text": words, "image": {"media_id": first}})
    named = {"template_id": made["template_id"]}
    world.attach_group_welcome(chat.chat_id, made["template_id"])
    assert api.customer("group_welcome_template/get", named)["image"] == {"media_id": first}
    world.advance(3 * DAY_MS)
    api.token = ""
    world.join_group(chat.chat_id, "wmC")
    assert set(world.sent_messages("wmC")[0].content) == {"text", "notify"}, "its file has run out"
    card = {"title": "商城", "pic_media_id": first, "appid": "wx1", "page": "index"}
    assert api.customer("group_welcome_template/edit", {**named, "miniprogram": card})["errcode"] == 40145
    card["pic_media_id"] = upload(b"cover!")
    assert api.customer("group_welcome_template/edit", {**named, "miniprogram": card})["errcode"] == 0
    world.join_group(chat.chat_id, "wmD")
    assert world.sent_messages("wmD")[0].content == {"miniprogram": card, "notify": 1}
