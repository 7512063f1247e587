"""Ask WeCom how far hand-overs are, and let what is done be seen in the store: friendship, owner, timeline."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import HandoverItem, Hindrance, ItemKind, ItemState, Pair, TransferState
from siyu.advisors.handover.operations import change_items, put_off
from siyu.advisors.handover.ports import HandoverDesk
from siyu.advisors.handover.settings import HandoverSettings
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy
from siyu.customers.friends.operations import record_friends
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.clock import DAY_MS, MINUTE_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_by_wecom

HANDED_OVER = "Handed Over"
SOURCE = "handover"
ASSIGNED_BY_ADMIN = 202
WAITING_PER_LOOK = 5_000
GROUPS_PER_LOOK = 50
ASKING_MS = 30 * SECOND_MS
ASKED_BEFORE = -1
FINAL = (ItemState.DONE, ItemState.REFUSED, ItemState.TAKER_FULL, ItemState.REJECTED)
# WeCom's clock and ours may differ by this much; its times are whole seconds.
CLOCK_MARGIN_MS = 2 * MINUTE_MS
# How long after its time a hand-over may be unknown to WeCom before it counts as lost.
GRACE_MS = DAY_MS
SOON_MS = MINUTE_MS
OVERDUE_MS = 10 * MINUTE_MS


def reconcile(platform: Platform, desk: HandoverDesk, scope: Scope, pair: Pair, asking: Sequence[HandoverItem]) -> None:
    """This function will settle a request whose answer never came: what WeCom knows of is begun, the rest was not.

    Raises Unavailable.
    """
    now_ms = platform.clock.now_ms()
    answered_by_ms = max(one.asked_at_ms for one in asking) + ASKING_MS
    if now_ms < answered_by_ms:  # the request may still be on its way
        wait = partial(put_off, scope=scope, pair=pair, due_at_ms=answered_by_ms, attempts=pair.attempts)
        return platform.stores.core.write(wait)
    known = (
        _known_groups(desk, scope, pair, asking) if pair.kind is ItemKind.GROUP else _known(desk, scope, pair, asking)
    )
    begun = [one.ident for one in asking if one.ident in known]
    unknown = [one.ident for one in asking if one.ident not in known]

    def work(conn: Connection) -> None:
        due_ms = now_ms + HandoverSettings().accept_h * 60 * MINUTE_MS
        change_items(conn, scope, pair, begun, state=ItemState.WAITING, due_at_ms=due_ms)
        change_items(conn, scope, pair, unknown, state=ItemState.PLANNED, code=ASKED_BEFORE, asked_at_ms=0)
        put_off(conn, scope=scope, pair=pair, due_at_ms=now_ms, attempts=0)

    return platform.stores.core.write(work)


def look(platform: Platform, desk: HandoverDesk, scope: Scope, pair: Pair) -> None:
    """This function will ask how far what waits is, settle what is final, and close the pair when nothing waits.

    Raises Unavailable.
    """
    limit = GROUPS_PER_LOOK if pair.kind is ItemKind.GROUP else WAITING_PER_LOOK
    with platform.stores.core.reading() as conn:
        waiting = queries.items_of_pair(conn, scope, pair, ItemState.WAITING, limit=limit)
    now_ms, whole = platform.clock.now_ms(), len(waiting) < limit
    if pair.kind is ItemKind.GROUP:
        waiting = [one for one in waiting if one.due_at_ms <= now_ms]
        known = _owners(desk, scope, pair, waiting)
    else:
        known = _known(desk, scope, pair, waiting) if waiting else {}

    def work(conn: Connection) -> None:
        _settle(platform, conn, scope, pair, waiting=waiting, known=known)
        left = queries.items_of_pair(conn, scope, pair, ItemState.WAITING, limit=1)
        due_ms = _next_look_ms(left[0].due_at_ms, now_ms) if left else None
        if left and not whole and any(one.state in FINAL for one in known.values()):
            due_ms = now_ms  # the next ones at once
        put_off(conn, scope=scope, pair=pair, due_at_ms=due_ms, attempts=0)

    platform.stores.core.write(work)


def _next_look_ms(due_at_ms: int, now_ms: int) -> int:
    """This function will return when to look again: hourly, just after the first is due, often once it is overdue."""
    every_ms = HandoverSettings().look_every_minutes * MINUTE_MS
    return min(now_ms + every_ms, due_at_ms + SOON_MS) if due_at_ms > now_ms else now_ms + OVERDUE_MS


def _known(desk: HandoverDesk, scope: Scope, pair: Pair, asked: Sequence[HandoverItem]) -> dict[str, TransferState]:
    """This function will return what WeCom says of these, leaving out what it remembers of earlier hand-overs."""
    since = {one.ident: one.asked_at_ms - CLOCK_MARGIN_MS for one in asked}
    found: dict[str, TransferState] = {}
    for one in desk.states(scope, pair.giver, pair.taker, resigned=pair.resigned):
        if one.ident not in since or 0 < one.at_ms < since[one.ident]:
            continue
        held = found.get(one.ident)
        if held is None or one.at_ms >= held.at_ms:
            found[one.ident] = one
    return found


def _known_groups(desk: HandoverDesk, scope: Scope, pair: Pair, asked: Sequence[HandoverItem]) -> set[str]:
    """This function will say which groups are the taker's by now; one on its way is refused a second time by WeCom."""
    found = {one.ident: desk.group(scope, one.ident) for one in asked}
    return {ident for ident, group in found.items() if group is not None and group.owner == pair.taker}


