"""Pure rules of orders: how a told order meets a stored one, how payment is shared over lines, what may be refunded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from siyu.kit.errors import Conflict, Invalid
from siyu.kit.money import FEN_MAX
from siyu.orders.contracts import (
    LINES_PER_ORDER_MAX,
    ORDER_NO_LENGTH_MAX,
    NewOrder,
    NewRefund,
    OrderLine,
    Outcome,
    Status,
)

Head = dict[str, Any]
# What the log holds about a paid order; a source that tells these differently later contradicts itself.
FROZEN_WHEN_PAID = ("customer_id", "amount_fen", "quantity", "paid_at_ms")
# Taken from the newer telling when it says anything.
DETAILS = ("shop", "parent_no", "channel", "coupon", "org_unit_id", "advisor_id", "discount_fen", "shipping_fen")


class OrderContradicted(Conflict):
    """The order is stored as paid, and is now told differently."""

    zh = "订单「{order_no}」已入账,{field}为「{before}」,这里却是「{value}」"
    en = "Order {order_no!r} is booked with {field} {before!r}, but here it is {value!r}"
    fix_zh = "请核对来源数据;金额减少请以退款记录,两笔订单请用不同的订单号"
    fix_en = "Check the source; record a lower amount as a refund, and give two orders two numbers"


class BadOrder(Invalid):
    """A field of the order lies outside its limits."""

    zh = "订单的「{field}」为「{value}」,超出允许范围"
    en = "The order's {field} {value!r} is outside its limits"
    fix_zh = "金额和数量不能为负,订单号最长 200 个字符,每单最多 500 行"
    fix_en = "No negative amounts or quantities, order numbers up to 200 characters, at most 500 lines an order"


class RefundTooLarge(Conflict):
    """More would be given back than was paid."""

    zh = "订单「{order_no}」还可退 {left} 分,退款「{value}」分超出"
    en = "Order {order_no!r} has {left} fen left to give back, {value} is more than that"
    fix_zh = "请核对退款金额,或先导入缺少的订单"
    fix_en = "Check the refund's amount"


class RefundContradicted(Conflict):
    """The refund number is stored with another amount."""

    zh = "退款单「{refund_no}」已入账 {before} 分,这里却是「{value}」分"
    en = "Refund {refund_no!r} is booked with {before} fen, but here it is {value}"
    fix_zh = "两笔退款请用不同的退款单号"
    fix_en = "Give two refunds two numbers"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a stored order and a telling of it make together. `changes`: (field, before, after) worth keeping."""

    head: Head
    outcome: Outcome
    changes: tuple[tuple[str, Any, Any], ...] = ()


def check_order(order: NewOrder) -> None:
    """This function will raise BadOrder when a field of the order lies outside its limits."""
    amounts = {name: getattr(order, name) for name in ("amount_fen", "discount_fen", "shipping_fen", "quantity")}
    for name, value in amounts.items():
        if not 0 <= value <= FEN_MAX:
            raise BadOrder(field=name, value=value)
    if not 0 < len(order.order_no) <= ORDER_NO_LENGTH_MAX:
        raise BadOrder(field="order_no", value=order.order_no)
    if len(order.lines) > LINES_PER_ORDER_MAX:
        raise BadOrder(field="lines", value=len(order.lines))


def head_of(order: NewOrder, *, at_ms: int) -> Head:
    """This function will return the stored form of an order told for the first time, without its id."""
    paid_at_ms = order.paid_at_ms
    if paid_at_ms is None and Status.PAID <= order.status < Status.CANCELLED:
        paid_at_ms = order.created_at_ms if order.created_at_ms is not None else at_ms
    created_at_ms = order.created_at_ms if order.created_at_ms is not None else paid_at_ms
    return {
        "source": order.source,
        "order_no": order.order_no,
        "shop": order.shop,
        "parent_no": order.parent_no,
        "customer_id": order.customer_id,
        "status": int(order.status),
        "created_at_ms": at_ms if created_at_ms is None else created_at_ms,
        "paid_at_ms": paid_at_ms,
        "amount_fen": order.amount_fen,
        "discount_fen": order.discount_fen,
        "shipping_fen": order.shipping_fen,
        "refunded_fen": 0,
        "quantity": order.quantity,
        "channel": order.channel,
        "coupon": order.coupon,
        "org_unit_id": order.org_unit_id,
        "advisor_id": order.advisor_id,
        "version": order.version,
        "lines_digest": lines_digest(order.lines),
        "saved_at_ms": at_ms,
    }


