"""Looking through kept messages when the list of words has grown: one job a version of the list, a page a step.

A step's hits and the job's mark are stored in one transaction: a worker that is killed leaves the mark where its last
page ended. Nobody is told of what is found here: it was said long ago, and may be a thousand times. It is listed by the
time it was said, and counted.
"""

from dataclasses import asdict, replace

from sqlalchemy import Connection

from siyu.advisors.archive.models import archive_hit
from siyu.advisors.archive.watching.domain import found, hit_rows
from siyu.advisors.archive.watching.history import queries
from siyu.advisors.archive.watching.history.queries import LOOK_BACK_JOB, Kept, Mark
from siyu.advisors.archive.watching.queries import words
from siyu.kit import jobs
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.jobs import Job
from siyu.kit.platform import Platform

PAGE = 1_000


def line_up(conn: Connection, scope: Scope) -> int:
    """This function will have whoever stores messages and whoever changes the words wait for each other.

    Without it a message stored by a pull that has read the old list could become visible behind the look back. Call it
    before reading the list; returns a number larger than all before.
    """
    return take(conn, f"archive.words:{scope.brand_id}")


def begin(conn: Connection, scope: Scope, *, at_ms: int) -> None:
    """This function will have kept messages looked through for the words there are now; an older look ends."""
    version = line_up(conn, scope)
    if queries.any_kept(conn, scope):
        jobs.enqueue(conn, scope, LOOK_BACK_JOB, asdict(Mark(at_ms)), run_at_ms=at_ms, key=str(version))


def step(platform: Platform, job: Job) -> None:
    """This function will look through the next page of messages and put the job back until none is left.

    Raises LeaseLost when another worker has the job.
    """
    core, scope, now_ms = platform.stores.core, job.scope, platform.clock.now_ms()
    at = Mark(**job.payload)
    with core.reading() as conn:
        newest = jobs.newest(conn, scope, LOOK_BACK_JOB)
        if newest is not None and newest.id != job.id:
            return  # the list has grown again: that look goes through everything
        since_ms = queries.kept_since_ms(conn, scope, now_ms)
        if at.at_ms is None:
            at = replace(at, total=queries.kept_count(conn, scope, since_ms))
        page = queries.page(conn, scope, at, since_ms=since_ms, limit=PAGE)
        listed = words(conn, scope)
    spotted = found(listed, [(one.text, one.side) for one in page])
    rows = hit_rows([(one.id, one.talk_id) for one in page], spotted, told_at_ms=now_ms)

    def work(conn: Connection) -> None:
        new = len(scoped.insert_missing(conn, scope, archive_hit, rows, archive_hit.c.id)) if rows else 0
        again_at_ms = now_ms if len(page) == PAGE else None
        jobs.carry_on(conn, job, asdict(_moved(at, page, new)), again_at_ms=again_at_ms)

    core.write(work)


def _moved(at: Mark, page: list[Kept], new: int) -> Mark:
    if not page:
        return at
    last = page[-1]
    return replace(at, at_ms=last.at_ms, message_id=last.id, done=at.done + len(page), hits=at.hits + new)
