"""The SDK as it comes from the package registry, with only its host changed, against a real server."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import segment.analytics as analytics
import uvicorn

EVENTS = 10_000
PEOPLE = 500
START_DEADLINE_S = 20


@contextlib.contextmanager
def serving(app) -> Iterator[str]:
    """This function will serve `app` on a free port in a thread and lend its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_DEADLINE_S
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def deliver(host: str, key: str, *, gzip: bool) -> list[Exception]:
    """This function will send 10,000 events of 500 people through the SDK and return what it complained about."""
    failures: list[Exception] = []
    client = analytics.Client(
        key, host=host, max_queue_size=EVENTS + 10, gzip=gzip, on_error=lambda error, items: failures.append(error)
    )
    for number in range(EVENTS):
        properties = {"order_id": f"A{number}", "revenue": number / 100, "products": [{"quantity": 2}]}
        client.track(f"user-{number % PEOPLE}", "Order Completed", properties, message_id=f"message-{number}")
    client.shutdown()
    return failures


def test_ten_thousand_events_arrive_once_however_often_they_are_sent(sender):
    with serving(sender.app) as host:
        assert deliver(host, sender.key, gzip=False) == []
        assert sender.fold() == EVENTS
        first = sender.log()
        assert deliver(host, sender.key, gzip=True) == []
        assert sender.fold() == EVENTS
    assert sender.log() == first
    assert len(first) == EVENTS
    assert len({event["customer_id"] for event in first}) == PEOPLE
    assert sum(event["value_fen"] for event in first) == sum(range(EVENTS))
    assert sum(event["quantity"] for event in first) == 2 * EVENTS
    assert sender.parked() == ()


def test_every_call_of_the_sdk_is_understood(sender):
    with serving(sender.app) as host:
        client = analytics.Client(sender.key, host=host, on_error=lambda error, items: pytest.fail(str(error)))
        client.identify("u1", {"name": "王芳", "phone": "13800138000", "points": 7})
        client.track("u1", "Product Viewed", {"sku": "A1"})
        client.page("u1", "Shop", "Home", {"url": "https://shop/"})
        client.screen("u1", "Shop", "Cart")
        client.group("u1", "g1", {"plan": "gold"})
        client.alias("anonymous-7", "u1")
        client.track(anonymous_id="anonymous-7", event="Product Added", properties={"sku": "A1"})
        client.shutdown()
    assert sender.fold() == 7
    assert sender.parked() == ()
    log = sender.log()
    assert {event["event"] for event in log} == {"Product Viewed", "Page Viewed", "Screen Viewed", "Product Added"}
    assert len({event["customer_id"] for event in log}) == 1


def test_the_sdk_is_told_about_a_wrong_key(sender):
    failures: list[Exception] = []
    with serving(sender.app) as host:
        client = analytics.Client("w" * 32, host=host, on_error=lambda error, items: failures.append(error))
        client.track("u1", "Product Viewed")
        client.shutdown()
    assert [error.status for error in failures] == [401]
