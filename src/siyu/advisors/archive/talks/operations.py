"""Keeping opened messages in their conversations, and the log of who looked at them. All take a core connection."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case

from siyu.advisors.archive.contracts import REVOKE, FileState, NewMessage, Side, Talk
from siyu.advisors.archive.domain import Place, place, shown, side_of
from siyu.advisors.archive.models import archive_file, archive_member, archive_message, archive_party, archive_talk
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.search import index_texts, pairs_value
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_wecom

IN_MAX = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that has just been stored."""

    id: int
    talk_id: int
    side: Side
    message: NewMessage


def keep(conn: Connection, scope: Scope, messages: Sequence[NewMessage], *, at_ms: int) -> list[Kept]:
    """This function will store the messages not yet known and take back those that were revoked; returns the new ones.

    Conversations, the people in them and files still to be fetched are stored with them.
    """
    spoken = {one.msgid: one for one in messages if one.kind != REVOKE}
    for known in _known(conn, scope, spoken):
        del spoken[known]
    fresh = list(spoken.values())
    members = _members(conn, scope, fresh)
    places = {one.msgid: place(one, members) for one in fresh}
    talks = _keep_talks(conn, scope, fresh, places)
    kept = _keep_messages(conn, scope, fresh, talks, members)
    _keep_files(conn, scope, kept, at_ms)
    _take_back(conn, scope, {one.revokes: one.at_ms for one in messages if one.revokes})
    return kept


def log_opening(conn: Connection, scope: Scope, talk: Talk, *, staff: Sequence[str], customer: str, at_ms: int) -> None:
    """This function will note in the audit log that somebody opened a conversation; `staff` and `customer` are names."""
    whose = {"staff": "、".join(staff), "customer": customer or talk.external_userid, "room": talk.room_id}
    detail = {name: value for name, value in whose.items() if value}
    record_audit(conn, scope, "archive.open", f"talk:{talk.id}", detail, at_ms=at_ms)


def log_search(conn: Connection, scope: Scope, words: str, *, at_ms: int) -> None:
    """This function will note in the audit log what somebody searched messages for."""
    record_audit(conn, scope, "archive.search", "archive", {"words": words}, at_ms=at_ms)


def log_file(conn: Connection, scope: Scope, message_id: int, *, at_ms: int) -> None:
    """This function will note in the audit log that somebody opened the file of a message."""
    record_audit(conn, scope, "archive.file", f"message:{message_id}", {}, at_ms=at_ms)


