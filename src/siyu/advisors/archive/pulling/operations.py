"""The pull: ask outside any transaction, open, then store messages and position together.

Killed anywhere, the next pull asks for the same page again; whoever was slower than another finds the position moved and
stores nothing. A message whose key is not here waits, sealed, and is opened when the key comes: the vendor forgets
after five days, we do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import Connection

from siyu.advisors.archive.consents.operations import save_answers
from siyu.advisors.archive.contracts import Answer, Envelope, NewMessage, Position, Pulled
from siyu.advisors.archive.keys.queries import PrivateKeys, public_keys
from siyu.advisors.archive.models import archive_position, archive_sealed
from siyu.advisors.archive.ports import Archive, CannotOpen
from siyu.advisors.archive.pulling import queries
from siyu.advisors.archive.rules.queries import rules
from siyu.advisors.archive.talks.operations import keep
from siyu.advisors.archive.watching.operations import note_hits
from siyu.advisors.archive.weeks.operations import mark
from siyu.kit.clock import HOUR_MS, MINUTE_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, SiyuError
from siyu.kit.platform import Platform

PULL_MAX = 1_000
PAGES_PER_ROUND = 20
# The vendor tells of new messages; this is for the times it does not. It keeps five days.
POLL_EVERY_MS = 5 * MINUTE_MS
RETRY_FIRST_MS = 30 * SECOND_MS
IN_MAX = 500


class PulledMeanwhile(Conflict):
    """Another process has pulled the same messages; nothing of this page was stored."""

    zh = "另一个进程刚拉取过会话存档,本次没有写入"
    en = "Another process has just pulled the archive; nothing was stored twice"
    fix_zh = "无需处理,稍后再试"
    fix_en = "Nothing to do; try again in a moment"


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a page: messages opened, envelopes that stay sealed with the key they were tried with."""

    messages: tuple[NewMessage, ...]
    sealed: tuple[tuple[Envelope, str], ...]


def pull(platform: Platform, scope: Scope, archive: Archive, *, pages_max: int = PAGES_PER_ROUND) -> Pulled:
    """This function will pull until caught up, or `pages_max` pages of 1,000 messages.

    Raises Unavailable, or PulledMeanwhile; what was pulled before stays.
    """
    done = Pulled()
    for _ in range(pages_max):
        page = pull_page(platform, scope, archive)
        done = replace(
            page,
            messages=done.messages + page.messages,
            repeated=done.repeated + page.repeated,
            unopened=done.unopened + page.unopened,
        )
        if page.caught_up:
            break
    return done


def pull_page(platform: Platform, scope: Scope, archive: Archive) -> Pulled:
    """This function will pull one page and store it. Raises as `pull`."""
    core = platform.stores.core
    with core.reading() as conn:
        at = queries.position(conn, scope)
    envelopes = archive.pull(scope, at.seq, PULL_MAX)
    now_ms = platform.clock.now_ms()
    if not envelopes:
        core.write(lambda conn: _move(conn, scope, at, replace(at, checked_at_ms=now_ms), now_ms))
        return Pulled(seq=at.seq, caught_up=True)
    opened = _open_all(platform, scope, archive, envelopes)
    return core.write(lambda conn: _take_in(conn, scope, at, envelopes=envelopes, opened=opened, now_ms=now_ms))


def open_sealed(platform: Platform, scope: Scope, archive: Archive) -> int:
    """This function will open up to 1,000 messages that waited for a key that has come, and return how many it opened."""
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        if not queries.sealed_count(conn, scope):
            return 0
        keys = {one.version: one.fingerprint for one in public_keys(conn, scope)}
        waiting = queries.sealed(conn, scope, keys, limit=PULL_MAX)
    if not waiting:
        return 0
    opened = _open_all(platform, scope, archive, waiting)

    def work(conn: Connection) -> int:
        still = {one.msgid for one, _ in opened.sealed}
        for part in scoped.batches([one.msgid for one in waiting if one.msgid not in still], IN_MAX):
            conn.execute(scoped.delete(scope, archive_sealed).where(archive_sealed.c.msgid.in_(part)))
        _seal(conn, scope, opened, now_ms)
        return store(conn, scope, opened.messages, at_ms=now_ms)

    return core.write(work)


def store(conn: Connection, scope: Scope, messages: Sequence[NewMessage], *, at_ms: int) -> int:
    """This function will store opened messages, look for sensitive words in them and return how many were new."""
    kept = keep(conn, scope, messages, at_ms=at_ms)
    note_hits(conn, scope, [(one.id, one.talk_id, one.side, one.message.text) for one in kept if one.message.text])
    save_answers(conn, scope, [answer for one in messages for answer in _answers(one)])
    gap_hours = rules(conn, scope).session_gap_hours
    mark(conn, scope, [one.message.at_ms for one in kept], gap_hours=gap_hours, at_ms=at_ms)
    return len(kept)


