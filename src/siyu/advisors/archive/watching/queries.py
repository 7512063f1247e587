"""Reads of watching: the list of words, and the hits of the caller's own people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_

from siyu.advisors.archive.contracts import Hit, HitState, Side, Watched, Word, WordLevel
from siyu.advisors.archive.models import archive_hit, archive_message, archive_word
from siyu.advisors.archive.talks.queries import in_sight
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

WORDS_MAX = 5_000
PAGE_MAX = 200


@dataclass(frozen=True, slots=True)
class HitLook:
    """Which hits a list shows; `below` (when it was said, hit) is where to go on."""

    state: HitState | None = None
    level: WordLevel | None = None
    below: tuple[int, int] | None = None
    limit: int = 20


def words(conn: Connection, scope: Scope) -> list[Word]:
    """This function will list the brand's sensitive words, newest first, at most 5,000."""
    statement = scoped.select(scope, archive_word).order_by(archive_word.c.id.desc()).limit(WORDS_MAX + 1)
    return [Word(row.id, row.word, WordLevel(row.level), Watched(row.watched)) for row in conn.execute(statement)]


def hits(conn: Connection, scope: Scope, look: HitLook) -> list[Hit]:
    """This function will list hits in conversations the caller may see, what was said last first, at most 200."""
    said_at = archive_message.c.at_ms
    statement = _hits(scope).where(in_sight(conn, scope, archive_hit.c.talk_id))
    if look.state:
        statement = statement.where(archive_hit.c.state == look.state)
    if look.level:
        statement = statement.where(archive_hit.c.level == look.level)
    if look.below is not None:
        at_ms, hit_id = look.below
        statement = statement.where(said_at <= at_ms, or_(said_at < at_ms, archive_hit.c.id < hit_id))
    rows = conn.execute(statement.order_by(said_at.desc(), archive_hit.c.id.desc()).limit(min(look.limit, PAGE_MAX)))
    return [_hit(row) for row in rows]


def hit_counts(conn: Connection, scope: Scope) -> dict[HitState, int]:
    """This function will count the hits the caller may see in each state."""
    statement = scoped.select(scope, archive_hit.c.state, func.count().label("times"))
    statement = statement.where(in_sight(conn, scope, archive_hit.c.talk_id)).group_by(archive_hit.c.state)
    return {HitState(row.state): int(row.times) for row in conn.execute(statement)}


def untold(conn: Connection, scope: Scope, *, limit: int) -> list[Hit]:
    """This function will list open hits nobody was told of, oldest first."""
    waiting = (archive_hit.c.state == HitState.OPEN, archive_hit.c.told_at_ms.is_(None))
    rows = conn.execute(_hits(scope).where(*waiting).order_by(archive_hit.c.id).limit(limit))
    return [_hit(row) for row in rows]


def words_in(conn: Connection, scope: Scope, message_ids: Sequence[int]) -> dict[int, list[str]]:
    """This function will return the sensitive words found in these messages."""
    found: dict[int, list[str]] = {}
    statement = scoped.select(scope, archive_hit.c.message_id, archive_hit.c.word)
    rows = conn.execute(statement.where(archive_hit.c.message_id.in_(list(message_ids))).order_by(archive_hit.c.id))
    for message_id, word in rows:
        found.setdefault(message_id, []).append(word)
    return found


def visible_hits(conn: Connection, scope: Scope, ids: Sequence[int]) -> set[int]:
    """This function will say which of these hits the caller may see."""
    statement = scoped.select(scope, archive_hit.c.id).where(archive_hit.c.id.in_(list(ids)))
    return set(conn.execute(statement.where(in_sight(conn, scope, archive_hit.c.talk_id))).scalars())


def _hits(scope: Scope) -> Any:
    own = (archive_message.c.id == archive_hit.c.message_id) & (archive_message.c.brand_id == archive_hit.c.brand_id)
    columns = (*archive_hit.c, archive_message.c.sender, archive_message.c.side, archive_message.c.text)
    return scoped.select(scope, *columns, archive_message.c.at_ms, from_=archive_hit.join(archive_message, own))


def _hit(row: Any) -> Hit:
    return Hit(
        id=row.id,
        talk_id=row.talk_id,
        message_id=row.message_id,
        word=row.word,
        level=WordLevel(row.level),
        sender=row.sender,
        side=Side(row.side),
        text=row.text,
        at_ms=row.at_ms,
        state=HitState(row.state),
        note=row.note,
        settled_by=row.settled_by,
        settled_at_ms=row.settled_at_ms,
    )
