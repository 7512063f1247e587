"""Reads of conversations. People of a branch see those in which one of their own people takes part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, true

from siyu.advisors.archive.contracts import FileState, Message, Side, Talk, TalkKind
from siyu.advisors.archive.models import archive_file, archive_message, archive_party, archive_talk
from siyu.kit.codec import decode_any
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.search import LETTERS_MIN, holds
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.letters import pairs
from siyu.tenancy.queries import wecom_userids

PAGE_MAX = 200
# Shown after the message that was jumped to; older ones come by scrolling.
LATER_SHOWN = 10
IN_MAX = 500


class UnknownTalk(NotFound):
    """There is no such conversation, or nobody of the caller's part of the organisation is in it."""

    zh = "没有找到会话 {value}"
    en = "There is no conversation {value}"
    fix_zh = "只能看自己数据范围内员工的会话"
    fix_en = "You see the conversations of your own people only"


class UnknownMessage(NotFound):
    """There is no such message in what the caller may see."""

    zh = "没有找到消息 {value}"
    en = "There is no message {value}"
    fix_zh = "消息可能已过保存期"
    fix_en = "It may be older than the brand keeps messages"


class SearchTooShort(Invalid):
    """A search has fewer than two letters."""

    zh = "搜索「{value}」太短:至少两个字"
    en = "{value!r} is too short to search for: two letters at least"
    fix_zh = "请输入两个以上的汉字、字母或数字"
    fix_en = "Type two or more letters or digits"


@dataclass(frozen=True, slots=True)
class TalkLook:
    """Which conversations a list shows; `before` is (last_at_ms, id) of the last one shown."""

    userid: str = ""
    external_userids: tuple[str, ...] | None = None
    kind: TalkKind | None = None
    before: tuple[int, int] | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchLook:
    """What messages are searched for, and where to go on."""

    words: str
    userid: str = ""
    side: Side | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    below_id: int | None = None
    limit: int = 20


def in_sight(conn: Connection, scope: Scope, talk_column: ColumnElement[Any]) -> ColumnElement[bool]:
    """This function will return the condition that a conversation has somebody of the caller's own people in it."""
    people = wecom_userids(conn, scope)
    if people is None:
        return true()
    return talk_column.in_(scoped.select(scope, archive_party.c.talk_id).where(archive_party.c.userid.in_(people)))


def talks(conn: Connection, scope: Scope, look: TalkLook) -> list[Talk]:
    """This function will list conversations, the latest word first, at most 200."""
    table = archive_talk.c
    statement = scoped.select(scope, archive_talk).where(in_sight(conn, scope, table.id))
    if look.userid:
        statement = statement.where(table.id.in_(_of_member(scope, look.userid)))
    if look.external_userids is not None:
        statement = statement.where(table.external_userid.in_(look.external_userids))
    if look.kind:
        statement = statement.where(table.kind == look.kind)
    if look.before is not None:
        at_ms, last = look.before
        statement = statement.where(or_(table.last_at_ms < at_ms, and_(table.last_at_ms == at_ms, table.id < last)))
    ordered = statement.order_by(table.last_at_ms.desc(), table.id.desc()).limit(min(look.limit, PAGE_MAX))
    return _talks(conn, scope, conn.execute(ordered).all())


def talk_by_id(conn: Connection, scope: Scope, talk_id: int) -> Talk:
    """This function will return one conversation. Raises UnknownTalk."""
    found = talks_by_id(conn, scope, [talk_id])
    if talk_id not in found:
        raise UnknownTalk(field="talk", value=talk_id)
    return found[talk_id]


def talks_by_id(conn: Connection, scope: Scope, ids: Iterable[int]) -> dict[int, Talk]:
    """This function will return these conversations; those the caller may not see are left out."""
    statement = scoped.select(scope, archive_talk).where(archive_talk.c.id.in_(sorted(set(ids))))
    rows = conn.execute(statement.where(in_sight(conn, scope, archive_talk.c.id))).all()
    return {one.id: one for one in _talks(conn, scope, rows)}


def messages(
    conn: Connection, scope: Scope, talk_id: int, *, before: tuple[int, int] | None = None, limit: int = 50
) -> list[Message]:
    """This function will list a conversation's messages, newest first, from those before (at_ms, id) on, at most 200."""
    statement = scoped.select(scope, archive_message).where(archive_message.c.talk_id == talk_id)
    if before is not None:
        statement = statement.where(_is_before(before))
    return _messages(conn, scope, conn.execute(_newest_first(statement).limit(min(limit, PAGE_MAX))).all())


