"""Counting the weeks: whenever messages came, and once more when the last session is over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import ArchiveRules, Week
from siyu.advisors.archive.models import archive_week, archive_week_due
from siyu.advisors.archive.rules.queries import rules
from siyu.advisors.archive.weeks import queries
from siyu.advisors.archive.weeks.domain import DAYS, Session, monday_of, sessions, working_ms
from siyu.advisors.archive.weeks.queries import MemberTalk
from siyu.kit.calendar import day_begin_ms
from siyu.kit.clock import HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand

WEEKS_PER_ROUND = 4
NAMES = ("sessions", "received", "sent", "replied", "reply_ms", "unanswered")


def mark(conn: Connection, scope: Scope, times: Iterable[int], *, gap_hours: int, at_ms: int) -> None:
    """This function will have the weeks of new messages counted; a message also moves a session begun a gap before."""
    zone = own_brand(conn, scope).zone
    moments = set(times)
    mondays = {monday_of(one - back, zone) for one in moments for back in (0, gap_hours * HOUR_MS)}
    rows = [{"monday": monday, "due_at_ms": at_ms} for monday in sorted(mondays)]
    if rows:
        scoped.upsert(conn, scope, archive_week_due, rows, index=["brand_id", "monday"], update=["due_at_ms"])


def count(platform: Platform, scope: Scope) -> int:
    """This function will count up to four weeks that are due and return how many."""
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        due = queries.due(conn, scope, now_ms, WEEKS_PER_ROUND)
        held, zone = (rules(conn, scope), own_brand(conn, scope).zone) if due else (ArchiveRules(), "")
    for monday, since_ms in due:
        with core.reading() as conn:
            counted, again_ms = _counted(conn, scope, monday, held=held, zone=zone, now_ms=now_ms)

        def work(
            conn: Connection, monday: int = monday, since: int = since_ms, counted: list[Week] = counted,
            again: int | None = again_ms,
        ) -> None:  # fmt: skip
            _store(conn, scope, monday, counted)
            _done(conn, scope, monday, since, again)

        core.write(work)
    return len(due)


def _counted(
    conn: Connection, scope: Scope, monday: int, *, held: ArchiveRules, zone: str, now_ms: int
) -> tuple[list[Week], int | None]:
    """This function will count one week, and say when its last open session is over (None: all are)."""
    begin, end, gap_ms = day_begin_ms(monday, zone), day_begin_ms(monday + DAYS, zone), held.session_gap_hours * HOUR_MS
    totals: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    again: list[int] = []
    for talk in queries.spoken(conn, scope, begin - gap_ms, end + gap_ms):
        total = totals[talk.userid]
        _add_messages(total, talk, begin, end)
        for one in sessions(talk.said, gap_ms):
            if begin <= one.first_at_ms < end:
                _add_session(total, one, held, zone, is_over=one.last_at_ms + gap_ms <= now_ms)
                if one.asked_at_ms is not None and one.answered_at_ms is None and one.last_at_ms + gap_ms > now_ms:
                    again.append(one.last_at_ms + gap_ms)
    found = [Week(monday, userid, **total) for userid, total in totals.items() if any(total.values())]
    return found, min(again, default=None)


def _add_messages(total: dict[str, int], talk: MemberTalk, begin: int, end: int) -> None:
    inside = [one.by_staff for one in talk.said if begin <= one.at_ms < end]
    total["sent"] += sum(inside)
    total["received"] += len(inside) - sum(inside)


def _add_session(total: dict[str, int], one: Session, held: ArchiveRules, zone: str, *, is_over: bool) -> None:
    total["sessions"] += 1
    if one.asked_at_ms is None:
        return
    if one.answered_at_ms is not None:
        total["replied"] += 1
        total["reply_ms"] += working_ms(one.asked_at_ms, one.answered_at_ms, held.hours, zone)
    elif is_over:
        total["unanswered"] += 1


def _store(conn: Connection, scope: Scope, monday: int, counted: list[Week]) -> None:
    conn.execute(scoped.delete(scope, archive_week).where(archive_week.c.monday == monday))
    rows: list[Mapping[str, object]] = [
        {"monday": one.monday, "userid": one.userid, **{name: getattr(one, name) for name in NAMES}} for one in counted
    ]
    if rows:
        scoped.insert_many(conn, scope, archive_week, rows)


def _done(conn: Connection, scope: Scope, monday: int, since_ms: int, again_ms: int | None) -> None:
    """This function will take the week off the list, or put it off until a session is over, unless messages came since."""
    table = archive_week_due.c
    same = (table.monday == monday, table.due_at_ms == since_ms)
    if again_ms is None:
        conn.execute(scoped.delete(scope, archive_week_due).where(*same))
    else:
        conn.execute(scoped.update(scope, archive_week_due).where(*same).values(due_at_ms=again_ms))
