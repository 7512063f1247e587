from typing import Any

import pytest

from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api


def send(api: Api, **fields: Any) -> Any:
    body = {"agentid": api.app.agentid, "touser": "zhangsan", "msgtype": "text", "text": {"content": "待办"}, **fields}
    return api.post("message/send", body)


def test_some_invalid_receivers_are_named_in_lower_case(api: Api, world: World) -> None:
    world.add_department(2, "华东")
    world.add_member("wangwu", departments=(2,))
    answer = send(api, touser="ZhangSan|Nobody", toparty="2|9")
    assert (answer["errcode"], answer["invaliduser"], answer["invalidparty"]) == (0, "nobody", "9")
    assert [notice.userid for notice in world.notices()] == ["zhangsan", "wangwu"]
    assert send(api, touser="Nobody")["errcode"] == 81013
    assert send(api, touser="")["errcode"] == 82001
    send(api, touser="@all")
    assert len(world.notices("lisi")) == 1


def test_over_thirty_a_minute_messages_are_dropped_in_silence(api: Api, world: World) -> None:
    assert {send(api)["errcode"] for _ in range(35)} == {0}
    assert len(world.notices("zhangsan")) == 30
    world.advance(60_000)
    send(api)
    assert len(world.notices("zhangsan")) == 31


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"agentid": 1}, 301002),
        ({"agentid": None}, 40056),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40032),
        ({"text": {}}, 44004),
        ({"msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ({"msgtype": "sound", "sound": {"x": 1}}, 40008),
        ({"msgtype": "news", "news": {"articles": [{"title": "x"}] * 9}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "长" * 129, "description": "x", "url": "u"}}, 40058),
        ({"msgtype": "template_card", "template_card": {"card_type": "x"}}, 42016),
        ({"msgtype": "template_card", "template_card": {"card_type": "vote_interaction"}}, 42014),
        ({"msgtype": "template_card", "template_card": {"card_type": "vote_interaction", "task_id": "t"}}, 43012),
    ],
)
def test_unsuitable_messages_are_refused(api: Api, fields: dict[str, Any], code: int) -> None:
    assert send(api, **fields)["errcode"] == code


def test_long_texts_are_cut_and_messages_can_be_recalled_for_a_day(api: Api, world: World) -> None:
    made = send(api, text={"content": "长" * 1000})
    assert world.notices()[0].content["content"] == "长" * 682
    assert api.post("message/recall", {"msgid": made["msgid"]})["errcode"] == 0
    assert world.notices() == []
    world.advance(86_400_001)
    api.token = ""
    assert api.post("message/recall", {"msgid": made["msgid"]})["errcode"] == 42052
