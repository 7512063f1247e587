"""Every typed function: what it asks for, as the vendor's pages say, and what repeating it would do."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.endpoints import (
    acquisition,
    archive,
    contact_ways,
    content,
    customers,
    groups,
    mass,
    media,
    messages,
    moments,
    oauth,
    staff,
    tags,
    transfers,
    welcome,
)
from siyu.connectors.wecom.client.errors import EndlessPages, TooManyForOneCall
from siyu.connectors.wecom.client.paths import Effect, effect_of
from siyu.connectors.wecom.client.transport import Upload
from siyu.kit.clock import VirtualClock
from siyu.simulators.wecom.api.catalogue import CATALOGUE
from tests.connectors.wecom.client.conftest import START_MS, Bench

APP = WecomApp("ww1", "s", "1000002")
X = "externalcontact/"
ANSWER = {
    "tag_group": {},
    "config_id": "c",
    "contact_way": {},
    "msgid": "m",
    "group_chat": {},
    "join_way": {},
    "chat_id": "wr1",
    "template_id": "t",
    "jobid": "j",
    "link": {},
    "ticket": "t",
    "openid": "o",
    "media_id": "m",
    "url": "u",
}
Call = Callable[[WecomClient, WecomApp], Any]
READ, SETTLE, CREATE = Effect.READ, Effect.SETTLE, Effect.CREATE

ROWS: list[tuple[Call, str, dict[str, Any], Effect]] = [
    (staff.departments, "GET department/list", {}, READ),
    (lambda c, a: staff.members(c, a, 7), "GET user/list", {"department_id": "7"}, READ),
    (lambda c, a: staff.member(c, a, "li"), "GET user/get", {"userid": "li"}, READ),
    (staff.member_places, "POST user/list_id", {"limit": 10_000}, READ),
    (staff.follow_staff, f"GET {X}get_follow_user_list", {}, READ),
    (staff.agent, "GET agent/get", {"agentid": "1000002"}, READ),
    (staff.callback_addresses, "GET getcallbackip", {}, READ),
    (lambda c, a: customers.external_ids(c, a, "li"), f"GET {X}list", {"userid": "li"}, READ),
    (lambda c, a: customers.contact(c, a, "wm1"), f"GET {X}get", {"external_userid": "wm1"}, READ),
    (
        lambda c, a: customers.friends_page(c, a, ["li"], "next"),
        f"POST {X}batch/get_by_user",
        {"userid_list": ["li"], "limit": 100, "cursor": "next"},
        READ,
    ),
    (
        lambda c, a: customers.friends(c, a, ["li"]),
        f"POST {X}batch/get_by_user",
        {"userid_list": ["li"], "limit": 100},
        READ,
    ),
    (
        lambda c, a: customers.remark(c, a, userid="li", external_userid="wm1", remark="林", mobiles=[]),
        f"POST {X}remark",
        {"userid": "li", "external_userid": "wm1", "remark": "林", "remark_mobiles": [""]},
        SETTLE,
    ),
    (
        lambda c, a: customers.mark_tag(c, a, userid="li", external_userid="wm1", add=["t1"], remove=["t2"]),
        f"POST {X}mark_tag",
        {"userid": "li", "external_userid": "wm1", "add_tag": ["t1"], "remove_tag": ["t2"]},
        SETTLE,
    ),
    (lambda c, a: customers.openid(c, a, "wm1"), f"POST {X}convert_to_openid", {"external_userid": "wm1"}, READ),
    (
        lambda c, a: customers.behaviour(c, a, ["li"], start_s=1, end_s=2),
        f"POST {X}get_user_behavior_data",
        {"userid": ["li"], "start_time": 1, "end_time": 2},
        READ,
    ),
    (lambda c, a: tags.corp_tags(c, a, group_ids=["g"]), f"POST {X}get_corp_tag_list", {"group_id": ["g"]}, READ),
    (
        lambda c, a: tags.add(c, a, ["VIP"], group="等级"),
        f"POST {X}add_corp_tag",
        {"group_name": "等级", "tag": [{"name": "VIP"}]},
        CREATE,
    ),
    (lambda c, a: tags.edit(c, a, "t1", name="V"), f"POST {X}edit_corp_tag", {"id": "t1", "name": "V"}, SETTLE),
    (lambda c, a: tags.delete(c, a, tag_ids=["t1"]), f"POST {X}del_corp_tag", {"tag_id": ["t1"]}, SETTLE),
    (
        lambda c, a: contact_ways.add(c, a, ["li"], state="s1", skip_verify=True),
        f"POST {X}add_contact_way",
        {"type": 2, "scene": 2, "user": ["li"], "state": "s1", "skip_verify": True},
        CREATE,
    ),
    (lambda c, a: contact_ways.get(c, a, "w"), f"POST {X}get_contact_way", {"config_id": "w"}, READ),
    (lambda c, a: contact_ways.config_ids(c, a, start_s=1), f"POST {X}list_contact_way", {"start_time": 1}, READ),
    (
        lambda c, a: contact_ways.update(c, a, "w", users=["li"]),
        f"POST {X}update_contact_way",
        {"config_id": "w", "user": ["li"]},
        SETTLE,
    ),
    (lambda c, a: contact_ways.delete(c, a, "w"), f"POST {X}del_contact_way", {"config_id": "w"}, SETTLE),
    (
        lambda c, a: contact_ways.close_temporary_chat(c, a, userid="li", external_userid="wm1"),
        f"POST {X}close_temp_chat",
        {"userid": "li", "external_userid": "wm1"},
        CREATE,
    ),
    (
        lambda c, a: welcome.send(c, a, "code", text="欢迎", attachments=[content.image(media_id="m1")]),
        f"POST {X}send_welcome_msg",
        {
            "welcome_code": "code",
            "text": {"content": "欢迎"},
            "attachments": [{"msgtype": "image", "image": {"media_id": "m1"}}],
        },
        SETTLE,
    ),
    (
        lambda c, a: mass.to_customers(c, a, ["wm1"], sender="li", text="新品", attachments=[content.link("t", "u")]),
        f"POST {X}add_msg_template",
        {
            "chat_type": "single",
            "external_userid": ["wm1"],
            "sender": "li",
            "text": {"content": "新品"},
            "attachments": [{"msgtype": "link", "link": {"title": "t", "url": "u"}}],
        },
        CREATE,
    ),
    (
        lambda c, a: mass.to_groups(c, a, ["wr1"], sender="li", text="新品"),
        f"POST {X}add_msg_template",
        {"chat_type": "group", "sender": "li", "chat_id_list": ["wr1"]},
        CREATE,
    ),
    (
        lambda c, a: mass.masses(c, a, chat_type="single", start_s=1, end_s=2),
        f"POST {X}get_groupmsg_list_v2",
        {"chat_type": "single", "start_time": 1, "end_time": 2, "filter_type": 2, "limit": 100},
        READ,
    ),
    (lambda c, a: mass.shares(c, a, "m"), f"POST {X}get_groupmsg_task", {"msgid": "m", "limit": 1_000}, READ),
    (
        lambda c, a: mass.deliveries(c, a, "m", "li"),
        f"POST {X}get_groupmsg_send_result",
        {"msgid": "m", "userid": "li", "limit": 1_000},
        READ,
    ),
    (lambda c, a: mass.remind(c, a, "m"), f"POST {X}remind_groupmsg_send", {"msgid": "m"}, CREATE),
    (lambda c, a: mass.cancel(c, a, "m"), f"POST {X}cancel_groupmsg_send", {"msgid": "m"}, SETTLE),
    (
        lambda c, a: groups.groups(c, a, owners=["li"]),
        f"POST {X}groupchat/list",
        {"status_filter": 0, "limit": 1_000, "owner_filter": {"userid_list": ["li"]}},
        READ,
    ),
    (lambda c, a: groups.group(c, a, "wr1"), f"POST {X}groupchat/get", {"chat_id": "wr1", "need_name": 1}, READ),
    (lambda c, a: groups.chat_id_of(c, a, "og"), f"POST {X}opengid_to_chatid", {"opengid": "og"}, READ),
    (
        lambda c, a: groups.figures(c, a, ["li"], start_s=1, end_s=2),
        f"POST {X}groupchat/statistic",
        {"day_begin_time": 1, "day_end_time": 2, "owner_filter": {"userid_list": ["li"]}, "offset": 0},
        READ,
    ),
    (
        lambda c, a: groups.add_join_way(c, a, ["wr1"], state="s", auto_create_room=1),
        f"POST {X}groupchat/add_join_way",
        {"scene": 2, "chat_id_list": ["wr1"], "state": "s", "auto_create_room": 1},
        CREATE,
    ),
    (lambda c, a: groups.join_way(c, a, "w"), f"POST {X}groupchat/get_join_way", {"config_id": "w"}, READ),
    (
        lambda c, a: groups.update_join_way(c, a, "w", ["wr1"]),
        f"POST {X}groupchat/update_join_way",
        {"config_id": "w", "scene": 2, "chat_id_list": ["wr1"]},
        SETTLE,
    ),
    (lambda c, a: groups.delete_join_way(c, a, "w"), f"POST {X}groupchat/del_join_way", {"config_id": "w"}, SETTLE),
    (
        lambda c, a: groups.add_welcome(c, a, "你好"),
        f"POST {X}group_welcome_template/add",
        {"text": {"content": "你好"}, "notify": 1},
        CREATE,
    ),
    (
        lambda c, a: groups.edit_welcome(c, a, "t", "你好"),
        f"POST {X}group_welcome_template/edit",
        {"template_id": "t"},
        SETTLE,
    ),
    (
        lambda c, a: groups.delete_welcome(c, a, "t"),
        f"POST {X}group_welcome_template/del",
        {"template_id": "t"},
        SETTLE,
    ),
    (
        lambda c, a: moments.create(c, a, text="早", senders=["li"], tag_ids=["t"]),
        f"POST {X}add_moment_task",
        {
            "text": {"content": "早"},
            "visible_range": {
                "sender_list": {"user_list": ["li"], "department_list": []},
                "external_contact_list": {"tag_list": ["t"]},
            },
        },
        CREATE,
    ),
    (lambda c, a: moments.job(c, a, "j"), f"GET {X}get_moment_task_result", {"jobid": "j"}, READ),
    (lambda c, a: moments.moments(c, a, start_s=1, end_s=2), f"POST {X}get_moment_list", {"start_time": 1}, READ),
    (lambda c, a: moments.publications(c, a, "m"), f"POST {X}get_moment_task", {"moment_id": "m"}, READ),
    (
        lambda c, a: moments.viewers(c, a, "m", "li"),
        f"POST {X}get_moment_send_result",
        {"moment_id": "m", "userid": "li"},
        READ,
    ),
    (lambda c, a: moments.reactions(c, a, "m", "li"), f"POST {X}get_moment_comments", {"moment_id": "m"}, READ),
    (lambda c, a: moments.cancel(c, a, "m"), f"POST {X}cancel_moment_task", {"moment_id": "m"}, SETTLE),
    (
        lambda c, a: transfers.transfer(c, a, ["wm1"], giver="a", taker="b", message="您好"),
        f"POST {X}transfer_customer",
        {
            "handover_userid": "a",
            "takeover_userid": "b",
            "external_userid": ["wm1"],
            "transfer_success_msg": "您好",
        },
        CREATE,
    ),
    (
        lambda c, a: transfers.transfer(c, a, ["wm1"], giver="a", taker="b", resigned=True),
        f"POST {X}resigned/transfer_customer",
        {"handover_userid": "a"},
        CREATE,
    ),
    (
        lambda c, a: transfers.states(c, a, giver="a", taker="b"),
        f"POST {X}transfer_result",
        {"handover_userid": "a", "takeover_userid": "b"},
        READ,
    ),
    (
        lambda c, a: transfers.states(c, a, giver="a", taker="b", resigned=True),
        f"POST {X}resigned/transfer_result",
        {"handover_userid": "a"},
        READ,
    ),
    (transfers.unassigned, f"POST {X}get_unassigned_list", {"page_size": 1_000}, READ),
    (
        lambda c, a: transfers.transfer_groups(c, a, ["wr1"], taker="b", resigned=True),
        f"POST {X}groupchat/transfer",
        {"chat_id_list": ["wr1"], "new_owner": "b"},
        CREATE,
    ),
    (
        lambda c, a: transfers.transfer_groups(c, a, ["wr1"], taker="b", resigned=False),
        f"POST {X}groupchat/onjob_transfer",
        {"new_owner": "b"},
        CREATE,
    ),
    (acquisition.link_ids, f"POST {X}customer_acquisition/list_link", {"limit": 100}, READ),
    (lambda c, a: acquisition.link(c, a, "ca"), f"POST {X}customer_acquisition/get", {"link_id": "ca"}, READ),
    (
        lambda c, a: acquisition.create(c, a, "信息流", users=["li"]),
        f"POST {X}customer_acquisition/create_link",
        {"link_name": "信息流", "range": {"user_list": ["li"], "department_list": []}, "skip_verify": True},
        CREATE,
    ),
    (
        lambda c, a: acquisition.update(c, a, "ca", name="n", departments=[2]),
        f"POST {X}customer_acquisition/update_link",
        {"link_id": "ca", "link_name": "n", "range": {"user_list": [], "department_list": [2]}},
        SETTLE,
    ),
    (lambda c, a: acquisition.delete(c, a, "ca"), f"POST {X}customer_acquisition/delete_link", {}, SETTLE),
    (lambda c, a: acquisition.customers(c, a, "ca"), f"POST {X}customer_acquisition/customer", {"limit": 1_000}, READ),
    (acquisition.quota, f"GET {X}customer_acquisition_quota", {}, READ),
    (
        lambda c, a: acquisition.figures(c, a, "ca", start_s=1, end_s=2),
        f"POST {X}customer_acquisition/statistic",
        {"link_id": "ca", "start_time": 1, "end_time": 2},
        READ,
    ),
    (
        lambda c, a: messages.send_text(c, a, ["li", "wang"], "注意"),
        "POST message/send",
        {"touser": "li|wang", "msgtype": "text", "agentid": 1_000_002, "text": {"content": "注意"}},
        CREATE,
    ),
    (
        lambda c, a: messages.send_card(c, a, ["li"], title="t", description="d", url="u"),
        "POST message/send",
        {"textcard": {"title": "t", "description": "d", "url": "u"}},
        CREATE,
    ),
    (lambda c, a: oauth.visitor(c, a, "code"), "GET auth/getuserinfo", {"code": "code"}, CREATE),
    (lambda c, a: oauth.details(c, a, "t"), "POST auth/getuserdetail", {"user_ticket": "t"}, READ),
    (oauth.corp_ticket, "GET get_jsapi_ticket", {}, READ),
    (oauth.app_ticket, "GET ticket/get", {"type": "agent_config"}, READ),
    (lambda c, a: archive.permitted(c, a, 1), "POST msgaudit/get_permit_user_list", {"type": 1}, READ),
    (
        lambda c, a: archive.consents(c, a, [("li", "wm1")]),
        "POST msgaudit/check_single_agree",
        {"info": [{"userid": "li", "exteranalopenid": "wm1"}]},
        READ,
    ),
    (lambda c, a: archive.room_consents(c, a, "wr1"), "POST msgaudit/check_room_agree", {"roomid": "wr1"}, READ),
    (
        lambda c, a: media.upload_temporary(c, a, "image", Upload("a.png", b"x")),
        "POST media/upload",
        {"type": "image"},
        READ,
    ),
    (
        lambda c, a: media.upload_attachment(c, a, "image", Upload("a.png", b"x")),
        "POST media/upload_attachment",
        {"media_type": "image", "attachment_type": "1"},
        READ,
    ),
    (lambda c, a: media.upload_picture(c, a, Upload("a.png", b"x")), "POST media/uploadimg", {}, CREATE),
]
# What the simulator does not play; it has the vendor's other paths from a reading of its own.
NOT_PLAYED = (
    "msgaudit/",
    "getcallbackip",
    f"{X}get_user_behavior_data",
    f"{X}close_temp_chat",
    f"{X}convert_to_openid",
)


@pytest.fixture(scope="module")
def recorded() -> Iterator[tuple[WecomClient, list[httpx.Request]]]:
    """A client before a vendor that says yes to everything and remembers what it was asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("gettoken"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        asked.append(request)
        return httpx.Response(200, json=ANSWER)

    yield WecomClient(VirtualClock(START_MS), httpx.MockTransport(answer), sleep=lambda _: None), asked


@pytest.mark.parametrize(
    ("call", "line", "fields", "effect"), ROWS, ids=[f"{n} {row[1]}" for n, row in enumerate(ROWS)]
)
def test_it_asks_as_the_vendors_page_says(
    recorded: tuple[WecomClient, list[httpx.Request]], call: Call, line: str, fields: dict[str, Any], effect: Effect
) -> None:
    client, asked = recorded
    asked.clear()
    answer = call(client, APP)
    if isinstance(answer, Iterator):
        list(answer)
    (request,) = asked
    path = request.url.path.removeprefix("/cgi-bin/")
    assert f"{request.method} {path}" == line
    is_json = request.method == "POST" and not path.startswith("media/")
    given = json.loads(request.content) if is_json else dict(request.url.params)
    assert fields.items() <= given.items()
    assert effect_of(request.method, path) is effect
    assert path in CATALOGUE or path.startswith(NOT_PLAYED)


@pytest.mark.parametrize(
    "call",
    [
        lambda c: mass.to_customers(c, APP, ["wm"] * 10_001, text="x"),
        lambda c: mass.to_groups(c, APP, ["wr"] * 2_001, sender="a", text="x"),
        lambda c: mass.to_customers(c, APP, ["wm"], text="字" * 1_334),
        lambda c: welcome.send(c, APP, "c", attachments=[content.video("m")] * 10),
        lambda c: contact_ways.add(c, APP, ["u"] * 101),
        lambda c: groups.add_join_way(c, APP, ["wr"] * 6),
        lambda c: transfers.transfer(c, APP, ["wm"] * 101, giver="a", taker="b"),
        lambda c: customers.friends_page(c, APP, ["u"] * 101),
        lambda c: messages.send_text(c, APP, ["u"] * 1_001, "x"),
        lambda c: archive.consents(c, APP, [("u", "wm")] * 101),
    ],
)
def test_what_the_vendor_would_refuse_for_its_size_is_not_sent(
    recorded: tuple[WecomClient, list[httpx.Request]], call: Callable[[WecomClient], Any]
) -> None:
    client, asked = recorded
    asked.clear()
    with pytest.raises(TooManyForOneCall):
        call(client)
    assert asked == []


def test_tags_and_ways_make_a_round_trip(bench: Bench) -> None:
    client, app = bench.client, bench.app
    made = tags.add(client, app, ["VIP", "老客"], group="等级")
    assert [tag["name"] for tag in made["tag"]] == ["VIP", "老客"]
    (found,) = tags.corp_tags(client, app, group_ids=[made["group_id"]])
    assert {tag["id"] for tag in found["tag"]} == {tag["id"] for tag in made["tag"]}
    tags.delete(client, app, group_ids=[made["group_id"]])
    way = contact_ways.add(client, app, ["zhangsan"], state="store-12")
    assert way["qr_code"].startswith("http")
    contact_ways.update(client, app, way["config_id"], users=["lisi"])
    assert contact_ways.get(client, app, way["config_id"])["user"] == ["lisi"]
    contact_ways.delete(client, app, way["config_id"])
    assert way["config_id"] not in list(contact_ways.config_ids(client, app))


def test_friends_come_page_by_page_and_strangers_are_no_error(bench: Bench) -> None:
    client, app = bench.client, bench.app
    bench.world.seed_friends("zhangsan", [f"wm{number}" for number in range(250)])
    found = list(customers.friends(client, app, ["zhangsan", "lisi"]))
    assert len(found) == 250 and {one["follow_info"]["userid"] for one in found} == {"zhangsan"}
    assert bench.calls(customers.BATCH) == 3
    assert len(customers.external_ids(client, app, "zhangsan")) == 250
    bench.spoil(f"{X}list", errcode=84061, times=1)
    assert customers.external_ids(client, app, "lisi") == []
    assert customers.contact(client, app, "wm1")["follow_user"][0]["userid"] == "zhangsan"


def test_a_listing_without_an_end_is_given_up(make: Callable[..., Bench]) -> None:
    bench = make(pages_max=2)
    bench.world.seed_friends("lisi", [f"wmE{number}" for number in range(250)])
    with pytest.raises(EndlessPages):
        list(customers.friends(bench.client, bench.app, ["lisi"]))


def test_a_mass_message_is_made_asked_after_and_called_off(bench: Bench) -> None:
    client, app = bench.client, bench.app
    bench.world.seed_friends("lisi", ["wmA", "wmB"])
    made = mass.to_customers(client, app, ["wmA", "wmB", "wmStranger"], sender="lisi", text="新品")
    assert made["fail_list"] == ["wmStranger"]
    bench.world.advance(10_000)
    assert [(one["userid"], one["status"]) for one in mass.shares(client, app, made["msgid"])] == [
        ("lisi", mass.UNSENT)
    ]
    assert {one["status"] for one in mass.deliveries(client, app, made["msgid"], "lisi")} == {mass.WAITING}
    mass.remind(client, app, made["msgid"])
    mass.cancel(client, app, made["msgid"])
