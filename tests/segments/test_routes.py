"""The API of segments, through the real routes with a caller of the test's choice."""

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden
from siyu.kit.http import Principal, install_errors
from siyu.segments import routes
from tests.segments.factories import EVENTS, make_world, set_attributes

BOUGHT = {"event": "Order Paid"}
ALL = frozenset({"segments.read", "segments.write", "customers.read"})


def client_for(platform, scopes: dict[str, Scope], permissions=ALL) -> TestClient:
    def authenticate(request, brand, permission):
        if permission not in permissions:
            raise Forbidden(value=permission)
        return Principal("user:1", "tester", permissions), scopes[brand]

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = platform, authenticate
    app.include_router(routes.router, prefix="/api")
    return TestClient(app, headers={"accept-language": "zh"})


@pytest.fixture
def world(platform, scope):
    return make_world(platform, scope, 1)


@pytest.fixture
def client(platform, scope, other_scope, world):
    with client_for(platform, {"golden": scope, "other": other_scope}) as opened:
        yield opened


BASE = "/api/brands/golden/segments"


def test_a_rule_is_previewed_as_typed_with_its_sentence_and_some_people(client, world):
    answer = client.post(f"{BASE}/preview", json={"rule": BOUGHT, "as_of": "2025-01-03"})
    buyers = [one for one in world if any(deed.name == "Order Paid" for deed in one.deeds)]
    body = answer.json()
    assert (answer.status_code, body["count"], body["sentence"]) == (200, len(buyers), "买过的客户")
    assert len(body["sample"]) == min(5, len(buyers)) and set(body["sample"][0]) >= {"id", "phone", "tags"}
    people = client.post(f"{BASE}/people", json={"rule": BOUGHT, "as_of": "2025-01-03", "limit": 2}).json()
    assert people["total"] == len(buyers) and people["next_cursor"] == str(people["items"][-1]["id"])


def test_a_wrong_rule_is_answered_with_place_value_and_fix(client):
    answer = client.post(f"{BASE}/preview", json={"rule": {"all": [{"tag": "vip"}]}})
    body = answer.json()
    assert (answer.status_code, body["field"], body["value"]) == (422, "rule.all[0].tag", "vip")
    assert body["fix"] and "规则" in body["detail"]
    for bad in ({}, {"rule": []}, {"rule": BOUGHT, "limit": 3}, {"rule": BOUGHT, "as_of": "soon"}):
        assert client.post(f"{BASE}/preview", json=bad).status_code == 422


def test_a_segment_lives_from_creation_to_deletion(client):
    made = client.post(BASE, json={"name": "买过的", "rule": BOUGHT}).json()
    assert made["members"] == client.post(f"{BASE}/preview", json={"rule": BOUGHT}).json()["count"] > 0
    path = f"{BASE}/{made['id']}"
    assert client.post(BASE, json={"name": "买过的", "rule": BOUGHT}).status_code == 409
    changed = client.put(path, json={"name": "没买过的", "rule": {"not": BOUGHT}, "version": 1}).json()
    assert (changed["version"], changed["sentence"]) == (2, "没买过的客户")
    assert changed["members"] + made["members"] == 12
    assert client.put(path, json={"name": "x", "version": 1}).status_code == 409
    assert client.get(f"{path}/members").json()["total"] == changed["members"]
    assert [point["members"] for point in client.get(f"{path}/history").json()] == [changed["members"]]
    assert client.get(BASE, params={"search": "没买"}).json()["total"] == 1
    assert client.get(BASE, params={"search": "别的"}).json() == {"items": [], "next_cursor": None, "total": 0}
    assert client.delete(path).json() == {"members": changed["members"]}
    assert client.get(path).status_code == 404


def test_a_segment_is_a_rule_or_a_list_and_not_both(client, world):
    people = [one.id for one in world[:2]]
    made = client.post(BASE, json={"name": "名单", "customer_ids": people}).json()
    assert (made["kind"], made["members"], made["rule"], made["sentence"]) == ("list", 2, None, "指定名单")
    for body in ({"name": "x"}, {"name": "x", "rule": BOUGHT, "customer_ids": people}):
        assert client.post(BASE, json=body).status_code == 422


def test_the_vocabulary_lists_what_a_rule_may_name(client):
    words = client.get(f"{BASE}/vocabulary").json()
    assert {tag["name"] for tag in words["tags"]} >= {"VIP", "流失"}
    attributes = {word["key"]: word for word in words["attributes"]}
    assert attributes["city"]["kind"] == "text" and attributes["city"]["choices"]
    assert "between" in attributes["age"]["ops"] and "$created_at" in attributes
    assert {event["name"] for event in words["events"]} >= set(EVENTS)


def test_members_leave_as_csv_with_masked_phones_and_no_formulas(platform, scope, client, world):
    set_attributes(platform, scope, {world[0].id: {"city": "=HYPERLINK(1)"}})
    made = client.post(BASE, json={"name": "全部", "rule": {"all": []}}).json()
    answer = client.get(f"{BASE}/{made['id']}/export.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-type"].startswith("text/csv") and len(rows) == 13
    assert "'=HYPERLINK(1)" in rows[1] and not any(cell.startswith("=") for row in rows for cell in row)


def test_a_brand_sees_nothing_of_another(client):
    made = client.post(BASE, json={"name": "买过的", "rule": BOUGHT}).json()
    other = "/api/brands/other/segments"
    assert client.get(other).json()["total"] == 0
    for path in ("", "/members", "/history", "/export.csv"):
        assert client.get(f"{other}/{made['id']}{path}").status_code == 404
    assert client.delete(f"{other}/{made['id']}").status_code == 404
    assert client.post(f"{other}/preview", json={"rule": BOUGHT}).json()["count"] == 0


def test_readers_cannot_write(platform, scope, world):
    with client_for(platform, {"golden": scope}, frozenset({"segments.read"})) as reader:
        assert reader.get(BASE).status_code == 200
        assert reader.post(BASE, json={"name": "x", "rule": BOUGHT}).status_code == 403
        assert reader.post(f"{BASE}/people", json={"rule": BOUGHT}).status_code == 403
