import time
import xml.etree.ElementTree as ET

from siyu.simulators.wecom import crypto
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Receiver, make_world


def open_event(world: World, app: App, post: tuple[dict[str, str], str]) -> dict[str, str | None]:
    params, body = post
    encrypted = ET.fromstring(body).findtext("Encrypt") or ""
    assert params["msg_signature"] == crypto.signature(app.token, params["timestamp"], params["nonce"], encrypted)
    return {
        element.tag: element.text for element in ET.fromstring(crypto.decrypt(app.aes_key, encrypted, world.corpid))
    }


def listening(receiver: Receiver, **limits: object) -> tuple[World, App]:
    world = make_world(**limits)
    app = next(iter(world.state.apps.values()))
    world.set_callback_url(app.agentid, receiver.url)
    return world, app


def test_every_human_action_raises_its_event(receiver: Receiver) -> None:
    world, app = listening(receiver)
    met = world.add_friend("zhangsan", "wmA", channel="门店]]>12")
    world.member_edits("zhangsan", "wmA", remark="林女士")
    world.customer_deletes("wmA", "zhangsan")
    world.member_deletes("zhangsan", "wmA")
    assert world.deliver_callbacks() == 4
    first, *others = [open_event(world, app, post) for post in receiver.received]
    assert first == {
        "ToUserName": world.corpid,
        "FromUserName": "sys",
        "CreateTime": str(START_MS // 1000),
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": "zhangsan",
        "ExternalUserID": "wmA",
        "State": "门店]]>12",
        "WelcomeCode": met.welcome_code,
    }
    kinds = ["edit_external_contact", "del_follow_user", "del_external_contact"]
    assert [event["ChangeType"] for event in others] == kinds
    envelope = ET.fromstring(receiver.received[0][1])
    assert (envelope.findtext("ToUserName"), envelope.findtext("AgentID")) == (world.corpid, str(app.agentid))


def test_a_refused_callback_is_sent_three_times_and_no_more(receiver: Receiver) -> None:
    world, _ = listening(receiver)
    receiver.statuses += [500, 500, 500, 500]
    world.add_friend("zhangsan", "wmA")
    assert world.deliver_callbacks() == 3
    assert [made.failure for made in world.deliveries()] == ["HTTP 500"] * 3
    assert len({str(post) for post in receiver.received}) == 1


def test_a_retry_that_succeeds_is_the_last(receiver: Receiver) -> None:
    world, _ = listening(receiver)
    receiver.statuses.append(503)
    world.add_friend("zhangsan", "wmA")
    assert world.deliver_callbacks() == 2


def test_a_dead_address_costs_three_attempts_and_no_exception() -> None:
    world = make_world(callback_timeout_s=0.2)
    world.set_callback_url(next(iter(world.state.apps)), "http://127.0.0.1:9/callback")
    world.add_friend("zhangsan", "wmA")
    assert world.deliver_callbacks() == 3
    assert all("connect" in made.failure for made in world.deliveries())


def test_trouble_duplicates_drops_reorders_and_spoils(receiver: Receiver) -> None:
    world, app = listening(receiver)
    world.set_callback_trouble(CallbackTrouble(duplicated=1.0))
    world.add_friend("zhangsan", "wm0")
    assert world.deliver_callbacks() == 2
    assert len({str(open_event(world, app, post)) for post in receiver.received}) == 1
    assert receiver.received[0][0]["nonce"] != receiver.received[1][0]["nonce"]

    world.set_callback_trouble(CallbackTrouble(dropped=1.0))
    world.add_friend("zhangsan", "wm1")
    assert world.deliver_callbacks() == 0

    world.set_callback_trouble(CallbackTrouble(reordered=0.5))
    receiver.received.clear()
    for number in range(40):
        world.add_friend("lisi", f"wm{number + 10}")
    world.deliver_callbacks()
    order = [open_event(world, app, post)["ExternalUserID"] for post in receiver.received]
    assert sorted(str(one) for one in order) == [f"wm{number + 10}" for number in range(40)] != order

    world.set_callback_trouble(CallbackTrouble(badly_signed=1.0))
    world.add_friend("lisi", "wmZ")
    world.deliver_callbacks()
    params, body = receiver.received[-1]
    encrypted = ET.fromstring(body).findtext("Encrypt") or ""
    assert params["msg_signature"] != crypto.signature(app.token, params["timestamp"], params["nonce"], encrypted)


def test_each_app_hears_only_of_members_it_sees(receiver: Receiver) -> None:
    world, _ = listening(receiver)
    narrow = world.add_app("窄", callback_url=receiver.url, visible_userids=["lisi"])
    world.add_friend("zhangsan", "wmA")
    assert world.deliver_callbacks() == 1
    world.add_friend("lisi", "wmA")
    assert world.deliver_callbacks() == 2
    assert open_event(world, narrow, receiver.received[-1])["UserID"] == "lisi"


def test_the_background_delivers_and_stops_cleanly(receiver: Receiver) -> None:
    world, _ = listening(receiver, callback_retry_after_s=0.01)
    receiver.statuses += [500, 500]
    world.start()
    for number in range(50):
        world.add_friend("zhangsan", f"wm{number}")
    for _ in range(1000):
        if len(receiver.received) == 52:
            break
        time.sleep(0.01)
    world.stop()
    assert len(receiver.received) == 52 and world.callbacks_pending() == 0


def test_an_address_is_verified_by_its_echo(receiver: Receiver) -> None:
    world, app = listening(receiver)
    receiver.echo = lambda query: crypto.decrypt(app.aes_key, query["echostr"], world.corpid)
    assert world.verify_callback_url(app.agentid).ok
    receiver.echo = lambda query: '"' + crypto.decrypt(app.aes_key, query["echostr"], world.corpid) + '"'
    assert world.verify_callback_url(app.agentid).reason == "返回内容不是解密后的明文"
    world.set_callback_url(app.agentid, None)
    assert not world.verify_callback_url(app.agentid).ok
