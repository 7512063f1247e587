"""What orders say to others: new orders and refunds, what became of them, stored orders, and facts."""

from dataclasses import dataclass
from enum import IntEnum

ORDERS_PER_SAVE_MAX = 5_000
LINES_PER_ORDER_MAX = 500
ORDER_NO_LENGTH_MAX = 200
PAID_EVENT = "Order Paid"
RETURNED_EVENT = "Order Returned"
# Segment's e-commerce names, heard and turned into orders.
COMPLETED, UPDATED, REFUNDED, CANCELLED = HEARD_EVENTS = (
    "Order Completed",
    "Order Updated",
    "Order Refunded",
    "Order Cancelled",
)


class Status(IntEnum):
    """How far an order has come. It only moves to a higher number."""

    CREATED = 10
    PAID = 20
    SHIPPED = 30
    FINISHED = 40
    CANCELLED = 50


class Outcome(IntEnum):
    """What became of one order or refund that was to be saved."""

    NEW = 0
    UNCHANGED = 1
    CHANGED = 2
    REJECTED = 3
    PARKED = 4


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One article of an order. `paid_fen`: its share of what was paid; the shares of an order add up to it."""

    name: str
    quantity: int = 1
    sku: str = ""
    category: str = ""
    unit_price_fen: int = 0
    discount_fen: int = 0
    paid_fen: int = 0
    is_gift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order as a source tells it. `amount_fen`: what was paid, shipping included.

    `version`: the source's own version or time of change; a lower one than stored is old news. Lines without shares
    (all `paid_fen` 0) get theirs by price, to the last fen. `org_unit_id` and `advisor_id`: 0 for none.
    """

    source: str
    order_no: str
    customer_id: int
    amount_fen: int
    paid_at_ms: int | None
    created_at_ms: int | None = None
    status: Status = Status.PAID
    discount_fen: int = 0
    shipping_fen: int = 0
    quantity: int = 0
    channel: str = ""
    coupon: str = ""
    shop: str = ""
    parent_no: str = ""
    org_unit_id: int = 0
    advisor_id: int = 0
    version: int = 0
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRefund:
    """Money given back for an order, known by the source's own refund number."""

    source: str
    refund_no: str
    order_no: str
    amount_fen: int
    at_ms: int
    quantity: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the order or refund at `index` of the input was refused, in both languages."""

    index: int
    field: str
    value: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of each order, in the order of the input, and why some were refused."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """This function will count the entries with one outcome."""
        return self.outcomes.count(outcome)


@dataclass(frozen=True, slots=True)
class Order:
    """A stored order."""

    id: int
    source: str
    order_no: str
    customer_id: int
    status: str
    amount_fen: int
    discount_fen: int
    refunded_fen: int
    quantity: int
    channel: str
    coupon: str
    org_unit_id: int
    advisor_id: int
    created_at_ms: int
    paid_at_ms: int | None
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What a customer's paid orders come to: how many, what was kept of the money, when the last was paid."""

    orders: int
    net_fen: int
    last_paid_at_ms: int | None


@dataclass(frozen=True, slots=True)
class OrdersSaved:
    """Fact: orders of these customers are new or have changed; at most 10,000 customers each."""

    customer_ids: list[int]
    source: str
    new: int
    changed: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class OrdersReturned:
    """Fact: money was given back for orders of these customers; at most 10,000 customers each."""

    customer_ids: list[int]
    source: str
    amount_fen: int
    at_ms: int
