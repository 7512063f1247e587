"""What a running campaign needs from the vendor besides results. Every call is made outside a transaction."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Row

from siyu.customers import queries as customers
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.codec import decode, encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.confirming.operations import collect_task
from siyu.outreach.contracts import MASS, IntentState, Reason
from siyu.outreach.mass.contracts import GROUP_CHANNEL, Campaign, CampaignState, Outcome, Reminded
from siyu.outreach.mass.domain import REMINDER_WINDOW_MS
from siyu.outreach.mass.groups.operations import collect_group_task, end_groups
from siyu.outreach.mass.operations import drop_waiting, end, set_state
from siyu.outreach.mass.ports import MassDesk
from siyu.outreach.mass.queries import in_states, progress
from siyu.outreach.models import outreach_intent, staff_task
from siyu.outreach.ports import Channel
from siyu.outreach.quota import operations as quota
from siyu.outreach.quota.contracts import OwnSend, Subject
from siyu.outreach.quota.queries import counted_of, counted_sends, own_sends_since

TASKS_MAX = 100
ENDED_MAX = 20_000
# What is not sent a day after the advisor confirmed was left out by them.
LEFT_OUT_MS = DAY_MS
OWN_SINCE_MS = 31 * DAY_MS
OWN_OVERLAP_MS = HOUR_MS
# Other apps' messages are kept apart from what advisors made by themselves.
OF_OTHERS = "_other"
log = structlog.get_logger(__name__)


def remind(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will send the reminders that were asked for or fell due, up to 100, and return how many."""
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: _ask_due(conn, scope, now_ms))
    with platform.stores.flow.reading() as conn:
        asked = scoped.select(scope, staff_task).where(
            staff_task.c.channel.in_((desk.channel, GROUP_CHANNEL)), staff_task.c.remind_asked_at_ms > 0
        )
        rows = conn.execute(asked.order_by(staff_task.c.id).limit(TASKS_MAX)).all()
    return sum(_remind_one(platform, desk, scope, row) for row in rows)


def stop(platform: Platform, desk: MassDesk, channel: Channel, scope: Scope) -> int:
    """This function will take the next step of stopping cancelled campaigns and return how much it did."""
    with platform.stores.flow.reading() as conn:
        stopping = in_states(conn, scope, (CampaignState.CANCELLING,))
    return sum(_stop_one(platform, desk, channel, scope, one) for one in stopping)


def finish(platform: Platform, scope: Scope) -> int:
    """This function will close campaigns of which nothing is open any more and return how many."""
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: _give_up_left_out(conn, scope, now_ms))
    with platform.stores.flow.reading() as conn:
        running = in_states(conn, scope, (CampaignState.RUNNING,))
        far = progress(conn, scope, [one.id for one in running])
        open_tasks = {one.id: _open_count(conn, scope, one.id) for one in running}
    done = 0
    for one in running:
        people = far[one.id].people
        if people.get(Outcome.CREATING) or people.get(Outcome.LATER) or open_tasks[one.id]:
            continue
        done += platform.stores.flow.write(partial(_finish_one, scope=scope, one=one, now_ms=now_ms))
    return done


