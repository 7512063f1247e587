from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, make_world, serve

HOUR_MS = 3_600_000


def fetch(api: Api, **query: str) -> dict[str, object]:
    return httpx.get(f"{api.url}/cgi-bin/gettoken", params=query, trust_env=False).json()


def test_the_token_stays_the_same_while_it_is_valid_and_changes_after(api: Api, world: World) -> None:
    credentials = {"corpid": world.corpid, "corpsecret": api.app.secret}
    first = fetch(api, **credentials)
    assert (first["errcode"], first["expires_in"]) == (0, 7200)
    world.advance(HOUR_MS)
    again = fetch(api, **credentials)
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 3600)
    world.advance(HOUR_MS)
    assert fetch(api, **credentials)["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 41002),
        ({"corpid": "wwsimulatedcorp01"}, 41004),
        ({"corpid": "wwother", "corpsecret": "x"}, 40013),
        ({"corpid": "wwsimulatedcorp01", "corpsecret": "wrong"}, 40001),
    ],
)
def test_wrong_credentials_are_refused_by_name(api: Api, query: dict[str, str], code: int) -> None:
    assert fetch(api, **query)["errcode"] == code


def test_missing_unknown_revoked_and_expired_tokens_have_their_own_codes(api: Api, world: World) -> None:
    path = "externalcontact/get_follow_user_list"
    assert api.get(path)["errcode"] == 0
    assert api.get(path, access_token="")["errcode"] == 41001
    assert api.get(path, access_token="nonsense")["errcode"] == 40014
    world.advance(3 * HOUR_MS)
    assert api.get(path)["errcode"] == 42001
    api.token = ""
    assert api.get(path)["errcode"] == 0
    world.revoke_tokens()
    assert api.get(path)["errcode"] == 40014


def test_errors_carry_hint_caller_link_and_empty_containers(api: Api) -> None:
    answer = api.get("externalcontact/list", userid="lisi")
    assert answer["errcode"] == 84061 and answer["external_userid"] == []
    assert answer["errmsg"].startswith("not external contact, hint: [1763690400_")
    assert answer["errmsg"].endswith(
        "from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=84061"
    )


def test_an_app_outside_its_ips_or_without_customer_contact_is_refused(api: Api) -> None:
    api.get("externalcontact/get_follow_user_list")
    api.app.trusted_ips = frozenset({"10.0.0.1"})
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 60020
    api.app.trusted_ips, api.app.customer_contact = frozenset(), False
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 48002


def test_malformed_json_counts_as_missing_fields_with_a_warning(api: Api) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/externalcontact/mark_tag?access_token={api.token}"
    answer = api.http.post(url, content=b'{"userid": "zhangsan"').json()
    assert answer["errcode"] == 40003 and "Warning: wrong json format." in answer["errmsg"]


def test_unicode_escapes_in_the_body_are_refused(api: Api) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/externalcontact/remark?access_token={api.token}"
    assert api.http.post(url, content=rb'{"remark": "\u6797"}').json()["errcode"] == 40033
    assert api.http.post(url, content=rb'{"remark": "C:\\u6797"}').json()["errcode"] == 40003


def test_unknown_paths_answer_in_the_vendor_way(api: Api) -> None:
    assert api.get("externalcontact/no_such_thing")["errcode"] == 40066


def test_planned_error_codes_happen_as_often_as_planned_and_do_no_work(api: Api, world: World) -> None:
    world.add_fault(Fault("externalcontact/add_corp_tag", "errcode", times=2, errcode=45009))
    body = {"group_name": "等级", "tag": [{"name": "金卡"}]}
    assert [api.customer("add_corp_tag", body)["errcode"] for _ in range(3)] == [45009, 45009, 0]


def test_a_bad_gateway_and_torn_json_reach_the_caller(api: Api, world: World) -> None:
    api.get("externalcontact/get_follow_user_list")
    url = f"{api.url}/cgi-bin/externalcontact/get_follow_user_list?access_token={api.token}"
    world.add_fault(Fault("externalcontact/", "http_502"))
    assert api.http.get(url).status_code == 502
    world.add_fault(Fault("externalcontact/", "truncate"))
    with pytest.raises(ValueError):
        api.http.get(url).json()
    assert api.http.get(url).json()["follow_user"] == ["zhangsan", "lisi"]


def test_too_many_calls_are_blocked_for_the_whole_window() -> None:
    world = make_world(calls_per_minute_max=3)
    serving, api = serve(world)
    with serving:
        path = "externalcontact/get_follow_user_list"
        assert [api.get(path)["errcode"] for _ in range(5)] == [0, 0, 0, 45009, 45009]
        assert api.customer("get_corp_tag_list")["errcode"] == 0
        world.advance(59_999)
        assert api.get(path)["errcode"] == 45009
        world.advance(1)
        assert api.get(path)["errcode"] == 0
        assert world.calls()[path] == 7


def test_too_many_calls_at_once_are_refused() -> None:
    world = make_world(concurrent_per_api_max=1)
    serving, api = serve(world)
    with serving, ThreadPoolExecutor(8) as pool:
        path = "externalcontact/get_follow_user_list"
        assert api.get(path)["errcode"] == 0
        world.add_fault(Fault(path, "latency", times=8, latency_ms=300))
        codes = list(pool.map(lambda _: api.get(path)["errcode"], range(8)))
        assert 0 in codes and 45033 in codes