def messages_around(conn: Connection, scope: Scope, talk_id: int, message_id: int, *, limit: int = 50) -> list[Message]:
    """This function will list the messages up to ten after the given one, newest first. Raises UnknownMessage."""
    own = scoped.select(scope, archive_message).where(archive_message.c.talk_id == talk_id)
    found = conn.execute(own.where(archive_message.c.id == message_id)).first()
    if found is None:
        raise UnknownMessage(field="message", value=message_id)
    later = own.where(~_is_before((found.at_ms, found.id)))
    ordered = later.order_by(archive_message.c.at_ms, archive_message.c.id).limit(LATER_SHOWN + 1)
    after = _messages(conn, scope, conn.execute(ordered).all())[::-1]
    return after + messages(conn, scope, talk_id, before=(found.at_ms, found.id), limit=limit)


def search(conn: Connection, scope: Scope, look: SearchLook) -> list[Message]:
    """This function will list messages that hold the words, newest first, at most 200. Raises SearchTooShort.

    Width, case and what stands between letters make no difference; two Chinese characters are enough.
    """
    if len(pairs(look.words)) < LETTERS_MIN - 1:
        raise SearchTooShort(field="q", value=look.words)
    table = archive_message.c
    statement = scoped.select(scope, archive_message)
    statement = statement.where(in_sight(conn, scope, table.talk_id), holds(conn, archive_message, look.words))
    if look.userid:
        statement = statement.where(table.talk_id.in_(_of_member(scope, look.userid)))
    if look.side:
        statement = statement.where(table.side == look.side)
    if look.from_ms is not None:
        statement = statement.where(table.at_ms >= look.from_ms)
    if look.to_ms is not None:
        statement = statement.where(table.at_ms < look.to_ms)
    if look.below_id is not None:
        statement = statement.where(table.id < look.below_id)
    rows = conn.execute(statement.order_by(table.id.desc()).limit(min(look.limit, PAGE_MAX)))
    return _messages(conn, scope, rows.all())


def archived_people(conn: Connection, scope: Scope) -> list[str]:
    """This function will list the userids of the caller's people who have conversations, at most 20,000."""
    people = wecom_userids(conn, scope)
    statement = scoped.select(scope, archive_party.c.userid).distinct()
    if people is not None:
        statement = statement.where(archive_party.c.userid.in_(people))
    return list(conn.execute(statement.order_by(archive_party.c.userid).limit(20_000)).scalars())


def _of_member(scope: Scope, userid: str) -> Any:
    return scoped.select(scope, archive_party.c.talk_id).where(archive_party.c.userid == userid)


def _is_before(mark: tuple[int, int]) -> ColumnElement[bool]:
    at_ms, last = mark
    table = archive_message.c
    return or_(table.at_ms < at_ms, and_(table.at_ms == at_ms, table.id < last))


def _newest_first(statement: Any) -> Any:
    return statement.order_by(archive_message.c.at_ms.desc(), archive_message.c.id.desc())


def _talks(conn: Connection, scope: Scope, rows: Sequence[Any]) -> list[Talk]:
    people: dict[int, list[str]] = defaultdict(list)
    for part in scoped.batches([row.id for row in rows], IN_MAX):
        parties = scoped.select(scope, archive_party).where(archive_party.c.talk_id.in_(part))
        for row in conn.execute(parties.order_by(archive_party.c.userid)):
            people[row.talk_id].append(row.userid)
    return [
        Talk(
            id=row.id,
            kind=TalkKind(row.kind),
            people=tuple(people[row.id]),
            external_userid=row.external_userid,
            room_id=row.room_id,
            messages=row.messages,
            first_at_ms=row.first_at_ms,
            last_at_ms=row.last_at_ms,
            last_kind=row.last_kind,
            last_text=row.last_text,
        )
        for row in rows
    ]


def _messages(conn: Connection, scope: Scope, rows: Sequence[Any]) -> list[Message]:
    """This function will return messages with what became of their files, which most do not have."""
    files: dict[int, Any] = {}
    for part in scoped.batches([row.id for row in rows], IN_MAX):
        statement = scoped.select(scope, archive_file).where(archive_file.c.message_id.in_(part))
        files |= {row.message_id: row for row in conn.execute(statement)}
    return [_message(row, files.get(row.id)) for row in rows]


def _message(row: Any, file: Any) -> Message:
    return Message(
        id=row.id,
        talk_id=row.talk_id,
        at_ms=row.at_ms,
        kind=row.kind,
        sender=row.sender,
        side=Side(row.side),
        text=row.text,
        details=decode_any(row.details),
        revoked_at_ms=row.revoked_at_ms,
        file=FileState(file.state) if file else None,
        file_name=file.name if file else "",
        file_bytes=file.size_bytes if file else 0,
    )
