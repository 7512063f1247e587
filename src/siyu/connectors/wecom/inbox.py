"""The callbacks' inbox: durable before WeCom is answered, each once, taken in order of arrival."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from siyu.connectors.wecom.models import wecom_callback
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

WAITING, DONE, PARKED = 0, 1, 2
ATTEMPTS_MAX = 8
BATCH_MAX = 200


@dataclass(frozen=True, slots=True)
class Callback:
    """A waiting callback. `welcome`: "" (not tried), "sending", or how it ended."""

    id: int
    digest: str
    body: str
    welcome: str
    attempts: int


def keep(conn: Connection, scope: Scope, body: str, *, at_ms: int) -> None:
    """This function will store a decrypted callback; the vendor's repeat of it changes nothing."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    row = {"digest": digest, "body": body, "state": WAITING, "welcome": "", "attempts": 0, "error": None}
    scoped.insert_new(conn, scope, wecom_callback, [{**row, "due_at_ms": at_ms, "received_at_ms": at_ms}])


def waiting(conn: Connection, scope: Scope, now_ms: int) -> list[Callback]:
    """This function will return up to 200 callbacks that are due, oldest first."""
    table = wecom_callback.c
    columns = (table.id, table.digest, table.body, table.welcome, table.attempts)
    statement = scoped.select(scope, *columns).where(table.state == WAITING, table.due_at_ms <= now_ms)
    return [Callback(*row) for row in conn.execute(statement.order_by(table.due_at_ms, table.id).limit(BATCH_MAX))]


def mark_welcome(conn: Connection, scope: Scope, ids: Sequence[int], word: str) -> None:
    """This function will note how far the welcome message of these callbacks has got."""
    change = scoped.update(scope, wecom_callback).where(wecom_callback.c.id.in_(list(ids)))
    conn.execute(change.values(welcome=word))


def finish(conn: Connection, scope: Scope, ids: Sequence[int]) -> None:
    """This function will mark callbacks as done."""
    change = scoped.update(scope, wecom_callback).where(wecom_callback.c.id.in_(list(ids)))
    conn.execute(change.values(state=DONE, error=None))


def put_off(conn: Connection, scope: Scope, callback: Callback, error: str, *, now_ms: int) -> None:
    """This function will try a callback again later, or park it after eight attempts."""
    attempts = callback.attempts + 1
    delay_ms = min(SECOND_MS << attempts, 10 * MINUTE_MS)
    values = {"attempts": attempts, "due_at_ms": now_ms + delay_ms, "error": error[:500]}
    values |= {"state": PARKED if attempts >= ATTEMPTS_MAX else WAITING}
    conn.execute(scoped.update(scope, wecom_callback).where(wecom_callback.c.id == callback.id).values(**values))
