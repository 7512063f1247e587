from typing import Any

import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api

HELLO = {"text": {"content": "新品上市"}}
DAY_MS = 86_400_000


def upload(api: Api, **query: Any) -> Any:
    api.get("agent/get")
    asked = {"access_token": api.token, "media_type": "image", "attachment_type": 1, **query}
    files = {"media": ("a.png", b"\x89PNG123456", "image/png")}
    return api.http.post(f"{api.url}/cgi-bin/media/upload_attachment", params=asked, files=files).json()


def create(api: Api, world: World, **fields: Any) -> str:
    job = api.customer("add_moment_task", {**HELLO, **fields})["jobid"]
    world.advance(2_000)
    return api.get("externalcontact/get_moment_task_result", jobid=job)["result"]["moment_id"]


@pytest.fixture
def seeded(world: World) -> World:
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    world.seed_friends("lisi", ["wmC"])
    return world


def test_a_moment_waits_for_its_members_to_publish_it(api: Api, seeded: World) -> None:
    image = {"msgtype": "image", "image": {"media_id": upload(api)["media_id"]}}
    job = api.customer("add_moment_task", {**HELLO, "attachments": [image]})["jobid"]
    result = [api.get("externalcontact/get_moment_task_result", jobid=job)]
    for _ in range(2):
        seeded.advance(1_000)
        result.append(api.get("externalcontact/get_moment_task_result", jobid=job))
    assert [answer["status"] for answer in result] == [1, 2, 3] and "result" not in result[0]
    moment = {"moment_id": result[2]["result"]["moment_id"]}
    tasks = api.customer("get_moment_task", moment)["task_list"]
    assert tasks == [{"userid": "zhangsan", "publish_status": 0}, {"userid": "lisi", "publish_status": 0}]
    mine = {**moment, "userid": "zhangsan"}
    assert len(api.customer("get_moment_customer_list", mine)["customer_list"]) == 2
    assert api.customer("get_moment_send_result", mine)["errcode"] == 41062
    assert seeded.publish_moment(moment["moment_id"], "zhangsan") == 2
    seeded.customer_deletes("wmB", "zhangsan")
    assert api.customer("get_moment_send_result", mine)["customer_list"] == [{"external_userid": "wmA"}]
    seeded.react_to_moment(moment["moment_id"], "zhangsan", "wmA")
    seeded.react_to_moment(moment["moment_id"], "zhangsan", "lisi", kind="comment")
    said = api.customer("get_moment_comments", mine)
    assert said["like_list"][0]["external_userid"] == "wmA" and said["comment_list"][0]["userid"] == "lisi"
    assert api.customer("cancel_moment_task", moment)["errcode"] == 0
    with pytest.raises(ActionRefused):
        seeded.publish_moment(moment["moment_id"], "lisi")
    assert api.customer("get_moment_comments", {**mine, "userid": "nobody"})["errcode"] == 41061


def test_who_sees_a_moment_can_be_narrowed_by_member_and_tag(api: Api, seeded: World) -> None:
    tag = seeded.seed_tags("等级", ["VIP"])["VIP"]
    api.customer("mark_tag", {"userid": "zhangsan", "external_userid": "wmA", "add_tag": [tag]})
    tags = {"external_contact_list": {"tag_list": [tag, "etNone"]}}
    senders = {"sender_list": {"user_list": ["zhangsan", "nobody"]}}
    job = api.customer("add_moment_task", {**HELLO, "visible_range": {**senders, **tags}})["jobid"]
    seeded.advance(2_000)
    result = api.get("externalcontact/get_moment_task_result", jobid=job)["result"]
    assert result["invalid_sender_list"]["user_list"] == ["nobody"]
    assert result["invalid_external_contact_list"] == {"tag_list": ["etNone"]}
    assert seeded.publish_moment(result["moment_id"], "zhangsan") == 1


def test_moments_are_listed_with_those_of_members(api: Api, seeded: World) -> None:
    made = create(api, seeded)
    own = seeded.publish_own_moment("lisi", "今天天气真好")
    window = {"start_time": START_MS // 1000 - 60, "end_time": START_MS // 1000 + 60}
    listed = api.customer("get_moment_list", window)["moment_list"]
    assert [(row["moment_id"], row["create_type"], row.get("creator")) for row in listed] == [
        (made, 0, None),
        (own, 1, "lisi"),
    ]
    assert api.customer("get_moment_list", {**window, "end_time": START_MS // 1000 + 40 * 86_400})["errcode"] == 40058
    assert api.customer("get_moment_task", {"moment_id": own})["errcode"] == 41067
    assert api.customer("get_moment_task", {"moment_id": "momX"})["errcode"] == 41060


def test_unsuitable_moments_are_refused(api: Api, seeded: World) -> None:
    image = {"msgtype": "image", "image": {"media_id": upload(api)["media_id"]}}
    link = {
        "msgtype": "link",
        "link": {"media_id": image["image"]["media_id"], "url": "https://a.cn", "title": "长" * 43},
    }
    album = {"msgtype": "image", "image": {"media_id": upload(api, attachment_type=2)["media_id"]}}
    for fields, code in (
        ({"text": {}}, 41089),
        ({"attachments": [image] * 10}, 41064),
        ({"attachments": [image, link]}, 41064),
        ({"attachments": [link]}, 40058),
        ({"attachments": [album]}, 40007),
        ({"attachments": [{"msgtype": "file", "file": {}}]}, 41065),
        ({"text": {"content": "长" * 1_334}}, 40058),
    ):
        assert api.customer("add_moment_task", {**HELLO, **fields})["errcode"] == code, fields
    assert upload(api, attachment_type=3)["errcode"] == 41072
    assert type(upload(api)["created_at"]) is int
    assert api.get("externalcontact/get_moment_task_result", jobid="x")["errcode"] == 40088
