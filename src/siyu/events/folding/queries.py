"""Reads of folding."""

from sqlalchemy import Connection

from siyu.events.folding.contracts import FoldState
from siyu.events.folding.models import fold_cursor
from siyu.events.inbox import queries as inbox
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def position(conn: Connection, scope: Scope) -> int:
    """This function will return the number of the last delivery folded, 0 before the first."""
    return int(conn.execute(scoped.select(scope, fold_cursor.c.delivery_id)).scalar() or 0)


def fold_state(platform: Platform, scope: Scope) -> FoldState:
    """This function will return how far the brand is folded and how many messages wait."""
    with platform.stores.core.reading() as conn:
        row = conn.execute(scoped.select(scope, fold_cursor)).first()
    reached, folded_at_ms = (row.delivery_id, row.folded_at_ms) if row else (0, 0)
    with platform.stores.inbox.reading() as conn:
        messages, oldest_ms = inbox.waiting(conn, scope, reached)
    return FoldState(reached, folded_at_ms, messages, oldest_ms)
