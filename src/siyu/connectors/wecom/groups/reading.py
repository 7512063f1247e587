"""Reading the groups that wait: a few at a time outside any transaction, then all of them in one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import Connection

from siyu.communities import operations
from siyu.communities.contracts import GroupStatus, SeenGroup
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.groups import queue
from siyu.connectors.wecom.groups.queue import Task
from siyu.connectors.wecom.groups.wording import read_group
from siyu.connectors.wecom.settings import WecomSettings
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

GET = "externalcontact/groupchat/get"
GROUPS_PER_STEP = 20
WAIT_MS = 30 * SECOND_MS
DISMISSED, NO_GROUP = 49008, 90501
ENDED = {DISMISSED: GroupStatus.DISMISSED, NO_GROUP: GroupStatus.GONE}
Write = Callable[[Callable[[Connection], None]], object]


@dataclass(slots=True)
class Answers:
    """What WeCom said of the claimed groups. `later` could not be asked just now, because of `pause`."""

    seen: dict[Task, SeenGroup] = field(default_factory=dict)
    ended: dict[Task, GroupStatus] = field(default_factory=dict)
    refused: dict[Task, str] = field(default_factory=dict)
    later: list[Task] = field(default_factory=list)
    pause: SiyuError | None = None


def read_some(platform: Platform, client: WecomClient, scope: Scope, corp: Corp, *, write: Write | None = None) -> int:
    """This function will read up to 20 groups that are due and return how many were asked for.

    Raises what asks for time (WecomPaused, WecomUnreachable) after the groups it did read are stored; `write` takes the
    place of the store's own, for who has a lane to hold.
    """
    now_ms = platform.clock.now_ms()
    core = platform.stores.core
    tasks = core.write(lambda conn: queue.claim(conn, scope, now_ms=now_ms, limit=GROUPS_PER_STEP))
    if not tasks:
        return 0
    with ThreadPoolExecutor(WecomSettings().sync_readers, thread_name_prefix="wecom-groups") as pool:
        said = list(pool.map(lambda task: _ask(client, corp, task), tasks))
    answers = _sorted(tasks, said, now_ms)
    (write or core.write)(lambda conn: _take_in(platform, conn, scope, answers, now_ms))
    if answers.pause is not None:
        raise answers.pause
    return len(tasks)


def _ask(client: WecomClient, corp: Corp, task: Task) -> Json | SiyuError:
    try:
        return client.post(corp, GET, {"chat_id": task.chat_id, "need_name": 1})
    except SiyuError as error:
        return error


def _sorted(tasks: list[Task], said: list[Json | SiyuError], now_ms: int) -> Answers:
    found = Answers()
    for task, answer in zip(tasks, said, strict=True):
        if not isinstance(answer, SiyuError):
            found.seen[task] = read_group(answer, status=task.status, read_at_ms=now_ms)
        elif isinstance(answer, WecomRefused) and answer.errcode in ENDED:
            found.ended[task] = ENDED[answer.errcode]
        elif isinstance(answer, WecomRefused) and answer.permanent:
            found.refused[task] = f"{answer.detail('zh')}\n{answer.detail('en')}"
        else:
            found.later.append(task)
            found.pause = found.pause or answer
    return found


def _take_in(platform: Platform, conn: Connection, scope: Scope, answers: Answers, now_ms: int) -> None:
    operations.record_groups(platform, conn, scope, list(answers.seen.values()))
    for status in ENDED.values():
        ended = {task.chat_id: now_ms for task, one in answers.ended.items() if one is status}
        operations.dismiss(platform, conn, scope, ended, status)
    queue.finish(conn, scope, [*answers.seen, *answers.ended])
    queue.refuse(conn, scope, answers.refused, now_ms=now_ms)
    wait_ms = max(getattr(answers.pause, "retry_after_ms", 0), WAIT_MS)
    queue.release(conn, scope, answers.later, due_at_ms=now_ms + wait_ms)
