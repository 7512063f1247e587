import re
from typing import Any

import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api, Receiver, serve

DAY_MS = 86_400_000
PAIR = {"handover_userid": "zhangsan", "takeover_userid": "lisi"}


@pytest.fixture
def seeded(world: World) -> World:
    world.seed_friends("zhangsan", ["wmA", "wmB", "wmC"])
    return world


def hand_over(api: Api, customers: list[str], *, path: str = "transfer_customer", **more: Any) -> Any:
    api.token = ""
    answer = api.customer(path, {**PAIR, "external_userid": customers, **more})
    return {row["external_userid"]: row["errcode"] for row in answer["customer"]} or answer["errcode"]


def statuses(api: Api, path: str = "transfer_result") -> dict[str, int]:
    api.token = ""
    return {row["external_userid"]: row["status"] for row in api.customer(path, PAIR)["customer"]}


def said(world: World) -> list[tuple[str, str, str]]:
    world.deliver_callbacks()
    found = [dict(re.findall(r"<(\w+)><!\[CDATA\[(.*?)\]\]>", d.xml)) for d in world.deliveries()]
    return [(f["ChangeType"], f.get("UserID", ""), f.get("Source", f.get("FailReason", ""))) for f in found]


def test_a_customer_who_says_nothing_is_handed_over_after_a_day(api: Api, seeded: World) -> None:
    tags = seeded.seed_tags("等级", ["VIP"])
    note = {"userid": "zhangsan", "external_userid": "wmA"}
    api.customer("remark", {**note, "remark": "林女士"})
    api.customer("mark_tag", {**note, "add_tag": list(tags.values())})
    assert hand_over(api, ["wmA", "wmX"], transfer_success_msg="您好") == {"wmA": 0, "wmX": 40096}
    assert hand_over(api, ["wmA"]) == {"wmA": 40129}
    seeded.advance(DAY_MS - 1)
    assert statuses(api) == {"wmA": 2}
    seeded.advance(1)
    assert statuses(api) == {"wmA": 1}
    (follow,) = api.get("externalcontact/get", external_userid="wmA")["follow_user"]
    assert (follow["userid"], follow["remark"], follow["add_way"]) == ("lisi", "林女士", 202)
    assert [tag["tag_name"] for tag in follow["tags"]] == ["VIP"]
    assert [m.kind for m in seeded.sent_messages("wmA")] == ["transfer"]


def test_both_members_hear_of_it_and_a_refusal_is_told_to_the_new_one(seeded: World, receiver: Receiver) -> None:
    serving, api = serve(seeded)
    with serving:
        assert hand_over(api, ["wmA", "wmB", "wmC"]) == {"wmA": 0, "wmB": 0, "wmC": 0}
    seeded.set_callback_url(next(iter(seeded.state.apps)), receiver.url)
    seeded.accept_transfer("wmA")
    seeded.refuse_transfer("wmB")
    seeded.state.members["lisi"].customers_max = 1
    seeded.advance(DAY_MS)
    assert said(seeded) == [
        ("del_external_contact", "zhangsan", "DELETE_BY_TRANSFER"),
        ("add_external_contact", "lisi", ""),
        ("transfer_fail", "lisi", "customer_refused"),
        ("transfer_fail", "lisi", "customer_limit_exceed"),
    ]
    assert [t.status for t in seeded.state.transfers.customers] == [1, 3, 4]
    with pytest.raises(ActionRefused):
        seeded.accept_transfer("wmB")


