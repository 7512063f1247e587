"""Forgetting messages older than the brand keeps: texts, hits, files and empty conversations, in bounded steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, func

from siyu.advisors.archive.contracts import FileState
from siyu.advisors.archive.media.queries import file_path
from siyu.advisors.archive.models import (
    archive_file,
    archive_hit,
    archive_message,
    archive_party,
    archive_sealed,
    archive_talk,
)
from siyu.advisors.archive.rules.queries import rules
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.search import unindex_texts
from siyu.kit.platform import Platform

STEP = 500
STEPS_MAX = 20_000


def purge(platform: Platform, scope: Scope) -> int:
    """This function will delete what is older than the brand keeps and return how many messages that were."""
    core = platform.stores.core
    with core.reading() as conn:
        days = rules(conn, scope).kept_days
    if not days:
        return 0
    before_ms, gone = platform.clock.now_ms() - days * DAY_MS, 0
    core.write(lambda conn: conn.execute(_old_sealed(scope, before_ms)).rowcount)
    for _ in range(STEPS_MAX):
        deleted, files = core.write(lambda conn: _step(conn, scope, before_ms))
        for digest in files:
            file_path(platform, scope, digest).unlink(missing_ok=True)
        gone += deleted
        if deleted < STEP:
            break
    return gone


def _step(conn: Connection, scope: Scope, before_ms: int) -> tuple[int, list[str]]:
    """This function will delete up to 500 messages; returns how many, and the files nobody has any more."""
    table = archive_message.c
    old = scoped.select(scope, table.id, table.text, table.talk_id).where(table.at_ms < before_ms)
    rows = conn.execute(old.order_by(table.at_ms).limit(STEP)).all()
    ids = [row.id for row in rows]
    if not ids:
        return 0, []
    files = _drop_files(conn, scope, ids)
    conn.execute(scoped.delete(scope, archive_hit).where(archive_hit.c.message_id.in_(ids)))
    unindex_texts(conn, archive_message, {row.id: row.text for row in rows if row.text})
    conn.execute(scoped.delete(scope, archive_message).where(table.id.in_(ids)))
    _recount(conn, scope, sorted({row.talk_id for row in rows}))
    return len(ids), files


def _drop_files(conn: Connection, scope: Scope, message_ids: Sequence[int]) -> list[str]:
    table = archive_file.c
    gone = scoped.delete(scope, archive_file).where(table.message_id.in_(message_ids))
    kept = conn.execute(gone.returning(table.digest, table.state)).all()
    digests = {row.digest for row in kept if row.state == FileState.KEPT}
    still = scoped.select(scope, table.digest).where(table.digest.in_(sorted(digests)))
    return sorted(digests - set(conn.execute(still).scalars()))


def _recount(conn: Connection, scope: Scope, talk_ids: Sequence[int]) -> None:
    """This function will count what is left of conversations, and drop those of which nothing is."""
    table = archive_message.c
    columns = (table.talk_id, func.count().label("left"), func.min(table.at_ms).label("first"))
    left = scoped.select(scope, *columns).where(table.talk_id.in_(talk_ids)).group_by(table.talk_id)
    found = {row.talk_id: (int(row.left), row.first) for row in conn.execute(left)}
    talk = archive_talk.c
    held = scoped.select(scope, archive_talk).where(talk.id.in_(sorted(found)))
    rows = [_left(row._mapping, *found[row.id]) for row in conn.execute(held)]
    if rows:
        scoped.upsert(conn, scope, archive_talk, rows, index=["brand_id", "key"], update=["messages", "first_at_ms"])
    empty = [one for one in talk_ids if one not in found]
    conn.execute(scoped.delete(scope, archive_party).where(archive_party.c.talk_id.in_(empty)))
    conn.execute(scoped.delete(scope, archive_talk).where(talk.id.in_(empty)))


def _left(row: Mapping[Any, Any], messages: int, first_at_ms: int) -> dict[str, Any]:
    kept = {str(name): value for name, value in row.items() if name != "id"}
    return kept | {"messages": messages, "first_at_ms": first_at_ms}


def _old_sealed(scope: Scope, before_ms: int) -> Delete:
    return scoped.delete(scope, archive_sealed).where(archive_sealed.c.pulled_at_ms < before_ms)
