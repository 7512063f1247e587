"""Making moments at the vendor and watching them. Every call is made outside a transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row

from siyu.customers import queries as customers
from siyu.kit.clock import DAY_MS, MINUTE_MS
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError, Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.attaching.queries import check_moment_files
from siyu.outreach.moments.contracts import Moment, MomentState, NewMoment
from siyu.outreach.moments.domain import check_again_ms, is_over, reactions_again_ms
from siyu.outreach.moments.models import moment, moment_post
from siyu.outreach.moments.operations import set_state
from siyu.outreach.moments.ports import MomentDesk, MomentGone
from siyu.outreach.moments.queries import due, known_vendor_ids, totals
from siyu.outreach.moments.tending.queries import everybody, senders
from siyu.outreach.ports import Uncertain
from siyu.outreach.quota.operations import count_moment

MOMENTS_MAX = 20
POSTS_MAX = 100
POLL_MS = 2_000
AGAIN_MS = MINUTE_MS
# So long a worker may take to make a moment and note its job; the vendor takes seconds to hand it out.
MAKING_MS = 2 * MINUTE_MS
# How far the vendor's clock and ours may differ when looking for a moment of ours.
CLOCK_MARGIN_MS = 2 * MINUTE_MS
log = structlog.get_logger(__name__)


def tend(platform: Platform, desk: MomentDesk, scope: Scope) -> int:
    """This function will take the next step of every moment that is due and return how many steps it took."""
    steps: Sequence[tuple[MomentState, Callable[[Platform, MomentDesk, Scope, Moment], int]]] = (
        (MomentState.SCHEDULED, _make),
        (MomentState.CREATING, _follow),
        (MomentState.CANCELLING, _stop),
        (MomentState.RUNNING, _watch),
    )
    done = 0
    for state, step in steps:
        with platform.stores.flow.reading() as conn:
            found = due(conn, scope, (state,), platform.clock.now_ms(), limit=MOMENTS_MAX)
        done += sum(_quietly(platform, desk, scope, one, step) for one in found)
    return done + look_at_posts(platform, desk, scope)


def look_at_posts(platform: Platform, desk: MomentDesk, scope: Scope) -> int:
    """This function will count viewers, comments and likes of up to 100 posts and return how many."""
    now_ms = platform.clock.now_ms()
    joined = moment_post.join(moment, moment.c.id == moment_post.c.moment_id)
    with platform.stores.flow.reading() as conn:
        chosen = scoped.select(
            scope, moment_post, moment.c.vendor_id, moment.c.state.label("moment_state"), from_=joined
        ).where(
            moment_post.c.published_at_ms.is_not(None),
            moment_post.c.next_check_at_ms <= now_ms,
            moment.c.state == str(MomentState.RUNNING),
        )
        rows = conn.execute(chosen.order_by(moment_post.c.next_check_at_ms).limit(POSTS_MAX)).all()
    return sum(_look(platform, desk, scope, row) for row in rows)


def _quietly(
    platform: Platform,
    desk: MomentDesk,
    scope: Scope,
    one: Moment,
    step: Callable[[Platform, MomentDesk, Scope, Moment], int],
) -> int:
    """This function will take one step; a vendor out of reach puts the moment off and holds up no other."""
    try:
        return step(platform, desk, scope, one)
    except Unavailable as error:
        log.warning("moment.step_failed", moment=one.id, state=one.state, error=error.detail("en"))
        _put_off(platform, scope, one, AGAIN_MS)
        return 0


def _make(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> int:
    """This function will have the vendor make a moment: claimed before, its job noted after."""
    now_ms = platform.clock.now_ms()
    claimed = {"updated_at_ms": now_ms, "started_at_ms": now_ms, "next_check_at_ms": now_ms + MAKING_MS}
    if not _move(platform, scope, one, MomentState.CREATING, **claimed):
        return 0
    made = replace(one, state=MomentState.CREATING)
    try:
        job_id = desk.create(scope, _new(platform, desk, scope, one))
    except Uncertain as error:
        log.warning("moment.uncertain", moment=one.id, error=error.detail("en"))
        return 1  # looked up when the making is overdue
    except SiyuError as error:
        return _refused(platform, scope, made, error)
    soon = {"job_id": job_id, "next_check_at_ms": platform.clock.now_ms() + POLL_MS}
    _note(platform, scope, one, **soon)
    return 1


def _new(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> NewMoment:
    maker, plan = Scope(scope.brand_id, one.org_paths, one.created_by), one.plan
    check_moment_files(platform, scope, plan.attachments)
    known = desk.tags(scope, plan.tag_ids) if plan.tag_ids else {}
    with platform.stores.core.reading() as conn:
        who = None if everybody(maker, plan) else tuple(senders(conn, maker, plan))
    return NewMoment(plan.text, plan.attachments, who, tuple(known[tag] for tag in plan.tag_ids if tag in known))


def _refused(platform: Platform, scope: Scope, one: Moment, error: SiyuError) -> int:
    """This function will try again later what may work later, and end the rest with the vendor's reason."""
    now_ms = platform.clock.now_ms()
    if isinstance(error, Unavailable) and not error.permanent:
        log.warning("moment.put_off", moment=one.id, error=error.detail("en"))
        _move(platform, scope, one, MomentState.SCHEDULED, next_check_at_ms=now_ms + AGAIN_MS)
        return 0
    _end(platform, scope, one, MomentState.FAILED, problem=_words(error.detail("zh"), error.detail("en")))
    return 1


