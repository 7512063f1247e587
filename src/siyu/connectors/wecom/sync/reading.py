"""The pipeline: stage by stage, page by page, each page's rows and the cursor behind it in one transaction.

Killed anywhere it goes on where it was. It stops with a reason: WeCom asks for a pause (goes on by itself), somebody
asked, the settings are wrong. What WeCom does not show of some staff is noted with them and does not stop the rest.
"""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlalchemy import Connection

from siyu.communities import queries as communities
from siyu.connectors.wecom import contacts, staff
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import BAD_CURSOR, NO_RELATION
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import staff as api
from siyu.connectors.wecom.client.endpoints.customers import BATCH
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp, corp_of
from siyu.connectors.wecom.groups import queue
from siyu.connectors.wecom.groups.listing import Listing, list_all
from siyu.connectors.wecom.groups.reading import read_some
from siyu.connectors.wecom.settings import WecomSettings
from siyu.connectors.wecom.sync import operations, queries
from siyu.connectors.wecom.sync.contracts import STAGES, Part, PartState, Progress, Stage, Sync, SyncState
from siyu.connectors.wecom.tags import reading as tags
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.customers.friends.operations import end_unseen
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError, Unavailable
from siyu.kit.jobs import Lease, LeaseLost, hold_lane
from siyu.kit.platform import Platform
from siyu.tenancy.operations import change_wecom_userids
from siyu.tenancy.queries import active_userids

PAGE = 100
PAGES_PER_WRITE = 10
BEAT_MS = 4 * SECOND_MS
SOURCE = "sync"
log = structlog.get_logger(__name__)


class AlreadyReading(Unavailable):
    """Another process is reading this corp, or was killed a moment ago."""

    zh = "该品牌的企业微信同步正在另一个进程中进行"
    en = "Another process is reading this brand's WeCom"
    fix_zh = "请等它完成;如果它刚被中断,15 秒后再试"
    fix_en = "Let it finish; if it has just been killed, try again in 15 seconds"


class _Stop(Exception):
    """Somebody asked for the reading to stop."""


@dataclass(slots=True)
class Reading:
    """One run of the pipeline: what it needs, and the lane it holds."""

    platform: Platform
    client: WecomClient
    scope: Scope
    corp: Corp
    lease: Lease
    beat: Callable[[], None]
    sync: Sync
    readers: int
    stop: threading.Event
    guard: threading.Lock
    beaten_at_ms: int = 0

    def write(self, work: Callable[[Connection], None]) -> None:
        """This function will run `work` in one core transaction while the lane is held. Raises LeaseLost, _Stop."""
        now_ms = self.platform.clock.now_ms()
        with self.guard:
            due, self.beaten_at_ms = now_ms - self.beaten_at_ms > BEAT_MS, max(now_ms, self.beaten_at_ms)
        if due:
            self.lease.renew()
            self.beat()

        def fenced(conn: Connection) -> bool:
            if not self.lease.holds(conn):
                raise LeaseLost(value=self.lease.name)
            work(conn)
            if due:
                operations.touch(conn, self.scope, self.sync.id, at_ms=now_ms)
            return queries.sync_by_id(conn, self.scope, self.sync.id).state is SyncState.STOPPING

        if self.platform.stores.core.write(fenced) or self.stop.is_set():
            raise _Stop


def read_all(
    platform: Platform, client: WecomClient, scope: Scope, sync_id: int, *, beat: Callable[[], None] = lambda: None
) -> Progress:
    """This function will carry a reading on to its end or to a reason to stop, and return how far it came.

    `beat` is called every few seconds. Raises AlreadyReading, WecomNotSetUp, and WecomPaused or WecomUnreachable when
    it should be carried on later.
    """
    lease = hold_lane(platform.stores.core, f"wecom.sync:{scope.brand_id}", platform.clock)
    if lease is None:
        raise AlreadyReading()
    try:
        with platform.stores.core.reading() as conn:
            sync = queries.sync_by_id(conn, scope, sync_id)
        readers, now_ms = WecomSettings().sync_readers, platform.clock.now_ms()
        reading = Reading(
            platform, client, scope, corp_of(platform, scope), lease, beat, sync, readers, threading.Event(),
            threading.Lock(), now_ms,
        )  # fmt: skip
        _set(reading, SyncState.RUNNING)
        _carry_on(reading)
    except SiyuError as error:
        _note_stop(platform, scope, sync_id, error)
        raise
    finally:
        lease.release()
    with platform.stores.core.reading() as conn:
        [found] = queries.progress(conn, scope, [queries.sync_by_id(conn, scope, sync_id)])
    return found