def _known(conn: Connection, scope: Scope, msgids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in scoped.batches(list(msgids), IN_MAX):
        statement = scoped.select(scope, archive_message.c.msgid).where(archive_message.c.msgid.in_(part))
        found.update(conn.execute(statement).scalars())
    return found


def _members(conn: Connection, scope: Scope, messages: Sequence[NewMessage]) -> set[str]:
    """This function will return who of the people in these messages is known to be staff."""
    people = {person for one in messages for person in (one.sender, *one.receivers)}
    found: set[str] = set()
    for part in scoped.batches(sorted(people), IN_MAX):
        found.update(staff_by_wecom(conn, scope, part))
        statement = scoped.select(scope, archive_member.c.userid).where(archive_member.c.userid.in_(part))
        found.update(conn.execute(statement).scalars())
    return found


def _keep_talks(
    conn: Connection, scope: Scope, messages: Sequence[NewMessage], places: Mapping[str, Place]
) -> dict[str, int]:
    """This function will bring conversations up to date and return which one each message (by msgid) belongs to."""
    by_key: dict[str, list[NewMessage]] = defaultdict(list)
    for one in messages:
        by_key[places[one.msgid].key].append(one)
    held = {row.key: row for row in _talk_rows(conn, scope, list(by_key))}
    rows = [_talk_row(held.get(key), places[said[0].msgid], said) for key, said in by_key.items()]
    changing = ["messages", "first_at_ms", "last_at_ms", "last_kind", "last_text"]
    scoped.upsert(conn, scope, archive_talk, rows, index=["brand_id", "key"], update=changing)
    ids = {row.key: int(row.id) for row in _talk_rows(conn, scope, list(by_key))}
    people: dict[int, set[str]] = defaultdict(set)
    for one in messages:
        people[ids[places[one.msgid].key]].update(places[one.msgid].people)
    parties = [{"userid": person, "talk_id": talk} for talk, present in people.items() for person in sorted(present)]
    scoped.insert_new(conn, scope, archive_party, parties)
    return {one.msgid: ids[places[one.msgid].key] for one in messages}


def _talk_rows(conn: Connection, scope: Scope, keys: Sequence[str]) -> Iterable[Any]:
    for part in scoped.batches(keys, IN_MAX):
        yield from conn.execute(scoped.select(scope, archive_talk).where(archive_talk.c.key.in_(part)))


def _talk_row(held: Any, where: Place, said: Sequence[NewMessage]) -> dict[str, object]:
    newest = max(said, key=lambda one: one.at_ms)
    later = held is None or newest.at_ms >= held.last_at_ms
    first = min(one.at_ms for one in said)
    return {
        "key": where.key,
        "kind": where.kind,
        "external_userid": where.external_userid,
        "room_id": where.room_id,
        "messages": len(said) + (held.messages if held else 0),
        "first_at_ms": min(first, held.first_at_ms) if held else first,
        "last_at_ms": newest.at_ms if later else held.last_at_ms,
        "last_kind": newest.kind if later else held.last_kind,
        "last_text": shown(newest) if later else held.last_text,
    }


def _keep_messages(
    conn: Connection, scope: Scope, messages: Sequence[NewMessage], talks: Mapping[str, int], members: set[str]
) -> list[Kept]:
    if not messages:
        return []
    rows = [
        {
            "talk_id": talks[one.msgid],
            "msgid": one.msgid,
            "at_ms": one.at_ms,
            "kind": one.kind,
            "sender": one.sender,
            "side": side_of(one.sender, members),
            "text": one.text,
            "details": encode(one.details),
            "pairs": pairs_value(conn, one.text),
        }
        for one in messages
    ]
    scoped.insert_many(conn, scope, archive_message, rows)
    ids: dict[str, int] = {}
    for part in scoped.batches([one.msgid for one in messages], IN_MAX):
        columns = (archive_message.c.msgid, archive_message.c.id)
        ids |= {
            row.msgid: row.id
            for row in conn.execute(scoped.select(scope, *columns).where(archive_message.c.msgid.in_(part)))
        }
    index_texts(conn, archive_message, {ids[one.msgid]: one.text for one in messages if one.text})
    return [Kept(ids[one.msgid], talks[one.msgid], side_of(one.sender, members), one) for one in messages]


def _keep_files(conn: Connection, scope: Scope, kept: Sequence[Kept], at_ms: int) -> None:
    rows = [
        {
            "message_id": one.id,
            "file_id": one.message.file.file_id,
            "name": one.message.file.name,
            "size_bytes": one.message.file.size_bytes,
            "digest_md5": one.message.file.digest_md5,
            "state": FileState.WAITING,
            "digest": "",
            "attempts": 0,
            "due_at_ms": at_ms,
            "problem": "",
        }
        for one in kept
        if one.message.file is not None
    ]
    if rows:
        scoped.insert_many(conn, scope, archive_file, rows)


def _take_back(conn: Connection, scope: Scope, revoked: Mapping[str, int]) -> None:
    for part in scoped.batches(sorted(revoked), IN_MAX):
        when = case({msgid: revoked[msgid] for msgid in part}, value=archive_message.c.msgid)
        change = scoped.update(scope, archive_message).where(archive_message.c.msgid.in_(part))
        conn.execute(change.values(revoked_at_ms=when))
