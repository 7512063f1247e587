import pytest

from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.db import scoped
from siyu.tenancy.contracts import Role
from siyu.tenancy.models import staff as staff_table
from tests.advisors.factories import staff
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree

BASE = "/api/brands/golden/matrix"


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def units(platform, scope):
    return tree(platform, scope)


@pytest.fixture
def client(platform, scope, units):
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def register(client, unit: int, handle: str = "lin.mei", **more):
    body = {"kind": "wecom", "handle": handle, "nickname": "西湖店小梅", "org_unit_id": unit, **more}
    return client.post(f"{BASE}/accounts", json=body)


def test_an_account_is_registered_once_and_starts_in_nobodys_hands(client, units):
    made = register(client, units["E11"], stage="warming")
    assert made.status_code == 201
    told = made.json()
    assert (told["holder"], told["unit"], told["stage"], told["alerts"]) == ("", "西湖店", "warming", ["no_holder"])
    again = register(client, units["E11"])
    assert again.status_code == 409 and again.json()["code"] == "account_known"
    assert [one["handle"] for one in client.get(f"{BASE}/accounts").json()["items"]] == ["lin.mei"]


def test_a_hand_over_is_kept_and_the_day_of_the_stage_stays(client, platform, scope, units):
    people = staff(platform, scope, "mei", "fang", unit="E11")
    made = register(client, units["E11"]).json()
    for person in ("mei", "fang"):
        body = {"to_staff_id": people[person], "note": f"给{person}"}
        assert client.post(f"{BASE}/accounts/{made['id']}/hand-overs", json=body).status_code == 201
    same = client.post(f"{BASE}/accounts/{made['id']}/hand-overs", json={"to_staff_id": people["fang"]})
    assert same.status_code == 409 and same.json()["code"] == "same_holder"
    kept = client.get(f"{BASE}/accounts/{made['id']}/hand-overs").json()
    assert [(one["from_holder"], one["to_holder"], one["note"]) for one in kept] == [
        ("MEI", "FANG", "给fang"),
        ("", "MEI", "给mei"),
    ]
    now = client.get(f"{BASE}/accounts").json()["items"][0]
    assert (now["holder"], now["alerts"], now["stage_since_ms"]) == ("FANG", [], made["stage_since_ms"])


def test_a_change_on_an_old_version_is_refused_and_loses_nothing(client, units):
    made = register(client, units["E11"]).json()
    body = {key: made[key] for key in ("kind", "handle", "nickname", "org_unit_id", "version")}
    first = client.put(f"{BASE}/accounts/{made['id']}", json=body | {"stage": "ready"})
    assert first.status_code == 200 and first.json()["version"] == 2
    late = client.put(f"{BASE}/accounts/{made['id']}", json=body | {"stage": "banned"})
    assert late.status_code == 409 and late.json()["code"] == "account_moved"
    assert client.get(f"{BASE}/accounts").json()["items"][0]["stage"] == "ready"


def test_accounts_tell_what_has_to_be_done_about_them(client, platform, scope, units):
    people = staff(platform, scope, "mei", unit="E11")
    news = [FriendNews("mei", f"wm{n}", n + 1, added=Added(platform.clock.now_ms())) for n in range(9)]
    platform.stores.core.write(lambda conn: record_friends(platform, conn, scope, news, source="test"))
    made = register(client, units["E11"], "mei", friends_max=10, risk="high").json()
    client.post(f"{BASE}/accounts/{made['id']}/hand-overs", json={"to_staff_id": people["mei"]})
    told = client.get(f"{BASE}/accounts").json()["items"][0]
    assert (told["friends"], told["alerts"]) == (9, ["high_risk", "friends_nearly_full"])
    platform.stores.core.write(lambda conn: conn.execute(scoped.update(scope, staff_table).values(active=False)))
    assert client.get(f"{BASE}/accounts").json()["items"][0]["alerts"][0] == "holder_left"


def test_a_sim_number_is_masked_and_revealing_it_is_logged(client):
    made = client.post(f"{BASE}/phones", json={"label": "A-001", "model": "红米", "sim_number": "138 0013 8000"})
    assert made.status_code == 201 and made.json()["sim_masked"] == "138****8000"
    twice = client.post(f"{BASE}/phones", json={"label": "A-002", "sim_number": "13800138000"})
    assert twice.status_code == 409 and twice.json()["code"] == "phone_known"
    bad = client.post(f"{BASE}/phones", json={"label": "A-003", "sim_number": "12"})
    assert bad.status_code == 422 and bad.json()["field"] == "sim_number"
    shown = client.post(f"{BASE}/phones/{made.json()['id']}/reveal", json={"reason": "补卡"})
    assert shown.json() == {"sim_number": "+8613800138000"}
    logged = client.get("/api/brands/golden/audit-log").json()["items"][0]
    assert (logged["action"], "补卡" in str(logged["detail"])) == ("matrix.reveal_sim", True)


def test_a_branch_sees_and_changes_its_own_accounts_only(client, platform, scope, units):
    phone = client.post(f"{BASE}/phones", json={"label": "W-1"}).json()["id"]
    register(client, units["E11"], "east")
    west = register(client, units["W"], "west", phone_id=phone).json()
    account(platform, scope, "chen", Role.MANAGER, units["E1"])
    manager = signed_in(platform, "chen")
    assert [one["handle"] for one in manager.get(f"{BASE}/accounts").json()["items"]] == ["east"]
    assert manager.get(f"{BASE}/stages").json() == [{"stage": "new", "accounts": 1}]
    assert manager.get(f"{BASE}/phones").json() == []
    assert manager.post(f"{BASE}/phones/{phone}/reveal", json={"reason": "看看"}).status_code == 404
    assert manager.get(f"{BASE}/accounts/{west['id']}/hand-overs").status_code == 404
    assert register(manager, units["W"], "other").json()["code"] == "unknown_unit"


def test_another_brand_sees_nothing(client, units, platform, other_scope):
    register(client, units["E11"])
    account(platform, other_scope, "zhao")
    stranger = signed_in(platform, "zhao")
    assert stranger.get(f"{BASE}/accounts").status_code == 404
