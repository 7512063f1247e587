"""Reads of orders."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.orders.contracts import CustomerValue, Order, OrderLine, Status
from siyu.orders.models import order_change, order_head, order_line, order_refund
from siyu.tenancy.queries import visible_unit_ids

PAGE_MAX = 200
KEYS_PER_READ_MAX = 5_000

Place = tuple[int, int]


def order_page(
    conn: Connection,
    scope: Scope,
    *,
    search: str = "",
    customer_id: int | None = None,
    before: Place | None = None,
    limit: int = 20,
) -> list[Order]:
    """This function will list orders, newest first, with their lines; at most 200.

    `search`: the beginning of an order number. `before`: (created_at_ms, id) of the last order already seen.
    """
    terms = [_visible(conn, scope), *_search_terms(search, customer_id)]
    if before:
        created, order_id = order_head.c.created_at_ms, order_head.c.id
        terms.append(or_(created < before[0], and_(created == before[0], order_id < before[1])))
    statement = scoped.select(scope, order_head).where(*terms)
    statement = statement.order_by(order_head.c.created_at_ms.desc(), order_head.c.id.desc())
    rows = conn.execute(statement.limit(min(limit, PAGE_MAX))).all()
    lines = _lines(conn, scope, [row.id for row in rows])
    return [_order(row, lines.get(row.id, ())) for row in rows]


def order_count(conn: Connection, scope: Scope, *, search: str = "", customer_id: int | None = None) -> int:
    """This function will count the orders that `order_page` would list."""
    statement = scoped.select(scope, func.count(order_head.c.id))
    return int(conn.execute(statement.where(_visible(conn, scope), *_search_terms(search, customer_id))).scalar_one())


def value_of(conn: Connection, scope: Scope, customer_id: int) -> CustomerValue:
    """This function will add up a customer's paid orders, cancelled ones left out and returned money taken off."""
    table = order_head.c
    kept = func.sum(table.amount_fen - table.refunded_fen)
    statement = scoped.select(scope, func.count(table.id), kept, func.max(table.paid_at_ms)).where(
        table.customer_id == customer_id, table.paid_at_ms.is_not(None), table.status != int(Status.CANCELLED)
    )
    orders, net_fen, last = conn.execute(statement).one()
    return CustomerValue(int(orders), int(net_fen or 0), None if last is None else int(last))


def heads(conn: Connection, scope: Scope, source: str, order_nos: Sequence[str]) -> dict[str, dict[str, Any]]:
    """This function will return the stored heads of these order numbers of a source, as plain values by number."""
    found: dict[str, dict[str, Any]] = {}
    for part in scoped.batches(order_nos, KEYS_PER_READ_MAX):
        statement = scoped.select(scope, order_head)
        statement = statement.where(order_head.c.source == source, order_head.c.order_no.in_(list(part)))
        found |= {row["order_no"]: dict(row) for row in conn.execute(statement).mappings()}
    return found


def parked_refunds(conn: Connection, scope: Scope) -> int:
    """This function will count the refunds whose order has not arrived."""
    statement = scoped.select(scope, func.count(order_refund.c.id)).where(order_refund.c.order_id.is_(None))
    return int(conn.execute(statement).scalar_one())


def changes(conn: Connection, scope: Scope, source: str, order_no: str) -> list[dict[str, Any]]:
    """This function will list what was later told differently about an order, oldest first, at most 200."""
    statement = scoped.select(scope, order_change).where(
        order_change.c.source == source, order_change.c.order_no == order_no
    )
    rows = conn.execute(statement.order_by(order_change.c.id).limit(PAGE_MAX)).mappings()
    return [{name: row[name] for name in ("field", "before", "after", "taken", "at_ms")} for row in rows]


def _search_terms(search: str, customer_id: int | None) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = []
    if search:
        terms.append(order_head.c.order_no.startswith(search, autoescape=True))
    if customer_id is not None:
        terms.append(order_head.c.customer_id == customer_id)
    return terms


def _visible(conn: Connection, scope: Scope) -> ColumnElement[bool]:
    units = visible_unit_ids(conn, scope)
    if units is None:
        return order_head.c.id.is_not(None)
    return order_head.c.org_unit_id.in_(units) if units else false()


def _lines(conn: Connection, scope: Scope, order_ids: Iterable[int]) -> dict[int, tuple[OrderLine, ...]]:
    statement = scoped.select(scope, order_line).where(order_line.c.order_id.in_(list(order_ids)))
    found: dict[int, tuple[OrderLine, ...]] = {}
    for row in conn.execute(statement.order_by(order_line.c.order_id, order_line.c.line_no)):
        line = OrderLine(
            name=row.name,
            quantity=row.quantity,
            sku=row.sku,
            category=row.category,
            unit_price_fen=row.unit_price_fen,
            discount_fen=row.discount_fen,
            paid_fen=row.paid_fen,
            is_gift=row.is_gift,
        )
        found[row.order_id] = (*found.get(row.order_id, ()), line)
    return found


def _order(row: Any, lines: tuple[OrderLine, ...]) -> Order:
    return Order(
        id=row.id,
        source=row.source,
        order_no=row.order_no,
        customer_id=row.customer_id,
        status=Status(row.status).name.lower(),
        amount_fen=row.amount_fen,
        discount_fen=row.discount_fen,
        refunded_fen=row.refunded_fen,
        quantity=row.quantity,
        channel=row.channel,
        coupon=row.coupon,
        org_unit_id=row.org_unit_id,
        advisor_id=row.advisor_id,
        created_at_ms=row.created_at_ms,
        paid_at_ms=row.paid_at_ms,
        lines=lines,
    )
