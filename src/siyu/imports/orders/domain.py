"""One row of a file of orders, read."""

from dataclasses import dataclass
from typing import Any

from siyu.customers.contracts import Identity
from siyu.imports.contracts import Row
from siyu.imports.rows.domain import Cells, MissingCell, content_digest
from siyu.imports.values.domain import read_goods
from siyu.kit.errors import Invalid
from siyu.orders.contracts import ORDER_NO_LENGTH_MAX, NewOrder, NewRefund, OrderLine, Status

STATUS_WORDS = {
    Status.CREATED: "created pending unpaid open 待支付 待付款 未支付 未付款 已下单",
    Status.PAID: "paid 已支付 已付款 待发货 备货中 支付成功 已接单",
    Status.SHIPPED: "shipped delivering 已发货 部分发货 待收货 配送中 待自提",
    Status.FINISHED: "finished completed complete done delivered success 已完成 交易完成 交易成功 已收货 已签收 完成 已核销"
    " 部分退款 已退款 退款完成 全额退款 refunded",
    Status.CANCELLED: "cancelled canceled closed void 已取消 已关闭 交易关闭 取消 关闭 作废",
}
STATUSES = {word: status for status, words in STATUS_WORDS.items() for word in words.split()}
REFUNDED_WORDS = frozenset(("已退款", "退款完成", "全额退款", "refunded"))
DEFAULT_STATUS = {status.name.lower(): status for status in Status}


class NegativeAmount(Invalid):
    """An order with a negative amount, in a file whose mapping does not say that this is a return."""

    zh = "「{field}」是负数「{value}」"
    en = "{field} is negative: {value}"
    fix_zh = "若负数表示退货,请在映射中把 negative 设为 return 并指定 original_order_no 列;否则请更正金额"
    fix_en = "If it means a return, set negative to return and map original_order_no; otherwise correct the amount"


class ReturnOfNothing(Invalid):
    """A return that does not say which order it belongs to."""

    zh = "退货行没有原订单号"
    en = "This return does not say which order it belongs to"
    fix_zh = "在映射中指定 original_order_no 列,并填写原订单号"
    fix_en = "Map original_order_no and fill in the number of the order"


class UnknownStatus(Invalid):
    """A status word nobody knows."""

    zh = "不认识的订单状态「{value}」"
    en = "{value!r} is not a status Siyu knows"
    fix_zh = "请使用 待付款、已付款、已发货、已完成、已取消"
    fix_en = "Use created, paid, shipped, finished or cancelled"


class RefundAboveAmount(Invalid):
    """More was given back than was paid."""

    zh = "退款「{value}」大于实付金额"
    en = "More was given back ({value}) than was paid"
    fix_zh = "请核对退款金额"
    fix_en = "Check the amount that was given back"


class LongNumber(Invalid):
    """An order number longer than order numbers are."""

    zh = "订单号「{value}」过长"
    en = "The order number {value!r} is too long"
    fix_zh = "最多 200 个字符"
    fix_en = "At most 200 characters"


@dataclass(slots=True)
class OrderRow:
    """A row that makes sense by itself; the batch adds what needs a look-up.

    `number`: the order's, or of a return the return's own; "" until its content is counted. `told`: what the row says of
    an order, as fields of NewOrder; None for a return. `refund_fen` was given back, for `original` if it is a return.
    """

    row: Row
    person: tuple[Identity, ...]
    number: str
    at_ms: int
    amount_fen: int
    quantity: int
    told: dict[str, Any] | None
    refund_fen: int = 0
    refunded_at_ms: int = 0
    original: str = ""
    store_code: str = ""
    advisor_code: str = ""
    customer_id: int = 0
    org_unit_id: int = 0
    advisor_id: int = 0

    def content(self) -> int:
        """This function will return the digest of what tells this row from others in files without numbers."""
        return content_digest([*self.person, self.at_ms, self.quantity, self.amount_fen])

    def order(self, source: str) -> NewOrder | None:
        """This function will return the order, None for a return."""
        if self.told is None:
            return None
        return NewOrder(
            source=source,
            order_no=self.number,
            customer_id=self.customer_id,
            org_unit_id=self.org_unit_id,
            advisor_id=self.advisor_id,
            amount_fen=self.amount_fen,
            quantity=self.quantity,
            **self.told,
        )

    def refund(self, source: str) -> NewRefund | None:
        """This function will return what was given back, if anything."""
        if not self.refund_fen:
            return None
        is_return = self.told is None
        return NewRefund(
            source=source,
            refund_no=self.number if is_return else f"{self.number}:refund",
            order_no=self.original if is_return else self.number,
            amount_fen=self.refund_fen,
            at_ms=self.refunded_at_ms,
            quantity=self.quantity if is_return else 0,
        )