def _carry_on(reading: Reading) -> None:
    """This function will do every stage that is left."""
    try:
        for stage in STAGES[STAGES.index(reading.sync.stage) :]:
            _stage(reading, stage)
    except _Stop:
        _set(reading, SyncState.STOPPED, operations.BY_REQUEST)
    else:
        _set(reading, SyncState.DONE)


def _stage(reading: Reading, stage: Stage) -> None:
    work: Callable[[Reading], str | None] | None = {
        Stage.ORGANISATION: _read_organisation,
        Stage.TAGS: _read_tags,
        Stage.STAFF: _plan,
        Stage.FRIENDS: _read_friends,
        Stage.RECONCILE: _reconcile,
        Stage.GROUPS: _list_groups,
        Stage.MEMBERS: _read_groups,
    }.get(stage)
    if work is None:
        return
    note = None
    try:
        said = work(reading)
        note = (stage, said) if said else None
    except WecomRefused as error:
        # Without the staff there is nothing to read; the other stages are worth having even when one is refused.
        if not error.permanent or stage in (Stage.STAFF, Stage.FRIENDS):
            raise
        note = (stage, in_both(error))
    after = STAGES[STAGES.index(stage) + 1]
    at_ms = reading.platform.clock.now_ms()
    scope, sync = reading.scope, reading.sync
    reading.write(lambda conn: _reach(reading, conn, after, at_ms, note))
    log.info("wecom.sync_stage", brand=scope.brand_id, sync=sync.id, stage=after.value)


def _reach(reading: Reading, conn: Connection, stage: Stage, at_ms: int, note: tuple[Stage, str] | None) -> None:
    reading.sync = operations.reach(conn, reading.scope, reading.sync, stage, at_ms=at_ms, note=note)


def _read_organisation(reading: Reading) -> None:
    """This function will read departments and members, make staff of those not known yet, and see who has left."""
    departments = api.departments(reading.client, reading.corp)
    seen: set[str] = set()
    for department in departments:
        people: list[Json] = [dict(one) for one in api.members(reading.client, reading.corp, department["id"])]
        found = [one for one in people if one.get("status", api.ACTIVE) != api.QUIT]
        reading.write(partial(_save_staff, scope=reading.scope, departments=departments, people=found))
        seen |= {str(one["userid"]) for one in found}
    _see_who_left(reading, seen)


def _see_who_left(reading: Reading, seen: set[str]) -> None:
    with reading.platform.stores.core.reading() as conn:
        known = active_userids(conn, reading.scope)
    left = staff.who_left(reading.client, reading.corp, [one for one in known if one not in seen])
    at_ms = reading.platform.clock.now_ms()
    if left:
        reading.write(partial(change_wecom_userids, scope=reading.scope, changes=dict.fromkeys(left), at_ms=at_ms))


def _save_staff(conn: Connection, *, scope: Scope, departments: list[api.Department], people: list[Json]) -> None:
    staff.save(conn, scope, people, [dict(one) for one in departments])


def _read_tags(reading: Reading) -> None:
    asked_at_ms = reading.platform.clock.now_ms()
    answer = reading.client.post(reading.corp, tags.LIST, {})
    reading.write(lambda conn: _save_tags(reading, conn, answer, asked_at_ms))


def _save_tags(reading: Reading, conn: Connection, answer: Json, asked_at_ms: int) -> None:
    tags.save_list(conn, reading.scope, answer, asked_at_ms=asked_at_ms)


def _plan(reading: Reading) -> None:
    people = api.follow_staff(reading.client, reading.corp)
    reading.write(lambda conn: operations.plan_parts(conn, reading.scope, reading.sync, people))


def _read_friends(reading: Reading) -> None:
    """This function will read the open parts, a few at a time; the first reason to stop stops all."""
    while found := _parts(reading, PartState.OPEN):
        with ThreadPoolExecutor(reading.readers, thread_name_prefix="wecom-sync") as pool:
            futures = [pool.submit(_read_part, reading, part) for part in found]
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            reading.stop.set() if any(one.exception() for one in done) else None
        errors = [error for one in futures if (error := one.exception())]
        # A reader that was told to stop because of another's error is not the reason.
        for error in sorted(errors, key=lambda one: isinstance(one, _Stop)):
            raise error


