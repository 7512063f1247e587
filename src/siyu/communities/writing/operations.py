"""Write waiting rows through to the vendor: one call each, outside any transaction, then what became of it.

A process killed between a call that makes something and the note of it makes it twice: the vendor has no list of
what was made through its API, so the first copy is lost to everybody and leads where nobody printed it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table

from siyu.communities.writing.contracts import Ended, Outcome, WriteState
from siyu.communities.writing.domain import wait_ms
from siyu.kit.clock import HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

CALLS_PER_STEP_MAX = 20
REFUSED_RETRY_MS = HOUR_MS
REASON_CHARS_MAX = 300
Call = Callable[[Any], Outcome]
# What a row says when it is new, or has been changed.
WAITING = {
    "sync": WriteState.WAITING.value, "error": "", "error_en": "", "attempts": 0, "next_try_at_ms": 0,
}  # fmt: skip
NEW = {**WAITING, "version": 1, "removed": False, "vendor_id": "", "synced_at_ms": 0}


def write_through(platform: Platform, scope: Scope, table: Table, call: Call) -> int:
    """This function will bring up to 20 rows of `table` to the vendor and return how many were called about.

    `call` makes, changes or removes (`row.removed`) what a row wants; `row.vendor_id` "" was never made.
    """
    now_ms = platform.clock.now_ms()
    columns = table.c
    behind = (columns.sync.in_((WriteState.WAITING, WriteState.REFUSED)), columns.next_try_at_ms <= now_ms)
    statement = scoped.select(scope, table).where(*behind).order_by(columns.next_try_at_ms, columns.id)
    with platform.stores.core.reading() as conn:
        rows = conn.execute(statement.limit(CALLS_PER_STEP_MAX)).all()
    for row in rows:
        outcome = Outcome(Ended.DONE) if row.removed and not row.vendor_id else call(row)
        platform.stores.core.write(partial(_note, scope, table, row, _Said(outcome, platform.clock.now_ms())))
    return len(rows)


def change_row(conn: Connection, scope: Scope, table: Table, row_id: int, values: dict[str, Any]) -> None:
    """This function will change a row and have the vendor's copy follow."""
    wanted = {**WAITING, **values, "version": table.c.version + 1}
    conn.execute(scoped.update(scope, table).where(table.c.id == row_id).values(**wanted))


@dataclass(frozen=True, slots=True)
class _Said:
    """What became of a call, and when."""

    outcome: Outcome
    at_ms: int


def _note(scope: Scope, table: Table, row: Any, said: _Said, conn: Connection) -> None:
    outcome = said.outcome
    own = scoped.update(scope, table).where(table.c.id == row.id)
    made = {"vendor_id": outcome.vendor_id, "mark": outcome.mark}
    if known := {name: value for name, value in made.items() if value}:
        conn.execute(own.values(**known))
    conn.execute(own.where(table.c.version == row.version).values(**_ended(row, outcome, said.at_ms)))


def _ended(row: Any, outcome: Outcome, now_ms: int) -> dict[str, Any]:
    if outcome.ended is Ended.DONE:
        state = WriteState.GONE if row.removed else WriteState.READY
        return {**WAITING, "sync": state.value, "synced_at_ms": now_ms}
    why = {"error": outcome.reason[:REASON_CHARS_MAX], "error_en": outcome.reason_en[:REASON_CHARS_MAX]}
    if outcome.ended is Ended.REFUSED:
        return {**why, "sync": WriteState.REFUSED.value, "next_try_at_ms": now_ms + REFUSED_RETRY_MS}
    later_ms = now_ms + max(outcome.retry_after_ms, wait_ms(row.attempts))
    return {**why, "attempts": row.attempts + 1, "next_try_at_ms": later_ms}
