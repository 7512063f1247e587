"""Saving orders and refunds: once each, whatever order they arrive in."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.events.contracts import EventsObserved, ObservedEvent
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.contracts import OrderLine, Outcome, Status
from siyu.orders.queries import changes, order_page, parked_refunds
from siyu.orders.tasks import on_events
from tests.orders.factories import DAY_MS, PAID_AT_MS, customers, give_back, logged, order, refund, save


def test_a_paid_order_is_logged_once_however_often_it_is_told(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    lines = (OrderLine("rice", 2, unit_price_fen=300), OrderLine("oil", 1, unit_price_fen=400))
    for _ in range(3):
        result = save(platform, scope, order(who, lines=lines), order(who, lines=lines))
    assert result.outcomes == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert logged(platform, scope) == [("Order Paid", 1_000, who)]
    with platform.stores.core.reading() as conn:
        (stored,) = order_page(conn, scope)
    assert [line.paid_fen for line in stored.lines] == [600, 400]


def test_an_order_is_logged_when_it_is_paid_and_not_before(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    save(platform, scope, order(who, amount_fen=900, status=Status.CREATED, paid_at_ms=None, created_at_ms=1))
    assert logged(platform, scope) == []
    assert save(platform, scope, order(who, version=1)).outcomes == (Outcome.CHANGED,)
    assert logged(platform, scope) == [("Order Paid", 1_000, who)]
    with platform.stores.core.reading() as conn:
        noted = changes(conn, scope, "shop", "A1")
    assert [(one["field"], one["before"], one["after"], one["taken"]) for one in noted] == [
        ("amount_fen", "900", "1000", True)
    ]


def test_two_tellings_in_one_batch_come_to_the_newer_one(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    unpaid = order(who, status=Status.CREATED, paid_at_ms=None, created_at_ms=1)
    assert save(platform, scope, unpaid, order(who, version=1)).outcomes == (Outcome.NEW, Outcome.CHANGED)
    assert logged(platform, scope) == [("Order Paid", 1_000, who)]


def test_a_booked_order_told_with_another_amount_is_refused_and_kept_for_the_record(
    platform: Platform, scope: Scope
) -> None:
    (who,) = customers(platform, scope, 1)
    result = save(platform, scope, order(who), order(who, amount_fen=999), order(who, "A2"))
    assert result.outcomes == (Outcome.NEW, Outcome.REJECTED, Outcome.NEW)
    (problem,) = result.problems
    assert (problem.index, problem.field, problem.value) == (1, "amount_fen", "999")
    assert "A1" in problem.en
    assert "A1" in problem.zh
    with platform.stores.core.reading() as conn:
        (noted,) = changes(conn, scope, "shop", "A1")
    assert (noted["before"], noted["after"], noted["taken"]) == ("1000", "999", False)


def test_a_refund_before_its_order_waits_and_is_counted_when_the_order_comes(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    assert give_back(platform, scope, refund()).outcomes == (Outcome.PARKED,)
    with platform.stores.core.reading() as conn:
        assert parked_refunds(conn, scope) == 1
    save(platform, scope, order(who))
    assert logged(platform, scope) == [("Order Paid", 1_000, who), ("Order Returned", 400, who)]
    assert give_back(platform, scope, refund()).outcomes == (Outcome.UNCHANGED,)
    with platform.stores.core.reading() as conn:
        assert parked_refunds(conn, scope) == 0
        assert order_page(conn, scope)[0].refunded_fen == 400


def test_no_more_is_given_back_than_was_paid(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    save(platform, scope, order(who))
    result = give_back(platform, scope, refund(amount_fen=700), refund(amount_fen=400, refund_no="R2"))
    assert result.outcomes == (Outcome.NEW, Outcome.REJECTED)
    assert logged(platform, scope)[1:] == [("Order Returned", 700, who)]


def test_a_refund_number_told_with_another_amount_is_refused(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    save(platform, scope, order(who))
    give_back(platform, scope, refund())
    assert give_back(platform, scope, refund(amount_fen=500)).outcomes == (Outcome.REJECTED,)


def test_cancelling_a_paid_order_gives_the_rest_back_once(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    save(platform, scope, order(who))
    give_back(platform, scope, refund())
    for _ in range(2):
        save(platform, scope, order(who, status=Status.CANCELLED, version=9))
    assert logged(platform, scope) == [
        ("Order Paid", 1_000, who),
        ("Order Returned", 400, who),
        ("Order Returned", 600, who),
    ]


def test_brands_do_not_see_each_others_orders(platform: Platform, scope: Scope, other_scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    save(platform, scope, order(who))
    with platform.stores.core.reading() as conn:
        assert len(order_page(conn, scope)) == 1
        assert order_page(conn, other_scope) == []
    assert logged(platform, other_scope) == []


def test_pages_of_orders_meet_every_order_once(platform: Platform, scope: Scope) -> None:
    who = customers(platform, scope, 3)
    save(platform, scope, *(order(who[n % 3], f"N{n:02}", paid_at_ms=PAID_AT_MS + n // 4) for n in range(23)))
    seen, before = [], None
    with platform.stores.core.reading() as conn:
        while page := order_page(conn, scope, before=before, limit=5):
            seen += [one.order_no for one in page]
            before = (page[-1].created_at_ms, page[-1].id)
        mine = order_page(conn, scope, customer_id=who[0])
        found = order_page(conn, scope, search="N1")
    assert sorted(seen) == [f"N{n:02}" for n in range(23)]
    assert {one.customer_id for one in mine} == {who[0]}
    assert len(found) == 10


def test_segment_events_become_orders_once_whatever_their_order(platform: Platform, scope: Scope) -> None:
    (who,) = customers(platform, scope, 1)
    said = {"order_id": "S1", "total": 29.33, "shipping": 4, "products": [{"sku": "a", "quantity": 2, "price": 12.665}]}
    facts = [
        EventsObserved("Order Refunded", [ObservedEvent(who, PAID_AT_MS + 2, "m3", {"order_id": "S1", "total": 9.33})]),
        EventsObserved("Order Updated", [ObservedEvent(who, PAID_AT_MS + 1, "m2", said)]),
        EventsObserved("Order Completed", [ObservedEvent(who, PAID_AT_MS, "m1", said)]),
        EventsObserved("Order Completed", [ObservedEvent(who, PAID_AT_MS, "m4", {"order_id": "", "total": 5})]),
        EventsObserved("Page Viewed", [ObservedEvent(who, PAID_AT_MS, "m5", {})]),
    ]
    for fact in [*facts, *reversed(facts)]:
        on_events(platform, scope, fact)
    assert logged(platform, scope) == [("Order Paid", 2_933, who), ("Order Returned", 933, who)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(0, 10**9))
def test_the_log_always_equals_the_ledger(platform: Platform, scope: Scope, chance: random.Random, run: int) -> None:
    who = customers(platform, scope, 2)
    numbers = [f"{run}-{n}" for n in range(4)]
    for _ in range(6):
        number = chance.choice(numbers)
        if chance.random() < 0.5:
            amount = refund(number, chance.choice([100, 300]), f"{number}-r{chance.randrange(3)}")
            give_back(platform, scope, amount)
        else:
            paid = chance.random() < 0.7
            told = order(
                who[0],
                number,
                chance.choice([500, 500, 700]),
                status=Status.PAID if paid else Status.CREATED,
                paid_at_ms=PAID_AT_MS if paid else None,
                created_at_ms=PAID_AT_MS - DAY_MS,
            )
            save(platform, scope, told)
    with platform.stores.core.reading() as conn:
        stored = order_page(conn, scope, limit=200)
    paid_orders = [one for one in stored if one.paid_at_ms is not None]
    events = logged(platform, scope)
    assert sum(value for name, value, _ in events if name == "Order Paid") == sum(one.amount_fen for one in paid_orders)
    assert sum(value for name, value, _ in events if name == "Order Returned") == sum(
        one.refunded_fen for one in stored
    )
    assert all(one.refunded_fen <= one.amount_fen for one in stored)
