"""HTTP of events: sources, parked messages, timeline, vocabulary; each sees its own brand only."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from siyu.events.routes import router
from siyu.kit.db.scope import Scope
from siyu.kit.http import Principal, install_errors


class Api:
    """Calls the feature's routes as somebody who may do everything."""

    def __init__(self, platform, brands: dict[str, Scope], *permissions: str) -> None:
        self.app = FastAPI()
        install_errors(self.app)
        self.app.include_router(router, prefix="/api")
        self.app.state.platform = platform
        anybody = Principal("user:1", "Test", frozenset(permissions))
        self.app.state.authenticate = lambda request, brand, permission: (anybody, brands[brand])

    def call(self, method: str, path: str, body: object = None, lang: str = "en") -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://siyu") as client:
                return await client.request(method, f"/api/brands{path}", json=body, headers={"Accept-Language": lang})

        return asyncio.run(send())


@pytest.fixture
def api(platform, scope, other_scope) -> Api:
    return Api(platform, {"golden": scope, "other": other_scope})


def test_a_source_is_created_shown_without_its_key_rotated_and_closed(api):
    made = api.call("POST", "/golden/sources", {"name": "Shop"})
    assert made.status_code == 201
    key, number = made.json()["write_key"], made.json()["source"]["id"]
    [listed] = api.call("GET", "/golden/sources").json()["items"]
    assert listed["key_hint"] == key[-4:]
    assert key not in str(listed)
    rotated = api.call("POST", f"/golden/sources/{number}/rotate").json()
    assert rotated["write_key"] != key
    assert api.call("POST", f"/golden/sources/{number}/close").json()["closed_at_ms"]
    assert api.call("POST", f"/golden/sources/{number}/rotate").json()["source"]["closed_at_ms"] is None


