"""Makes, renames and deletes corp tags for the groups a brand shows in WeCom (p92117).

Making one is not harmless to repeat, so a call is announced first; whatever is found announced has an unknown outcome,
and the list is read before anything else is done. What does not fit WeCom's limit stays internal, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.endpoints import tags as api
from siyu.connectors.wecom.client.endpoints.tags import TagGroup
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.models import wecom_tag
from siyu.connectors.wecom.tags import operations, queries
from siyu.connectors.wecom.tags.contracts import CorpTag, Ended, Outcome, TagKind, Waiting
from siyu.connectors.wecom.tags.domain import wait_ms
from siyu.connectors.wecom.tags.models import wecom_tag_task
from siyu.connectors.wecom.tags.reading import DELETED_HERE, read_list, save_made
from siyu.connectors.wecom.tags.words import CORP_FULL, FULL, NAME_TAKEN, TAG_GONE, ended
from siyu.customers import queries as customers
from siyu.customers.contracts import Tag
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

TASKS_PER_STEP_MAX = 100
TAGS_PER_CALL_MAX = 50
DONE = Ended(Outcome.DONE)


@dataclass(frozen=True, slots=True)
class Task:
    """One tag whose corp tag may differ; `tag` None: it is gone here."""

    tag_id: int
    kind: TagKind
    version: int
    attempts: int
    asking: bool
    tag: Tag | None
    shown: bool
    held: tuple[CorpTag, ...]

    @property
    def alive(self) -> list[CorpTag]:
        """Its corp tags that are there."""
        return [one for one in self.held if not one.deleted]


@dataclass(frozen=True, slots=True)
class Change:
    """What one call did: the corp tags to store, and those that are gone."""

    end: Ended
    made: tuple[CorpTag, ...] = ()
    gone: tuple[str, ...] = ()


def run(platform: Platform, client: WecomClient, corp: Corp, scope: Scope) -> int:
    """This function will bring up to 100 corp tags to what they should be, and return how many were looked at."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        tasks = _tasks(conn, scope, now_ms)
        room = client.settings.corp_tags_max - queries.corp_tag_count(conn, scope)
    if not tasks:
        return 0
    if any(one.asking for one in tasks):
        try:
            read_list(platform, client, corp, scope)
        except SiyuError as error:
            return _stop(platform, scope, tasks, ended(error))
        return platform.stores.core.write(partial(_ask_again, scope, tasks))
    platform.stores.core.write(partial(_announce, scope, tasks, now_ms))
    changes = _changes(client, corp, tasks, room)
    platform.stores.core.write(partial(_write_down, platform, scope, tasks, changes))
    return len(tasks)


def _tasks(conn: Connection, scope: Scope, now_ms: int) -> list[Task]:
    table = wecom_tag_task.c
    due = (table.state != Waiting.REFUSED, table.due_at_ms <= now_ms, table.lease_until_ms <= now_ms)
    statement = scoped.select(scope, wecom_tag_task).where(*due).order_by(table.due_at_ms, table.tag_id)
    rows = conn.execute(statement.limit(TASKS_PER_STEP_MAX)).all()
    if not rows:
        return []
    tags = {one.id: one for one in customers.tags(conn, scope)}
    groups = queries.shown_groups(conn, scope)
    held = queries.corp_tags_of(conn, scope, [row.tag_id for row in rows])
    return [_task(row, tags.get(row.tag_id), groups, held.get(row.tag_id, [])) for row in rows]


def _task(row: Any, tag: Tag | None, groups: frozenset[int], held: Iterable[CorpTag]) -> Task:
    shown = tag is not None and tag.group_id in groups
    asking = row.state == Waiting.ASKING
    return Task(row.tag_id, TagKind(row.kind), row.version, row.attempts, asking, tag, shown, tuple(held))


def _changes(client: WecomClient, corp: Corp, tasks: Sequence[Task], room: int) -> dict[int, Change]:
    """This function will make the calls; after one that says that none can be made, no more."""
    found: dict[int, Change] = {}
    new: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        stop = next((one for one in found.values() if one.end.stop), None)
        if stop is not None:
            found[task.tag_id] = Change(stop.end)
        elif task.kind is TagKind.DELETE or task.tag is None:
            found[task.tag_id] = _delete(client, corp, task)
        elif not task.shown:
            found[task.tag_id] = Change(DONE)
        elif task.alive:
            found[task.tag_id] = _rename(client, corp, task, task.tag)
        elif task.held and task.kind is not TagKind.ANEW:
            found[task.tag_id] = Change(DONE)  # deleted in WeCom: made again only when somebody asks for it
        else:
            new[task.tag.group].append(task)
    for group, every in new.items():
        for part in scoped.batches(every, TAGS_PER_CALL_MAX):
            fitting = part[: max(0, room)]
            found |= {one.tag_id: Change(Ended(Outcome.REFUSED, *FULL)) for one in part[len(fitting) :]}
            found |= _add(client, corp, group, fitting)
            room -= len(fitting)
    return found


def _add(client: WecomClient, corp: Corp, group: str, tasks: Sequence[Task]) -> dict[int, Change]:
    """This function will make tags of one group; when WeCom refuses them together, one by one."""
    if not tasks:
        return {}
    ids = {task.tag.name: task.tag_id for task in tasks if task.tag is not None}
    try:
        made = api.add(client, corp, list(ids), group=group)
    except WecomRefused as error:
        if error.permanent and len(tasks) > 1 and error.errcode in (NAME_TAKEN, CORP_FULL):
            return {key: change for one in tasks for key, change in _add(client, corp, group, [one]).items()}
        if error.errcode == NAME_TAKEN:  # it is there after all: the list says which it is
            return {one: Change(Ended(Outcome.LATER)) for one in ids.values()}
        return {one: Change(ended(error)) for one in ids.values()}
    except SiyuError as error:
        return {one: Change(ended(error)) for one in ids.values()}
    there = {one.name: one for one in _made(made, ids)}
    return {
        tag_id: Change(DONE, (there[name],)) if name in there else Change(Ended(Outcome.LATER))
        for name, tag_id in ids.items()
    }


