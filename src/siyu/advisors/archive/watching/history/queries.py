"""Reads of looking back: a page of kept messages, and how far the look has come."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_

from siyu.advisors.archive.contracts import LookBack, LookBackState, Side
from siyu.advisors.archive.models import archive_message
from siyu.advisors.archive.rules.queries import rules
from siyu.kit import jobs
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

LOOK_BACK_JOB = "archive.look_back"
# What is about to be forgotten is left alone, so that no hit is stored for a message that is being deleted.
LEFT_ALONE_MS = HOUR_MS
STATES = {jobs.DONE: LookBackState.DONE, jobs.FAILED: LookBackState.FAILED}


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept message, as far as words are looked for in it."""

    id: int
    talk_id: int
    side: Side
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a look back has come, newest message first: everything at or above (`at_ms`, `message_id`) is done."""

    begun_at_ms: int
    at_ms: int | None = None
    message_id: int = 0
    done: int = 0
    total: int = 0
    hits: int = 0


def look_back(conn: Connection, scope: Scope) -> LookBack | None:
    """This function will say how the brand's newest look back stands; None when there was none within a week."""
    job = jobs.newest(conn, scope, LOOK_BACK_JOB)
    if job is None:
        return None
    at = Mark(**job.payload)
    state = STATES.get(job.state, LookBackState.RUNNING)
    return LookBack(state, at.done, at.total, at.hits, at.begun_at_ms, job.finished_at_ms)


def any_kept(conn: Connection, scope: Scope) -> bool:
    """This function will say whether the brand has messages at all."""
    return conn.execute(scoped.select(scope, archive_message.c.id).limit(1)).first() is not None


def kept_since_ms(conn: Connection, scope: Scope, now_ms: int) -> int:
    """This function will return the time from which on messages are kept a while yet."""
    days = rules(conn, scope).kept_days
    return now_ms - days * DAY_MS + LEFT_ALONE_MS if days else 0


def kept_count(conn: Connection, scope: Scope, since_ms: int) -> int:
    """This function will count the messages since a time."""
    statement = scoped.select(scope, func.count(archive_message.c.id)).where(archive_message.c.at_ms >= since_ms)
    return int(conn.execute(statement).scalar_one())


def page(conn: Connection, scope: Scope, mark: Mark, *, since_ms: int, limit: int) -> list[Kept]:
    """This function will return the next messages below a mark, newest first."""
    table = archive_message.c
    statement = scoped.select(scope, table.id, table.talk_id, table.side, table.text, table.at_ms)
    statement = statement.where(table.at_ms >= since_ms)
    if mark.at_ms is not None:
        lower = or_(table.at_ms < mark.at_ms, table.id < mark.message_id)
        statement = statement.where(table.at_ms <= mark.at_ms, lower)
    rows = conn.execute(statement.order_by(table.at_ms.desc(), table.id.desc()).limit(limit))
    return [Kept(row.id, row.talk_id, Side(row.side), row.text, row.at_ms) for row in rows]
