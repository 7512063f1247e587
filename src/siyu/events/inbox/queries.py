"""Reads of the raw inbox."""

from typing import Any

from sqlalchemy import Connection, Row, func

from siyu.events.inbox.contracts import Delivery, StoredDelivery
from siyu.events.inbox.models import delivery
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

LOOK_AHEAD_MAX = 2_000


def after(conn: Connection, scope: Scope, cursor: int, *, messages_max: int, bytes_max: int) -> list[StoredDelivery]:
    """This function will return the next deliveries after number `cursor`, oldest first, within both limits.

    One delivery is returned even when it alone is above a limit, so that reading always goes on.
    """
    columns = (delivery.c.id, delivery.c.messages, delivery.c.size)
    ahead = scoped.select(scope, *columns).where(delivery.c.id > cursor).order_by(delivery.c.id)
    last, messages, size = 0, 0, 0
    for row in conn.execute(ahead.limit(LOOK_AHEAD_MAX)):
        messages, size = messages + row.messages, size + row.size
        if last and (messages > messages_max or size > bytes_max):
            break
        last = row.id
    statement = scoped.select(scope, delivery).where(delivery.c.id > cursor, delivery.c.id <= last)
    return [_stored(row) for row in conn.execute(statement.order_by(delivery.c.id))]


def waiting(conn: Connection, scope: Scope, cursor: int) -> tuple[int, int]:
    """This function will return how many messages wait after `cursor`, and the oldest one's received_at_ms (0: none)."""
    columns = (func.coalesce(func.sum(delivery.c.messages), 0), func.coalesce(func.min(delivery.c.received_at_ms), 0))
    row = conn.execute(scoped.select(scope, *columns).where(delivery.c.id > cursor)).one()
    return int(row[0]), int(row[1])


def _stored(row: Row[Any]) -> StoredDelivery:
    body = Delivery(row.source_id, row.kind, row.received_at_ms, row.sent_at, row.messages, bytes(row.body))
    return StoredDelivery(row.id, body)
