import json

import numpy as np
import pytest

from siyu.customers import operations
from siyu.customers.contracts import Identity
from siyu.tenancy.contracts import Role
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree

BASE = "/api/brands/golden"
NOW = 1_735_689_600_000


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


def people(platform, scope, number: int = 3, kind: str = "phone") -> list[int]:
    values = [f"1381234800{n}" if kind == "phone" else f"M{n}" for n in range(number)]
    write = platform.stores.core.write
    return write(
        lambda conn: operations.resolve(
            platform, conn, scope, [[Identity(kind, value)] for value in values], source="test", at_ms=NOW
        )
    ).tolist()


@pytest.fixture
def client(platform, scope):
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def tagged(client, name: str = "VIP") -> int:
    group = client.post(f"{BASE}/tag-groups", json={"name": "会员"}).json()
    return client.post(f"{BASE}/tags", json={"name": name, "group_id": group["id"]}).json()["id"]


def test_pages_follow_each_other_without_gaps(platform, scope, client):
    ids = people(platform, scope, 5)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{BASE}/customers?limit=2{cursor and f'&cursor={cursor}'}").json()
        assert page["total"] == 5
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ids[::-1]


def test_a_rare_tag_among_many_names_is_found_over_several_pages(platform, scope, client, monkeypatch):
    monkeypatch.setattr("siyu.customers.routes.SEARCH_ROUNDS_MAX", 1)
    ids = people(platform, scope, 6, "member_no")
    for one in ids:
        client.patch(f"{BASE}/customers/{one}", json={"attributes": {"name": "王"}})
    client.post(f"{BASE}/attributes", json={"key": "name", "kind": "text"})
    for one in ids:
        assert client.patch(f"{BASE}/customers/{one}", json={"attributes": {"name": "王"}}).status_code == 200
    tag = tagged(client)
    client.put(f"{BASE}/customers/{ids[0]}/tags/{tag}")
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{BASE}/customers?limit=2&search=王&tag={tag}{cursor and f'&cursor={cursor}'}").json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert found == [ids[0]]


def test_a_phone_is_shown_whole_only_on_the_record(platform, scope, client):
    (one,) = people(platform, scope, 1)
    for path in (f"{BASE}/customers", f"{BASE}/customers/{one}", f"{BASE}/customers?search=8000"):
        text = client.get(path).text
        assert "138****8000" in text and "13812348000" not in text
    assert client.post(f"{BASE}/customers/{one}/reveal-phone", json={}).status_code == 422
    shown = client.post(f"{BASE}/customers/{one}/reveal-phone", json={"reason": "客户来电核对"})
    assert shown.json() == {"phone": "+8613812348000"}
    (entry,) = client.get(f"{BASE}/audit-log?limit=1").json()["items"]
    assert (entry["action"], entry["target"]) == ("customer.reveal_phone", str(one)) and "来电" in entry["detail"]


def test_tags_are_counted_and_leave_with_their_deletion(platform, scope, client):
    ids = people(platform, scope)
    tag = tagged(client)
    for one in ids[:2]:
        assert client.put(f"{BASE}/customers/{one}/tags/{tag}").status_code == 204
    assert client.get(f"{BASE}/tags").json()[0]["customers"] == 2
    assert client.get(f"{BASE}/customers?tag={tag}").json()["total"] == 2
    assert client.delete(f"{BASE}/tags/{tag}").json() == {"customers": 2}
    assert client.get(f"{BASE}/customers/{ids[0]}").json()["tags"] == []


def test_a_tag_cannot_be_moved_to_a_group_that_is_not_there(client):
    tag = tagged(client)
    assert client.patch(f"{BASE}/tags/{tag}", json={"name": "VIP", "group_id": 999}).status_code == 404
    assert [one["name"] for one in client.get(f"{BASE}/tags").json()] == ["VIP"]


def test_a_consent_is_kept_with_its_evidence(platform, scope, client):
    (one,) = people(platform, scope, 1)
    body = {"channel": "wecom", "granted": False, "evidence": "门店登记表"}
    shown = client.post(f"{BASE}/customers/{one}/consents", json=body)
    assert shown.status_code == 201 and shown.json()["consents"][0]["evidence"] == "门店登记表"


def test_every_list_shows_one_brand_only(platform, scope, other_scope, client):
    account(platform, other_scope, "mallory")
    mallory = signed_in(platform, "mallory")
    (one,) = people(platform, scope, 1)
    tag = tagged(client)
    client.post(f"{BASE}/attributes", json={"key": "secret", "kind": "text"})
    client.put(f"{BASE}/customers/{one}/tags/{tag}")
    theirs = BASE.replace("golden", "other")
    for path in ("customers", "tags", "tag-groups", "attributes", f"customers?tag={tag}", "customers?search=8000"):
        answer = mallory.get(f"{theirs}/{path}").json()
        assert (answer["items"] if isinstance(answer, dict) else answer) == [], path
        assert mallory.get(f"{BASE}/{path}").status_code == 404
    for method, path, body in (
        ("GET", f"customers/{one}", None),
        ("PATCH", f"customers/{one}", {"attributes": {"a": 1}}),
        ("POST", f"customers/{one}/reveal-phone", {"reason": "because"}),
        ("PUT", f"customers/{one}/tags/{tag}", None),
        ("PATCH", f"tags/{tag}", {"name": "x", "group_id": 1}),
        ("DELETE", f"tags/{tag}", None),
    ):
        assert mallory.request(method, f"{theirs}/{path}", json=body).status_code == 404, path


def test_people_of_a_branch_see_and_change_their_own_customers_only(platform, scope, client):
    units = tree(platform, scope)
    ids = people(platform, scope)
    platform.stores.core.write(
        lambda conn: operations.assign_owner(
            conn, scope, np.array(ids), org_unit_ids=[units["E11"], units["W"], None], advisor_ids=[None] * 3
        )
    )
    account(platform, scope, "store", Role.ADVISOR, units["E1"])
    store = signed_in(platform, "store")
    tag = tagged(client)
    for one in ids:
        client.put(f"{BASE}/customers/{one}/tags/{tag}")
    for path in ("customers", f"customers?tag={tag}", "customers?search=138", "customers?search=8001"):
        items = store.get(f"{BASE}/{path}").json()["items"]
        assert {one["id"] for one in items} <= {ids[0]}, path
    assert store.get(f"{BASE}/tags").json()[0]["customers"] == 1
    assert [store.get(f"{BASE}/customers/{one}").status_code for one in ids] == [200, 404, 404]
    assert store.put(f"{BASE}/customers/{ids[1]}/tags/{tag}").status_code == 404


@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 501, "", {"a": "\ud800"}])
def test_values_no_store_can_keep_are_refused_by_name(platform, scope, client, value):
    (one,) = people(platform, scope, 1)
    client.post(f"{BASE}/attributes", json={"key": "note", "kind": "text"})
    body = json.dumps({"attributes": {"note": value}})  # escapes half characters, which the client would refuse to send
    headers = {"content-type": "application/json"}
    answer = client.patch(f"{BASE}/customers/{one}", content=body, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "note")
