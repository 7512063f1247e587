import pytest

from siyu.simulators.wecom.codes import MESSAGES
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.frequency import DAY_MS, HOUR_MS, MONTH_MS, FrequencyGate
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import START_MS, Api, make_world, serve

FOLLOWERS = "externalcontact/get_follow_user_list"


def allowed(gate: FrequencyGate, path: str, at_ms: int, calls: int, **who: str) -> int:
    return sum(gate.admits(path, at_ms, **who) for _ in range(calls))


def test_the_published_table_is_kept_to_scale() -> None:
    gate = FrequencyGate(Limits(frequency_scale=0.01))
    assert allowed(gate, "user/get", START_MS, 150, corp="c", ip="1") == 100
    assert allowed(gate, "user/get", START_MS + 59_999, 1, corp="c", ip="1") == 0
    assert allowed(gate, "user/list", START_MS, 150, corp="c", ip="1") == 100
    minutes = [allowed(gate, "agent/get", START_MS + m * 60_000, 100, corp="c", ip="1") for m in range(16)]
    assert sum(minutes) == 1_500 and minutes[-1] == 0


def test_an_address_has_room_for_two_corps() -> None:
    gate = FrequencyGate(Limits(frequency_scale=0.01))
    taken = [allowed(gate, "user/get", START_MS, 100, corp=corp, ip="1") for corp in "abc"]
    assert taken == [100, 100, 0]


def test_days_end_at_midnight_in_china_and_months_after_thirty_days() -> None:
    gate = FrequencyGate(Limits(frequency_scale=0.1))
    path, ten_in_the_morning = "media/uploadimg", START_MS
    assert allowed(gate, path, ten_in_the_morning, 120, corp="c") == 100
    assert allowed(gate, path, ten_in_the_morning + 14 * HOUR_MS - 1, 1, corp="c") == 0
    assert allowed(gate, path, ten_in_the_morning + 14 * HOUR_MS, 120, corp="c") == 100
    assert allowed(gate, path, ten_in_the_morning + 2 * DAY_MS, 120, corp="c") == 100
    assert allowed(gate, path, ten_in_the_morning + 3 * DAY_MS, 1, corp="c") == 0
    assert allowed(gate, path, ten_in_the_morning + 3 * DAY_MS + MONTH_MS, 1, corp="c") == 1


def test_tickets_count_per_app_and_per_corp() -> None:
    gate = FrequencyGate(Limits(frequency_scale=0.1))
    taken = [allowed(gate, "ticket/get", START_MS, 20, corp="c", app=str(app)) for app in range(5)]
    assert taken[0] == 10 and sum(taken) <= 40


def test_a_flood_of_gettoken_is_refused() -> None:
    world = make_world(frequency_scale=0.001)
    serving, api = serve(world)
    with serving:
        ask = {"corpid": world.corpid, "corpsecret": api.app.secret}
        codes = [api.http.get(f"{api.url}/cgi-bin/gettoken", params=ask).json()["errcode"] for _ in range(12)]
        assert codes == [0] * 10 + [45009] * 2
        world.advance(60_000)
        assert api.http.get(f"{api.url}/cgi-bin/gettoken", params=ask).json()["errcode"] == 0


def test_wrong_secrets_shut_the_address_out_for_an_hour() -> None:
    world = make_world(wrong_secrets_per_hour_max=3)
    serving, api = serve(world)
    with serving:
        url, wrong = f"{api.url}/cgi-bin/gettoken", {"corpid": world.corpid, "corpsecret": "wrong"}
        right = {**wrong, "corpsecret": api.app.secret}
        codes = [api.http.get(url, params=wrong).json()["errcode"] for _ in range(5)]
        assert codes == [40001] * 4 + [45009]
        assert api.http.get(url, params=right).json()["errcode"] == 45009
        world.advance(HOUR_MS)
        assert api.http.get(url, params=right).json()["errcode"] == 0


def test_a_fault_can_last_by_the_clock_and_hit_a_share(api: Api, world: World) -> None:
    world.add_fault(Fault("externalcontact/", "errcode", errcode=45009, for_ms=5_000))
    assert [api.get(FOLLOWERS)["errcode"] for _ in range(3)] == [45009] * 3
    world.advance(5_000)
    assert api.get(FOLLOWERS)["errcode"] == 0
    world.add_fault(Fault("externalcontact/", "errcode", times=1_000, share=0.5))
    codes = [api.get(FOLLOWERS)["errcode"] for _ in range(40)]
    assert {0, -1} == set(codes)


@pytest.mark.parametrize("code", [-1, 45009, 45033, 45035, 42001, 40014, 60020, 48002])
def test_every_documented_trouble_can_be_planned(api: Api, world: World, code: int) -> None:
    world.add_fault(Fault(FOLLOWERS, "errcode", errcode=code))
    answer = api.get(FOLLOWERS)
    assert (answer["errcode"], answer["follow_user"]) == (code, [])
    for part in (MESSAGES[code], "hint: [", "from ip: 127.0.0.1", f"devtool/query?e={code}"):
        assert part in answer["errmsg"]


def test_expired_and_revoked_tokens_are_told_apart(api: Api, world: World) -> None:
    assert api.get(FOLLOWERS)["errcode"] == 0
    world.expire_tokens()
    assert api.get(FOLLOWERS)["errcode"] == 42001
    api.token = ""
    world.revoke_tokens()
    assert api.get(FOLLOWERS)["errcode"] == 0
    world.revoke_tokens()
    assert api.get(FOLLOWERS)["errcode"] == 40014
