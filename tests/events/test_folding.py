"""Folding: what messages do to customers and the log."""

from siyu.events.parked.queries import parked_page


def track(number: int, **more: object) -> dict:
    return {"type": "track", "messageId": f"m{number}", "userId": "u1", "event": "Product Viewed", **more}


def test_a_tracked_event_is_in_the_log_of_its_customer(door):
    door.send(track(1, properties={"sku": "大米"}))
    assert door.fold() == 1
    [event] = door.log()
    assert event["event"] == "Product Viewed"
    assert event["properties"] == '{"sku":"大米"}'


def test_a_message_sent_again_changes_nothing(door):
    door.send(track(1), track(1), track(2))
    door.fold()
    before = door.log()
    door.send(track(1), track(2))
    assert door.fold() == 2
    assert len(before) == 2
    assert door.log() == before


def test_a_bad_message_is_parked_and_the_others_go_on(door):
    door.send(
        track(1), {"type": "track", "userId": True, "event": "x"}, b"17", track(2), {"type": "dance", "userId": "u"}
    )
    door.fold()
    assert len(door.log()) == 2
    with door.platform.stores.core.reading() as conn:
        page = parked_page(conn, door.scope)
    assert {item.message.code for item in page.items} == {"malformed", "unknown_type"}
    assert page.total == 3
