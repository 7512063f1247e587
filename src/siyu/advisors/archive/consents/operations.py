"""Reading who agreed: once a day for every friend of every archived member, a page at a time, resumable."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.advisors.archive.consents import queries
from siyu.advisors.archive.contracts import Answer, Source
from siyu.advisors.archive.models import archive_answer, archive_member, archive_position
from siyu.advisors.archive.ports import Archive
from siyu.customers.friends.queries import friends_of_staff
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform

FRIENDS_PER_STEP = 500
PAIRS_PER_CALL = 100


def begin_round(platform: Platform, scope: Scope, archive: Archive) -> int:
    """This function will have all answers read anew and return how many members are archived. Raises Unavailable."""
    if archive.source(scope) is Source.NONE:
        return 0
    members, now_ms = archive.members(scope), platform.clock.now_ms()
    rooms = [answer for room in _rooms(platform, scope) for answer in _room_answers(archive, scope, room)]

    def work(conn: Connection) -> None:
        conn.execute(scoped.delete(scope, archive_member).where(archive_member.c.userid.not_in(members)))
        rows = [{"userid": one, "cursor": "", "asked_at_ms": 0} for one in dict.fromkeys(members)]
        scoped.upsert(conn, scope, archive_member, rows, index=["brand_id", "userid"], update=["cursor", "asked_at_ms"])
        save_answers(conn, scope, rooms)
        conn.execute(scoped.update(scope, archive_position).values(answers_at_ms=now_ms))

    platform.stores.core.write(work)
    return len(members)


def ask_on(platform: Platform, scope: Scope, archive: Archive) -> int:
    """This function will read the answers of up to 500 friends of one member, and remember how far it came.

    Returns how many were asked for, 0 when the round is over. Raises Unavailable.
    """
    core = platform.stores.core
    with core.reading() as conn:
        found = queries.next_member(conn, scope)
        if found is None:
            return 0
        userid, cursor = found
        friends = friends_of_staff(conn, scope, userid, after=cursor, limit=FRIENDS_PER_STEP)
    pairs = [(userid, one.external_userid) for one in friends]
    answers = [one for part in scoped.batches(pairs, PAIRS_PER_CALL) for one in archive.answers(scope, part)]
    is_last = len(friends) < FRIENDS_PER_STEP
    values: dict[str, object] = {"cursor": "" if is_last else friends[-1].external_userid}
    if is_last:
        values["asked_at_ms"] = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        save_answers(conn, scope, answers)
        conn.execute(scoped.update(scope, archive_member).where(archive_member.c.userid == userid).values(**values))

    core.write(work)
    return max(1, len(friends))


def save_answers(conn: Connection, scope: Scope, answers: Sequence[Answer]) -> None:
    """This function will store what customers answered; the last word on a pair holds."""
    newest: dict[tuple[str, str, str], Answer] = {}
    for one in answers:
        if not one.agreed and not one.changed_at_ms:
            continue  # nobody has asked them yet
        key = (one.external_userid, one.userid, one.room_id)
        if key not in newest or one.changed_at_ms >= newest[key].changed_at_ms:
            newest[key] = one
    rows = [
        {
            "external_userid": one.external_userid,
            "userid": one.userid,
            "room_id": one.room_id,
            "agreed": one.agreed,
            "changed_at_ms": one.changed_at_ms,
        }
        for one in newest.values()
    ]
    index = ["brand_id", "external_userid", "userid", "room_id"]
    if rows:
        scoped.upsert(conn, scope, archive_answer, rows, index=index, update=["agreed", "changed_at_ms"])


def _rooms(platform: Platform, scope: Scope) -> list[str]:
    with platform.stores.core.reading() as conn:
        return queries.newest_rooms(conn, scope)


def _room_answers(archive: Archive, scope: Scope, room_id: str) -> list[Answer]:
    try:
        return archive.room_answers(scope, room_id)
    except Unavailable as error:
        if not error.permanent:
            raise
        return []  # the group is no more
