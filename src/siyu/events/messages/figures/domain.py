"""How money, quantity and the order's number are read from properties (Segment's ecommerce specification, V2).

Money is in yuan there; the first of revenue, total and value counts, rounded to whole fen, halves up.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import msgspec
from msgspec import Raw

from siyu.kit.errors import Invalid
from siyu.kit.money import FEN_MAX

# For these a figure that cannot be read is an error; elsewhere `value` may mean anything.
ORDER_NAMES = frozenset({"Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"})
QUANTITY_MAX = 10**9
REF_LENGTH_MAX = 128


class NotAFigure(Invalid):
    """An order event has an amount, quantity or order number that cannot be read."""

    zh = "订单事件的「{field}」无法识别:{value}"
    en = "{field} of an order event cannot be read: {value!r}"
    fix_zh = "金额以元为单位填数字,最多两位小数;数量填整数;order_id 不超过 128 个字符"
    fix_en = "Give amounts in yuan as numbers, quantities as whole numbers, order_id with at most 128 characters"


class Figures(NamedTuple):
    """What an event is worth: integer fen, whole units, business number."""

    value_fen: int
    quantity: int
    ref: str


class _Product(msgspec.Struct, gc=False):
    quantity: Raw = Raw(b"1")


class _Commerce(msgspec.Struct, gc=False):
    revenue: Raw = Raw(b"")
    total: Raw = Raw(b"")
    value: Raw = Raw(b"")
    quantity: Raw = Raw(b"")
    order_id: Raw = Raw(b"")
    products: Raw = Raw(b"")


_read = msgspec.json.Decoder(_Commerce).decode
_number = msgspec.json.Decoder(Decimal).decode
_text = msgspec.json.Decoder(str | int).decode
_products = msgspec.json.Decoder(list[_Product]).decode
NONE = (b"", b"null")
NO_MONEY = Raw(b"0")
# Most events are worth nothing; this look is much cheaper than reading them.
_WORTH = re.compile(rb'"(?:revenue|total|value|quantity|order_id|products)"')
NOTHING = Figures(0, 0, "")
UNREADABLE = (msgspec.ValidationError, ArithmeticError, ValueError)


def figures(name: str, properties: bytes) -> Figures:
    """This function will return what the event `name` with the JSON object `properties` is worth.

    Raises NotAFigure for order events only; in other events what cannot be read counts as nothing.
    """
    if not _WORTH.search(properties):
        return NOTHING
    held = _read(properties)
    try:
        return Figures(_fen(_money(held)), _quantity(held), _order_number(held.order_id))
    except UNREADABLE as error:
        if name in ORDER_NAMES:
            raise _complaint(held) from error
    value_fen = _fen(_money(held)) if _reads(lambda: _fen(_money(held))) else 0
    quantity = _quantity(held) if _reads(lambda: _quantity(held)) else 0
    ref = _order_number(held.order_id) if _reads(lambda: _order_number(held.order_id)) else ""
    return Figures(value_fen, quantity, ref)


def _money(held: _Commerce) -> Raw:
    for raw in (held.revenue, held.total, held.value):
        if bytes(raw) not in NONE:
            return raw
    return NO_MONEY


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except UNREADABLE:
        return False
    return True


def _fen(raw: Raw) -> int:
    fen = (_number(raw) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if not fen.is_finite() or abs(fen) > FEN_MAX:
        raise ValueError("amount")
    return int(fen)


def _quantity(held: _Commerce) -> int:
    if bytes(held.quantity) not in NONE:
        return _whole(held.quantity)
    if bytes(held.products) in NONE:
        return 0
    return sum(_whole(product.quantity) for product in _products(held.products))


def _whole(raw: Raw) -> int:
    number = _number(raw)
    if number != number.to_integral_value() or abs(number) > QUANTITY_MAX:
        raise ValueError("quantity")
    return int(number)


def _order_number(raw: Raw) -> str:
    if bytes(raw) in NONE:
        return ""
    text = str(_text(raw)).strip()
    if len(text) > REF_LENGTH_MAX:
        raise ValueError("order_id")
    return text


def _complaint(held: _Commerce) -> NotAFigure:
    """This function will say which field of an order event it is that cannot be read."""
    if not _reads(lambda: _fen(_money(held))):
        return NotAFigure(field="properties.revenue", value=bytes(_money(held)).decode())
    if not _reads(lambda: _order_number(held.order_id)):
        return NotAFigure(field="properties.order_id", value=bytes(held.order_id).decode())
    field = "products" if bytes(held.quantity) in NONE else "quantity"
    return NotAFigure(field=f"properties.{field}", value=bytes(getattr(held, field)).decode())