def _follow(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> int:
    """This function will learn the vendor's id of a moment under way."""
    if not one.job_id:
        return _look_up(platform, desk, scope, one)
    report = desk.progress(scope, one.job_id)
    if report is None:
        return _look_up(platform, desk, scope, one)
    if not report.done:
        _put_off(platform, scope, one, POLL_MS)
        return 0
    if not report.vendor_id:
        _end(platform, scope, one, MomentState.FAILED, problem=_words(report.problem, report.problem))
        return 1
    unknown = encode(list(report.unknown)).decode()
    _run(platform, scope, one, report.vendor_id, unknown=unknown)
    return 1


def _look_up(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> int:
    """This function will find a moment whose job was never noted; one that does not exist is made anew."""
    since_ms = one.started_at_ms - CLOCK_MARGIN_MS
    with platform.stores.flow.reading() as conn:
        known = known_vendor_ids(conn, scope, since_ms - DAY_MS)
    vendor_id = desk.find(scope, one.plan.text, since_ms=since_ms, known=known)
    if vendor_id:
        _run(platform, scope, one, vendor_id)
    elif one.state is MomentState.CANCELLING:
        _end(platform, scope, one, MomentState.CANCELLED)
    else:
        _move(platform, scope, one, MomentState.SCHEDULED, job_id="", next_check_at_ms=platform.clock.now_ms())
    return 1


def _run(platform: Platform, scope: Scope, one: Moment, vendor_id: str, **values: object) -> None:
    now_ms = platform.clock.now_ms()
    state = one.state if one.state is MomentState.CANCELLING else MomentState.RUNNING
    _move(platform, scope, one, state, vendor_id=vendor_id, next_check_at_ms=now_ms, updated_at_ms=now_ms, **values)


def _stop(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> int:
    if not one.started_at_ms:
        _end(platform, scope, one, MomentState.CANCELLED)
        return 1
    if not one.vendor_id:
        if not one.job_id and platform.clock.now_ms() < one.started_at_ms + MAKING_MS:
            _put_off(platform, scope, one, POLL_MS)
            return 0
        return _follow(platform, desk, scope, one)
    desk.cancel(scope, one.vendor_id)
    _note_posts(platform, desk, scope, one)
    _end(platform, scope, one, MomentState.CANCELLED)
    return 1


def _watch(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> int:
    """This function will learn who has published, and close a moment of which nothing more is to be expected."""
    try:
        _note_posts(platform, desk, scope, one)
    except MomentGone:
        _end(platform, scope, one, MomentState.DONE)
        return 1
    now_ms = platform.clock.now_ms()
    age_ms = now_ms - one.started_at_ms
    with platform.stores.flow.reading() as conn:
        far = totals(conn, scope, [one.id])[one.id]
    if is_over(age_ms, all_published=far.senders == far.published):
        _end(platform, scope, one, MomentState.DONE)
    else:
        _put_off(platform, scope, one, check_again_ms(age_ms))
    return 1


def _note_posts(platform: Platform, desk: MomentDesk, scope: Scope, one: Moment) -> None:
    asked = dict(desk.publications(scope, one.vendor_id))
    now_ms = platform.clock.now_ms()
    fresh: dict[str, Any] = {"moment_id": one.id, "published_at_ms": None, "viewers": 0, "comments": 0, "likes": 0}
    fresh |= {"counted": False, "checked_at_ms": 0, "next_check_at_ms": now_ms}
    out = [userid for userid, published in asked.items() if published]

    def work(conn: Connection) -> None:
        scoped.insert_new(conn, scope, moment_post, [{**fresh, "advisor": userid} for userid in asked])
        for part in scoped.batches(out, 500):
            change = scoped.update(scope, moment_post).where(
                moment_post.c.moment_id == one.id,
                moment_post.c.advisor.in_(part),
                moment_post.c.published_at_ms.is_(None),
            )
            conn.execute(change.values(published_at_ms=now_ms, next_check_at_ms=now_ms))

    platform.stores.flow.write(work)


def _look(platform: Platform, desk: MomentDesk, scope: Scope, row: Row[Any]) -> int:
    now_ms = platform.clock.now_ms()
    try:
        seen = desk.viewers(scope, row.vendor_id, row.advisor)
        comments, likes = desk.reactions(scope, row.vendor_id, row.advisor)
    except Unavailable as error:
        log.warning("moment.post_failed", moment=row.moment_id, advisor=row.advisor, error=error.detail("en"))
        seen, comments, likes = [], row.comments, row.likes
    with platform.stores.core.reading() as conn:
        known = customers.owners(conn, scope, [("external_userid", one) for one in seen]) if not row.counted else {}
    later_ms = now_ms + reactions_again_ms(now_ms - row.published_at_ms)
    values: dict[str, Any] = {"comments": comments, "likes": likes, "checked_at_ms": now_ms}
    values |= {
        "viewers": max(len(seen), row.viewers),
        "next_check_at_ms": later_ms,
        "counted": bool(seen) or row.counted,
    }
    platform.stores.flow.write(partial(_keep, scope=scope, row=row, values=values, ids=sorted(known.values())))
    return 1


def _keep(conn: Connection, *, scope: Scope, row: Row[Any], values: dict[str, Any], ids: list[int]) -> None:
    """This function will store a post's figures; who can see it is counted once."""
    table = moment_post.c
    change = scoped.update(scope, moment_post).where(table.id == row.id, table.counted.is_(bool(row.counted)))
    if conn.execute(change.values(**values)).rowcount and ids and not row.counted:
        count_moment(conn, scope, np.array(ids, dtype=np.int64), at_ms=row.published_at_ms)


def _move(platform: Platform, scope: Scope, one: Moment, state: MomentState, **values: object) -> bool:
    return platform.stores.flow.write(lambda conn: set_state(conn, scope, one, state, **values))


def _note(platform: Platform, scope: Scope, one: Moment, **values: object) -> None:
    change = scoped.update(scope, moment).where(moment.c.id == one.id)
    platform.stores.flow.write(lambda conn: conn.execute(change.values(**values)))


def _put_off(platform: Platform, scope: Scope, one: Moment, by_ms: int) -> None:
    _note(platform, scope, one, next_check_at_ms=platform.clock.now_ms() + by_ms)


def _end(platform: Platform, scope: Scope, one: Moment, state: MomentState, **values: object) -> None:
    now_ms = platform.clock.now_ms()
    _move(platform, scope, one, state, finished_at_ms=now_ms, updated_at_ms=now_ms, **values)


def _words(zh: str, en: str) -> str:
    return encode({"zh": zh, "en": en}).decode()
