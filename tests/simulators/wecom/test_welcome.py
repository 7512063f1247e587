import pytest

from siyu.simulators.wecom.people.friends import Meeting
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api

HELLO = {"text": {"content": "欢迎"}}


@pytest.fixture
def met(api: Api, world: World) -> Meeting:
    way = api.customer("add_contact_way", {"type": 1, "scene": 2, "user": ["zhangsan"], "state": "store-12"})
    return world.scan(way["config_id"], external_userid="wmA")


def welcome(api: Api, code: str | None, **content: object) -> int:
    answer = api.customer("send_welcome_msg", {"welcome_code": code, **(content or HELLO)})
    return int(answer["errcode"])


def test_a_welcome_arrives_once(api: Api, world: World, met: Meeting) -> None:
    assert welcome(api, met.welcome_code) == 0
    assert welcome(api, met.welcome_code) == 41051
    (message,) = world.sent_messages("wmA")
    assert (message.kind, message.userid, message.content) == ("welcome", "zhangsan", HELLO)


def test_a_welcome_is_possible_within_twenty_seconds_and_not_at_twenty(api: Api, world: World, met: Meeting) -> None:
    late = world.add_friend("lisi", "wmB")
    world.advance(19_999)
    assert welcome(api, met.welcome_code) == 0
    world.advance(1)
    assert welcome(api, late.welcome_code) == 41050
    assert welcome(api, "WCunknown") == 41050
    assert welcome(api, None) == 41049


def test_a_chat_that_has_begun_ends_the_welcome(api: Api, world: World, met: Meeting) -> None:
    world.chat("zhangsan", "wmA")
    assert welcome(api, met.welcome_code) == 41051


def test_another_sending_app_can_be_waited_for(api: Api, world: World, met: Meeting) -> None:
    assert met.welcome_code is not None
    world.contend_welcome(met.welcome_code, times=2)
    assert [welcome(api, met.welcome_code) for _ in range(4)] == [41096, 41096, 0, 41051]


def test_a_member_with_an_own_welcome_gives_no_code(world: World) -> None:
    world.state.members["zhangsan"].has_own_welcome = True
    assert world.add_friend("zhangsan", "wmA").welcome_code is None


def test_text_is_measured_in_bytes_and_a_refused_content_keeps_the_code(api: Api, met: Meeting) -> None:
    code = met.welcome_code
    assert welcome(api, code, text={"content": "欢" * 1334}) == 40058
    assert welcome(api, code, text={"content": ""}) == 40063
    link = {"msgtype": "link", "link": {"title": "活动", "url": "https://brand.example/a"}}
    assert welcome(api, code, attachments=[link] * 10) == 41064
    assert welcome(api, code, text={"content": "欢" * 1333}, attachments=[link] * 9) == 0


@pytest.mark.parametrize(
    ("attachment", "code"),
    [
        ({"msgtype": "audio"}, 41065),
        ({"msgtype": "image", "link": {}}, 40058),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "image", "image": {"pic_url": "https://elsewhere.example/a.png"}}, 40058),
        ({"msgtype": "link", "link": {"title": "题" * 43, "url": "https://a.example"}}, 40058),
        ({"msgtype": "link", "link": {"title": "题"}}, 40058),
        ({"msgtype": "miniprogram", "miniprogram": {"title": "t", "appid": "wx1", "page": "p"}}, 40058),
        ({"msgtype": "file", "file": {"media_id": "none"}}, 40007),
    ],
)
def test_unsuitable_attachments_are_refused(api: Api, met: Meeting, attachment: object, code: int) -> None:
    assert welcome(api, met.welcome_code, attachments=[attachment]) == code


def test_uploaded_media_can_be_sent_for_three_days(api: Api, world: World) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/media/upload?access_token={api.token}&type=image"
    uploaded = api.http.post(url, files={"media": ("海报.png", b"\x89PNG123456", "image/png")}).json()
    assert uploaded["type"] == "image" and isinstance(uploaded["created_at"], str)
    fetched = api.http.get(f"{api.url}/cgi-bin/media/get?access_token={api.token}&media_id={uploaded['media_id']}")
    assert fetched.content == b"\x89PNG123456"
    image = {"msgtype": "image", "image": {"media_id": uploaded["media_id"]}}
    assert welcome(api, world.add_friend("lisi", "wmA").welcome_code, attachments=[image]) == 0
    world.advance(3 * 86_400_000)
    api.token = ""
    assert welcome(api, world.add_friend("lisi", "wmB").welcome_code, attachments=[image]) == 40145


def test_uploads_of_wrong_type_or_size_are_refused(api: Api) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/media/upload?access_token={api.token}&type="
    assert api.http.post(url + "poem", files={"media": b"123456"}).json()["errcode"] == 40004
    assert api.http.post(url + "image", files={"media": b"12345"}).json()["errcode"] == 40006
    assert api.http.post(url + "voice", files={"media": b"1" * (2 << 20) + b"1"}).json()["errcode"] == 40006
    assert api.http.post(url + "image").json()["errcode"] == 40063


def test_uploaded_pictures_are_accepted_as_pic_url(api: Api, met: Meeting) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/media/uploadimg?access_token={api.token}"
    picture = api.http.post(url, files={"any": ("a.png", b"\x89PNG123456")}).json()["url"]
    assert welcome(api, met.welcome_code, attachments=[{"msgtype": "image", "image": {"pic_url": picture}}]) == 0
