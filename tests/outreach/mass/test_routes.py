"""The API of mass messages, from a draft to the people behind each figure."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.kit.http import Principal, install_errors
from siyu.outreach.mass import routes
from tests.outreach.mass.conftest import Corp

BASE = "/api/brands/golden"
NOBODY = {"own_people": 0, "own_groups": 0}


@pytest.fixture
def client(corp: Corp) -> Iterator[TestClient]:
    rights = frozenset({"outreach.read", "outreach.write", "customers.read", "segments.write"})
    app = FastAPI()
    install_errors(app)
    app.state.platform = corp.platform
    app.state.authenticate = lambda *_: (Principal("user:1", "tester", rights), corp.scope)
    app.include_router(routes.router, prefix="/api")
    with TestClient(app, headers={"accept-language": "zh"}) as opened:
        yield opened


def test_a_campaign_goes_from_draft_to_results_by_the_api(client: TestClient, corp: Corp) -> None:
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"]).tolist()
    plan = {"audience": {"customer_ids": ids}, "text": "新米到了"}
    told = client.post(f"{BASE}/mass/forecast", json=plan).json()
    assert (told["sent"], told["tasks"], told["sentence"][:7]) == (2, 1, "共 2 人，将")
    made = client.post(f"{BASE}/mass", json={"name": "新米", "plan": plan}).json()
    assert (made["state"], made["audience"]) == ("draft", "指定名单，2 人")
    changed = client.put(f"{BASE}/mass/{made['id']}", json={"name": "新米上市", "plan": plan}).json()
    assert changed["name"] == "新米上市"
    sent = client.post(f"{BASE}/mass/{made['id']}/send").json()
    assert (sent["state"], sent["forecast"]["sent"]) == ("scheduled", 2)
    assert client.post(f"{BASE}/mass/{made['id']}/send").status_code == 409
    assert client.delete(f"{BASE}/mass/{made['id']}").status_code == 409
    corp.work()
    assert client.post(f"{BASE}/mass/{made['id']}/remind", json={}).json() == {"asked": 1}
    (task,) = client.get(f"{BASE}/mass/{made['id']}/tasks").json()["items"]
    assert (task["advisor"], task["people"], task["remind_asked"]) == ("zhangsan", 2, True)
    campaign = corp.draft(ids)
    assert client.post(f"{BASE}/mass/{campaign.id}/cancel").status_code == 409
    for vendor_task in corp.world.mass_tasks():
        corp.world.confirm_mass(vendor_task.msgid, "zhangsan", external_userids=["wmA1"])
    corp.later()
    shown = client.get(f"{BASE}/mass/{made['id']}").json()
    assert shown["progress"] == {"people": {"delivered": 1, "waiting": 1}, "tasks": 1, "confirmed": 1}
    listed = client.get(f"{BASE}/mass/{made['id']}/people", params={"outcome": "delivered"}).json()["items"]
    assert [one["customer_id"] for one in listed] == ids[:1]
    body = {"name": "收到的人", "outcome": "delivered"}
    assert client.post(f"{BASE}/mass/{made['id']}/segment", json=body).json()["members"] == 1
    text = client.get(f"{BASE}/mass/{made['id']}/people.csv").text
    assert text.startswith("\ufeff编号,姓名") and len(text.splitlines()) == 3
    names = [one["name"] for one in client.get(f"{BASE}/mass", params={"search": "上市"}).json()["items"]]
    assert names == ["新米上市"]
    assert client.delete(f"{BASE}/mass/{campaign.id}").status_code == 204


def test_the_way_wecom_counts_is_the_brands_own_setting(client: TestClient) -> None:
    assert client.get(f"{BASE}/outreach/quota").json() == {"mode": "day", "allowed": 1, "own_sends": 0} | NOBODY
    assert client.put(f"{BASE}/outreach/quota", json={"mode": "week"}).json()["allowed"] == 7
    assert client.put(f"{BASE}/outreach/quota", json={"mode": "year"}).status_code == 422


def test_errors_name_the_field_in_the_callers_language(client: TestClient) -> None:
    answer = client.post(f"{BASE}/mass", json={"name": "x", "plan": {"audience": {}, "text": "y"}})
    assert answer.status_code == 422 and "audience" in answer.text and "选择一个人群" in answer.text
    assert client.get(f"{BASE}/mass/99").status_code == 404
