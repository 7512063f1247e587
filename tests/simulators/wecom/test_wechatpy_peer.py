"""A client nobody here wrote, wechatpy 2.0.0a26, against the simulator, and as reader of its callbacks."""

from typing import Any

import pytest
from wechatpy.exceptions import APILimitedException
from wechatpy.work import WeChatClient
from wechatpy.work.crypto import WeChatCrypto
from wechatpy.work.events import ChangeExternalContactEvent
from wechatpy.work.parser import parse_message

from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, Receiver


def peer(api: Api) -> Any:
    class SimulatedClient(WeChatClient):
        API_BASE_URL = f"{api.url}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            params = {"corpid": self.corp_id, "corpsecret": self.secret}
            return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=params)

    client = SimulatedClient(api.world.corpid, api.app.secret)
    client._http.trust_env = False
    return client


def test_it_reads_members_and_customers(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", [f"wm{number}" for number in range(120)], names={"wm0": "小林"})
    client = peer(api)
    assert client.external_contact.get_follow_user_list()["follow_user"] == ["zhangsan", "lisi"]
    assert client.external_contact.get("wm0")["external_contact"]["name"] == "小林"
    assert len(client.external_contact.list("zhangsan")["external_userid"]) == 120
    rows = list(client.external_contact.gen_all_by_user("zhangsan", 50))
    assert [row["external_contact"]["external_userid"] for row in rows] == [f"wm{number}" for number in range(120)]
    data = {"userid_list": ["zhangsan", "lisi"], "limit": 100}
    assert len(client.post("externalcontact/batch/get_by_user", data=data)["external_contact_list"]) == 100


def test_it_tags_welcomes_and_sends(api: Api, world: World) -> None:
    client = peer(api)
    way = client.external_contact.add_contact_way(type=1, scene=2, user=["zhangsan"], state="店")
    met = world.scan(way["config_id"], external_userid="wmA")
    text = {"text": {"content": "欢迎"}}
    assert client.external_contact.send_welcome_msg({"welcome_code": met.welcome_code, **text})["errcode"] == 0
    made = client.external_contact.add_corp_tag(None, "等级", 1, [{"name": "金卡", "order": 1}])
    tag_id = made["tag_group"]["tag"][0]["id"]
    client.external_contact.mark_tag("zhangsan", "wmA", [tag_id], [])
    assert client.external_contact.get("wmA")["follow_user"][0]["tags"][0]["tag_name"] == "金卡"
    task = client.external_contact.add_msg_template({"external_userid": ["wmA"], **text})
    world.confirm_mass(task["msgid"], "zhangsan")
    result = client.post(
        "externalcontact/get_groupmsg_send_result", data={"msgid": task["msgid"], "userid": "zhangsan"}
    )
    assert result["send_list"][0]["status"] == 1
    uploaded = client.media.upload("image", ("a.png", b"\x89PNG123456", "image/png"))
    assert uploaded["media_id"] in world.state.media


def test_it_meets_frequency_limits_and_renews_expired_tokens(api: Api, world: World) -> None:
    client = peer(api)
    client.external_contact.get_follow_user_list()
    world.add_fault(Fault("externalcontact/", "errcode", errcode=45009))
    with pytest.raises(APILimitedException):
        client.external_contact.get_follow_user_list()
    world.advance(7_200_000)
    assert client.external_contact.get_follow_user_list()["errcode"] == 0


def test_it_decrypts_our_callbacks(world: World, receiver: Receiver) -> None:
    app = next(iter(world.state.apps.values()))
    world.set_callback_url(app.agentid, receiver.url)
    for length in range(70):
        world.add_friend("zhangsan", f"wm{length}", channel="店" + "x" * length)
    world.deliver_callbacks()
    reader = WeChatCrypto(app.token, app.aes_key, world.corpid)
    assert len(receiver.received) == 70
    for length, (params, body) in enumerate(receiver.received):
        xml = reader.decrypt_message(body, params["msg_signature"], params["timestamp"], params["nonce"])
        event = parse_message(xml)
        assert isinstance(event, ChangeExternalContactEvent)
        assert (event.change_type, event.user_id) == ("add_external_contact", "zhangsan")
        assert (event.external_user_id, event.state) == (f"wm{length}", "店" + "x" * length)


def test_it_answers_our_address_verification(world: World, receiver: Receiver) -> None:
    app = next(iter(world.state.apps.values()))
    world.set_callback_url(app.agentid, receiver.url)
    reader = WeChatCrypto(app.token, app.aes_key, world.corpid)
    receiver.echo = lambda q: reader.check_signature(q["msg_signature"], q["timestamp"], q["nonce"], q["echostr"])
    assert world.verify_callback_url(app.agentid).ok
