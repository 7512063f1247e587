"""A customer adds an advisor: welcome, customer, event, each once."""

import httpx
import pytest

from siyu.connectors.wecom import inbox
from siyu.connectors.wecom.contacts import take_callbacks
from siyu.connectors.wecom.crypto import BadCallback, check_signature, open_envelope
from siyu.connectors.wecom.friends import advisors
from siyu.connectors.wecom.xml import read_xml
from siyu.customers import queries as customers
from siyu.events import queries as events
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.conftest import Corp

# The vendor's published example (p90968).
VECTOR = {
    "token": "QDG6eK",
    "timestamp": "1409659813",
    "nonce": "1372623149",
    "signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "corpid": "wx5823bf96d3bd56c7",
    "encrypted": "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/"
    "sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+"
    "LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9"
    "EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ"
    "2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
}


def test_the_vendors_own_example_is_opened() -> None:
    signed = (VECTOR["token"], VECTOR["timestamp"], VECTOR["nonce"], VECTOR["encrypted"])
    check_signature(*signed, VECTOR["signature"])
    text = open_envelope(VECTOR["aes_key"], VECTOR["encrypted"], VECTOR["corpid"])
    assert read_xml(text)["Content"] == "hello"
    assert read_xml(text)["MsgId"] == "4561255354251345929"


def test_a_wrong_signature_receiver_or_key_is_refused() -> None:
    with pytest.raises(BadCallback):
        check_signature("other", VECTOR["timestamp"], VECTOR["nonce"], VECTOR["encrypted"], VECTOR["signature"])
    with pytest.raises(BadCallback):
        open_envelope(VECTOR["aes_key"], VECTOR["encrypted"], "wxsomebodyelse")
    with pytest.raises(BadCallback):
        open_envelope("A" * 43, VECTOR["encrypted"], VECTOR["corpid"])
    with pytest.raises(BadCallback):
        open_envelope(VECTOR["aes_key"], "not base64", VECTOR["corpid"])


def test_documents_with_entities_are_refused() -> None:
    with pytest.raises(BadCallback):
        read_xml('<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>')


def test_the_address_is_proved_on_saving(corp: Corp, door: str) -> None:
    assert corp.world.verify_callback_url(corp.app.agentid).ok


def test_a_forged_callback_is_refused_and_nothing_kept(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": "1", "nonce": "1"}
    answer = httpx.post(door, params=query, content=b"<xml><Encrypt>AAAA</Encrypt></xml>")
    assert answer.status_code == 403
    assert httpx.post(door, params=query, content=b"\xff\xfe").status_code == 403
    with platform.stores.inbox.reading() as conn:
        assert inbox.waiting(conn, scope, clock.now_ms()) == []


def test_a_new_friend_is_welcomed_and_becomes_a_customer(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    corp.world.add_friend("zhangsan", "wmA1", channel="store-12")
    assert corp.world.deliver_callbacks() == 1
    assert take_callbacks(platform, corp.client, scope) == 1
    assert take_callbacks(platform, corp.client, scope) == 0
    assert [message.kind for message in corp.world.sent_messages("wmA1")] == ["welcome"]
    with platform.stores.core.reading() as conn:
        customer_id = customers.find(platform, conn, scope, "external_userid", "wmA1")
        assert customer_id is not None
        page = events.timeline(platform, conn, scope, customer_id)
        assert advisors(conn, scope, [customer_id]) == {customer_id: ("zhangsan", "wmA1")}
    assert [(entry.name, entry.properties["state"]) for entry in page.entries] == [("Friend Added", "store-12")]


def test_the_vendors_repeats_change_nothing(platform: Platform, scope: Scope, corp: Corp, door: str) -> None:
    corp.world.set_callback_trouble(CallbackTrouble(duplicated=1.0))
    corp.world.add_friend("zhangsan", "wmA1")
    assert corp.world.deliver_callbacks() >= 2
    while take_callbacks(platform, corp.client, scope):
        pass
    assert len(corp.world.sent_messages("wmA1")) == 1


def test_a_worker_that_died_after_the_welcome_does_not_send_it_twice(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    corp.world.add_friend("zhangsan", "wmA1")
    corp.world.deliver_callbacks()
    corp.world.add_fault(Fault("externalcontact/get", "errcode", errcode=-1, times=4))
    with platform.stores.inbox.reading() as conn:
        (callback,) = inbox.waiting(conn, scope, clock.now_ms())
    take_callbacks(platform, corp.client, scope)
    # As if the process had been killed before it could note that the welcome went out.
    platform.stores.inbox.write(lambda conn: inbox.mark_welcome(conn, scope, [callback.id], "sending"))
    clock.advance(5_000)
    assert take_callbacks(platform, corp.client, scope) == 1
    assert len(corp.world.sent_messages("wmA1")) == 1
    with platform.stores.core.reading() as conn:
        assert customers.find(platform, conn, scope, "external_userid", "wmA1") is not None


def test_a_lost_friend_is_noted(platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock) -> None:
    corp.world.add_friend("zhangsan", "wmA1")
    clock.advance(60_000)
    corp.world.customer_deletes("wmA1", "zhangsan")
    corp.world.deliver_callbacks()
    while take_callbacks(platform, corp.client, scope):
        pass
    with platform.stores.core.reading() as conn:
        customer_id = customers.find(platform, conn, scope, "external_userid", "wmA1")
        assert customer_id is not None
        assert advisors(conn, scope, [customer_id]) == {}
        page = events.timeline(platform, conn, scope, customer_id)
    assert [entry.name for entry in page.entries] == ["Friend Removed", "Friend Added"]