def _owners(desk: HandoverDesk, scope: Scope, pair: Pair, due: Sequence[HandoverItem]) -> dict[str, TransferState]:
    """This function will ask who owns the groups whose day is over."""
    found: dict[str, TransferState] = {}
    for one in due:
        group = desk.group(scope, one.ident)
        if group is None:
            found[one.ident] = TransferState(one.ident, ItemState.REJECTED, 0)
        elif group.owner == pair.taker:
            found[one.ident] = TransferState(one.ident, ItemState.DONE, one.due_at_ms)
    return found


def _settle(
    platform: Platform, conn: Connection, scope: Scope, pair: Pair, *, waiting: Sequence[HandoverItem],
    known: Mapping[str, TransferState],
) -> None:  # fmt: skip
    """This function will write down what is final, and when the others are due by WeCom's clock."""
    now_ms = platform.clock.now_ms()
    done: list[tuple[HandoverItem, int]] = []
    due: dict[int, list[str]] = {}
    for one in waiting:
        said = known.get(one.ident)
        if said is None or said.state is ItemState.NO_RECORD:
            if now_ms > one.due_at_ms + GRACE_MS:
                change_items(conn, scope, pair, [one.ident], state=ItemState.NO_RECORD, decided_at_ms=now_ms)
        elif said.state is ItemState.WAITING:
            if said.at_ms and said.at_ms != one.due_at_ms:
                due.setdefault(said.at_ms, []).append(one.ident)
        elif said.state is ItemState.DONE:
            done.append((one, min(said.at_ms, now_ms) or now_ms))
        else:
            reason = {"reason": Hindrance.GONE} if said.state is ItemState.REJECTED else {}
            change_items(conn, scope, pair, [one.ident], state=said.state, decided_at_ms=now_ms, **reason)
    for at_ms, idents in due.items():
        change_items(conn, scope, pair, idents, due_at_ms=at_ms)
    for at_ms in sorted({at_ms for _, at_ms in done}):
        idents = [one.ident for one, when in done if when == at_ms]
        change_items(conn, scope, pair, idents, state=ItemState.DONE, decided_at_ms=at_ms)
    if done and pair.kind is ItemKind.CUSTOMER:
        _take_over(platform, conn, scope, pair, done)


def _take_over(
    platform: Platform, conn: Connection, scope: Scope, pair: Pair, done: Sequence[tuple[HandoverItem, int]]
) -> None:
    """This function will move friendships and ownership in the store and tell it in the timelines, all at once."""
    people = staff_by_wecom(conn, scope, [pair.giver, pair.taker])
    giver, taker = people.get(pair.giver), people.get(pair.taker)
    if taker is not None:
        _own(platform, conn, scope, [one.customer_id for one, _ in done], giver=giver, taker=taker)
    news = [said for one, at_ms in done for said in _news(pair, one, at_ms)]
    record_friends(platform, conn, scope, news, source=SOURCE)
    names = {one: people[one].name if one in people else one for one in (pair.giver, pair.taker)}
    told = {"from": names[pair.giver], "to": names[pair.taker], "on_job": not pair.resigned}
    events.record(
        platform,
        conn,
        scope,
        [
            NewEvent(
                message_id=f"handover:{pair.handover_id}:{pair.giver}:{one.ident}",
                customer_id=one.customer_id,
                at_ms=at_ms,
                name=HANDED_OVER,
                properties=told,
            )
            for one, at_ms in done
        ],
    )


def _own(
    platform: Platform, conn: Connection, scope: Scope, ids: Sequence[int], *, giver: Staff | None, taker: Staff
) -> None:
    """This function will give customers to the taker who were the giver's or nobody's; somebody else's stay theirs."""
    cards = customer_queries.cards(platform, conn, Scope(scope.brand_id), list(dict.fromkeys(ids)))
    held = {None, giver.id if giver else None}
    mine = np.array(sorted(card.id for card in cards if card.advisor_id in held), dtype=np.int64)
    if len(mine):
        units, advisors = [taker.org_unit_id] * len(mine), [taker.id] * len(mine)
        customers.assign_owner(conn, scope, mine, org_unit_ids=units, advisor_ids=advisors)


def _news(pair: Pair, one: HandoverItem, at_ms: int) -> list[FriendNews]:
    lost, added = Lost(at_ms, LostBy.TRANSFER), Added(at_ms, add_way=ASSIGNED_BY_ADMIN)
    return [
        FriendNews(pair.giver, one.ident, one.customer_id, lost=lost),
        FriendNews(pair.taker, one.ident, one.customer_id, added=added),
    ]
