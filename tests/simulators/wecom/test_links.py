import re
from typing import Any

import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api, Receiver, make_world, serve

DAY_MS = 86_400_000


def call(api: Api, name: str, **body: Any) -> Any:
    return api.customer(f"customer_acquisition/{name}", body)


def create(api: Api, users: list[str], **more: Any) -> Any:
    return call(api, "create_link", link_name="信息流", range={"user_list": users}, **more)


def told(world: World) -> list[str]:
    world.deliver_callbacks()
    return [re.findall(r"<ChangeType><!\[CDATA\[(\w+)", d.xml)[0] for d in world.deliveries()]


def test_customers_come_through_a_link_and_use_up_the_quota(receiver: Receiver) -> None:
    world = make_world()
    serving, api = serve(world)
    with serving:
        link = create(api, ["zhangsan"])["link"]
        world.buy_link_quota(20)
        for number in range(2):
            world.scan_link(link["link_id"], channel="长" * 30, external_userid=f"wm{number}")
        for _ in range(3):
            world.customer_says("zhangsan", "wm0")
        rows = call(api, "customer", link_id=link["link_id"])["customer_list"]
        assert [(row["external_userid"], row["chat_status"]) for row in rows] == [("wm0", 1), ("wm1", 0)]
        assert rows[0]["state"] == "长" * 21
        follow = api.get("externalcontact/get", external_userid="wm0")["follow_user"][0]
        assert (follow["add_way"], follow["state"]) == (16, "长" * 21)
        quota = api.get("externalcontact/customer_acquisition_quota")
        assert (quota["total"], quota["balance"], quota["quota_list"][0]["balance"]) == (20, 18, 18)
        key = next(iter(world.state.links.chat_keys))
        assert call(api, "get_chat_info", chat_key=key)["chat_info"]["recv_msg_cnt"] == 3
        day = {"start_time": START_MS // 1000, "end_time": START_MS // 1000}
        assert call(api, "statistic", link_id=link["link_id"], **day)["new_customer_cnt"] == 2
        world.advance(30 * 60_000)
        assert call(api, "get_chat_info", chat_key=key)["errcode"] == 41201


def test_everything_that_happens_to_a_link_is_told(world: World, receiver: Receiver) -> None:
    serving, api = serve(world)
    with serving:
        link_id = create(api, ["zhangsan"])["link"]["link_id"]
    world.set_callback_url(api.app.agentid, receiver.url)
    with pytest.raises(ActionRefused):
        world.scan_link(link_id)
    world.buy_link_quota(1)
    world.scan_link(link_id, external_userid="wmA", channel="x")
    world.customer_says("zhangsan", "wmA")
    world.state.members["zhangsan"].customer_contact = False
    world.buy_link_quota(5)
    with pytest.raises(ActionRefused):
        world.scan_link(link_id)
    world.delete_link_in_console(link_id)
    assert told(world) == [
        "balance_increased",
        "friend_request",
        "add_external_contact",
        "balance_exhausted",
        "customer_start_chat",
        "balance_increased",
        "link_unavailable",
        "delete_link",
    ]


def test_links_are_listed_changed_and_deleted(api: Api, world: World) -> None:
    links = [create(api, ["zhangsan"])["link"]["link_id"] for _ in range(3)]
    first = call(api, "list_link", limit=2)
    assert first["link_id_list"] == links[:2]
    assert call(api, "list_link", limit=2, cursor=first["next_cursor"])["link_id_list"] == links[2:]
    changed = {"link_id": links[0], "range": {"user_list": ["lisi"]}, "link_name": "新名"}
    assert call(api, "update_link", **changed)["errcode"] == 0
    shown = call(api, "get", link_id=links[0])
    assert (shown["link"]["link_name"], shown["range"]["user_list"]) == ("新名", ["lisi"])
    assert call(api, "delete_link", link_id=links[0])["errcode"] == 0
    assert call(api, "get", link_id=links[0])["errcode"] == 40058
    for fields, code in (({"users": []}, 40063), ({"users": ["nobody"]}, 40003)):
        assert create(api, **fields)["errcode"] == code
    assert create(api, ["lisi"], priority_option={"priority_type": 2})["errcode"] == 40058


def test_changes_of_tags_in_the_console_are_told(world: World, receiver: Receiver) -> None:
    world.set_callback_url(next(iter(world.state.apps)), receiver.url)
    tag_id = world.create_tag_in_console("等级", "金卡")
    world.create_tag_in_console("等级", "银卡")
    world.rename_tag_in_console(tag_id, "白金卡")
    world.shuffle_tags_in_console()
    group_id = world.state.tags[tag_id].group_id
    world.delete_tag_in_console(group_id)
    assert told(world) == ["create", "create", "create", "update", "shuffle", "delete"]
    kinds = [re.findall(r"<TagType><!\[CDATA\[(\w+)", d.xml) for d in world.deliveries()]
    assert kinds == [["tag_group"], ["tag"], ["tag"], ["tag"], [], ["tag_group"]]
    with pytest.raises(ActionRefused):
        world.rename_tag_in_console(tag_id, "x")


def test_expired_quota_counts_no_more_and_is_warned_of_beforehand(api: Api, world: World) -> None:
    world.buy_link_quota(5, days=10)
    world.buy_link_quota(3, days=40)
    assert world.warn_of_link_quota() == 0
    world.advance(3 * DAY_MS)
    assert world.warn_of_link_quota() == 1  # seven days left of the first purchase
    world.advance(8 * DAY_MS)
    quota = api.get("externalcontact/customer_acquisition_quota")
    assert (quota["total"], quota["balance"], len(quota["quota_list"])) == (8, 3, 1)
