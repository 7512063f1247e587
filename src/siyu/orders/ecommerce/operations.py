"""Hearing e-commerce events."""

import structlog
from sqlalchemy import Connection

from siyu.events.contracts import EventsObserved
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.contracts import HEARD_EVENTS, REFUNDED, SaveResult
from siyu.orders.ecommerce.domain import SOURCE, order_number, order_of, refund_of
from siyu.orders.operations import save_orders
from siyu.orders.queries import heads
from siyu.orders.refunds.operations import save_refunds

log = structlog.get_logger(__name__)


def hear(platform: Platform, conn: Connection, scope: Scope, fact: EventsObserved) -> None:
    """This function will save the orders or refunds that the fact's events tell of; the same fact again does nothing.

    Events without a usable order number or amount are logged as what they are and nothing more.
    """
    if fact.name not in HEARD_EVENTS:
        return
    if fact.name == REFUNDED:
        result = _hear_refunds(platform, conn, scope, fact)
    else:
        orders = [order for event in fact.events if (order := order_of(fact.name, event))]
        result = save_orders(platform, conn, scope, orders)
    for problem in result.problems:
        log.warning("orders.event_refused", event=fact.name, field=problem.field, value=problem.value, why=problem.en)


def _hear_refunds(platform: Platform, conn: Connection, scope: Scope, fact: EventsObserved) -> SaveResult:
    numbers = sorted({order_number(event.properties or {}) for event in fact.events} - {""})
    held = heads(conn, scope, SOURCE, numbers)
    left = {number: head["amount_fen"] - head["refunded_fen"] for number, head in held.items()}
    refunds = []
    for event in fact.events:
        refund = refund_of(event, whole_fen=left.get(order_number(event.properties or {})))
        if refund:
            refunds.append(refund)
    return save_refunds(platform, conn, scope, refunds)
