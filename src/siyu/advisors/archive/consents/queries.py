"""Reads of consents: who is archived, who agreed."""

from dataclasses import dataclass

from sqlalchemy import Connection, func

from siyu.advisors.archive.contracts import Talk
from siyu.advisors.archive.models import archive_answer, archive_member, archive_position, archive_talk
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

ROOMS_MAX = 200


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How many members are archived, and how many customers agreed or refused, over all members and groups."""

    members: int
    agreed: int
    refused: int


def counts(conn: Connection, scope: Scope) -> ConsentCounts:
    """This function will count archived members and answers."""
    members = conn.execute(scoped.select(scope, func.count(archive_member.c.userid))).scalar_one()
    statement = scoped.select(scope, archive_answer.c.agreed, func.count().label("times"))
    found = {bool(row.agreed): int(row.times) for row in conn.execute(statement.group_by(archive_answer.c.agreed))}
    return ConsentCounts(int(members), found.get(True, 0), found.get(False, 0))


def answer_in(conn: Connection, scope: Scope, talk: Talk) -> tuple[bool, int] | None:
    """This function will return what the customer of a conversation answered, and when; None when that is not known."""
    table = archive_answer.c
    statement = scoped.select(scope, table.agreed, table.changed_at_ms).where(
        table.external_userid == talk.external_userid, table.userid.in_(talk.people)
    )
    row = conn.execute(statement.order_by(table.changed_at_ms.desc())).first()
    return None if row is None else (bool(row.agreed), row.changed_at_ms)


def round_is_due(conn: Connection, scope: Scope, now_ms: int) -> bool:
    """This function will say whether a day has passed since answers were last read; not before the first pull."""
    begun: int | None = conn.execute(scoped.select(scope, archive_position.c.answers_at_ms)).scalar()
    return begun is not None and begun + DAY_MS <= now_ms


def next_member(conn: Connection, scope: Scope) -> tuple[str, str] | None:
    """This function will return a member whose friends' answers are to be read, and where to go on; None when done."""
    statement = scoped.select(scope, archive_member.c.userid, archive_member.c.cursor)
    row = conn.execute(statement.where(archive_member.c.asked_at_ms == 0).order_by(archive_member.c.userid)).first()
    return None if row is None else (row.userid, row.cursor)


def newest_rooms(conn: Connection, scope: Scope) -> list[str]:
    """This function will list the groups with the latest messages, at most 200."""
    statement = scoped.select(scope, archive_talk.c.room_id).where(archive_talk.c.room_id != "")
    return list(conn.execute(statement.order_by(archive_talk.c.last_at_ms.desc()).limit(ROOMS_MAX)).scalars())
