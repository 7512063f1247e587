"""Writes of orders: set-based, idempotent, and the only author of "Order Paid" and "Order Returned"."""

from collections import defaultdict
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
from siyu.kit.errors import Invalid, SiyuError
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.platform import Platform
from siyu.orders import domain
from siyu.orders.contracts import (
    HEARD_EVENTS,
    ORDERS_PER_SAVE_MAX,
    PAID_EVENT,
    RETURNED_EVENT,
    NewOrder,
    NewRefund,
    OrdersReturned,
    OrdersSaved,
    Outcome,
    Problem,
    SaveResult,
    Status,
)
from siyu.orders.models import order_change, order_head, order_line, order_refund
from siyu.orders.queries import heads

CONSUMER = "orders"
_KEY = ["brand_id", "source", "order_no"]
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
    for source, places in _by_source(orders).items():
        _save_source(work, source, [(place, orders[place]) for place in places])
    _write_heads(work)
    _log_paid(work)
    _tell_saved(work)
    return work.result(len(orders))


def save_refunds(platform: Platform, conn: Connection, scope: Scope, refunds: Sequence[NewRefund]) -> SaveResult:
    """This function will save up to 5,000 refunds and log each as "Order Returned", once and for ever.

    A refund whose order has not come yet is parked and counted when it comes. Raises TooManyOrders.
    """
    if len(refunds) > ORDERS_PER_SAVE_MAX:
        raise TooManyOrders(field="refunds", value=len(refunds))
    work = _Work(platform, conn, scope, platform.clock.now_ms())
    for source, places in _by_source(refunds).items():
        _refund_source(work, source, [(place, refunds[place]) for place in places])
    return work.result(len(refunds))


@dataclass(slots=True)
class _Work:
    """One call's state: what to write, and what became of each entry."""

    platform: Platform
    conn: Connection
    scope: Scope
    at_ms: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    new: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    changed: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    paid: dict[tuple[str, str], domain.Head] = field(default_factory=dict)
    cancelled: list[domain.Head] = field(default_factory=list)
    orders: dict[tuple[str, str], NewOrder] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, place: int, error: SiyuError) -> None:
        self.outcomes[place] = Outcome.REJECTED
        self.problems.append(
            Problem(
                index=place,
                field=error.field or "",
                value=str(error.value),
                zh=error.detail("zh"),
                en=error.detail("en"),
                fix_zh=error.fix("zh"),
                fix_en=error.fix("en"),
            )
        )

    def note(self, key: tuple[str, str], change: tuple[str, Any, Any], *, taken: bool) -> None:
        name, before, after = change
        texts = {"field": name, "before": str(before), "after": str(after)}
        self.changes.append({"source": key[0], "order_no": key[1], "taken": taken, "at_ms": self.at_ms, **texts})

    def result(self, count: int) -> SaveResult:
        scoped.insert_many(self.conn, self.scope, order_change, self.changes)
        return SaveResult(tuple(self.outcomes[place] for place in range(count)), tuple(self.problems))


