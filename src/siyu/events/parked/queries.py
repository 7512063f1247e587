"""Reads of parked messages."""

from typing import Any

from sqlalchemy import Connection, Row, func

from siyu.events.parked.contracts import NewParked, ParkedMessage, ParkedPage, ParkedState
from siyu.events.parked.models import parked_event
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

PAGE_MAX = 200


def parked_page(
    conn: Connection,
    scope: Scope,
    *,
    state: ParkedState = ParkedState.PARKED,
    cursor: int | None = None,
    limit: int = 20,
) -> ParkedPage:
    """This function will list messages in `state`, newest first, numbers below `cursor`, at most 200."""
    size = max(1, min(limit, PAGE_MAX))
    statement = scoped.select(scope, parked_event).where(parked_event.c.state == state)
    if cursor is not None:
        statement = statement.where(parked_event.c.id < cursor)
    rows = conn.execute(statement.order_by(parked_event.c.id.desc()).limit(size + 1)).all()
    items = tuple(_as_parked(row) for row in rows[:size])
    return ParkedPage(items, items[-1].id if len(rows) > size else None, parked_count(conn, scope, state))


def parked_count(conn: Connection, scope: Scope, state: ParkedState = ParkedState.PARKED) -> int:
    """This function will count the brand's messages in `state`."""
    statement = scoped.select(scope, func.count(parked_event.c.id)).where(parked_event.c.state == state)
    return int(conn.execute(statement).scalar_one())


def find_parked(conn: Connection, scope: Scope, parked_id: int) -> ParkedMessage | None:
    """This function will return one parked message of the brand, or None."""
    row = conn.execute(scoped.select(scope, parked_event).where(parked_event.c.id == parked_id)).first()
    return _as_parked(row) if row else None


def _as_parked(row: Row[Any]) -> ParkedMessage:
    told = (row.code, row.field, row.reason_zh, row.reason_en)
    message = NewParked(row.source_id, row.kind, row.received_at_ms, *told, bytes(row.body))
    return ParkedMessage(row.id, row.parked_at_ms, ParkedState(row.state), message)