def test_a_customer_is_handed_over_at_most_twice_in_ninety_days(api: Api, seeded: World) -> None:
    back = {"handover_userid": "lisi", "takeover_userid": "zhangsan"}
    assert hand_over(api, ["wmA"]) == {"wmA": 0}
    seeded.advance(DAY_MS)
    assert hand_over(api, ["wmA"], **back) == {"wmA": 0}
    seeded.advance(DAY_MS)
    assert hand_over(api, ["wmA"]) == {"wmA": 40128}
    seeded.advance(87 * DAY_MS)
    assert hand_over(api, ["wmA"]) == {"wmA": 40128}
    seeded.advance(DAY_MS)
    assert hand_over(api, ["wmA"]) == {"wmA": 0}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"takeover_userid": "zhangsan"}, 40130),
        ({"takeover_userid": "nobody"}, 40003),
        ({"external_userid": []}, 41035),
        ({"external_userid": ["wmA"] * 101}, 40058),
        ({"transfer_success_msg": "长" * 201}, 40058),
    ],
)
def test_unsuitable_requests_are_refused(api: Api, seeded: World, change: dict[str, Any], code: int) -> None:
    body = {**PAIR, "external_userid": ["wmA"], **change}
    assert api.customer("transfer_customer", body)["errcode"] == code


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("real_name", False, 40098),
        ("banned", True, 40143),
        ("status", 4, 41054),
        ("customer_contact", False, 84074),
        ("last_login_at_ms", START_MS - 366 * DAY_MS, 40205),
    ],
)
def test_not_everybody_can_take_over(api: Api, seeded: World, field: str, value: Any, code: int) -> None:
    setattr(seeded.state.members["lisi"], field, value)
    assert api.customer("transfer_customer", {**PAIR, "external_userid": ["wmA"]})["errcode"] == code


def test_a_full_colleague_and_somebody_elses_customer_are_refused_one_by_one(api: Api, seeded: World) -> None:
    seeded.seed_friends("lisi", ["wmL"])
    seeded.state.members["lisi"].customers_max = 1
    assert hand_over(api, ["wmA", "wmL"]) == {"wmA": 40099, "wmL": 40131}


def test_customers_of_somebody_who_resigned_are_listed_and_handed_over(api: Api, seeded: World) -> None:
    path = "resigned/transfer_customer"
    assert api.customer(path, {**PAIR, "external_userid": ["wmA"]})["errcode"] == 40097
    assert api.customer("get_unassigned_list")["info"] == []
    seeded.member_resigns("zhangsan")
    first = api.customer("get_unassigned_list", {"page_size": 2})
    rest = api.customer("get_unassigned_list", {"page_size": 2, "cursor": first["next_cursor"]})
    assert (first["is_last"], rest["is_last"], rest["next_cursor"]) == (False, True, "")
    assert [row["external_userid"] for row in first["info"] + rest["info"]] == ["wmA", "wmB", "wmC"]
    assert first["info"][0]["dimission_time"] == START_MS // 1000
    assert hand_over(api, ["wmA"], path=path) == {"wmA": 0}
    assert [row["external_userid"] for row in api.customer("get_unassigned_list")["info"]] == ["wmB", "wmC"]
    seeded.advance(DAY_MS)
    assert statuses(api, "resigned/transfer_result") == {"wmA": 1}
    assert statuses(api) == {}
    assert seeded.state.is_friend("lisi", "wmA")


def test_groups_change_hands_after_a_day(api: Api, seeded: World) -> None:
    mine, other = (seeded.seed_group("zhangsan", name).chat_id for name in "甲乙")

    def give(path: str, chats: list[str], owner: str = "lisi") -> dict[str, int]:
        api.token = ""
        rows = api.customer(f"groupchat/{path}", {"chat_id_list": chats, "new_owner": owner})["failed_chat_list"]
        return {row["chat_id"]: row["errcode"] for row in rows}

    assert give("transfer", [mine, "wrX"]) == {mine: 90500, "wrX": 90501}
    assert give("onjob_transfer", [mine]) == {}
    assert give("onjob_transfer", [mine]) == {mine: 90507}
    seeded.advance(DAY_MS)
    assert seeded.state.groups.chats[mine].owner == "lisi"
    assert give("onjob_transfer", [mine]) == {mine: 90504}
    assert give("onjob_transfer", [mine], "zhangsan") == {}
    seeded.advance(DAY_MS)
    assert give("onjob_transfer", [mine]) == {mine: 40128}
    seeded.member_resigns("zhangsan")
    assert give("onjob_transfer", [other]) == {other: 90502}
    assert give("transfer", [other]) == {}
    assert seeded.state.groups.chats[other].status == 2
    seeded.advance(DAY_MS)
    assert seeded.state.groups.chats[other].status == 3
    assert give("transfer", [other], "lisi") == {other: 90504}