def _by_source(entries: Sequence[NewOrder | NewRefund]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        places[entry.source].append(place)
    return places


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
        work.conn, work.scope, order_head, list(work.changed.values()), index=_KEY, update=_MUTABLE
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
        _unpark(work, source, {key[1]: head for key, head in work.paid.items() if key[0] == source})
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


def _refund_source(work: _Work, source: str, refunds: Sequence[tuple[int, NewRefund]]) -> None:
    known = _stored_refunds(work, source, [refund.refund_no for _, refund in refunds])
    orders = heads(work.conn, work.scope, source, list({refund.order_no for _, refund in refunds}))
    booked: list[tuple[NewRefund, domain.Head]] = []
    parked: list[NewRefund] = []
    for place, refund in refunds:
        try:
            work.outcomes[place] = _refund_one(refund, known, orders, booked, parked)
        except (domain.RefundTooLarge, domain.RefundContradicted, domain.BadOrder) as error:
            work.refuse(place, error)
    rows = [_refund_row(work, refund, None) for refund in parked]
    rows += [_refund_row(work, refund, head["id"]) for refund, head in booked]
    if rows:
        scoped.insert_many(work.conn, work.scope, order_refund, rows)
    _book(work, booked)


def _refund_one(
    refund: NewRefund,
    known: dict[str, int],
    orders: dict[str, domain.Head],
    booked: list[tuple[NewRefund, domain.Head]],
    parked: list[NewRefund],
) -> Outcome:
    if refund.amount_fen <= 0 or not refund.refund_no:
        raise domain.BadOrder(field="refund_fen", value=refund.amount_fen)
    before = known.get(refund.refund_no)
    if before is not None and before != refund.amount_fen:
        raise domain.RefundContradicted(
            field="refund_fen", value=refund.amount_fen, before=before, refund_no=refund.refund_no
        )
    if before is not None:
        return Outcome.UNCHANGED
    head = orders.get(refund.order_no)
    if head is None or head["paid_at_ms"] is None:
        parked.append(refund)
    else:
        domain.check_refund(head, refund)
        head["refunded_fen"] += refund.amount_fen
        booked.append((refund, head))
    known[refund.refund_no] = refund.amount_fen
    return Outcome.NEW if booked and booked[-1][0] is refund else Outcome.PARKED


def _stored_refunds(work: _Work, source: str, numbers: Sequence[str]) -> dict[str, int]:
    statement = scoped.select(work.scope, order_refund.c.refund_no, order_refund.c.amount_fen)
    statement = statement.where(order_refund.c.source == source, order_refund.c.refund_no.in_(list(numbers)))
    return {str(number): int(amount) for number, amount in work.conn.execute(statement)}


def _refund_row(work: _Work, refund: NewRefund, order_id: int | None) -> dict[str, Any]:
    return {
        "source": refund.source,
        "refund_no": refund.refund_no,
        "order_no": refund.order_no,
        "order_id": order_id,
        "amount_fen": refund.amount_fen,
        "quantity": refund.quantity,
        "reason": refund.reason,
        "at_ms": refund.at_ms,
        "saved_at_ms": work.at_ms,
    }


def _unpark(work: _Work, source: str, paid: dict[str, domain.Head]) -> None:
    """This function will book the refunds that were waiting for orders just paid; impossible ones stay parked."""
    statement = scoped.select(work.scope, order_refund).where(order_refund.c.order_id.is_(None))
    statement = statement.where(order_refund.c.source == source, order_refund.c.order_no.in_(list(paid)))
    booked, rows = [], []
    for row in work.conn.execute(statement.order_by(order_refund.c.id)).mappings().all():
        names = ("source", "refund_no", "order_no", "amount_fen", "at_ms", "quantity", "reason")
        refund, head = NewRefund(**{name: row[name] for name in names}), paid[row["order_no"]]
        try:
            domain.check_refund(head, refund)
        except domain.RefundTooLarge as error:
            left = error.values["left"]
            work.note((source, refund.order_no), ("refund_fen", left, refund.amount_fen), taken=False)
            continue
        head["refunded_fen"] += refund.amount_fen
        booked.append((refund, head))
        rows.append(_refund_row(work, refund, head["id"]))
    if rows:
        key = ["brand_id", "source", "refund_no"]
        scoped.upsert(work.conn, work.scope, order_refund, rows, index=key, update=["order_id"])
    _book(work, booked)


def _book(work: _Work, booked: Sequence[tuple[NewRefund, domain.Head]]) -> None:
    """This function will lower what is left of the orders and log the returns."""
    if not booked:
        return
    rows = list({head["id"]: head for _, head in booked}.values())
    scoped.upsert(work.conn, work.scope, order_head, rows, index=_KEY, update=["refunded_fen"])
    record(work.platform, work.conn, work.scope, [_returned_event(refund, head) for refund, head in booked])
    people = sorted({head["customer_id"] for head in rows})
    amount = sum(refund.amount_fen for refund, _ in booked)
    for part in scoped.batches(people, CUSTOMERS_PER_FACT_MAX):
        fact = OrdersReturned(list(part), booked[0][0].source, amount, work.at_ms)
        publish(work.conn, work.scope, fact, at_ms=work.at_ms)


def _returned_event(refund: NewRefund, head: domain.Head) -> NewEvent:
    properties = {name: head[name] for name in ("source", "channel", "org_unit_id", "advisor_id") if head[name]}
    return NewEvent(
        message_id=f"order:{refund.source}:{refund.refund_no}:returned",
        customer_id=head["customer_id"],
        at_ms=refund.at_ms,
        name=RETURNED_EVENT,
        value_fen=refund.amount_fen,
        quantity=refund.quantity,
        ref=refund.order_no,
        properties={**properties, **({"reason": refund.reason} if refund.reason else {})},
    )