def hurry(conn: Connection, scope: Scope, *, at_ms: int) -> None:
    """This function will have the archive pulled at once: the vendor says that there are new messages."""
    _ensure(conn, scope)
    early = scoped.update(scope, archive_position).where(archive_position.c.due_at_ms > at_ms)
    conn.execute(early.values(due_at_ms=at_ms))


def put_off(conn: Connection, scope: Scope, error: SiyuError, *, at_ms: int) -> None:
    """This function will note why a pull failed and try again later: after 30 seconds, doubling up to an hour."""
    _ensure(conn, scope)
    failures = queries.position(conn, scope).failures + 1
    wait_ms = min(RETRY_FIRST_MS << min(failures - 1, 10), HOUR_MS)
    problem = f"{error.detail('zh')}\n{error.detail('en')}"
    values = {"failures": failures, "problem": problem, "due_at_ms": at_ms + wait_ms}
    conn.execute(scoped.update(scope, archive_position).values(**values))


def start_over(conn: Connection, scope: Scope) -> None:
    """This function will have the archive read from its beginning; messages already here stay and do not come twice."""
    _ensure(conn, scope)
    conn.execute(scoped.update(scope, archive_position).values(seq=0, due_at_ms=0, failures=0, problem=""))


def _take_in(
    conn: Connection, scope: Scope, at: Position, *, envelopes: Sequence[Envelope], opened: Opened, now_ms: int
) -> Pulled:
    seqs = sorted({at.seq, *(one.seq for one in envelopes)})
    holes = sum(high - low - 1 for low, high in pairwise(seqs) if low > 0)
    later = replace(at, seq=seqs[-1], pulled_at_ms=now_ms, checked_at_ms=now_ms, missing=at.missing + holes)
    _move(conn, scope, at, replace(later, missing_at_ms=now_ms) if holes else later, now_ms, more=True)
    _seal(conn, scope, opened, now_ms)
    new = store(conn, scope, opened.messages, at_ms=now_ms)
    repeated = sum(not one.revokes for one in opened.messages) - new
    return Pulled(new, max(0, repeated), len(opened.sealed), seqs[-1])


def _move(conn: Connection, scope: Scope, seen: Position, now: Position, now_ms: int, *, more: bool = False) -> None:
    """This function will move the position on from what was seen. Raises PulledMeanwhile when it is no longer there."""
    _ensure(conn, scope)
    values = {
        "seq": now.seq,
        "pulled_at_ms": now.pulled_at_ms,
        "checked_at_ms": now.checked_at_ms,
        "due_at_ms": now_ms if more else now_ms + POLL_EVERY_MS,
        "failures": 0,
        "problem": "",
        "missing": now.missing,
        "missing_at_ms": now.missing_at_ms,
    }
    same = scoped.update(scope, archive_position).where(archive_position.c.seq == seen.seq)
    if not conn.execute(same.values(**values)).rowcount:
        raise PulledMeanwhile(field="seq", value=seen.seq)


def _ensure(conn: Connection, scope: Scope) -> None:
    row = dict.fromkeys(
        ("seq", "pulled_at_ms", "checked_at_ms", "due_at_ms", "failures", "missing", "missing_at_ms", "answers_at_ms"),
        0,
    )
    scoped.insert_new(conn, scope, archive_position, [{**row, "problem": ""}])


def _open_all(platform: Platform, scope: Scope, archive: Archive, envelopes: Sequence[Envelope]) -> Opened:
    with platform.stores.core.reading() as conn:
        keys = PrivateKeys(platform, conn, scope, [one.key_version for one in envelopes])
    messages: list[NewMessage] = []
    sealed: list[tuple[Envelope, str]] = []
    for one in envelopes:
        secret = keys.unseal(one.key_version, one.sealed_key)
        try:
            if secret is None:
                raise CannotOpen(value=one.msgid)
            message = archive.open(scope, one, secret)
        except CannotOpen:
            sealed.append((one, keys.fingerprints.get(one.key_version, "")))
            continue
        if message is not None:
            messages.append(message)
    return Opened(tuple(messages), tuple(sealed))


def _seal(conn: Connection, scope: Scope, opened: Opened, now_ms: int) -> None:
    rows = [
        {
            "msgid": one.msgid,
            "seq": one.seq,
            "key_version": one.key_version,
            "sealed_key": one.sealed_key,
            "sealed_body": one.sealed_body,
            "pulled_at_ms": now_ms,
            "tried_with": fingerprint,
        }
        for one, fingerprint in {one.msgid: (one, fingerprint) for one, fingerprint in opened.sealed}.values()
    ]
    if rows:
        scoped.upsert(conn, scope, archive_sealed, rows, index=["brand_id", "msgid"], update=["tried_with"])


def _answers(message: NewMessage) -> list[Answer]:
    if message.consent is None:
        return []
    userid = message.receivers[0] if message.receivers and not message.room_id else ""
    return [Answer(userid, message.room_id, message.sender, message.consent, message.at_ms)]