def learn_own_sends(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will count what advisors sent to many by themselves and return how many messages were new."""
    return sum(_learn_own(platform, desk, scope, subject) for subject in (Subject.CUSTOMER, Subject.GROUP))


def learn_foreign_sends(platform: Platform, desk: MassDesk, scope: Scope) -> int:
    """This function will count what advisors confirmed of other apps' mass messages and return how many shares were new."""
    since_ms = platform.clock.now_ms() - OWN_SINCE_MS
    with platform.stores.flow.reading() as conn:
        known = frozenset(counted_sends(conn, scope, f"{desk.channel}{OF_OTHERS}", since_ms))
        table = staff_task.c
        mine = scoped.select(scope, table.vendor_id).where(table.created_at_ms >= since_ms - DAY_MS).distinct()
        ours = frozenset(conn.execute(mine).scalars())
    try:
        found = desk.foreign_sends(scope, since_ms=since_ms, known=known, ours=ours)
        return sum(_count_own(platform, f"{desk.channel}{OF_OTHERS}", scope, one) for one in found)
    except Unavailable as error:
        log.warning("mass.foreign_sends_failed", channel=desk.channel, error=str(error))
        return 0


def _learn_own(platform: Platform, desk: MassDesk, scope: Scope, subject: Subject) -> int:
    """This function will count advisors' own messages to customers, or to groups, and return how many were new."""
    now_ms, new = platform.clock.now_ms(), 0
    with platform.stores.flow.reading() as conn:
        since_ms = own_sends_since(conn, scope, desk.channel, subject, now_ms - OWN_SINCE_MS) - OWN_OVERLAP_MS
        known = frozenset(counted_of(conn, scope, desk.channel, subject, since_ms))
    try:
        for one in desk.own_sends(scope, subject, since_ms=since_ms, known=known):
            new += _count_own(platform, desk.channel, scope, one)
    except Unavailable as error:
        log.warning("mass.own_sends_failed", channel=desk.channel, subject=subject.name, error=str(error))
    return new


def _count_own(platform: Platform, channel: str, scope: Scope, send: OwnSend) -> int:
    """This function will count one message; recipients who are no customers are nobody we could send to."""

    def work(conn: Connection) -> bool:
        if send.subject is Subject.GROUP:
            numbers = quota.number_groups(conn, scope, [address for address, _ in send.reached])
            reached = {numbers[address]: at_ms for address, at_ms in send.reached}
        else:
            reached = {customer_id: times[key] for key, customer_id in known.items()}
        return quota.count_own_send(conn, scope, channel, send, reached)

    times = {("external_userid", address): at_ms for address, at_ms in send.reached}
    with platform.stores.core.reading() as conn:
        known = customers.owners(conn, scope, list(times)) if send.subject is Subject.CUSTOMER else {}
    return int(platform.stores.flow.write(work))


def _ask_due(conn: Connection, scope: Scope, now_ms: int) -> None:
    """This function will ask for the reminders that running campaigns' rules want by now."""
    for one in in_states(conn, scope, (CampaignState.RUNNING,)):
        rule = one.plan.reminders
        table = staff_task.c
        for sent in range(rule.times):
            due_ms = now_ms - rule.after_hours * HOUR_MS * (sent + 1)
            late = scoped.update(scope, staff_task).where(
                table.origin == MASS, table.origin_id == one.id, table.confirmed_at_ms.is_(None),
                table.settled.is_(False), table.created_at_ms <= due_ms, table.reminders == sent,
                table.remind_asked_at_ms == 0, table.remind_blocked_until_ms <= now_ms,
            )  # fmt: skip
            conn.execute(late.values(remind_asked_at_ms=now_ms))


def _remind_one(platform: Platform, desk: MassDesk, scope: Scope, row: Row[Any]) -> int:
    now_ms = platform.clock.now_ms()
    if row.confirmed_at_ms is not None or row.settled:
        said = Reminded.GONE
    else:
        try:
            said = desk.remind(scope, row.vendor_id)
        except Unavailable as error:
            log.warning("mass.remind_failed", task=row.vendor_id, error=str(error))
            return 0
    values: dict[str, Any] = {"remind_asked_at_ms": 0}
    if said is Reminded.DONE:
        times = [*decode(row.reminded_at_ms.encode(), list[int]), now_ms]
        values |= {"reminded_at_ms": encode(times).decode(), "reminders": len(times)}
    if said is Reminded.TOO_OFTEN:
        values |= {"remind_blocked_until_ms": now_ms + REMINDER_WINDOW_MS}
    change = scoped.update(scope, staff_task).where(staff_task.c.id == row.id)
    platform.stores.flow.write(lambda conn: conn.execute(change.values(**values)))
    return int(said is Reminded.DONE)


def _stop_one(platform: Platform, desk: MassDesk, channel: Channel, scope: Scope, one: Campaign) -> int:
    now_ms = platform.clock.now_ms()
    dropped = platform.stores.flow.write(lambda conn: _drop(conn, scope, one, now_ms))
    with platform.stores.flow.reading() as conn:
        rows = _open_tasks(conn, scope, one.id)
        far = progress(conn, scope, [one.id])[one.id].people
    stopped = sum(_take_back(platform, desk, channel, scope, row) for row in rows)
    if not dropped and not rows and not far.get(Outcome.CREATING) and not far.get(Outcome.LATER):
        ended = {"finished_at_ms": now_ms, "updated_at_ms": now_ms}
        platform.stores.flow.write(lambda conn: set_state(conn, scope, one, CampaignState.CANCELLED, **ended))
        return 1
    return dropped + stopped


def _drop(conn: Connection, scope: Scope, one: Campaign, now_ms: int) -> int:
    if one.plan.audience.groups:
        return end_groups(conn, scope, one.id, (IntentState.QUEUED,), Reason.CANCELLED, at_ms=now_ms)
    return drop_waiting(conn, scope, one.id, at_ms=now_ms)


def _take_back(platform: Platform, desk: MassDesk, channel: Channel, scope: Scope, row: Row[Any]) -> int:
    """This function will stop one advisor's task, learn what had been sent by then, and end the rest."""
    try:
        desk.cancel(scope, row.vendor_id)
        if row.channel == GROUP_CHANNEL:
            collect_group_task(platform, desk, scope, row)
        else:
            collect_task(platform, channel, scope, row)
    except Unavailable as error:
        log.warning("mass.cancel_failed", task=row.vendor_id, error=str(error))
        return 0
    now_ms = platform.clock.now_ms()

    def close(conn: Connection) -> None:
        if row.channel == GROUP_CHANNEL:
            end_groups(conn, scope, row.origin_id, (IntentState.ACCEPTED,), Reason.CANCELLED, at_ms=now_ms, task=row)
        while len(ids := _unsent(conn, scope, row.vendor_id)):
            end(conn, scope, ids, IntentState.FAILED, Reason.CANCELLED, at_ms=now_ms)
        change = scoped.update(scope, staff_task).where(staff_task.c.id == row.id)
        conn.execute(change.values(settled=True, cancelled_at_ms=now_ms))

    platform.stores.flow.write(close)
    return 1


def _finish_one(conn: Connection, *, scope: Scope, one: Campaign, now_ms: int) -> int:
    """This function will end the messages nobody confirmed and the campaign with them."""
    end_groups(conn, scope, one.id, (IntentState.ACCEPTED,), Reason.NOT_CONFIRMED, at_ms=now_ms)
    table = outreach_intent.c
    while True:
        chosen = scoped.select(scope, table.id).where(
            table.origin == MASS, table.origin_id == one.id, table.state == int(IntentState.ACCEPTED)
        )
        ids = np.array(conn.execute(chosen.limit(ENDED_MAX).with_for_update()).scalars().all(), dtype=np.int64)
        if not len(ids):
            break
        end(conn, scope, ids, IntentState.FAILED, Reason.NOT_CONFIRMED, at_ms=now_ms)
    return int(set_state(conn, scope, one, CampaignState.DONE, finished_at_ms=now_ms, updated_at_ms=now_ms))


def _give_up_left_out(conn: Connection, scope: Scope, now_ms: int) -> None:
    table = staff_task.c
    late = scoped.update(scope, staff_task).where(
        table.origin == MASS, table.settled.is_(False), table.confirmed_at_ms < now_ms - LEFT_OUT_MS
    )
    conn.execute(late.values(settled=True))


def _open_count(conn: Connection, scope: Scope, campaign_id: int) -> int:
    return len(_open_tasks(conn, scope, campaign_id))


def _open_tasks(conn: Connection, scope: Scope, campaign_id: int) -> Sequence[Row[Any]]:
    table = staff_task.c
    statement = scoped.select(scope, staff_task).where(
        table.origin == MASS, table.origin_id == campaign_id, table.settled.is_(False)
    )
    return conn.execute(statement.order_by(table.id).limit(TASKS_MAX)).all()


def _unsent(conn: Connection, scope: Scope, vendor_id: str) -> "np.ndarray[Any, np.dtype[np.int64]]":
    table = outreach_intent.c
    statement = scoped.select(scope, table.id).where(
        table.vendor_id == vendor_id, table.state == int(IntentState.ACCEPTED)
    )
    found = conn.execute(statement.limit(ENDED_MAX).with_for_update()).scalars().all()
    return np.array(found, dtype=np.int64)
