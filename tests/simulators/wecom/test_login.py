import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api

BACK = "https://scrm.example.com:8443/login?next=%2Fa"


def visit(api: Api, path: str = "connect/oauth2/authorize", **query: Any) -> httpx.Response:
    asked = {"appid": api.world.corpid, "redirect_uri": BACK, "state": "s1", **query}
    return api.http.get(f"{api.url}/{path}", params=asked, follow_redirects=False)


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


@pytest.mark.parametrize("path", ["connect/oauth2/authorize", "wwlogin/sso/login"])
def test_a_member_picked_on_the_page_comes_back_with_code_and_state(api: Api, path: str) -> None:
    page = visit(api, path, agentid=api.app.agentid)
    assert page.status_code == 200 and "张三" in page.text and "as=zhangsan" in page.text
    answer = visit(api, path, agentid=api.app.agentid, **{"as": "zhangsan"})
    address = answer.headers["location"]
    assert address.startswith(BACK + "&code=") and address.endswith("&state=s1")
    assert api.get("auth/getuserinfo", code=code_of(answer))["userid"] == "zhangsan"


def test_a_code_works_once_within_five_minutes_and_for_its_app(api: Api, world: World) -> None:
    world.hold_phone("lisi")
    code = code_of(visit(api, agentid=api.app.agentid))
    other = Api(api.url, world, world.add_app("其他"), http=api.http)
    assert other.get("auth/getuserinfo", code=code)["errcode"] == 40029
    assert api.get("auth/getuserinfo", code=code)["errcode"] == 0
    assert api.get("auth/getuserinfo", code=code)["errcode"] == 42022
    late = code_of(visit(api))
    world.advance(300_000)
    assert api.get("auth/getuserinfo", code=late)["errcode"] == 42003
    assert api.get("auth/getuserinfo", code="made-up")["errcode"] == 40029


def test_private_details_need_the_scope_and_an_agentid(api: Api, world: World) -> None:
    member = world.add_member("wangwu")
    member.mobile, member.gender = "13800000001", 1
    back = world.sign_in("wangwu", BACK, agentid=api.app.agentid, private=True)
    ticket = api.get("auth/getuserinfo", code=parse_qs(urlsplit(back).query)["code"][0])["user_ticket"]
    detail = api.post("auth/getuserdetail", {"user_ticket": ticket})
    assert (detail["mobile"], detail["gender"]) == ("13800000001", "1")
    assert api.post("auth/getuserdetail", {"user_ticket": "x"})["errcode"] == 84014
    world.advance(1_800_000)
    assert api.post("auth/getuserdetail", {"user_ticket": ticket})["errcode"] == 84015
    world.hold_phone("wangwu")
    plain = api.get("auth/getuserinfo", code=code_of(visit(api, scope="snsapi_privateinfo")))
    assert "user_ticket" not in plain


def test_customers_sign_in_as_openid_and_are_named_when_somebody_knows_them(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    known = api.get("auth/getuserinfo", code=code_of(visit(api, **{"as": "wmA"})))
    assert (known["openid"], known["external_userid"]) == ("oowmA", "wmA")
    api.app.visible_userids = frozenset({"lisi"})
    assert "external_userid" not in api.get("auth/getuserinfo", code=code_of(visit(api, **{"as": "wmA"})))


@pytest.mark.parametrize(
    "query",
    [
        {"appid": "wwother"},
        {"redirect_uri": "https://scrm.example.com/login"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
        {"state": "a-b"},
        {"agentid": "7"},
        {"agentid": "x"},
        {"as": "nobody"},
    ],
)
def test_unsuitable_requests_get_a_page_that_says_why(api: Api, query: dict[str, str]) -> None:
    api.app.trusted_domain = "scrm.example.com:8443"
    assert visit(api).status_code == 200
    answer = visit(api, **query)
    assert answer.status_code == 400 and "不能登录" in answer.text


def test_tickets_last_two_hours_and_sign_pages(api: Api, world: World) -> None:
    assert api.get("ticket/get", type="wx_card")["errcode"] == 91040
    corp, app = api.get("get_jsapi_ticket"), api.get("ticket/get", type="agent_config")
    assert corp["expires_in"] == 7200 and corp["ticket"] != app["ticket"]
    assert api.get("get_jsapi_ticket")["ticket"] == corp["ticket"]
    url = "https://scrm.example.com/sidebar?x=1"
    text = f"jsapi_ticket={app['ticket']}&noncestr=n&timestamp=1&url={url}"
    offered = {"noncestr": "n", "timestamp": "1", "url": url + "#/frag", "agentid": api.app.agentid}
    signature = hashlib.sha1(text.encode()).hexdigest()
    assert world.check_js_signature(signature, **offered)
    assert api.act("check_js_signature", signature=signature, **offered).json() == {"result": True}
    assert not world.check_js_signature(signature, **{**offered, "agentid": None})
    world.advance(7_200_000)
    api.token = ""
    assert api.get("get_jsapi_ticket")["ticket"] != corp["ticket"]
    assert not world.check_js_signature(signature, **offered)
