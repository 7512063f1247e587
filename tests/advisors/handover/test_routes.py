import pytest
from fastapi.testclient import TestClient

from siyu.tenancy.contracts import Role
from siyu.tenancy.queries import audit_page
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import PASSWORD, account, signed_in

BASE = "/api/brands/golden"


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def client(shop):
    account(shop.platform, shop.scope, "lin")
    return signed_in(shop.platform, "lin")


def beside(client, login):
    """Somebody else at the same application."""
    other = TestClient(client.app, raise_server_exceptions=False)
    answer = other.post("/api/auth/login", json={"account": login, "password": PASSWORD})
    other.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return other


def body(shop, **more):
    return {"giver_ids": [shop.staff["mei"]], "taker_ids": [shop.staff["fang"]], **more}


def test_a_plan_is_foretold_started_watched_and_audited(shop, client):
    shop.friends("mei", ["wm1", "wm2"])
    told = client.post(f"{BASE}/handovers/forecast", json=body(shop)).json()
    assert (told["people"], told["moving"], told["left_out"], told["checked"]) == (2, 2, [], True)
    assert [(one["name"], one["gets"], one["friends_max"]) for one in told["takers"]] == [("FANG", 2, 5000)]
    made = client.post(f"{BASE}/handovers", json=body(shop))
    assert made.status_code == 201 and made.json()["customers"] == [{"state": "planned", "count": 2}]
    shop.work()
    shop.pass_time(25)
    (listed,) = client.get(f"{BASE}/handovers").json()["items"]
    assert (listed["state"], listed["givers"], listed["takers"]) == ("done", ["MEI"], ["FANG"])
    assert listed["customers"] == [{"state": "done", "count": 2}]
    at = f"{BASE}/handovers/{made.json()['id']}"
    first = client.get(f"{at}/items?limit=1").json()
    second = client.get(f"{at}/items", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [one["state"] for one in first["items"] + second["items"]] == ["done", "done"]
    assert first["items"][0]["key"] != second["items"][0]["key"]
    assert client.get(f"{at}/items?state=refused").json()["items"] == []
    assert client.get(f"{at}/items?cursor=x").json()["code"] == "bad_handover_cursor"
    with shop.platform.stores.core.reading() as conn:
        (entry,) = audit_page(conn, shop.scope, before_id=None, limit=5, action="handover.start")
    assert entry.actor.startswith("user:")


def test_bad_plans_are_refused_with_the_reason(shop, client):
    shop.friends("mei", ["wm1"])
    for change, code in (
        ({"giver_ids": []}, "bad_handover"),
        ({"taker_ids": []}, "bad_handover"),
        ({"taker_ids": [shop.staff["mei"]]}, "bad_handover"),
        ({"segment": 1, "customer_ids": [1]}, "bad_handover"),
        ({"segment": 99}, "unknown_segment"),
        ({"giver_ids": [999]}, "unknown_giver"),
        ({"message": "长" * 201}, "malformed_request"),
    ):
        assert client.post(f"{BASE}/handovers/forecast", json=body(shop, **change)).json()["code"] == code, change
    assert client.get(f"{BASE}/handovers/7").json()["code"] == "unknown_handover"


def test_without_wecom_the_forecast_says_that_it_was_not_checked(shop, client):
    shop.friends("mei", ["wm1"])
    shop.world.revoke_tokens()
    shop.app.customer_contact = False
    told = client.post(f"{BASE}/handovers/forecast", json=body(shop, with_groups=True)).json()
    assert (told["moving"], told["checked"], told["groups"]) == (1, False, None)


def test_people_of_a_branch_hand_over_their_own_staff_only(shop, client):
    shop.friends("wen", ["wm9"])
    account(shop.platform, shop.scope, "boss", Role.MANAGER, shop.units["E"])
    boss = beside(client, "boss")
    assert (
        boss.post(f"{BASE}/handovers", json=body(shop, giver_ids=[shop.staff["wen"]])).json()["code"] == "unknown_giver"
    )
    made = client.post(f"{BASE}/handovers", json=body(shop, giver_ids=[shop.staff["wen"]])).json()
    assert boss.get(f"{BASE}/handovers/{made['id']}").status_code == 404
    assert boss.get(f"{BASE}/handovers").json()["items"] == []
    account(shop.platform, shop.scope, "watch", Role.VIEWER)
    viewer = beside(client, "watch")
    assert viewer.get(f"{BASE}/leavers").status_code == 200
    assert viewer.post(f"{BASE}/handovers/{made['id']}/stop").status_code == 403
    assert client.post(f"{BASE}/handovers/{made['id']}/stop").json() == {"stopped": 1}


def test_leavers_are_listed_and_counted_on_request(shop, client):
    shop.friends("mei", ["wm1"])
    shop.world.member_resigns("mei")
    assert client.get(f"{BASE}/leavers").json() == {"people": [], "counting": False, "counted_at_ms": 0}
    assert client.post(f"{BASE}/leavers/count").status_code == 202
    assert client.get(f"{BASE}/leavers").json()["counting"] is True
    shop.count()
    told = client.get(f"{BASE}/leavers").json()
    (one,) = told["people"]
    assert (one["name"], one["unit"], one["customers"], one["groups"], told["counting"]) == (
        "MEI",
        "西湖店",
        1,
        0,
        False,
    )