def _parts(reading: Reading, state: PartState) -> list[Part]:
    with reading.platform.stores.core.reading() as conn:
        return queries.parts(conn, reading.scope, reading.sync.id, [state])


def _read_part(reading: Reading, part: Part) -> None:
    """This function will read one part to its end, ten pages a transaction."""
    while part.state is PartState.OPEN and not reading.stop.is_set():
        asked_at_ms = reading.platform.clock.now_ms()
        try:
            pages = _pages(reading, part)
        except WecomRefused as error:
            part = _refused(reading, part, error)
            continue
        part = _write_pages(reading, part, pages, asked_at_ms)


def _pages(reading: Reading, part: Part) -> list[Json]:
    """This function will return up to ten pages from the part's cursor on."""
    pages: list[Json] = []
    cursor = part.cursor
    while len(pages) < PAGES_PER_WRITE and not reading.stop.is_set():
        body = {"userid_list": list(part.staff), "limit": PAGE} | ({"cursor": cursor} if cursor else {})
        try:
            pages.append(reading.client.post(reading.corp, BATCH, body))
        except WecomRefused:
            if not pages:
                raise
            break  # what has been read is stored first; the same call tells its error again
        cursor = str(pages[-1].get("next_cursor") or "")
        if not cursor:
            break
    return pages


def _write_pages(reading: Reading, part: Part, pages: list[Json], asked_at_ms: int) -> Part:
    if not pages:
        return part
    rows = [row for page in pages for row in page.get("external_contact_list") or []]
    cursor = str(pages[-1].get("next_cursor") or "")
    state = PartState.OPEN if cursor else PartState.READ
    after = replace(part, cursor=cursor, state=state, pages=part.pages + len(pages), friends=part.friends + len(rows))

    def work(conn: Connection) -> None:
        _take_in(reading, conn, rows, asked_at_ms)
        operations.save_part(conn, reading.scope, reading.sync.id, after)

    reading.write(work)
    return after


def _take_in(reading: Reading, conn: Connection, rows: list[Json], asked_at_ms: int) -> None:
    """This function will store what pages asked for at `asked_at_ms` say; what was written since then is newer."""
    platform, scope = reading.platform, reading.scope
    now_ms, seen_ms = asked_at_ms, reading.sync.begun_at_ms
    people, news = [], []
    for row in rows:
        external, follow = row.get("external_contact") or {}, row.get("follow_info") or {}
        contact = contacts.read_contact(external, [follow], at_ms=now_ms)
        if follow.get("userid") and contacts.usable(contact.external_userid):
            people.append(contact)
            news.append(contacts.read_friend(contact.external_userid, follow, read_at_ms=now_ms, seen_at_ms=seen_ms))
    _, recorded = contacts.take_in(platform, conn, scope, contacts.merged(people), news, source=SOURCE)
    events.record(platform, conn, scope, [_added(one) for one in recorded.added])


def _refused(reading: Reading, part: Part, error: WecomRefused) -> Part:
    """This function will answer a refusal: start over, split, or leave these members out. Raises what asks for time."""
    if not error.permanent:
        raise error
    if error.errcode == NO_RELATION:  # none of them has a customer
        after = replace(part, state=PartState.READ)
    elif error.errcode == BAD_CURSOR and part.cursor:
        after = replace(
            part, cursor="", reason="翻页位置过期，从头再读\nthe cursor had expired, read again from the start"
        )
    elif len(part.staff) > 1:
        return _split(reading, part)
    else:
        after = replace(part, state=PartState.REFUSED, reason=in_both(error))
    reading.write(lambda conn: operations.save_part(conn, reading.scope, reading.sync.id, after))
    return after


