"""Writes of tags towards WeCom: show a group, note what has to be compared, what became of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam

from siyu.connectors.wecom.models import wecom_tag
from siyu.connectors.wecom.tags import queries
from siyu.connectors.wecom.tags.contracts import Differences, Ended, Outcome, TagKind, Waiting
from siyu.connectors.wecom.tags.domain import wait_ms
from siyu.connectors.wecom.tags.models import wecom_tag_group, wecom_tag_mark, wecom_tag_state, wecom_tag_task
from siyu.customers import queries as customers
from siyu.customers.friends.queries import with_friends
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import NotFound
from siyu.kit.jobs import enqueue

LEVEL_JOB = "wecom.tags.level"
VERSIONS = "wecom_tag_version"
# A call is over or lost after this long: the client gives up sooner.
LEASE_MS = MINUTE_MS
Key = tuple[int, int]
_FRESH = ["state", "version", "due_at_ms", "attempts", "reason", "reason_en"]


class UnknownTagGroup(NotFound):
    """There is no such tag group in the brand."""

    zh = "没有找到标签组 {value}"
    en = "There is no tag group {value}"
    fix_zh = "请刷新标签页后再试"
    fix_en = "Reload the page of tags and try again"


def show_group(conn: Connection, scope: Scope, group_id: int, *, shown: bool, at_ms: int) -> None:
    """This function will show a tag group in WeCom, or cease to write it there. Raises UnknownTagGroup.

    What is in WeCom already stays there either way.
    """
    if group_id not in {one.id for one in customers.tag_groups(conn, scope)}:
        raise UnknownTagGroup(field="group_id", value=group_id)
    row = {"group_id": group_id, "shown": shown, "changed_by": scope.actor, "changed_at_ms": at_ms}
    changed = ["shown", "changed_by", "changed_at_ms"]
    scoped.upsert(conn, scope, wecom_tag_group, [row], index=["brand_id", "group_id"], update=changed)
    if shown:
        level(conn, scope, [group_id], at_ms=at_ms)


def level(
    conn: Connection, scope: Scope, group_ids: Iterable[int], *, at_ms: int, anew: bool = False, remove: bool = False
) -> int:
    """This function will have these groups' tags made in WeCom and put on whoever lacks them; returns how many tags.

    `anew`: also tags that were deleted in WeCom. `remove`: also take off what Siyu does not have.
    """
    wanted = set(group_ids)
    tags = [one.id for one in customers.tags(conn, scope) if one.group_id in wanted]
    set_tasks(conn, scope, tags, TagKind.ANEW if anew else TagKind.LEVEL)
    payload = {"groups": sorted(wanted), "remove": remove}
    enqueue(conn, scope, LEVEL_JOB, payload, run_at_ms=at_ms)
    scoped.upsert(
        conn, scope, wecom_tag_state, [_state_row()], index=["brand_id"], update=["paused_until_ms"]
    )  # whoever asks has put right what was in the way
    return len(tags)


def start_over(conn: Connection, scope: Scope, *, at_ms: int) -> None:
    """This function will have every shown tag made again, for a corp that does not know them: another one, or reset."""
    conn.execute(scoped.delete(scope, wecom_tag))
    level(conn, scope, queries.shown_groups(conn, scope), at_ms=at_ms)


def put_on_holders(conn: Connection, scope: Scope, tag_ids: Sequence[int], *, at_ms: int) -> None:
    """This function will have those compared who carry these tags, in work of its own: there may be many."""
    if tag_ids:
        enqueue(conn, scope, LEVEL_JOB, {"tags": list(tag_ids)}, run_at_ms=at_ms)


def set_tasks(conn: Connection, scope: Scope, tag_ids: Sequence[int], kind: TagKind) -> None:
    """This function will have these tags' corp tags compared; a call under way is not disturbed."""
    if not tag_ids:
        return
    fresh = {**_fresh(conn), "kind": kind, "lease_until_ms": 0}
    rows = [{"tag_id": one, **fresh} for one in tag_ids]
    scoped.upsert(conn, scope, wecom_tag_task, rows, index=["brand_id", "tag_id"], update=["kind", *_FRESH])


def mark(conn: Connection, scope: Scope, pairs: Iterable[Key], *, at_ms: int) -> int:
    """This function will have (customer, tag) compared with WeCom for those who are somebody's friend; how many.

    The same pair again is one comparison: what is put on and taken off in between cancels out.
    """
    wanted = sorted(set(pairs))
    people = with_friends(conn, scope, {customer for customer, _ in wanted})
    mine = [pair for pair in wanted if pair[0] in people]
    if not mine:
        return 0
    fresh = {**_fresh(conn), "since_ms": at_ms, "lease_until_ms": 0}
    rows = [{"customer_id": customer, "tag_id": tag_id, **fresh} for customer, tag_id in mine]
    index = ["brand_id", "customer_id", "tag_id"]
    scoped.upsert(conn, scope, wecom_tag_mark, rows, index=index, update=["since_ms", *_FRESH])
    return len(mine)


