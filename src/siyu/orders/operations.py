"""Writes of orders: set-based, idempotent, and the only author of "Order Paid" and "Order Returned"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from siyu.events.contracts import NewEvent
from siyu.events.operations import record, register_interest
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Invalid
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.platform import Platform
from siyu.orders import domain
from siyu.orders.contracts import (
    HEARD_EVENTS,
    ORDERS_PER_SAVE_MAX,
    PAID_EVENT,
    NewOrder,
    NewRefund,
    OrdersSaved,
    Outcome,
    SaveResult,
    Status,
)
from siyu.orders.models import ORDER_KEY, order_head, order_line
from siyu.orders.outcomes.operations import Work, by_source
from siyu.orders.queries import heads
from siyu.orders.refunds.operations import book_parked, save_refunds

CONSUMER = "orders"
_MUTABLE = [column.name for column in order_head.columns if column.name not in ("id", "brand_id", "source", "order_no")]


class TooManyOrders(Invalid):
    """More orders in one call than one transaction should hold."""

    zh = "一次最多保存 5,000 笔订单,这里有 {value} 笔"
    en = "At most 5,000 orders are saved at once, these are {value}"


def listen(conn: Connection, scope: Scope) -> None:
    """This function will let orders hear the brand's e-commerce events (Segment's names); once per brand is enough."""
    for name in HEARD_EVENTS:
        register_interest(conn, scope, name, CONSUMER)


def save_orders(platform: Platform, conn: Connection, scope: Scope, orders: Sequence[NewOrder]) -> SaveResult:
    """This function will save up to 5,000 orders and log each newly paid one as "Order Paid", once and for ever.

    The same order again changes nothing; a newer version moves it forward; one that contradicts what is booked is
    refused and kept in `order_change`. Raises TooManyOrders.
    """
    if len(orders) > ORDERS_PER_SAVE_MAX:
        raise TooManyOrders(field="orders", value=len(orders))
    work = _Work(platform, conn, scope, platform.clock.now_ms())
    for source, places in by_source(orders).items():
        _save_source(work, source, [(place, orders[place]) for place in places])
    _write_heads(work)
    _log_paid(work)
    _tell_saved(work)
    return work.result(len(orders))


@dataclass(slots=True)
class _Work(Work):
    """And what of the orders is to be written."""

    new: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    changed: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    paid: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    cancelled: list[domain.Head] = field(default_factory=list)
    orders: dict[tuple[str, str], NewOrder] = field(default_factory=dict)


def _save_source(work: _Work, source: str, orders: Sequence[tuple[int, NewOrder]]) -> None:
    known = heads(work.conn, work.scope, source, list({order.order_no for _, order in orders}))
    for place, order in orders:
        try:
            domain.check_order(order)
            work.outcomes[place] = _save_one(work, known, order)
        except domain.OrderContradicted as error:
            work.note((source, order.order_no), (error.field or "", error.values["before"], error.value), taken=False)
            work.refuse(place, error)
        except domain.BadOrder as error:
            work.refuse(place, error)


def _save_one(work: _Work, known: dict[str, domain.Head], order: NewOrder) -> Outcome:
    key = (order.source, order.order_no)
    stored = known.get(order.order_no)
    if stored is None:
        head, outcome = domain.head_of(order, at_ms=work.at_ms), Outcome.NEW
        work.new[key] = head
    else:
        meeting = domain.meet(stored, order, at_ms=work.at_ms)
        head, outcome = meeting.head, meeting.outcome
        if outcome is Outcome.UNCHANGED:
            return outcome
        for change in meeting.changes:
            work.note(key, change, taken=True)
        (work.new if key in work.new else work.changed)[key] = head
    known[order.order_no] = head
    if order.lines or key not in work.orders:
        work.orders[key] = order
    if head["paid_at_ms"] is not None and (stored is None or stored["paid_at_ms"] is None or key in work.paid):
        work.paid[key] = head
    if head["status"] == Status.CANCELLED and head["paid_at_ms"] is not None:
        work.cancelled.append(head)
    return outcome


def _write_heads(work: _Work) -> None:
    if work.new:
        first = take(work.conn, "order_id", len(work.new))
        for number, head in enumerate(work.new.values(), start=first):
            head["id"] = number
        scoped.insert_many(work.conn, work.scope, order_head, list(work.new.values()))
    scoped.upsert(
        work.conn, work.scope, order_head, list(work.changed.values()), index=ORDER_KEY, update=_MUTABLE
    ) if work.changed else None
    _write_lines(work)


def _write_lines(work: _Work) -> None:
    old = [head["id"] for key, head in work.changed.items() if work.orders[key].lines]
    if old:
        statement = scoped.delete(work.scope, order_line)
        work.conn.execute(statement.where(order_line.c.order_id.in_(old)))
    both = {**work.changed, **work.new}
    rows = [row for key, head in both.items() for row in _line_rows(head, work.orders[key])]
    if rows:
        scoped.insert_many(work.conn, work.scope, order_line, rows)


def _line_rows(head: domain.Head, order: NewOrder) -> Iterable[dict[str, Any]]:
    shared = domain.share_payment(order.lines, max(head["amount_fen"] - head["shipping_fen"], 0))
    for number, line in enumerate(shared, start=1):
        yield {
            "order_id": head["id"],
            "line_no": number,
            "sku": line.sku,
            "name": line.name,
            "category": line.category,
            "quantity": line.quantity,
            "unit_price_fen": line.unit_price_fen,
            "discount_fen": line.discount_fen,
            "paid_fen": line.paid_fen,
            "is_gift": line.is_gift,
        }


def _log_paid(work: _Work) -> None:
    events = [_paid_event(head, work.orders[key]) for key, head in work.paid.items()]
    if events:
        record(work.platform, work.conn, work.scope, events)
    for source in {key[0] for key in work.paid}:
        book_parked(work, source, {key[1]: head for key, head in work.paid.items() if key[0] == source})
    rest = [head for head in work.cancelled if head["amount_fen"] > head["refunded_fen"]]
    if rest:
        save_refunds(work.platform, work.conn, work.scope, [_cancellation(head, work.at_ms) for head in rest])


def _paid_event(head: domain.Head, order: NewOrder) -> NewEvent:
    properties: dict[str, Any] = {name: head[name] for name in ("source", "channel", "coupon", "shop") if head[name]}
    properties |= {name: head[name] for name in ("org_unit_id", "advisor_id", "discount_fen") if head[name]}
    if order.lines:
        properties["products"] = [
            {"sku": line.sku, "name": line.name, "category": line.category, "quantity": line.quantity}
            for line in order.lines
        ]
    return NewEvent(
        message_id=f"order:{head['source']}:{head['order_no']}:paid",
        customer_id=head["customer_id"],
        at_ms=head["paid_at_ms"],
        name=PAID_EVENT,
        value_fen=head["amount_fen"],
        quantity=head["quantity"],
        ref=head["order_no"],
        properties=properties,
    )


def _cancellation(head: domain.Head, at_ms: int) -> NewRefund:
    left = head["amount_fen"] - head["refunded_fen"]
    number = f"cancel:{head['order_no']}"
    when = max(at_ms, head["paid_at_ms"] + MINUTE_MS) if at_ms < head["paid_at_ms"] else at_ms
    return NewRefund(
        source=head["source"], refund_no=number, order_no=head["order_no"], amount_fen=left, at_ms=when, reason="cancel"
    )


def _tell_saved(work: _Work) -> None:
    told = [*work.new.values(), *work.changed.values()]
    for source in sorted({head["source"] for head in told}):
        people = sorted({head["customer_id"] for head in told if head["source"] == source})
        new = sum(key[0] == source for key in work.new)
        changed = sum(key[0] == source for key in work.changed)
        for part in scoped.batches(people, CUSTOMERS_PER_FACT_MAX):
            fact = OrdersSaved(list(part), source, new, changed, work.at_ms)
            publish(work.conn, work.scope, fact, at_ms=work.at_ms)