def _split(reading: Reading, part: Part) -> Part:
    """This function will halve a part of which WeCom refuses somebody, so that the others can be read."""

    def work(conn: Connection) -> None:
        every = queries.parts(conn, reading.scope, reading.sync.id, PartState)
        operations.split_part(conn, reading.scope, reading.sync.id, part, 1 + max(one.number for one in every))

    reading.write(work)
    return replace(part, staff=part.staff[: len(part.staff) // 2], cursor="")


def _reconcile(reading: Reading) -> None:
    """This function will end the friendships of fully read staff that WeCom no longer shows."""
    for part in _parts(reading, PartState.READ):
        while _end_some(reading, part):
            pass
        done = replace(part, state=PartState.RECONCILED)
        reading.write(partial(operations.save_part, scope=reading.scope, sync_id=reading.sync.id, part=done))


def _end_some(reading: Reading, part: Part) -> int:
    ended: list[LostFriend] = []

    def work(conn: Connection) -> None:
        lost = end_unseen(reading.platform, conn, reading.scope, part.staff, begun_at_ms=reading.sync.begun_at_ms)
        events.record(reading.platform, conn, reading.scope, [_removed(one) for one in lost])
        operations.count_lost(conn, reading.scope, reading.sync.id, len(lost))
        ended[:] = lost

    reading.write(work)
    return len(ended)


def _list_groups(reading: Reading) -> str | None:
    """This function will list the groups of all staff and known owners; returns why some owners' could not be."""
    scope, sync = reading.scope, reading.sync
    with reading.platform.stores.core.reading() as conn:
        staff = [one for part in queries.parts(conn, scope, sync.id, PartState) for one in part.staff]
        owners = {*staff, *communities.owners(conn, scope)}

    def note(conn: Connection, place: str, more: int) -> None:
        operations.note_groups(conn, scope, sync.id, place, more)

    listing = Listing(
        reading.platform, reading.client, reading.corp, scope, sync.id, sync.begun_at_ms, reading.write, note
    )
    refused = list_all(listing, owners, sync.groups_place)
    if not refused:
        return None
    owner, error = refused[0]
    zh, en = (
        f"{len(refused)} 名员工的客户群未能列出,如 {owner}:",
        f"groups of {len(refused)} staff not listed, as {owner}: ",
    )
    return f"{zh}{error.detail('zh')}\n{en}{error.detail('en')}"


def _read_groups(reading: Reading) -> str | None:
    """This function will read every group that waits; returns why some could not be read."""
    while read_some(reading.platform, reading.client, reading.scope, reading.corp, write=reading.write):
        pass
    with reading.platform.stores.core.reading() as conn:
        reasons = queue.reasons(conn, reading.scope, reading.sync.id)
    if not reasons:
        return None
    times, (zh, _, en) = sum(count for _, count in reasons), reasons[0][0].partition("\n")
    return f"{times} 个客户群未能读取,明天再试:{zh}\nGroups not read, tried again tomorrow: {times}. {en}"


def _added(one: NewFriend) -> NewEvent:
    key = f"wecom:sync:{one.staff}:{one.external_userid}:{one.at_ms}:added"
    properties = {"advisor": one.staff, "change": SOURCE} | ({"state": one.channel_state} if one.channel_state else {})
    return NewEvent(key, one.customer_id, one.at_ms, "Friend Added", properties=properties)


def _removed(one: LostFriend) -> NewEvent:
    key = f"wecom:sync:{one.staff}:{one.external_userid}:{one.at_ms}:removed"
    properties = {"advisor": one.staff, "change": SOURCE, "by": one.by}
    return NewEvent(key, one.customer_id, one.at_ms, "Friend Removed", properties=properties)


def in_both(error: SiyuError) -> str:
    """This function will return what went wrong in Chinese and, on the next line, in English; the reader picks one."""
    return f"{error.detail('zh')}\n{error.detail('en')}"


def _set(reading: Reading, state: SyncState, reason: str = "") -> None:
    at_ms = reading.platform.clock.now_ms()
    scope, sync_id = reading.scope, reading.sync.id
    reading.platform.stores.core.write(
        lambda conn: operations.change(conn, scope, sync_id, state, reason=reason, at_ms=at_ms)
    )


def _note_stop(platform: Platform, scope: Scope, sync_id: int, error: SiyuError) -> None:
    """This function will write down why a reading stopped: for a while, or until somebody has put it right."""
    if isinstance(error, (LeaseLost, queries.UnknownSync)):
        return
    permanent = isinstance(error, Unavailable) and error.permanent
    state = SyncState.STOPPED if permanent else SyncState.WAITING
    at_ms = platform.clock.now_ms()
    platform.stores.core.write(
        lambda conn: operations.change(conn, scope, sync_id, state, reason=in_both(error), at_ms=at_ms)
    )
