import pytest

from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api


def test_a_whole_circle_can_be_walked_by_hand_over_json(api: Api, world: World) -> None:
    way = api.customer("add_contact_way", {"type": 1, "scene": 2, "user": ["zhangsan"], "state": "s1"})
    met = api.act("scan", config_id=way["config_id"], name="小林").json()
    assert met["is_new"] and met["userid"] == "zhangsan"
    hello = {"welcome_code": met["welcome_code"], "text": {"content": "欢迎光临"}}
    assert api.customer("send_welcome_msg", hello)["errcode"] == 0
    task = api.customer("add_msg_template", {"sender": "zhangsan", "text": {"content": "<b>上新</b>"}})
    page = api.http.get(f"{api.url}/sim").text
    assert "确认发送" in page and "新客户扫码" in page and "欢迎光临" in page
    assert "&lt;b&gt;上新" in page and "<b>上新" not in page
    done = api.act("confirm_mass", msgid=task["msgid"], userid="zhangsan").json()
    assert done == {"sent": 1, "not_friend": 0, "over_quota": 0, "left_out": 0}
    assert api.act("customer_deletes", external_userid=met["external_userid"], userid="zhangsan").status_code == 200
    state = api.http.get(f"{api.url}/sim/state").json()
    assert [message["kind"] for message in state["messages"]] == ["mass", "welcome"]
    assert state["totals"]["waiting"] == 0 and state["members"][0]["friends"] == 1


def test_refusals_and_unsuitable_fields_are_explained_in_two_languages(api: Api) -> None:
    for name, fields, status in [
        ("scan", {"config_id": "none"}, 400),
        ("scan", {}, 400),
        ("scan", {"config": 1}, 400),
        ("fault", {"path": "", "kind": "errcode", "wrong": 1}, 400),
        ("fly", {}, 404),
    ]:
        answer = api.act(name, **fields)
        assert answer.status_code == status
        assert answer.json()["error"]["zh"] and answer.json()["error"]["en"]
    assert api.http.post(f"{api.url}/sim/scan", content=b"[1").status_code == 400


def test_every_action_answers(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    pair = {"userid": "zhangsan", "external_userid": "wmA"}
    agentid = api.app.agentid
    steps = [
        ("add_member", {"userid": "wangwu", "name": "王五"}),
        ("seed_friends", {"userid": "wangwu", "external_userids": ["wmB", "wmC"]}),
        ("add_friend", {"userid": "wangwu", "external_userid": "wmD", "channel": "x"}),
        ("member_edits", {**pair, "remark": "林", "mobiles": ["138"], "personal_tags": ["常来"]}),
        ("chat", pair),
        ("send_own_mass", {"userid": "zhangsan", "external_userids": ["wmA"], "text": "早"}),
        ("confirm_habit", {"after_s": 1.0, "share": 0.5}),
        ("confirm_habit", {}),
        ("callback_trouble", {"duplicated": 0.1}),
        ("callback_url", {"agentid": agentid, "url": None}),
        ("fault", {"path": "x", "kind": "errcode", "times": 3, "errcode": 45009}),
        ("clear_faults", {}),
        ("advance", {"ms": 5}),
        ("revoke_tokens", {}),
        ("member_deletes", pair),
    ]
    for name, fields in steps:
        assert api.act(name, **fields).status_code == 200, name
    assert world.faults.listed() == [] and len(world.sent_messages("wmA")) == 1


def test_an_empty_corp_has_a_page(api: Api) -> None:
    page = api.http.get(f"{api.url}/", follow_redirects=True).text
    assert "企业微信模拟器" in page and "没有等待确认的群发" in page


def test_a_port_in_use_is_an_error_and_stopping_frees_it() -> None:
    world = World(lambda: 0)
    serving = serve_in_thread(world)
    port = int(serving.url.rsplit(":", 1)[1])
    with pytest.raises(OSError):
        serve_in_thread(World(lambda: 0), port=port)
    serving.stop()
    serving.stop()
    again = serve_in_thread(World(lambda: 0), port=port)
    again.stop()
    assert again.url == serving.url


def test_everything_that_waits_for_people_is_on_the_page(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    chat = world.seed_group("zhangsan", "福利群", ["wmA"])
    api.customer("groupchat/add_join_way", {"scene": 2, "chat_id_list": [chat.chat_id], "remark": "福利群海报"})
    api.customer("customer_acquisition/create_link", {"link_name": "信息流 A", "range": {"user_list": ["zhangsan"]}})
    api.customer("add_moment_task", {"text": {"content": "秋冬新品到店"}})
    both = {"handover_userid": "zhangsan", "takeover_userid": "lisi"}
    api.customer("transfer_customer", {**both, "external_userid": ["wmA"]})
    notice = {"agentid": api.app.agentid, "touser": "lisi", "msgtype": "text", "text": {"content": "3 条待跟进"}}
    api.post("message/send", notice)
    page = api.http.get(f"{api.url}/sim").text
    shown = ["福利群海报", "信息流 A", "秋冬新品到店", "等待客户接受的转接", "群主解散", "3 条待跟进", "成员删除客户"]
    assert [words for words in shown if words not in page] == []
    actions = api.http.get(f"{api.url}/sim/actions").json()
    assert "config_id: 'str'" in str(actions["scan"]["fields"]) or "config_id: str" in str(actions["scan"]["fields"])
    assert {"accept_transfer", "publish_moment", "archive_message"} <= actions.keys()


def test_a_phone_that_scans_a_code_or_opens_a_link_finds_one_button(api: Api, world: World) -> None:
    way = api.customer("add_contact_way", {"type": 1, "scene": 2, "user": ["zhangsan"], "remark": "南京路店"})
    chat = world.seed_group("zhangsan", "福利群")
    group = api.customer("groupchat/add_join_way", {"scene": 2, "chat_id_list": [chat.chat_id], "remark": "群海报"})
    fields = {"link_name": "信息流 A", "range": {"user_list": ["zhangsan"]}}
    link = api.customer("customer_acquisition/create_link", fields)["link"]
    for address, words in (
        (f"{api.url}/sim/scan/{way['config_id']}", ["南京路店", '"scan"']),
        (f"{api.url}/sim/scan/{group['config_id']}", ["群海报", '"scan_join_way"']),
        (f"{link['url']}?customer_channel=c1", ["信息流 A", '"scan_link"', '"c1"']),
    ):
        page = api.http.get(address).text
        assert [word for word in words if word not in page] == []
    assert [api.http.get(f"{api.url}/{path}/none").status_code for path in ("sim/scan", "ca")] == [404, 404]