def _made(answer: TagGroup, ids: Mapping[str, int]) -> list[CorpTag]:
    group = (str(answer.get("group_id", "")), str(answer.get("group_name", "")))
    return [
        CorpTag(str(one["id"]), group[0], str(one["name"]), group[1], ids[str(one["name"])], False, "")
        for one in answer.get("tag") or []
        if one.get("name") in ids
    ]


def _rename(client: WecomClient, corp: Corp, task: Task, tag: Tag) -> Change:
    wrong = [one for one in task.alive if one.name != tag.name]
    done: list[CorpTag] = []
    for one in wrong:
        try:
            api.edit(client, corp, one.vendor_id, name=tag.name)
        except WecomRefused as error:
            gone = (one.vendor_id,) if error.errcode == TAG_GONE else ()
            return Change(DONE if gone else ended(error), tuple(done), gone)
        except SiyuError as error:
            return Change(ended(error), tuple(done))
        done.append(replace(one, name=tag.name))
    return Change(DONE, tuple(done))


def _delete(client: WecomClient, corp: Corp, task: Task) -> Change:
    vendor_ids = [one.vendor_id for one in task.alive]
    if not vendor_ids:
        return Change(DONE)
    try:
        api.delete(client, corp, tag_ids=vendor_ids)
    except WecomRefused as error:
        end = ended(error)
        if error.errcode == TAG_GONE:
            return Change(DONE, gone=tuple(vendor_ids))
        # Not ours to delete: it stays in WeCom, and must not come back from there as a tag of ours.
        kept = tuple(replace(one, tag_id=None, problem=DELETED_HERE) for one in task.alive)
        return Change(DONE, kept) if end.outcome is Outcome.REFUSED else Change(end)
    except SiyuError as error:
        return Change(ended(error))
    return Change(DONE, gone=tuple(vendor_ids))


def _announce(scope: Scope, tasks: Sequence[Task], now_ms: int, conn: Connection) -> None:
    values = {"state": Waiting.ASKING, "lease_until_ms": now_ms + operations.LEASE_MS}
    ids = [one.tag_id for one in tasks]
    conn.execute(scoped.update(scope, wecom_tag_task).where(wecom_tag_task.c.tag_id.in_(ids)).values(**values))


def _ask_again(scope: Scope, tasks: Sequence[Task], conn: Connection) -> int:
    """This function will let tasks of unknown outcome be compared with the list just read."""
    ids = [one.tag_id for one in tasks if one.asking]
    own = scoped.update(scope, wecom_tag_task).where(wecom_tag_task.c.tag_id.in_(ids))
    conn.execute(own.values(state=Waiting.WAITING, lease_until_ms=0))
    return len(ids)


def _stop(platform: Platform, scope: Scope, tasks: Sequence[Task], end: Ended) -> int:
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        for task in tasks:
            _keep(conn, scope, task, end, now_ms, state=Waiting.ASKING if task.asking else Waiting.WAITING)
        if end.stop:
            operations.pause(conn, scope, end, now_ms=now_ms)

    platform.stores.core.write(work)
    return len(tasks)


def _write_down(
    platform: Platform, scope: Scope, tasks: Sequence[Task], changes: Mapping[int, Change], conn: Connection
) -> None:
    now_ms = platform.clock.now_ms()
    save_made(conn, scope, [one for change in changes.values() for one in change.made], at_ms=now_ms)
    new = [task.tag_id for task in tasks if not task.alive and changes[task.tag_id].made]
    operations.put_on_holders(conn, scope, new, at_ms=now_ms)
    gone = [one for change in changes.values() for one in change.gone]
    if gone:
        own = scoped.update(scope, wecom_tag).where(wecom_tag.c.vendor_id.in_(gone))
        conn.execute(own.values(deleted=True, read_at_ms=now_ms))
    table = wecom_tag_task
    for task in tasks:
        end = changes[task.tag_id].end
        if end.outcome is Outcome.DONE:
            same = (table.c.tag_id == task.tag_id, table.c.version == task.version)
            conn.execute(scoped.delete(scope, table).where(*same))
            # Changed meanwhile: what it is now has still to be compared.
            rest = scoped.update(scope, table).where(table.c.tag_id == task.tag_id)
            conn.execute(rest.values(state=Waiting.WAITING, lease_until_ms=0))
        else:
            # Unless WeCom said no, a call that ended badly may have been carried out: the list is read first.
            later = Waiting.ASKING if end.outcome is Outcome.LATER else Waiting.REFUSED
            _keep(conn, scope, task, end, now_ms, state=later)
    stop = next((one.end for one in changes.values() if one.end.stop), None)
    if stop is not None:
        operations.pause(conn, scope, stop, now_ms=now_ms)


def _keep(conn: Connection, scope: Scope, task: Task, end: Ended, now_ms: int, *, state: Waiting) -> None:
    wait = end.wait_ms or wait_ms(task.attempts)
    own = scoped.update(scope, wecom_tag_task).where(
        wecom_tag_task.c.tag_id == task.tag_id, wecom_tag_task.c.version == task.version
    )
    values = {"state": state, "due_at_ms": now_ms + wait, "lease_until_ms": 0, "attempts": task.attempts + 1}
    conn.execute(own.values(**values, reason=end.reason[:300], reason_en=end.reason_en[:300]))
