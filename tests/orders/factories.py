"""Short ways to make orders."""

from typing import Any

import numpy as np

from siyu.customers.contracts import Identity
from siyu.customers.operations import resolve
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.contracts import NewOrder, NewRefund, SaveResult
from siyu.orders.operations import save_orders
from siyu.orders.refunds.operations import save_refunds

DAY_MS = 86_400_000
PAID_AT_MS = 1_700_000_000_000


def customers(platform: Platform, scope: Scope, count: int) -> list[int]:
    """This function will make customers and return their ids."""
    people = [[Identity("member_no", f"m{number}")] for number in range(count)]
    ids: np.ndarray[Any, np.dtype[np.int64]] = platform.stores.core.write(
        lambda conn: resolve(platform, conn, scope, people, source="test", at_ms=platform.clock.now_ms())
    )
    return [int(one) for one in ids]


def order(customer_id: int, number: str = "A1", amount_fen: int = 1_000, **more: Any) -> NewOrder:
    """This function will return a paid order."""
    values: dict[str, Any] = {"source": "shop", "paid_at_ms": PAID_AT_MS, "quantity": 1, **more}
    return NewOrder(order_no=number, customer_id=customer_id, amount_fen=amount_fen, **values)


def refund(number: str = "A1", amount_fen: int = 400, refund_no: str = "R1", **more: Any) -> NewRefund:
    """This function will return a refund."""
    values: dict[str, Any] = {"source": "shop", "at_ms": PAID_AT_MS + DAY_MS, **more}
    return NewRefund(order_no=number, refund_no=refund_no, amount_fen=amount_fen, **values)


def save(platform: Platform, scope: Scope, *orders: NewOrder) -> SaveResult:
    """This function will save orders in one transaction."""
    return platform.stores.core.write(lambda conn: save_orders(platform, conn, scope, orders))


def give_back(platform: Platform, scope: Scope, *refunds: NewRefund) -> SaveResult:
    """This function will save refunds in one transaction."""
    return platform.stores.core.write(lambda conn: save_refunds(platform, conn, scope, refunds))


def logged(platform: Platform, scope: Scope) -> list[tuple[str, int, int]]:
    """This function will return (name, value_fen, customer) of every logged event, sorted."""
    with platform.stores.core.reading() as conn:
        names = platform.lake.names(conn, scope)
        rows = platform.lake.query(conn, scope, "SELECT event, value_fen, customer_id FROM events").to_pylist()
    return sorted((names[row["event"]], row["value_fen"], row["customer_id"]) for row in rows)
