"""Reading a message: who, when, what, and what it is worth."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers.contracts import Identity
from siyu.events.inbox.contracts import BATCH, Delivery, StoredDelivery
from siyu.events.messages.domain import parse_time, read_delivery
from siyu.events.messages.figures.domain import NotAFigure, figures
from siyu.events.messages.traits.domain import TooManyTraits, read_traits
from siyu.kit.codec import encode

RECEIVED_MS = 1_800_000_000_000
HOUR_MS = 3_600_000


def iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def read(*messages: object, kind: str = BATCH, sent_at: str = ""):
    body = encode(messages)
    return read_delivery(StoredDelivery(7, Delivery(1, kind, RECEIVED_MS, sent_at, len(messages), body)))


def one(message: dict, **more: str):
    [good], refused = read({"type": "track", "event": "Product Viewed", "userId": "u", **message}, **more)
    assert refused == []
    return good


def refusal(message: dict, **more: str):
    good, [refused] = read({"type": "track", "event": "Product Viewed", "userId": "u", **message}, **more)
    assert good == []
    return refused.error


@given(skew_ms=st.integers(-10 * HOUR_MS, 10 * HOUR_MS), age_ms=st.integers(0, 1_000 * HOUR_MS))
def test_a_wrong_clock_of_the_sender_does_not_move_events(skew_ms, age_ms):
    stated, sent = iso(RECEIVED_MS - age_ms + skew_ms), iso(RECEIVED_MS + skew_ms)
    assert one({"timestamp": stated}, sent_at=sent).at_ms == RECEIVED_MS - age_ms
    assert one({"timestamp": stated, "sentAt": sent}).at_ms == RECEIVED_MS - age_ms


def test_an_event_is_never_later_than_its_arrival():
    assert one({"timestamp": iso(RECEIVED_MS + HOUR_MS)}).at_ms == RECEIVED_MS


def test_a_message_without_a_time_happened_when_it_came():
    assert one({}, sent_at=iso(RECEIVED_MS - HOUR_MS)).at_ms == RECEIVED_MS


def test_a_time_corrected_on_its_way_is_taken_as_it_is():
    message = {"timestamp": iso(RECEIVED_MS - HOUR_MS), "originalTimestamp": iso(0), "sentAt": iso(HOUR_MS)}
    assert one(message).at_ms == RECEIVED_MS - HOUR_MS


@pytest.mark.parametrize(
    "text",
    ["2026-11-21T08:00:00Z", "2026-11-21T16:00:00.000+08:00", "2026-11-21T08:00:00", "20261121T080000Z"],
)
def test_iso_times_are_read_in_their_usual_forms(text):
    assert iso(parse_time(text)) == "2026-11-21T08:00:00.000+00:00"


@pytest.mark.parametrize("text", ["yesterday", "21/11/2026", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", " "])
def test_what_is_no_time_is_refused(text):
    assert refusal({"timestamp": text}).code == "not_a_time"


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ({"type": "dance"}, "unknown_type", "type"),
        ({"type": ""}, "unknown_type", "type"),
        ({"event": ""}, "bad_text", "event"),
        ({"event": None}, "bad_text", "event"),
        ({"event": "x" * 201}, "bad_text", "event"),
        ({"event": 17}, "malformed", "event"),
        ({"event": "Order Paid"}, "reserved_name", "event"),
        ({"userId": None}, "nobody_named", "userId"),
        ({"userId": " "}, "nobody_named", "userId"),
        ({"userId": "u" * 129}, "bad_text", "userId"),
        ({"userId": "a\0b"}, "bad_text", "userId"),
        ({"userId": True}, "malformed", "userId"),
        ({"userId": {"id": 1}}, "malformed", "userId"),
        ({"properties": [1]}, "malformed", "properties"),
        ({"properties": "x"}, "malformed", "properties"),
        ({"timestamp": 1_700_000_000}, "malformed", "timestamp"),
        ({"type": "identify", "traits": [1]}, "malformed", "traits"),
        ({"type": "identify", "traits": {"phone": ["1"]}}, "not_an_identity", "traits.phone"),
        ({"type": "group"}, "bad_text", "groupId"),
        ({"type": "alias"}, "bad_text", "previousId"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(message, code, field):
    error = refusal(message)
    assert (error.code, error.field) == (code, field)
    assert error.detail("zh") and error.detail("en") and error.fix("zh") and error.fix("en")


def test_unknown_fields_and_null_fields_do_no_harm():
    good = one({"unknown": {"a": [1]}, "properties": None, "traits": None, "context": 17, "timestamp": None})
    assert good.properties is None


def test_numbers_are_taken_as_ids():
    assert one({"userId": 17}).people == (Identity("user_id", "17"),)
    assert one({"userId": 17.0, "anonymousId": "a"}).people == (
        Identity("user_id", "17"),
        Identity("anonymous_id", "a"),
    )


def test_the_address_decides_the_type_of_a_single_call():
    [good], _ = read({"type": "track", "userId": "u", "traits": {"city": "上海"}}, kind="identify")
    assert (good.name, good.traits) == ("", {"city": "上海"})


def test_pages_and_screens_carry_their_title():
    page = one({"type": "page", "name": "Home", "category": "Shop", "properties": {"url": "/"}})
    assert (page.name, page.properties) == ("Page Viewed", '{"url":"/","name":"Home","category":"Shop"}')
    assert one({"type": "screen", "name": "Cart"}).name == "Screen Viewed"


def test_a_group_becomes_attributes():
    good = one({"type": "group", "groupId": "g1", "traits": {"plan": "gold", "phone": "1"}})
    assert good.traits == {"group_id": "g1", "group_plan": "gold", "group_phone": "1"}


def test_an_alias_names_the_old_and_the_new_id():
    people = one({"type": "alias", "previousId": "old"}).people
    assert people == (Identity("user_id", "u"), Identity("anonymous_id", "old"), Identity("user_id", "old"))


def test_a_message_without_an_id_is_known_by_its_content_if_it_has_a_time():
    timed, untimed = {"timestamp": iso(RECEIVED_MS)}, {"properties": {"a": 1}}
    assert one(timed).message_id == one(timed).message_id != one({"timestamp": iso(RECEIVED_MS - 1)}).message_id
    (first, second), _ = read(*[{"type": "track", "event": "E", "userId": "u", **untimed}] * 2)
    assert first.message_id != second.message_id


def test_traits_that_identify_are_not_kept_twice():
    found = read_traits({"phone": "13800138000", "email": "a@b.cn", "unionId": "w1", "firstName": "芳", "vip": True})
    assert set(found.identities) == {
        Identity("phone", "13800138000"),
        Identity("email", "a@b.cn"),
        Identity("unionid", "w1"),
    }
    assert found.attributes == {"first_name": "芳", "vip": True}


def test_nested_traits_are_one_level_deep():
    assert read_traits({"address": {"city": "上海", "postalCode": "200000"}}).attributes == {
        "address_city": "上海",
        "address_postal_code": "200000",
    }


def test_too_many_traits_are_refused():
    with pytest.raises(TooManyTraits):
        read_traits({f"k{n}": n for n in range(201)})


@pytest.mark.parametrize(
    ("properties", "value_fen", "quantity", "ref"),
    [
        ({"revenue": 12.34}, 1234, 0, ""),
        ({"revenue": "12.345"}, 1235, 0, ""),
        ({"revenue": 0.1, "total": 9}, 10, 0, ""),
        ({"total": 9}, 900, 0, ""),
        ({"value": -3}, -300, 0, ""),
        ({"revenue": 0}, 0, 0, ""),
        ({"order_id": 17, "quantity": 2}, 0, 2, "17"),
        ({"products": [{"quantity": 2}, {"sku": "a"}, {"quantity": "3"}]}, 0, 6, ""),
        ({"revenue": None, "products": None}, 0, 0, ""),
    ],
)
def test_an_event_is_worth_what_its_properties_say(properties, value_fen, quantity, ref):
    for name in ("Order Completed", "Product Added"):
        assert figures(name, encode(properties)) == (value_fen, quantity, ref)


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"revenue": "much"}, "properties.revenue"),
        ({"revenue": True}, "properties.revenue"),
        ({"revenue": 1e300}, "properties.revenue"),
        ({"revenue": "NaN"}, "properties.revenue"),
        ({"quantity": 1.5}, "properties.quantity"),
        ({"products": "rice"}, "properties.products"),
        ({"order_id": {"a": 1}}, "properties.order_id"),
        ({"order_id": "x" * 129}, "properties.order_id"),
    ],
)
def test_a_figure_that_cannot_be_read_stops_an_order_but_no_other_event(properties, field):
    with pytest.raises(NotAFigure) as caught:
        figures("Order Completed", encode(properties))
    assert caught.value.field == field
    assert figures("Colour Picked", encode({**properties, "total": 1}))[1:] in ((0, ""),)


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
    )
)
def test_any_message_is_either_read_or_refused(message):
    good, refused = read({"type": "track", **message}, {"type": "identify", "userId": "u", "traits": message})
    assert len(good) + len(refused) == 2