def read_order(row: Row, cells: Cells) -> OrderRow:
    """This function will read one row. Raises Invalid kinds with the column, the value and the fix."""
    cells.check_shape(row)
    person = cells.person(row)
    amount_fen = cells.amount(row, "amount")
    if amount_fen is None:
        raise MissingCell(field=cells.columns["amount"])
    created_at_ms, paid_at_ms = cells.when(row, "created_at"), cells.when(row, "paid_at")
    at_ms = paid_at_ms if paid_at_ms is not None else created_at_ms
    if at_ms is None:
        raise MissingCell(field=cells.columns.get("paid_at") or cells.columns["created_at"])
    quantity, lines = _goods(row, cells)
    one = OrderRow(row, person, _number(row, cells), at_ms, amount_fen, quantity, None)
    one.store_code, one.advisor_code = cells.text(row, "store_code"), cells.text(row, "advisor_code")
    if amount_fen < 0:
        _read_return(one, cells)
        return one
    status = _status(row, cells)
    one.told = {
        "paid_at_ms": _paid_at_ms(status, paid_at_ms, created_at_ms),
        "created_at_ms": created_at_ms if created_at_ms is not None else at_ms,
        "status": status,
        "discount_fen": cells.amount(row, "discount") or 0,
        "shipping_fen": cells.amount(row, "shipping") or 0,
        "channel": cells.text(row, "channel"),
        "coupon": cells.text(row, "coupon"),
        "version": cells.count(row, "version") or 0,
        "lines": lines,
    }
    _read_refund(one, cells)
    return one


def _paid_at_ms(status: Status, paid_at_ms: int | None, created_at_ms: int | None) -> int | None:
    """This function will say when the order was paid, if it was.

    A cancelled order counts as paid (and given back) only where the file tells the payment apart from the order.
    """
    if Status.PAID <= status < Status.CANCELLED:
        return created_at_ms if paid_at_ms is None else paid_at_ms
    return paid_at_ms if status is Status.CANCELLED and created_at_ms is not None else None


def _status(row: Row, cells: Cells) -> Status:
    word = cells.text(row, "status").lower()
    if not word:
        return DEFAULT_STATUS[cells.mapping.order_status]
    if word not in STATUSES:
        raise UnknownStatus(field=cells.columns["status"], value=word)
    return STATUSES[word]


def _number(row: Row, cells: Cells) -> str:
    if cells.mapping.order_number == "content":
        return ""
    number = cells.text(row, "order_no")
    if not number:
        raise MissingCell(field=cells.columns["order_no"])
    if len(number) > ORDER_NO_LENGTH_MAX:
        raise LongNumber(field=cells.columns["order_no"], value=number)
    return number


def _goods(row: Row, cells: Cells) -> tuple[int, tuple[OrderLine, ...]]:
    goods = read_goods(cells.cell(row, "goods"))
    quantity = cells.count(row, "quantity")
    product, sku = cells.text(row, "product"), cells.text(row, "sku")
    if goods:
        lines = tuple(OrderLine(name=name, quantity=number) for name, number in goods)
        return quantity if quantity is not None else sum(number for _, number in goods), lines
    if not product and not sku:
        return quantity or 0, ()
    price_fen = cells.amount(row, "unit_price") or 0
    category = cells.text(row, "category")
    line = OrderLine(product or sku, quantity or 1, sku=sku, category=category, unit_price_fen=price_fen)
    return quantity or 1, (line,)


def _read_return(one: OrderRow, cells: Cells) -> None:
    """This function will read a negative row as a return. Raises NegativeAmount, ReturnOfNothing."""
    if cells.mapping.negative == "reject":
        raise NegativeAmount(field=cells.columns["amount"], value=cells.text(one.row, "amount"))
    one.original = cells.text(one.row, "original_order_no")
    if not one.original:
        raise ReturnOfNothing(field=cells.columns.get("original_order_no", "original_order_no"))
    one.refund_fen, one.refunded_at_ms = -one.amount_fen, one.at_ms


def _read_refund(one: OrderRow, cells: Cells) -> None:
    """This function will read what was given back; without a time of its own, at the time of payment."""
    refund_fen = abs(cells.amount(one.row, "refund") or 0)
    if not refund_fen and cells.text(one.row, "status").lower() in REFUNDED_WORDS:
        refund_fen = one.amount_fen
    if refund_fen > one.amount_fen:
        raise RefundAboveAmount(field=cells.columns["refund"], value=cells.text(one.row, "refund"))
    refunded_at_ms = cells.when(one.row, "refunded_at")
    one.refund_fen, one.refunded_at_ms = refund_fen, one.at_ms if refunded_at_ms is None else refunded_at_ms