def meet(stored: Mapping[str, Any], order: NewOrder, *, at_ms: int) -> Meeting:
    """This function will return what `stored` becomes when the source tells `order`.

    A lower version is old news, though a payment or a later state that comes late still counts. Once paid, what the
    log holds is frozen. Raises OrderContradicted.
    """
    told = head_of(order, at_ms=at_ms)
    if order.version < stored["version"]:
        return _late(stored, told)
    if order.paid_at_ms is None and stored["paid_at_ms"] is not None:
        told["paid_at_ms"] = stored["paid_at_ms"]
    if stored["paid_at_ms"] is not None and order.status != Status.CANCELLED:
        _refuse_contradiction(stored, told, is_detail_free=order.status == Status.CREATED)
    head = _newer(stored, told)
    same = all(head[name] == stored[name] for name in head if name not in ("version", "saved_at_ms"))
    if same:
        return Meeting(dict(stored), Outcome.UNCHANGED)
    noted = ("amount_fen", "customer_id")
    changes = tuple((name, stored[name], head[name]) for name in noted if head[name] != stored[name])
    return Meeting(head, Outcome.CHANGED, changes)


def _late(stored: Mapping[str, Any], told: Head) -> Meeting:
    head = {**stored, "status": max(stored["status"], told["status"])}
    if stored["paid_at_ms"] is None:
        head["paid_at_ms"] = told["paid_at_ms"]
    same = head == dict(stored)
    return Meeting(head, Outcome.UNCHANGED if same else Outcome.CHANGED)


def _refuse_contradiction(stored: Mapping[str, Any], told: Head, *, is_detail_free: bool) -> None:
    for name in FROZEN_WHEN_PAID:
        is_silent = not told[name] and (is_detail_free or name == "quantity")
        if told[name] == stored[name] or is_silent:
            continue
        raise OrderContradicted(field=name, value=told[name], before=stored[name], order_no=told["order_no"])


def _newer(stored: Mapping[str, Any], told: Head) -> Head:
    head = {**stored, "version": told["version"], "saved_at_ms": told["saved_at_ms"]}
    head["status"] = max(stored["status"], told["status"])
    head |= {name: told[name] for name in DETAILS if told[name]}
    if told["lines_digest"]:
        head["lines_digest"] = told["lines_digest"]
    if stored["paid_at_ms"] is None:
        head |= {name: told[name] for name in FROZEN_WHEN_PAID}
    return head


def share_payment(lines: Sequence[OrderLine], paid_fen: int) -> tuple[OrderLine, ...]:
    """This function will give each line its share of `paid_fen`; the shares add up to it exactly.

    Lines that already add up are kept. Otherwise by net price with the largest-remainder method (Hamilton); equal
    remainders go to the earlier line, so the last fen is always the same one.
    """
    if not lines or sum(line.paid_fen for line in lines) == paid_fen:
        return tuple(lines)
    weights = [max(line.unit_price_fen * line.quantity - line.discount_fen, 0) for line in lines]
    if not sum(weights):
        weights = [line.quantity for line in lines]
    if not sum(weights):
        weights = [1] * len(lines)
    total = sum(weights)
    shares = [weight * paid_fen // total for weight in weights]
    remainders = sorted(range(len(lines)), key=lambda i: (-(weights[i] * paid_fen % total), i))
    for i in remainders[: paid_fen - sum(shares)]:
        shares[i] += 1
    return tuple(replace(line, paid_fen=share) for line, share in zip(lines, shares, strict=True))


def lines_digest(lines: Sequence[OrderLine]) -> int:
    """This function will return a signed 64-bit digest of the lines as told; 0 for none (BLAKE2b, RFC 7693)."""
    if not lines:
        return 0
    body = repr([(line.sku, line.name, line.quantity, line.unit_price_fen, line.discount_fen) for line in lines])
    return int.from_bytes(hashlib.blake2b(body.encode(), digest_size=8).digest(), "little", signed=True)


def check_refund(head: Mapping[str, Any], refund: NewRefund) -> None:
    """This function will raise RefundTooLarge when the order has less left than the refund gives back."""
    left = head["amount_fen"] - head["refunded_fen"]
    if refund.amount_fen > left:
        raise RefundTooLarge(field="refund_fen", value=refund.amount_fen, left=left, order_no=refund.order_no)
