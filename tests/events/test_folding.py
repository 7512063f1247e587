"""Folding: what messages do to customers and the log."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.customers import queries as customers
from siyu.events import queries
from siyu.events.contracts import EventsObserved
from siyu.events.folding.operations import FOLD_MESSAGES_MAX
from siyu.events.folding.queries import fold_state
from siyu.events.inbox.contracts import OVERSIZED
from siyu.events.operations import drop_interest, register_interest
from siyu.events.queries import vocabulary
from siyu.kit.facts import FactBus

_names = itertools.count()


def track(number: int, **more: object) -> dict:
    return {"type": "track", "messageId": f"m{number}", "userId": "u1", "event": "Product Viewed", **more}


def identify(number: int, user: str = "u1", **traits: object) -> dict:
    return {"type": "identify", "messageId": f"i{number}", "userId": user, "traits": traits}


def at(second: int) -> str:
    return f"2024-12-01T00:00:{second:02d}.000Z"


def test_a_tracked_event_is_in_the_log_of_its_customer(door):
    door.send(track(1, properties={"sku": "大米"}))
    assert door.fold() == 1
    [event] = door.log()
    assert event["event"] == "Product Viewed"
    assert event["properties"] == '{"sku":"大米"}'
    assert event["customer_id"] == door.customer("user_id", "u1")


def test_a_message_sent_again_changes_nothing(door):
    door.send(track(1), track(1), track(2), identify(1, name="王芳"))
    door.fold()
    before = door.log(), door.attributes("u1")
    door.send(track(1), track(2), identify(1, name="other"))
    assert door.fold() == 3
    assert (door.log(), door.attributes("u1")) == before
    assert len(before[0]) == 2


def test_the_same_id_in_another_brand_is_another_message(door, other_door):
    door.send(track(1))
    other_door.send(track(1))
    assert (door.fold(), other_door.fold()) == (1, 1)
    assert (len(door.log()), len(other_door.log())) == (1, 1)


def test_a_bad_message_is_parked_and_the_others_go_on(door):
    door.send(
        track(1), {"type": "track", "userId": True, "event": "x"}, b"17", track(2), {"type": "dance", "userId": "u"}
    )
    door.fold()
    assert len(door.log()) == 2
    assert sorted(item.message.code for item in door.parked()) == ["malformed", "malformed", "unknown_type"]


def test_a_bad_message_sent_again_is_listed_once(door):
    for _ in range(2):
        door.send({"type": "dance", "userId": "u"})
        door.fold()
    assert len(door.parked()) == 1


def test_an_oversized_message_is_parked(door):
    door.send(track(1), kind=OVERSIZED)
    door.fold()
    [parked] = door.parked()
    assert (parked.message.code, door.log()) == ("oversized", [])


def test_a_phone_that_is_none_parks_the_message_and_names_the_field(door):
    door.send(identify(1, phone="12"), identify(2, user="u2", phone="13800138000"))
    door.fold()
    [parked] = door.parked()
    assert (parked.message.code, parked.message.field) == ("bad_identity", "phone")
    assert door.customer("phone", "13800138000") == door.customer("user_id", "u2")


def test_a_trait_of_the_wrong_kind_is_parked_alone(door):
    door.send(identify(1, level=3, city="上海"))
    door.send(identify(2, level="high", city="杭州"))
    door.fold()
    assert door.attributes("u1") == {"level": 3, "city": "杭州"}
    [parked] = door.parked()
    assert (parked.message.code, parked.message.field) == ("attribute_refused", "level")


def test_traits_identify_and_become_attributes_but_phones_stay_sealed(door):
    door.send(identify(1, name="王芳", phone="138 0013 8000", firstName="芳", address={"city": "上海"}))
    door.fold()
    assert door.attributes("u1") == {"name": "王芳", "first_name": "芳", "address_city": "上海"}
    assert door.customer("phone", "13800138000") == door.customer("user_id", "u1")


def test_a_visitor_who_signs_in_keeps_what_was_done_before(door):
    visit = {"type": "track", "event": "Product Viewed", "anonymousId": "a1"}
    door.send({**visit, "messageId": "v1"})
    door.fold()
    door.send({"type": "identify", "messageId": "v2", "userId": "u1", "anonymousId": "a1"}, track(1))
    door.fold()
    assert len({event["customer_id"] for event in door.log()}) == 1


def test_an_alias_joins_the_old_id_to_the_new(door):
    door.send(
        {"type": "track", "event": "E", "messageId": "1", "anonymousId": "old"},
        {"type": "alias", "messageId": "2", "previousId": "old", "userId": "u1"},
        {"type": "track", "event": "E", "messageId": "3", "userId": "u1"},
        {"type": "track", "event": "E", "messageId": "4", "userId": "old"},
    )
    door.fold()
    assert len({event["customer_id"] for event in door.log()}) == 1


def test_groups_become_attributes(door):
    door.send({"type": "group", "messageId": "g", "userId": "u1", "groupId": "G7", "traits": {"name": "粮油团"}})
    door.fold()
    assert door.attributes("u1") == {"group_id": "G7", "group_name": "粮油团"}
    assert door.log() == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    writes=st.lists(st.tuples(st.integers(0, 59), st.sampled_from(["city", "level"])), min_size=1, unique=True),
    order=st.randoms(use_true_random=False),
    cut=st.integers(1, 5),
)
def test_the_newest_value_wins_in_whatever_order_they_arrive(door, writes, order, cut):
    user = f"person-{next(_names)}"
    # Values repeat, so that a value said again later must also push aside one said in between.
    messages = [
        {
            **identify(0, user, **{key: f"value-{second % 3}"}),
            "messageId": f"{user}-{second}-{key}",
            "timestamp": at(second),
        }
        for second, key in writes
    ]
    newest = {key: f"value-{second % 3}" for second, key in sorted(writes)}
    order.shuffle(messages)
    for start in range(0, len(messages), cut):
        door.send(*messages[start : start + cut])
        door.fold()
    assert door.attributes(user) == newest


def test_a_late_event_is_logged_at_its_own_time(door):
    door.send(track(1, timestamp=at(30)))
    door.send(track(2, timestamp=at(10)))
    door.fold()
    first, second = door.log()
    assert (first["at_ms"], second["at_ms"]) == (1_733_011_210_000, 1_733_011_230_000)


def test_more_than_one_batch_is_folded_in_order_and_bounded(door):
    count = FOLD_MESSAGES_MAX + 500
    for start in range(0, count, 1_000):
        door.send(*(track(n, userId=f"u{n % 40}") for n in range(start, min(start + 1_000, count))))
    assert fold_state(door.platform, door.scope).waiting == count
    assert door.fold_once() == FOLD_MESSAGES_MAX
    assert door.fold() == 500
    assert fold_state(door.platform, door.scope).waiting == 0
    assert len(door.log()) == count


def test_only_events_somebody_listens_to_are_told(door):
    core, scope = door.platform.stores.core, door.scope
    heard: list[EventsObserved] = []
    bus = FactBus()
    bus.on(EventsObserved, lambda platform, where, fact: heard.append(fact))
    core.write(lambda conn: register_interest(conn, scope, "Order Completed", "orders"))
    core.write(lambda conn: register_interest(conn, scope, "Order Completed", "journeys"))
    order = track(1, event="Order Completed", properties={"order_id": "A1", "revenue": 12.5})
    door.send(order, track(2), order)
    door.fold()
    bus.deliver(door.platform, core)
    [fact] = heard
    assert fact.name == "Order Completed"
    [event] = fact.events
    assert (event.customer_id, event.message_id) == (door.customer("user_id", "u1"), "m1")
    assert event.properties == {"order_id": "A1", "revenue": 12.5}
    for consumer in ("orders", "journeys"):
        core.write(lambda conn, who=consumer: drop_interest(conn, scope, "Order Completed", who))
    door.send(track(3, event="Order Completed"))
    door.fold()
    bus.deliver(door.platform, core)
    assert len(heard) == 1


def test_the_vocabulary_counts_names_and_learns_their_properties(door):
    door.send(track(1, properties={"sku": "A", "price": 1}), track(2, properties={"sku": 7, "tags": ["x"]}))
    door.fold()
    door.send(track(3, event="Other", timestamp=at(5)))
    door.fold()
    with door.platform.stores.core.reading() as conn:
        found = {one.name: one for one in vocabulary(conn, door.scope)}
    assert (found["Product Viewed"].count, found["Other"].count) == (2, 1)
    assert found["Product Viewed"].properties == {"sku": "mixed", "price": "number", "tags": "list"}
    assert found["Other"].first_at_ms == found["Other"].last_at_ms == 1_733_011_205_000


@pytest.mark.parametrize("properties", [{"t": "a\0b"}, {"t": "𝄞" * 100}, {"": ""}, {"a": [[[[]]]]}])
def test_odd_texts_survive(door, properties):
    door.send(track(1, properties=properties), identify(1, note=next(iter(properties.values()))))
    door.fold()
    with door.platform.stores.core.reading() as conn:
        assert customers.find(door.platform, conn, door.scope, "user_id", "u1")
    assert len(door.log()) == 1


def test_event_names_beyond_the_limit_are_parked_and_known_ones_go_on(door, monkeypatch):
    monkeypatch.setattr(queries, "NAMES_MAX", 3)
    door.send(*(track(n, event=f"E{n}") for n in range(3)))
    door.fold()
    door.send(track(4, event="E1"), track(5, event="E5"), track(6, event="E2"))
    door.fold()
    assert sorted(event["event"] for event in door.log()) == ["E0", "E1", "E1", "E2", "E2"]
    [parked] = door.parked()
    assert parked.message.code == "too_many_names"


def test_what_is_told_is_cut_to_the_size_of_a_fact(door):
    core, heard, bus = door.platform.stores.core, [], FactBus()
    bus.on(EventsObserved, lambda platform, where, fact: heard.append(len(fact.events)))
    core.write(lambda conn: register_interest(conn, door.scope, "Product Viewed", "test"))
    door.send(*(track(n) for n in range(1_500)))
    door.send(*(track(2_000 + n, properties={"x": "y" * 30_000}) for n in range(50)))
    door.fold()
    bus.deliver(door.platform, core)
    assert sum(heard) == 1_550
    assert max(heard) <= 1_000
    assert len(heard) == 3