def claim_marks(conn: Connection, scope: Scope, marks: Mapping[Key, int], now_ms: int) -> None:
    """This function will commit that these comparisons are being made: nobody else makes them for a minute."""
    table = wecom_tag_mark
    change = scoped.update(scope, table).where(
        table.c.customer_id == bindparam("who"), table.c.tag_id == bindparam("what")
    )
    rows = [{"who": customer, "what": tag_id} for customer, tag_id in marks]
    conn.execute(change.values(lease_until_ms=now_ms + LEASE_MS), rows)


def settle_marks(
    conn: Connection, scope: Scope, ended: Mapping[Key, Ended], versions: Mapping[Key, tuple[int, int]], now_ms: int
) -> None:
    """This function will write down how comparisons ended; what has changed since stays to be compared.

    `versions`: {(customer, tag): (version, attempts)} as they were read.
    """
    table = wecom_tag_mark
    mine = (table.c.customer_id == bindparam("who"), table.c.tag_id == bindparam("what"))
    free = scoped.update(scope, table).where(*mine).values(lease_until_ms=0)
    conn.execute(free, [{"who": customer, "what": tag_id} for customer, tag_id in ended])
    same = (*mine, table.c.version == bindparam("seen"))
    done = [_key(key, versions) for key, end in ended.items() if end.outcome is Outcome.DONE]
    if done:
        conn.execute(scoped.delete(scope, table).where(*same), done)
    rest = [_kept(key, end, versions, now_ms) for key, end in ended.items() if end.outcome is not Outcome.DONE]
    if rest:
        values: dict[str, Any] = {
            name: bindparam(f"new_{name}") for name in ("state", "due_at_ms", "attempts", "reason", "reason_en")
        }
        conn.execute(scoped.update(scope, table).where(*same).values(**values), rest)


def pause(conn: Connection, scope: Scope, ended: Ended, *, now_ms: int) -> None:
    """This function will note that nothing can be written for a while, and why."""
    row = {**_state_row(), "paused_until_ms": now_ms + ended.wait_ms}
    row |= {"reason": ended.reason[:300], "reason_en": ended.reason_en[:300]}
    update = ["paused_until_ms", "reason", "reason_en"]
    scoped.upsert(conn, scope, wecom_tag_state, [row], index=["brand_id"], update=update)


def go_on(conn: Connection, scope: Scope) -> None:
    """This function will note that nothing is in the way any more."""
    state = wecom_tag_state
    paused = scoped.update(scope, state).where(state.c.reason != "")
    conn.execute(paused.values(paused_until_ms=0, reason="", reason_en=""))


def save_differences(conn: Connection, scope: Scope, found: Differences) -> None:
    """This function will keep what a comparison found."""
    row = {**_state_row(), "compared_at_ms": found.at_ms, "differences": json.dumps(asdict(found))}
    update = ["compared_at_ms", "differences"]
    scoped.upsert(conn, scope, wecom_tag_state, [row], index=["brand_id"], update=update)


def retry_refused(conn: Connection, scope: Scope) -> None:
    """This function will have everything WeCom refused tried again: limits may have room by now."""
    for table in (wecom_tag_task, wecom_tag_mark):
        refused = scoped.update(scope, table).where(table.c.state == Waiting.REFUSED)
        conn.execute(refused.values(state=Waiting.WAITING, due_at_ms=0, attempts=0))


def shown_pairs(conn: Connection, scope: Scope, tag_id: int, customer_ids: Iterable[int]) -> list[Key]:
    """This function will return the pairs to compare when customers gain or lose a tag; none when it is not shown."""
    return [(one, tag_id) for one in customer_ids] if queries.shown_tags(conn, scope, [tag_id]) else []


def _fresh(conn: Connection) -> dict[str, object]:
    blank = {"state": Waiting.WAITING, "due_at_ms": 0, "attempts": 0, "reason": "", "reason_en": ""}
    return {**blank, "version": take(conn, VERSIONS)}


def _key(key: Key, versions: Mapping[Key, tuple[int, int]]) -> dict[str, object]:
    return {"who": key[0], "what": key[1], "seen": versions[key][0]}


def _kept(key: Key, end: Ended, versions: Mapping[Key, tuple[int, int]], now_ms: int) -> dict[str, object]:
    attempts = versions[key][1]
    later = end.outcome is Outcome.LATER
    return {
        **_key(key, versions),
        "new_state": Waiting.WAITING if later else Waiting.REFUSED,
        "new_due_at_ms": now_ms + (end.wait_ms or wait_ms(attempts)) if later else 0,
        "new_attempts": attempts + 1,
        "new_reason": end.reason[:300],
        "new_reason_en": end.reason_en[:300],
    }


def _state_row() -> dict[str, object]:
    blank = {"paused_until_ms": 0, "reason": "", "reason_en": ""}
    return {**blank, "compared_at_ms": 0, "differences": ""}
