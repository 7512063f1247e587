"""Reading messages that are on their way, and telling upwards what became of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row

from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.facts import publish
from siyu.kit.ids import Ids
from siyu.outreach.contracts import IntentState, MessagesMoved, MovedMessage, Origin
from siyu.outreach.models import outreach_intent

MESSAGES_PER_FACT_MAX = 1_000


def rows_of(conn: Connection, scope: Scope, ids: Ids) -> Sequence[Row[Any]]:
    """This function will return the rows of these intents, by id."""
    table = outreach_intent
    return conn.execute(scoped.select(scope, table).where(sets.among(conn, table.c.id, ids)).order_by(table.c.id)).all()


def announce(conn: Connection, scope: Scope, ids: Ids, states: tuple[IntentState, ...], at_ms: int) -> None:
    """This function will publish that these messages reached `states`, at most 1,000 a fact."""
    for start in range(0, len(ids), MESSAGES_PER_FACT_MAX):
        part = np.asarray(ids[start : start + MESSAGES_PER_FACT_MAX])
        told = [_moved(row) for row in rows_of(conn, scope, part)]
        publish(conn, scope, MessagesMoved(states, told, at_ms), at_ms=at_ms)


def _moved(row: Row[Any]) -> MovedMessage:
    origin = Origin(row.origin, row.origin_id, row.origin_node)
    return MovedMessage(row.id, row.customer_id, row.channel, origin, row.reason)
