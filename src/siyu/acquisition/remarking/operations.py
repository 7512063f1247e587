"""Setting waiting remarks at the vendor: of any table whose rows have `id`, `staff`, `external_userid`, `remark`, due."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.syncing.contracts import Ended, Result
from siyu.acquisition.syncing.ports import ContactWays
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

NO_REMARK, TO_WRITE, WRITTEN, REFUSED = 0, 1, 2, 3
REMARKS_PER_STEP_MAX = 50
REMARK_RETRY_MS = MINUTE_MS
NOTHING = Result(Ended.DONE)
Texts = Callable[[Connection, Sequence[Any]], list[str]]


def write_due(platform: Platform, ways: ContactWays, scope: Scope, table: sa.Table, *, texts: Texts) -> int:
    """This function will set up to 50 waiting remarks at the vendor and return how many; setting one twice is harmless.

    `texts` says what each of the rows is remarked with, in order; "" leaves the remark as staff have it.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        due = (table.c.remark == TO_WRITE, table.c.remark_due_at_ms <= now_ms)
        statement = scoped.select(scope, table).where(*due).order_by(table.c.id).limit(REMARKS_PER_STEP_MAX)
        rows = conn.execute(statement).all()
        said = texts(conn, rows) if rows else []
    pairs = zip(rows, said, strict=True)
    results = [ways.remark(scope, row.staff, row.external_userid, text) if text else NOTHING for row, text in pairs]
    if rows:
        platform.stores.core.write(partial(_note, scope, table, rows, results, now_ms=platform.clock.now_ms()))
    return len(rows)


def _note(
    scope: Scope, table: sa.Table, rows: Sequence[Any], results: Sequence[Result], conn: Connection, *, now_ms: int
) -> None:
    states = {Ended.DONE: WRITTEN, Ended.REFUSED: REFUSED}
    change = scoped.update(scope, table).where(table.c.id == sa.bindparam("of"))
    values: dict[str, Any] = {"remark": sa.bindparam("state"), "remark_due_at_ms": sa.bindparam("due")}
    done = [
        {
            "of": row.id,
            "state": states.get(result.ended, TO_WRITE),
            "due": now_ms + max(result.retry_after_ms, REMARK_RETRY_MS),
        }
        for row, result in zip(rows, results, strict=True)
    ]
    conn.execute(change.values(**values), done)
