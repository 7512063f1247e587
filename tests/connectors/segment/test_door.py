"""The tracking door: what it takes, what it refuses, and with which status."""

import gzip
import json
import zlib

import pytest

from siyu.events.sources.operations import close_source, rotate_key
from siyu.kit.db.stores import StoreFull

CALLS = {
    "identify": {"traits": {"name": "王芳"}},
    "track": {"event": "Product Viewed", "properties": {"sku": "A1"}},
    "page": {"name": "Home", "properties": {"url": "https://shop/"}},
    "screen": {"name": "Cart"},
    "group": {"groupId": "g1", "traits": {"plan": "gold"}},
    "alias": {"previousId": "anon-1"},
}


def track(number, **more):
    return {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": f"m{number}", **more}


@pytest.mark.parametrize("call", CALLS)
def test_each_call_is_accepted_and_folded(sender, call):
    answer = sender.post(f"/v1/{call}", {"userId": "u1", **CALLS[call]})
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert sender.fold() == 1
    assert sender.parked() == ()


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/import", "/v1/b", "/v1/batch/"])
def test_a_batch_is_accepted_under_each_of_its_names(sender, path):
    assert sender.post(path, {"batch": [track(1), track(2)]}).status_code == 200
    assert sender.fold() == 2
    assert len(sender.log()) == 2


def test_the_key_may_stand_in_the_body_as_browsers_send_it(sender):
    answer = sender.post("/v1/t", {**track(1), "writeKey": sender.key}, key="", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_browser_may_ask_first(sender):
    answer = sender.request("OPTIONS", "/v1/t", headers={"Origin": "https://shop"})
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("key", ["", "wrong", "x" * 32, "键" * 30])
def test_a_wrong_key_is_refused_with_401_and_nothing_is_stored(sender, key):
    answer = sender.post("/v1/track", track(1), key=key)
    assert answer.status_code == 401
    assert answer.json()["code"] == "bad_write_key"
    assert sender.fold() == 0


def test_another_brands_key_writes_to_the_other_brand_only(sender, other_scope):
    other = type(sender)(sender.platform, other_scope)
    other.post("/v1/track", track(1))
    assert sender.fold() == 0
    assert other.fold() == 1


def test_a_rotated_key_stops_and_the_new_one_works(sender):
    stores, scope, now_ms = sender.platform.stores, sender.scope, sender.platform.clock.now_ms()
    assert sender.post("/v1/track", track(1)).status_code == 200
    made = stores.core.write(lambda conn: rotate_key(conn, scope, sender.source.id, at_ms=now_ms))
    sender.platform.clock.advance(10_000)
    assert sender.post("/v1/track", track(2)).status_code == 401
    assert sender.post("/v1/track", track(3), key=made.write_key).status_code == 200
    stores.core.write(lambda conn: close_source(conn, scope, sender.source.id, at_ms=now_ms))
    sender.platform.clock.advance(10_000)
    assert sender.post("/v1/track", track(4), key=made.write_key).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"17",
        b'{"batch": 1}',
        b'{"batch": [{]}',
        b"{}",
        b'{"batch": [{"a": NaN}]}',
        b"\xff\xfe",
        b"[" * 20_000,
    ],
)
def test_what_is_not_json_is_refused_with_400(sender, body):
    answer = sender.post("/v1/batch", body)
    assert answer.status_code == 400
    assert sender.fold() == 0


def test_gbk_is_refused_with_the_fix(sender):
    body = json.dumps(track(1, properties={"city": "上海"}), ensure_ascii=False).encode("gbk")
    answer = sender.post("/v1/track", body)
    assert answer.status_code == 400
    assert "UTF-8" in answer.json()["message"]


def test_half_a_character_costs_that_character_only(sender):
    body = (
        b'{"batch": [{"type":"track","userId":"u","event":"A","properties":{"t":"cut \\ud83d"}},'
        + json.dumps(track(2)).encode()
        + b"]}"
    )
    assert sender.post("/v1/batch", body).status_code == 200
    sender.fold()
    assert len(sender.log()) == 2


def test_a_call_above_32_kb_is_refused_with_400(sender):
    answer = sender.post("/v1/track", track(1, properties={"x": "y" * 33_000}))
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    assert sender.fold() == 0


def test_a_batch_above_500_kb_is_refused_with_400(sender):
    messages = [track(n, properties={"x": "y" * 20_000}) for n in range(26)]
    assert sender.post("/v1/batch", {"batch": messages}).status_code == 400
    assert sender.post("/v1/batch", {"batch": messages[:24]}).status_code == 200


def test_a_batch_of_too_many_messages_is_refused_with_400(sender):
    assert sender.post("/v1/batch", {"batch": [{}] * 2_501}).status_code == 400


def test_a_message_above_32_kb_is_told_and_parked_and_the_others_are_kept(sender):
    answer = sender.post("/v1/batch", {"batch": [track(1), track(2, properties={"x": "y" * 33_000}), track(3)]})
    assert (answer.status_code, answer.json()["code"]) == (400, "some_too_large")
    sender.fold()
    assert len(sender.log()) == 2
    [parked] = sender.parked()
    assert parked.message.code == "oversized"


def test_gzip_is_unpacked(sender):
    body = gzip.compress(json.dumps({"batch": [track(1), track(2)]}).encode())
    assert sender.post("/v1/batch", body, headers={"Content-Encoding": "gzip"}).status_code == 200
    assert sender.fold() == 2


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not gzip"),
        ("gzip", gzip.compress(b'{"batch": []}')[:-4]),
        ("gzip", gzip.compress(b"{}") * 2),
        ("br", b"x"),
        ("gzip", zlib.compress(b"{}")),
    ],
    # Gzip writes the time into its header: as names, the bodies would differ between two test processes.
    ids=["not gzip", "cut short", "twice", "unknown", "zlib"],
)
def test_broken_or_unknown_compression_is_refused_with_400(sender, encoding, body):
    answer = sender.post("/v1/batch", body, headers={"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_encoding")


def test_a_gzip_bomb_is_stopped_at_500_kb(sender):
    bomb = gzip.compress(b" " * 100_000_000)
    answer = sender.post("/v1/batch", bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")


def test_unknown_calls_and_methods_are_404_and_other_paths_go_on(sender):
    assert sender.post("/v1/dance", track(1)).status_code == 404
    assert sender.request("GET", "/v1/track").status_code == 404
    assert sender.request("GET", "/").text == "the console"


def test_a_full_disk_asks_the_sender_to_come_again_and_nothing_is_lost(sender, monkeypatch):
    def full(work):
        raise StoreFull(value="disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(sender.platform.stores.inbox), "write", lambda store, work: full(work))
        answer = sender.post("/v1/batch", {"batch": [track(1)]})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert sender.post("/v1/batch", {"batch": [track(1)]}).status_code == 200
    assert sender.fold() == 1


def test_a_bad_message_in_a_batch_never_costs_the_good_ones(sender):
    bad = [17, {"type": "track", "userId": {"a": 1}, "event": "x"}, {"type": "track", "userId": "u"}, {"type": "track"}]
    assert sender.post("/v1/batch", {"batch": [track(1), *bad, track(2)]}).status_code == 200
    assert sender.fold() == 6
    assert len(sender.log()) == 2
    assert len(sender.parked()) == 4


def test_requests_at_the_same_time_are_all_stored_once(sender):
    bodies = [{"batch": [track(f"{n}-{i}") for i in range(5)]} for n in range(60)]
    answers = sender.post_all("/v1/batch", bodies)
    assert {answer.status_code for answer in answers} == {200}
    assert sender.fold() == 300
    assert len(sender.log()) == 300
