"""Writes of refunds: each is logged as "Order Returned" once and for ever, or waits for its order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.events.contracts import NewEvent
from siyu.events.operations import record
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.facts import CUSTOMERS_PER_FACT_MAX, publish
from siyu.kit.platform import Platform
from siyu.orders import domain
from siyu.orders.contracts import ORDERS_PER_SAVE_MAX, RETURNED_EVENT, NewRefund, OrdersReturned, Outcome, SaveResult
from siyu.orders.models import ORDER_KEY, order_head, order_refund
from siyu.orders.outcomes.operations import Work, by_source
from siyu.orders.queries import heads


class TooManyRefunds(Invalid):
    """More refunds in one call than one transaction should hold."""

    zh = "一次最多保存 5,000 笔退款,这里有 {value} 笔"
    en = "At most 5,000 refunds are saved at once, these are {value}"


def save_refunds(platform: Platform, conn: Connection, scope: Scope, refunds: Sequence[NewRefund]) -> SaveResult:
    """This function will save up to 5,000 refunds and log each as "Order Returned", once and for ever.

    A refund whose order has not come yet is parked and counted when it comes. Raises TooManyRefunds.
    """
    if len(refunds) > ORDERS_PER_SAVE_MAX:
        raise TooManyRefunds(field="refunds", value=len(refunds))
    work = Work(platform, conn, scope, platform.clock.now_ms())
    for source, places in by_source(refunds).items():
        _refund_source(work, source, [(place, refunds[place]) for place in places])
    return work.result(len(refunds))


def _refund_source(work: Work, source: str, refunds: Sequence[tuple[int, NewRefund]]) -> None:
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


def _stored_refunds(work: Work, source: str, numbers: Sequence[str]) -> dict[str, int]:
    statement = scoped.select(work.scope, order_refund.c.refund_no, order_refund.c.amount_fen)
    statement = statement.where(order_refund.c.source == source, order_refund.c.refund_no.in_(list(numbers)))
    return {str(number): int(amount) for number, amount in work.conn.execute(statement)}


def _refund_row(work: Work, refund: NewRefund, order_id: int | None) -> dict[str, Any]:
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


def book_parked(work: Work, source: str, paid: dict[str, domain.Head]) -> None:
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


def _book(work: Work, booked: Sequence[tuple[NewRefund, domain.Head]]) -> None:
    """This function will lower what is left of the orders and log the returns."""
    if not booked:
        return
    rows = list({head["id"]: head for _, head in booked}.values())
    scoped.upsert(work.conn, work.scope, order_head, rows, index=ORDER_KEY, update=["refunded_fen"])
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
