"""The API of journeys and outreach, through the real routes with a caller of the test's choice."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.events import operations as events
from siyu.events.contracts import EventsObserved, NewEvent
from siyu.journeys import routes, tasks
from siyu.journeys.ticking.operations import run_until_still
from siyu.kit.clock import HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden
from siyu.kit.facts import FactBus
from siyu.kit.http import Principal, install_errors
from siyu.kit.jobs import run_one
from siyu.kit.platform import Platform
from siyu.outreach import routes as outreach_routes
from siyu.segments.operations import create_list
from tests.journeys.factories import branching, engine, three_nodes

ALL = frozenset(
    f"{room}.{verb}" for room in ("journeys", "outreach", "settings", "segments") for verb in ("read", "write")
)
BRAND = "/api/brands/golden"
BASE = f"{BRAND}/journeys"


def client_for(platform: Platform, scopes: dict[str, Scope], permissions: frozenset[str] = ALL) -> TestClient:
    def authenticate(request: Request, brand: str, permission: str) -> tuple[Principal, Scope]:
        if permission not in permissions:
            raise Forbidden(value=permission)
        return Principal("user:1", "tester", permissions), scopes[brand]

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = platform, authenticate
    for router in (routes.router, outreach_routes.router):
        app.include_router(router, prefix="/api")
    return TestClient(app, headers={"accept-language": "en"})


@pytest.fixture
def client(platform: Platform, scope: Scope, other_scope: Scope) -> Iterator[TestClient]:
    with client_for(platform, {"golden": scope, "other": other_scope}) as opened:
        yield opened


def make_people(platform: Platform, scope: Scope, count: int) -> list[int]:
    people = [[Identity("member_no", f"M{number}")] for number in range(count)]
    ids = platform.stores.core.write(
        lambda conn: customers.resolve(platform, conn, scope, people, source="test", at_ms=1)
    )
    return [int(one) for one in ids]


def make_segment(platform: Platform, scope: Scope, people: list[int]) -> int:
    def work(conn: Any) -> int:
        made = create_list(platform, conn, scope, name="复购人群", customer_ids=people, at_ms=1)
        return int(made if isinstance(made, int) else made.id)

    return platform.stores.core.write(work)


def drafted(client: TestClient, draft: dict[str, Any], name: str = "回访") -> int:
    answer = client.post(BASE, json={"name": name, "draft": draft})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_a_journey_is_drafted_published_and_walked(
    client: TestClient, platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    people = make_people(platform, scope, 5)
    draft = three_nodes()
    draft["nodes"][0]["trigger"] = {"segment": make_segment(platform, scope, people[:3])}
    number = drafted(client, draft)
    preview = client.get(f"{BASE}/{number}/preview").json()
    assert preview["people"] == 3 and "复购人群" in preview["sentence"]
    assert preview["forecast"][0] == {"node": "hello", "people": 3, "sent": 3, "deferred": {}, "dropped": {}}
    made = client.post(f"{BASE}/{number}/publish", json={"enter_current": True}).json()
    assert (made["state"], made["version"]) == ("live", 1)
    assert run_one(platform.stores.flow, tasks.JOBS, platform, clock)
    clock.advance(HOUR_MS)
    run_until_still(engine(platform), scope)
    funnel = client.get(f"{BASE}/{number}/funnel").json()
    assert (funnel["entered"], funnel["in_flight"], funnel["exited"]) == (3, 0, 3)
    steps = client.get(f"{BASE}/{number}/people/{people[0]}").json()
    assert [step["outcome"] for step in steps] == ["entered", "waited", "sent", "exited"]
    listed = client.get(f"{BRAND}/messages", params={"journey": number}).json()["items"]
    assert sorted(message["customer_id"] for message in listed) == people[:3]
    assert client.get(BASE).json()["items"][0]["entered"] == 3


def test_an_event_lets_people_in_once(
    client: TestClient, platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    people = make_people(platform, scope, 2)
    draft = branching()
    segment = make_segment(platform, scope, people)
    for node in draft["nodes"]:
        if node["kind"] == "branch":
            node["segment"] = segment
    number = drafted(client, draft)
    assert client.post(f"{BASE}/{number}/publish").status_code == 200
    paid = [NewEvent(f"m{person}", person, clock.now_ms(), "Order Paid") for person in people]
    platform.stores.core.write(lambda conn: events.record(platform, conn, scope, paid))
    bus = FactBus()
    bus.on(EventsObserved, tasks.on_events_observed)
    bus.on(EventsObserved, tasks.on_events_observed)  # at least once may mean twice
    while bus.deliver(platform, platform.stores.core):
        pass
    assert client.get(f"{BASE}/{number}/funnel").json()["entered"] == 2
    members = client.get(f"{BASE}/{number}/members", params={"node": "vip"}).json()
    assert [member["customer_id"] for member in members["items"]] == people


def test_an_incomplete_draft_is_kept_but_not_published(client: TestClient) -> None:
    draft = three_nodes()
    draft["nodes"][1]["duration_ms"] = 0
    draft["nodes"][2]["channel"] = ""
    number = drafted(client, draft)
    answer = client.post(f"{BASE}/{number}/publish")
    assert answer.status_code == 422
    assert {(error["field"], bool(error["fix"])) for error in answer.json()["errors"]} == {
        ("wait", True),
        ("hello", True),
    }
    assert client.get(f"{BASE}/{number}").json()["state"] == "draft"
    assert client.patch(f"{BASE}/{number}", json={"draft": three_nodes()}).json()["sentence"]


def test_a_segment_or_attribute_that_does_not_exist_is_named(
    client: TestClient, platform: Platform, scope: Scope
) -> None:
    number = drafted(client, three_nodes())
    answer = client.post(f"{BASE}/{number}/publish")
    assert answer.status_code == 422
    assert [(error["field"], error["value"]) for error in answer.json()["errors"]] == [("start", 1)]
    draft = three_nodes()
    draft["nodes"][0]["trigger"] = {"segment": make_segment(platform, scope, make_people(platform, scope, 1))}
    draft["nodes"][2]["template"]["text"] = "{{ shoe_size }}"
    client.patch(f"{BASE}/{number}", json={"draft": draft})
    answer = client.post(f"{BASE}/{number}/publish")
    assert (answer.status_code, "shoe_size" in answer.json()["detail"]) == (422, True)


def test_names_are_unique_and_journeys_are_held_and_released(
    client: TestClient, platform: Platform, scope: Scope
) -> None:
    number = drafted(client, branching())
    assert client.post(BASE, json={"name": "回访", "draft": {}}).status_code == 409
    assert client.post(BASE, json={"name": " ", "draft": {}}).status_code == 422
    assert client.post(f"{BASE}/{number}/pause").status_code == 409
    assert client.get(f"{BASE}/{number}/funnel").status_code == 404
    assert client.get(f"{BASE}/999").status_code == 404


def test_a_channel_is_set_up_and_its_secret_never_shown(client: TestClient) -> None:
    place = f"{BRAND}/channels/webhook"
    body = {"config": {"url": "https://shop.example/hook"}, "secrets": {"secret": "whsec_c2VjcmV0"}}
    assert client.put(place, json=body).json()["secrets_set"] == ["secret"]
    kept = client.put(place, json={"enabled": False, "config": {"url": "https://other.example"}}).json()
    assert (kept["enabled"], kept["secrets_set"], kept["config"]["url"]) == (False, ["secret"], "https://other.example")
    assert "c2VjcmV0" not in client.get(place).text
    assert client.get(f"{BRAND}/channels/pigeon").status_code == 404
    assert client.put(place, json={"config": {"colour": "red"}}).json()["field"] == "colour"


def test_the_rules_of_the_gate_are_read_and_changed(client: TestClient) -> None:
    rules = client.get(f"{BRAND}/outreach/rules").json()
    assert client.put(f"{BRAND}/outreach/rules", json={**rules, "cap_count": 1}).json()["cap_count"] == 1
    assert client.put(f"{BRAND}/outreach/rules", json={**rules, "cap_count": -1}).status_code == 422
    told = client.post(f"{BRAND}/outreach/forecast", json={"channel": "wecom", "customer_ids": [65_536]}).json()
    assert told == {"people": 1, "sent": 0, "deferred": {}, "dropped": {"unreachable": 1}}
    assert client.get(f"{BRAND}/staff-tasks").json()["items"] == []
    assert client.get(f"{BRAND}/messages", params={"state": "lost"}).status_code == 422


def test_another_brand_sees_nothing_and_permissions_hold(client: TestClient, platform: Platform, scope: Scope) -> None:
    number = drafted(client, branching())
    other = "/api/brands/other/journeys"
    assert client.get(other).json()["items"] == []
    for path in ("", "/funnel", "/members", "/preview"):
        assert client.get(f"{other}/{number}{path}").status_code == 404
    assert client.patch(f"{other}/{number}", json={"name": "x"}).status_code == 404
    with client_for(platform, {"golden": scope}, frozenset({"journeys.read"})) as reader:
        assert reader.get(BASE).status_code == 200
        assert reader.post(BASE, json={"name": "x", "draft": {}}).status_code == 403
