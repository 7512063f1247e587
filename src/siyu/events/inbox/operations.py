"""Writes of the raw inbox."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.events.inbox.contracts import Delivery
from siyu.events.inbox.models import delivery as table
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take

PRUNE_DELIVERIES_MAX = 1_000


def accept(conn: Connection, scope: Scope, deliveries: Sequence[Delivery]) -> int:
    """This function will store `deliveries` in the raw inbox (`conn` is an inbox connection) and return the last number.

    The sender may be told "accepted" once the caller's transaction has committed, and not before.
    """
    if not deliveries:
        return 0
    first = take(conn, f"inbox:{scope.brand_id}", len(deliveries))
    scoped.insert_many(conn, scope, table, [_row(first + i, delivery) for i, delivery in enumerate(deliveries)])
    return first + len(deliveries) - 1


def prune(conn: Connection, scope: Scope, *, cursor: int, before_ms: int) -> int:
    """This function will delete up to 1,000 deliveries folded (number ≤ `cursor`) and received before `before_ms`."""
    old = scoped.select(scope, table.c.id).where(table.c.id <= cursor, table.c.received_at_ms < before_ms)
    ids = list(conn.execute(old.order_by(table.c.id).limit(PRUNE_DELIVERIES_MAX)).scalars())
    conn.execute(scoped.delete(scope, table).where(table.c.id.in_(ids)))
    return len(ids)


def _row(number: int, delivery: Delivery) -> dict[str, object]:
    return {
        "id": number,
        "source_id": delivery.source_id,
        "kind": delivery.kind,
        "received_at_ms": delivery.received_at_ms,
        "sent_at": delivery.sent_at,
        "messages": delivery.count,
        "size": len(delivery.body),
        "body": delivery.body,
    }
