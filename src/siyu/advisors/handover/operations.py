"""The two changes everything else is made of: items of a pair, and when the pair is looked after next."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.advisors.handover.contracts import Pair
from siyu.advisors.handover.models import handover_item, handover_pair
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

IN_MAX = 500
PROBLEM_LENGTH_MAX = 300
FINE = ("", "")


def change_items(conn: Connection, scope: Scope, pair: Pair, idents: Sequence[str], **values: Any) -> None:
    """This function will change columns of these customers or groups of a pair."""
    table = handover_item.c
    for part in scoped.batches(list(idents), IN_MAX):
        mine = (table.pair_id == pair.id, table.ident.in_(part))
        conn.execute(scoped.update(scope, handover_item).where(*mine).values(**values))


def put_off(
    conn: Connection, *, scope: Scope, pair: Pair, due_at_ms: int | None, attempts: int, why: tuple[str, str] = FINE
) -> None:
    """This function will say when a pair is looked after next (None: never again), and what holds it up."""
    zh, en = (text[:PROBLEM_LENGTH_MAX] for text in why)
    change = scoped.update(scope, handover_pair).where(handover_pair.c.id == pair.id)
    conn.execute(change.values(due_at_ms=due_at_ms, attempts=attempts, problem=zh, problem_en=en))