def test_a_source_may_keep_the_key_it_brings_but_nobody_elses(api):
    key = "AbcdEfgh" * 4
    assert api.call("POST", "/golden/sources", {"name": "Shop", "write_key": key}).json()["write_key"] == key
    answer = api.call("POST", "/other/sources", {"name": "Shop", "write_key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_write_key")
    assert api.call("POST", "/golden/sources", {"name": "B", "write_key": "short"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"), [({"name": ""}, 422), ({}, 422), ({"name": "x", "colour": 1}, 422), ({"name": "Shop"}, 409)]
)
def test_a_bad_source_is_refused_with_field_and_fix(api, body, status):
    api.call("POST", "/golden/sources", {"name": "Shop"})
    answer = api.call("POST", "/golden/sources", body)
    assert (answer.status_code, bool(answer.json()["fix"])) == (status, True)


def test_sources_are_seen_in_their_own_brand_only(api):
    number = api.call("POST", "/golden/sources", {"name": "Shop"}).json()["source"]["id"]
    assert api.call("GET", "/other/sources").json()["items"] == []
    assert api.call("POST", f"/other/sources/{number}/rotate").status_code == 404
    assert api.call("POST", f"/other/sources/{number}/close").status_code == 404


def test_a_parked_message_is_put_right_and_folded(api, door):
    door.send({"type": "track", "userId": "u1", "event": "Order Paid", "messageId": "m1"})
    door.fold()
    [held] = api.call("GET", "/golden/parked-events").json()["items"]
    assert held["code"] == "reserved_name"
    assert held["message"]["event"] == "Order Paid"
    assert "reserved" in held["reason"]
    right = {**held["message"], "event": "Order Completed"}
    assert (
        api.call("POST", f"/golden/parked-events/{held['id']}/requeue", {"message": right}).json()["state"]
        == "requeued"
    )
    door.fold()
    assert [event["event"] for event in door.log()] == ["Order Completed"]
    again = api.call("POST", f"/golden/parked-events/{held['id']}/requeue", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_parked")


def test_a_message_queued_again_unchanged_is_parked_again(api, door):
    door.send({"type": "dance", "userId": "u1", "messageId": "m1"})
    door.fold()
    [held] = api.call("GET", "/golden/parked-events", lang="zh").json()["items"]
    assert "消息类型" in held["reason"]
    api.call("POST", f"/golden/parked-events/{held['id']}/requeue", {})
    assert api.call("GET", "/golden/parked-events").json()["total"] == 0
    door.fold()
    assert api.call("GET", "/golden/parked-events").json()["total"] == 1


def test_a_trait_put_right_is_taken(api, door):
    door.send({"type": "identify", "messageId": "1", "userId": "u1", "traits": {"level": 1, "phone": "13800138000"}})
    door.send({"type": "identify", "messageId": "2", "userId": "u1", "traits": {"level": "two"}})
    door.fold()
    [held] = api.call("GET", "/golden/parked-events").json()["items"]
    right = {**held["message"], "traits": {"level": 2}}
    api.call("POST", f"/golden/parked-events/{held['id']}/requeue", {"message": right})
    door.fold()
    assert door.attributes("u1")["level"] == 2


def test_phones_in_a_parked_message_are_masked_unless_the_caller_may_reveal_them(platform, scope, api, door):
    door.send({"type": "dance", "userId": "u1", "traits": {"phone": "13800138000", "city": "上海"}})
    door.fold()
    [held] = api.call("GET", "/golden/parked-events").json()["items"]
    assert held["message"]["traits"] == {"phone": "138****8000", "city": "上海"}
    revealing = Api(platform, {"golden": scope}, "customers.reveal")
    [held] = revealing.call("GET", "/golden/parked-events").json()["items"]
    assert held["message"]["traits"]["phone"] == "13800138000"


def test_parked_messages_page_and_can_be_dismissed(api, door):
    door.send(*({"type": "dance", "userId": f"u{n}"} for n in range(5)), b"17")
    door.fold()
    first = api.call("GET", "/golden/parked-events?limit=4").json()
    rest = api.call("GET", f"/golden/parked-events?limit=4&cursor={first['next_cursor']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"], first["total"]) == (4, 2, None, 6)
    number = first["items"][0]["id"]
    assert api.call("POST", f"/golden/parked-events/{number}/dismiss").json()["state"] == "dismissed"
    assert api.call("GET", "/golden/parked-events").json()["total"] == 5
    assert api.call("GET", "/golden/parked-events?state=dismissed").json()["total"] == 1


def test_parked_messages_are_seen_in_their_own_brand_only(api, door):
    door.send({"type": "dance", "userId": "u1"})
    door.fold()
    [held] = api.call("GET", "/golden/parked-events").json()["items"]
    assert api.call("GET", "/other/parked-events").json()["items"] == []
    for verb in ("requeue", "dismiss"):
        assert api.call("POST", f"/other/parked-events/{held['id']}/{verb}", {}).status_code == 404


def test_the_timeline_tells_what_happened_in_the_callers_language(api, door):
    properties = {"order_id": "A-17", "revenue": 128}
    door.send({"type": "track", "userId": "u1", "event": "Order Completed", "properties": properties})
    door.fold()
    path = f"/golden/customers/{door.customer('user_id', 'u1')}/timeline"
    [entry] = api.call("GET", path, lang="zh").json()["items"]
    assert (entry["kind"], entry["event"], entry["sentence"]) == ("order", "Order Completed", "完成下单 A-17 · ¥128.00")
    assert api.call("GET", path).json()["items"][0]["sentence"] == "Completed order A-17 · ¥128.00"
    assert api.call("GET", f"{path}?kind=tag").json()["items"] == []
    assert api.call("GET", f"{path}?kind=order&limit=1").json()["items"]
    assert api.call("GET", f"{path}?cursor=x").status_code == 422


def test_the_timeline_of_another_brands_customer_is_not_found(api, door):
    door.send({"type": "track", "userId": "u1", "event": "E"})
    door.fold()
    number = door.customer("user_id", "u1")
    assert api.call("GET", f"/other/customers/{number}/timeline").status_code == 404
    assert api.call("GET", "/golden/customers/12345678/timeline").status_code == 404


def test_the_vocabulary_and_the_state_of_folding_are_told(api, door):
    door.send({"type": "track", "userId": "u1", "event": "E", "properties": {"a": 1}}, {"type": "dance"})
    before = api.call("GET", "/golden/folding").json()
    assert (before["waiting"], before["folded_at_ms"], before["parked"]) == (2, None, 0)
    door.fold()
    after = api.call("GET", "/golden/folding").json()
    assert (after["waiting"], after["oldest_received_at_ms"], after["parked"]) == (0, None, 1)
    [name] = api.call("GET", "/golden/event-names").json()["items"]
    assert (name["name"], name["count"], name["properties"]) == ("E", 1, {"a": "number"})
    assert api.call("GET", "/other/event-names").json()["items"] == []
