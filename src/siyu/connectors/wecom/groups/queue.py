"""Groups that wait to be read: named by callbacks or listed by a full reading, each once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func

from siyu.connectors.wecom.models import wecom_group_task
from siyu.kit.clock import DAY_MS, MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

UNLISTED = -1
# WeCom shows a change about two seconds after it has told of it (p92130).
SETTLE_MS = 2 * SECOND_MS
# Who reads a group has it for so long; one whose process was killed is read by somebody else after it.
CLAIM_MS = MINUTE_MS
REFUSED_RETRY_MS = DAY_MS
_KEY = ["brand_id", "chat_id"]


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed group. `claim` is the mark of this claim: whoever names the group meanwhile takes the mark away."""

    chat_id: str
    status: int
    attempts: int
    claim: int


def name_changed(conn: Connection, scope: Scope, chat_ids: Iterable[str], *, now_ms: int) -> None:
    """This function will have groups read as soon as WeCom shows what it has told of."""
    rows = [_row(one, now_ms + SETTLE_MS) for one in sorted(set(chat_ids))]
    scoped.upsert(conn, scope, wecom_group_task, rows, index=_KEY, update=["due_at_ms", "attempts"])


def name_listed(conn: Connection, scope: Scope, listed: Mapping[str, int], *, sync_id: int, now_ms: int) -> None:
    """This function will have groups read that a full reading listed: {chat_id: the vendor's status}."""
    rows = [_row(one, now_ms, sync_id, status) for one, status in sorted(listed.items())]
    update = ["due_at_ms", "attempts", "sync_id", "status", "reason"]
    scoped.upsert(conn, scope, wecom_group_task, rows, index=_KEY, update=update)


def claim(conn: Connection, scope: Scope, *, now_ms: int, limit: int) -> list[Task]:
    """This function will take up to `limit` groups that are due, longest waiting first, for one minute."""
    table = wecom_group_task.c
    statement = scoped.select(scope, table.chat_id, table.status, table.attempts).where(table.due_at_ms <= now_ms)
    ordered = statement.order_by(table.due_at_ms, table.chat_id).limit(limit)
    rows = conn.execute(ordered.with_for_update(skip_locked=True)).all()
    mark = now_ms + CLAIM_MS
    if rows:
        own = table.chat_id.in_([row.chat_id for row in rows])
        conn.execute(scoped.update(scope, wecom_group_task).where(own).values(due_at_ms=mark))
    return [Task(row.chat_id, row.status, row.attempts, mark) for row in rows]


def finish(conn: Connection, scope: Scope, tasks: Sequence[Task]) -> None:
    """This function will take read groups off the queue, but those that were named again meanwhile."""
    own = _own(scoped.delete(scope, wecom_group_task))
    if tasks:
        conn.execute(own, [{"of": one.chat_id, "mark": one.claim} for one in tasks])


def release(conn: Connection, scope: Scope, tasks: Sequence[Task], *, due_at_ms: int) -> None:
    """This function will give claimed groups back to be read at `due_at_ms`."""
    own = _own(scoped.update(scope, wecom_group_task))
    if tasks:
        conn.execute(own.values(due_at_ms=due_at_ms), [{"of": one.chat_id, "mark": one.claim} for one in tasks])


def refuse(conn: Connection, scope: Scope, refused: Mapping[Task, str], *, now_ms: int) -> None:
    """This function will note why groups cannot be read and have them tried again in a day."""
    own = _own(scoped.update(scope, wecom_group_task))
    rows = [{"of": one.chat_id, "mark": one.claim, "why": why[:500]} for one, why in refused.items()]
    values: dict[str, Any] = {"reason": bindparam("why"), "attempts": wecom_group_task.c.attempts + 1}
    if rows:
        conn.execute(own.values(**values, due_at_ms=now_ms + REFUSED_RETRY_MS), rows)


def left_of(conn: Connection, scope: Scope, sync_ids: Collection[int]) -> dict[int, int]:
    """This function will count the groups that full readings listed and that wait still, by reading."""
    table = wecom_group_task.c
    statement = scoped.select(scope, table.sync_id, func.count(table.chat_id))
    rows = conn.execute(statement.where(table.sync_id.in_(list(sync_ids))).group_by(table.sync_id))
    return {int(row[0]): int(row[1]) for row in rows}


def reasons(conn: Connection, scope: Scope, sync_id: int) -> list[tuple[str, int]]:
    """This function will list why groups of a full reading could not be read, each reason with how many."""
    table = wecom_group_task.c
    refused = (table.sync_id == sync_id, table.reason != "")
    statement = scoped.select(scope, table.reason, func.count(table.chat_id)).where(*refused)
    return [(str(row[0]), int(row[1])) for row in conn.execute(statement.group_by(table.reason).limit(20))]


def brands_due(conn: Connection, now_ms: int) -> list[int]:
    """This function will list the brands that have groups to be read now."""
    table = wecom_group_task.c
    statement = scoped.select_across_brands(table.brand_id).where(table.due_at_ms <= now_ms)
    return [int(one) for one in conn.execute(statement.distinct()).scalars()]


def _own(statement: Any) -> Any:
    """This function will restrict a change to claimed groups that nobody has named again."""
    table = wecom_group_task.c
    return statement.where(table.chat_id == bindparam("of"), table.due_at_ms == bindparam("mark"))


def _row(chat_id: str, due_at_ms: int, sync_id: int = 0, status: int = UNLISTED) -> dict[str, Any]:
    blank = {"attempts": 0, "reason": ""}
    return {"chat_id": chat_id, "due_at_ms": due_at_ms, "sync_id": sync_id, "status": status, **blank}
