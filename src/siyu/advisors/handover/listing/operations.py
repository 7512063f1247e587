"""Look up the givers' groups of a new hand-over and share them out; WeCom is asked outside any transaction."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import Handover, HandoverState, Hindrance, ItemKind, OwnedGroup
from siyu.advisors.handover.domain import Pool, share_out, window_start_ms
from siyu.advisors.handover.models import handover, handover_item
from siyu.advisors.handover.planning.operations import Between, Row, item_row, left_out, save_pairs
from siyu.advisors.handover.planning.queries import group_pools, pool_name
from siyu.advisors.handover.ports import HandoverDesk
from siyu.advisors.handover.settings import HandoverSettings
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Staff

# Names are nice to have: one call each.
NAMED_MAX = 200
GROUPS_MAX = 100_000
RETRY_MS = 5 * MINUTE_MS


def list_groups(platform: Platform, desk: HandoverDesk, scope: Scope) -> int:
    """This function will list and share out the groups of hand-overs that wait for it and return how many did."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        found = queries.unlisted(conn, scope, now_ms=now_ms)
    for one in found:
        try:
            work = _shared_out(platform, desk, scope, one, now_ms)
        except Unavailable as error:
            work = partial(_put_off, scope=scope, one=one, due_at_ms=now_ms + RETRY_MS, error=error)
        platform.stores.core.write(work)
    return len(found)


def _shared_out(
    platform: Platform, desk: HandoverDesk, scope: Scope, one: Handover, now_ms: int
) -> Callable[[Connection], None]:
    able = desk.able(scope)
    with platform.stores.core.reading() as conn:
        givers, pools = group_pools(conn, scope, one.plan, able=able)
    groups = {giver.wecom_userid: _groups(desk, scope, giver.wecom_userid) for giver in givers}
    return partial(_save, scope=scope, one=one, givers=givers, pools=pools, groups=groups, now_ms=now_ms)


def _groups(desk: HandoverDesk, scope: Scope, userid: str) -> list[OwnedGroup]:
    found = []
    for place, chat_id in enumerate(desk.groups_of(scope, userid)):
        known = desk.group(scope, chat_id) if place < NAMED_MAX else None
        found.append(known or OwnedGroup(chat_id, "", userid))
    return found


def _save(
    conn: Connection, *, scope: Scope, one: Handover, givers: Sequence[Staff], pools: Mapping[str, Pool],
    groups: Mapping[str, Sequence[OwnedGroup]], now_ms: int,
) -> None:  # fmt: skip
    """This function will write the groups down and let the hand-over run; stopped meanwhile, nothing is added."""
    change = scoped.update(scope, handover).where(handover.c.id == one.id, handover.c.state == HandoverState.LISTING)
    if not conn.execute(change.values(state=HandoverState.RUNNING, problem="", problem_en="")).rowcount:
        return
    listed = [(giver, group) for giver in givers for group in groups[giver.wecom_userid]]
    idents = [group.chat_id for _, group in listed]
    since_ms = window_start_ms(now_ms, HandoverSettings().window_days)
    busy, times = queries.moving(conn, scope, idents), queries.times_moved(conn, scope, idents, since_ms=since_ms)
    room = {userid: GROUPS_MAX for pool in pools.values() for userid in pool.able}
    given = share_out([pool_name(one.plan, giver) for giver, _ in listed], pools, room)
    rows: list[tuple[Between, Row, Hindrance | None]] = []
    for (giver, group), got in zip(listed, given, strict=True):
        reason = got if isinstance(got, Hindrance) else None
        if giver.active and times.get(group.chat_id, 0) >= HandoverSettings().times_max:
            reason = Hindrance.TOO_OFTEN
        reason = Hindrance.IN_TRANSFER if group.chat_id in busy else reason
        between = (giver.wecom_userid, "" if isinstance(got, Hindrance) else got, not giver.active)
        row = item_row(one.id, ItemKind.GROUP, between, group.chat_id, 0) | {"name": group.name}
        rows.append((between, row, reason))
    pairs = save_pairs(
        conn, scope, one.id, ItemKind.GROUP, [between for between, _, no in rows if no is None], now_ms=now_ms
    )
    stored = [left_out(row, no, now_ms) if no else row | {"pair_id": pairs[between]} for between, row, no in rows]
    scoped.insert_many(conn, scope, handover_item, stored)


def _put_off(conn: Connection, *, scope: Scope, one: Handover, due_at_ms: int, error: Unavailable) -> None:
    mine = scoped.update(scope, handover).where(handover.c.id == one.id)
    conn.execute(mine.values(due_at_ms=due_at_ms, problem=error.detail("zh"), problem_en=error.detail("en")))
