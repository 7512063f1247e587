"""Segment's e-commerce events read as orders and refunds.

Names and properties: Segment's v2 specification (Order Completed, Updated, Refunded, Cancelled; order_id, total, revenue,
shipping, tax, discount, coupon, affiliation, products[]). Amounts are in the major unit with decimals.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from siyu.events.contracts import ObservedEvent
from siyu.kit.money import FEN_MAX
from siyu.orders.contracts import (
    CANCELLED,
    COMPLETED,
    LINES_PER_ORDER_MAX,
    ORDER_NO_LENGTH_MAX,
    NewOrder,
    NewRefund,
    OrderLine,
    Status,
)

SOURCE = "segment"
QUANTITY_MAX = 10**6
TEXT_MAX = 200


def order_of(name: str, event: ObservedEvent) -> NewOrder | None:
    """This function will return the order that an event tells of, None when it names no usable order or amount.

    An update does not say that the order was paid, so it changes what a paid order's log holds in nothing.
    """
    properties = event.properties or {}
    number, amount_fen = order_number(properties), paid_fen(properties)
    if not number or amount_fen is None:
        return None
    lines = _lines(properties.get("products"))
    is_paid = name == COMPLETED
    statuses = {COMPLETED: Status.PAID, CANCELLED: Status.CANCELLED}
    return NewOrder(
        source=SOURCE,
        order_no=number,
        customer_id=event.customer_id,
        amount_fen=amount_fen,
        paid_at_ms=event.at_ms if is_paid else None,
        created_at_ms=event.at_ms,
        status=statuses.get(name, Status.CREATED),
        discount_fen=fen(properties.get("discount")) or 0,
        shipping_fen=min(fen(properties.get("shipping")) or 0, amount_fen),
        quantity=sum(line.quantity for line in lines),
        channel=_text(properties.get("affiliation")),
        coupon=_text(properties.get("coupon")),
        version=event.at_ms,
        lines=lines,
    )


def refund_of(event: ObservedEvent, *, whole_fen: int | None) -> NewRefund | None:
    """This function will return the refund that "Order Refunded" tells of; without an amount, all that is left.

    `whole_fen`: what the order has left to give back, None when it is not known yet.
    """
    properties = event.properties or {}
    told = next((fen(properties.get(key)) for key in ("total", "value", "revenue") if key in properties), None)
    amount_fen = told if told else whole_fen
    number = order_number(properties)
    if not number or not amount_fen:
        return None
    return NewRefund(
        source=SOURCE, refund_no=event.message_id, order_no=number, amount_fen=amount_fen, at_ms=event.at_ms
    )


def order_number(properties: Mapping[str, Any]) -> str:
    """This function will return the order's number, "" when there is none that can be used."""
    number = str(properties.get("order_id") or "").strip()
    return number if len(number) <= ORDER_NO_LENGTH_MAX else ""


def paid_fen(properties: Mapping[str, Any]) -> int | None:
    """This function will return what was paid: total, or else value, or else revenue with shipping and tax."""
    for key in ("total", "value"):
        if (whole := fen(properties.get(key))) is not None:
            return whole
    revenue = fen(properties.get("revenue"))
    if revenue is None:
        return None
    return revenue + (fen(properties.get("shipping")) or 0) + (fen(properties.get("tax")) or 0)


def fen(value: object) -> int | None:
    """This function will return an amount of the major unit in fen, half a fen rounded up; None when it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        amount = Decimal(str(value).strip().lstrip("¥$")) * 100
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= FEN_MAX:
        return None
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _lines(products: object) -> tuple[OrderLine, ...]:
    if not isinstance(products, list):
        return ()
    return tuple(_line(product) for product in products[:LINES_PER_ORDER_MAX] if isinstance(product, dict))


def _line(product: Mapping[str, Any]) -> OrderLine:
    quantity = product.get("quantity", 1)
    is_count = isinstance(quantity, int) and not isinstance(quantity, bool) and 0 <= quantity <= QUANTITY_MAX
    sku = _text(product.get("sku") or product.get("product_id"))
    return OrderLine(
        name=_text(product.get("name")) or sku,
        quantity=quantity if is_count else 1,
        sku=sku,
        category=_text(product.get("category")),
        unit_price_fen=fen(product.get("price")) or 0,
    )


def _text(value: object) -> str:
    return str(value).strip()[:TEXT_MAX] if isinstance(value, str | int | float) else ""
