from urllib.parse import parse_qs, urlsplit

import pytest

from siyu.tenancy.contracts import Role
from siyu.tenancy.serving.operations import bind_staff
from tests.advisors.factories import staff
from tests.connectors.wecom.sidebar.conftest import at_wecom, come_back, configure, leave
from tests.tenancy.factories import account, browser


def refusal(answer) -> str:
    assert answer.status_code == 302 and "siyu_session" not in answer.headers.get("set-cookie", "")
    return parse_qs(urlsplit(answer.headers["location"]).query)["login_error"][0]


def test_an_advisor_comes_in_as_who_they_are_in_wecom(door):
    page = "/sidebar/golden?x=1"
    answer = come_back(door, at_wecom(leave(door, page), "zhangsan"))
    assert (answer.status_code, answer.headers["location"]) == (302, page)
    me = door.get("/api/auth/me").json()
    assert me["user"]["name"] == "ZHANGSAN" and me["brands"][0]["role"] == Role.ADVISOR
    assert door.get("/api/brands/golden/advisors/me").json()["name"] == "ZHANGSAN"


def test_coming_twice_makes_one_account_that_nobody_can_use_with_a_password(platform, scope, corp, door):
    for _ in range(2):
        come_back(door, at_wecom(leave(door), "zhangsan"))
    me = door.get("/api/auth/me").json()["user"]
    other = browser(platform)
    come_back(other, at_wecom(leave(other), "zhangsan"))
    assert other.get("/api/auth/me").json()["user"] == me
    for password in ("", "x" * 12):
        body = {"account": me["account"], "password": password}
        assert browser(platform).post("/api/auth/login", json=body).status_code == 401
    account(platform, scope, "hq")
    listed = browser(platform)
    listed.headers["X-CSRF-Token"] = listed.post(
        "/api/auth/login", json={"account": "hq", "password": "correct horse"}
    ).json()["csrf_token"]
    assert [one["account"] for one in listed.get("/api/brands/golden/users").json()] == ["hq"]


def test_a_code_brought_into_another_browser_is_refused(platform, door):
    back = at_wecom(leave(door), "zhangsan")
    stranger = browser(platform)
    assert refusal(come_back(stranger, back)) == "login_expired"
    leave(stranger)
    assert refusal(come_back(stranger, back)) == "login_expired"
    assert come_back(door, back).headers["location"] == "/sidebar/golden"


def test_a_code_works_once(door):
    begun = leave(door)
    back = at_wecom(begun, "zhangsan")
    cookie = door.cookies.get("siyu_staff_login")
    come_back(door, back)
    assert refusal(come_back(door, back)) == "login_expired"
    door.cookies.set("siyu_staff_login", cookie, path="/api/auth/staff")
    assert refusal(come_back(door, back)) == "wecom_refused"


def test_a_code_that_is_too_old_is_refused(door, clock):
    back = at_wecom(leave(door), "zhangsan")
    clock.advance(6 * 60_000)
    assert refusal(come_back(door, back)) == "wecom_refused"


def test_who_the_brand_does_not_know_is_told_so(corp, door):
    assert refusal(come_back(door, at_wecom(leave(door), "lisi"))) == "not_in_siyu"


def test_a_customer_is_no_member(corp, door):
    corp.world.seed_friends("zhangsan", ["wmwang"], names={"wmwang": "王女士"})
    assert refusal(come_back(door, at_wecom(leave(door), "wmwang"))) == "not_a_member"


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example", "/\\evil", "javascript:1", "/a|b", "/" * 600]
)
def test_nobody_is_sent_to_a_page_that_is_not_ours(door, page):
    back = at_wecom(leave(door, page), "zhangsan")
    assert come_back(door, back).headers["location"] == "/sidebar/golden"


def test_a_bound_account_signs_in_by_scanning(platform, scope, door):
    address = leave(door, "/b/golden/overview", "console")
    assert urlsplit(address).path == "/wwlogin/sso/login"
    assert refusal(come_back(door, at_wecom(address, "zhangsan"))) == "no_bound_account"
    user = account(platform, scope, "hq")
    person = staff(platform, scope, "zhangsan")["zhangsan"]
    platform.stores.core.write(lambda conn: bind_staff(conn, scope, user, person, at_ms=0))
    answer = come_back(door, at_wecom(leave(door, "/b/golden/overview", "console"), "zhangsan"))
    assert answer.headers["location"] == "/b/golden/overview"
    assert door.get("/api/auth/me").json()["user"]["account"] == "hq"


def test_wecoms_own_addresses_are_used_when_none_are_set(platform, scope, corp, door):
    configure(platform, scope, base_url="https://qyapi.weixin.qq.com/")
    address = leave(door)
    assert address.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=")
    query = parse_qs(urlsplit(address).query)
    assert query["redirect_uri"] == ["http://testserver/api/auth/staff/golden/callback"]
    assert query["scope"] == ["snsapi_base"] and query["state"][0].isalnum() and address.endswith("#wechat_redirect")
    assert leave(door, entry="console").startswith(
        "https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp"
    )


def test_an_unknown_brand_and_one_without_wecom_say_so(platform, other_scope, door):
    assert door.get("/api/auth/staff/nobody/start", follow_redirects=False).status_code == 404
    assert door.get("/api/auth/staff/other/start", follow_redirects=False).json()["code"] == "wecom_not_set_up"
