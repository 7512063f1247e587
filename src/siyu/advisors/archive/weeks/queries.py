"""Reads of the weekly figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import Side, TalkKind, Week
from siyu.advisors.archive.models import (
    archive_message,
    archive_party,
    archive_talk,
    archive_week,
    archive_week_due,
)
from siyu.advisors.archive.weeks.domain import Said
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.tenancy.queries import wecom_userids

ROWS_PER_READ = 20_000
WEEKS_READ_MAX = 200_000
UNSPOKEN = ("agree", "disagree")


@dataclass(frozen=True, slots=True)
class MemberTalk:
    """What was said between one member and one customer in a stretch of time, oldest first."""

    userid: str
    said: tuple[Said, ...]


def weeks(conn: Connection, scope: Scope, *, from_monday: int) -> list[Week]:
    """This function will list the weekly figures of the caller's people from a week on, oldest first."""
    table = archive_week.c
    statement = scoped.select(scope, archive_week).where(table.monday >= from_monday)
    people = wecom_userids(conn, scope)
    if people is not None:
        statement = statement.where(table.userid.in_(people))
    rows = conn.execute(statement.order_by(table.monday, table.userid).limit(WEEKS_READ_MAX))
    return [
        Week(
            row.monday, row.userid, row.sessions, row.received, row.sent, row.replied, row.reply_ms, row.unanswered
        )
        for row in rows
    ]  # fmt: skip


def due(conn: Connection, scope: Scope, now_ms: int, limit: int) -> list[tuple[int, int]]:
    """This function will list the weeks to be counted now: (Monday, since when)."""
    table = archive_week_due.c
    statement = scoped.select(scope, table.monday, table.due_at_ms).where(table.due_at_ms <= now_ms)
    return [(row.monday, row.due_at_ms) for row in conn.execute(statement.order_by(table.monday).limit(limit))]


def spoken(conn: Connection, scope: Scope, from_ms: int, to_ms: int) -> Iterator[MemberTalk]:
    """This function will yield what members and customers said in [from_ms, to_ms), conversation by conversation.

    Holds 20,000 messages in memory at a time; a conversation longer than that is cut.
    """
    after = 0
    while rows := _rows(conn, scope, after, from_ms, to_ms):
        last = rows[-1].talk_id
        whole = len(rows) < ROWS_PER_READ or rows[0].talk_id == last
        taken = rows if whole else [row for row in rows if row.talk_id != last]
        for (_, userid), said in groupby(taken, key=lambda row: (row.talk_id, row.userid)):
            yield MemberTalk(userid, tuple(Said(row.at_ms, row.side == Side.STAFF) for row in said))
        after = taken[-1].talk_id


def _rows(conn: Connection, scope: Scope, after: int, from_ms: int, to_ms: int) -> list[Any]:
    message, party, talk = archive_message.c, archive_party.c, archive_talk.c
    joined = archive_message.join(archive_talk, (talk.id == message.talk_id) & (talk.brand_id == message.brand_id))
    joined = joined.join(archive_party, (party.talk_id == talk.id) & (party.brand_id == talk.brand_id))
    statement = scoped.select(scope, message.talk_id, party.userid, message.at_ms, message.side, from_=joined)
    statement = statement.where(talk.kind == TalkKind.CUSTOMER, message.talk_id > after)
    statement = statement.where(message.at_ms >= from_ms, message.at_ms < to_ms, message.kind.not_in(UNSPOKEN))
    ordered = statement.order_by(message.talk_id, party.userid, message.at_ms, message.id)
    return list(conn.execute(ordered.limit(ROWS_PER_READ)))
