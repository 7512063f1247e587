"""Carry hand-overs on: one pair of people at a time, a batch announced and committed before WeCom is asked for it.

What is found announced later has an unknown outcome: WeCom is asked how far it is, and only what it does not know is
asked for again. Killed anywhere, nothing is asked twice without looking first.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import (
    MOVING,
    Answer,
    Ended,
    HandoverItem,
    HandoverState,
    ItemKind,
    ItemState,
    Order,
    Pair,
    Refusal,
)
from siyu.advisors.handover.domain import tomorrow_ms, wait_ms, window_start_ms
from siyu.advisors.handover.looking import operations as looking
from siyu.advisors.handover.models import handover, handover_item, handover_pair
from siyu.advisors.handover.operations import change_items, put_off
from siyu.advisors.handover.ports import HandoverDesk
from siyu.advisors.handover.settings import HandoverSettings
from siyu.advisors.handover.telling import operations as telling
from siyu.advisors.ports import Nudge
from siyu.kit.clock import HOUR_MS, SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform

PAIRS_PER_STEP = 20
# An announced request is over or lost after this long: the client gives up sooner.
ASKING_MS = 30 * SECOND_MS
REFUSED_RETRY_MS = HOUR_MS
# In `code`: asked for before, without an answer, and not known to WeCom when looked up.
ASKED_BEFORE = -1


def carry_on(platform: Platform, desk: HandoverDesk, nudge: Nudge, scope: Scope) -> int:
    """This function will look after up to 20 due pairs of a brand, close what is over, and return how much was done."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        pairs = queries.due_pairs(conn, scope, now_ms=now_ms, limit=PAIRS_PER_STEP)
        over = queries.finished(conn, scope)
    for pair in pairs:
        _carry_on(platform, desk, nudge, scope, pair)
    if over:
        platform.stores.core.write(partial(_finish, scope=scope, ids=over, at_ms=now_ms))
    return len(pairs) + len(over)


def look_again(conn: Connection, scope: Scope, takers: Sequence[str], *, now_ms: int) -> None:
    """This function will have the hand-overs to these people looked at now: WeCom has said that one of them failed."""
    table = handover_pair.c
    mine = (table.taker.in_(list(takers)), table.due_at_ms > now_ms)
    conn.execute(scoped.update(scope, handover_pair).where(*mine).values(due_at_ms=now_ms))


def _carry_on(platform: Platform, desk: HandoverDesk, nudge: Nudge, scope: Scope, pair: Pair) -> None:
    """This function will do the next thing for a pair: settle what is unknown, ask for more, tell, or look."""
    settings, read = HandoverSettings(), partial(_items, platform, scope, pair)
    try:
        if asking := read(ItemState.ASKING, settings.batch_max):
            looking.reconcile(platform, desk, scope, pair, asking)
        elif planned := read(ItemState.PLANNED, settings.batch_max):
            _ask(platform, desk, scope, pair, planned)
        else:
            if not pair.told_at_ms:
                telling.tell(platform, nudge, scope, pair)
            looking.look(platform, desk, scope, pair)
    except Unavailable as error:
        due_ms = platform.clock.now_ms() + wait_ms(pair.attempts)
        why = (error.detail("zh"), error.detail("en"))
        platform.stores.core.write(
            partial(put_off, scope=scope, pair=pair, due_at_ms=due_ms, attempts=pair.attempts + 1, why=why)
        )


def _items(platform: Platform, scope: Scope, pair: Pair, state: ItemState, limit: int) -> list[HandoverItem]:
    with platform.stores.core.reading() as conn:
        return queries.items_of_pair(conn, scope, pair, state, limit=limit)


def _ask(platform: Platform, desk: HandoverDesk, scope: Scope, pair: Pair, planned: list[HandoverItem]) -> None:
    """This function will announce a batch, ask WeCom for it outside any transaction, and write down what it said."""
    now_ms = platform.clock.now_ms()
    batch = planned[: _allowed(platform, scope, pair, now_ms)]
    if not batch:
        tomorrow = partial(put_off, scope=scope, pair=pair, due_at_ms=tomorrow_ms(now_ms), attempts=0)
        return platform.stores.core.write(tomorrow)
    message = platform.stores.core.write(partial(_announce, scope=scope, pair=pair, batch=batch, now_ms=now_ms))
    order = Order(pair.giver, pair.taker, pair.resigned, tuple(one.ident for one in batch), message)
    answer = desk.start_groups(scope, order) if pair.kind is ItemKind.GROUP else desk.start(scope, order)
    at_ms = platform.clock.now_ms()
    return platform.stores.core.write(
        partial(_write_down, scope=scope, pair=pair, batch=batch, answer=answer, at_ms=at_ms)
    )


def _allowed(platform: Platform, scope: Scope, pair: Pair, now_ms: int) -> int:
    """This function will say how many may be asked for now: of an owner's groups 300 a day."""
    settings = HandoverSettings()
    if pair.kind is not ItemKind.GROUP:
        return settings.batch_max
    with platform.stores.core.reading() as conn:
        begun = queries.groups_begun(conn, scope, pair.giver, since_ms=window_start_ms(now_ms, 1))
    return max(0, settings.groups_per_day - begun)


def _announce(conn: Connection, *, scope: Scope, pair: Pair, batch: Sequence[HandoverItem], now_ms: int) -> str:
    """This function will commit that this batch is about to be asked for, and return the words for the customers."""
    change_items(conn, scope, pair, [one.ident for one in batch], state=ItemState.ASKING, asked_at_ms=now_ms)
    put_off(conn, scope=scope, pair=pair, due_at_ms=now_ms + ASKING_MS, attempts=pair.attempts)
    return queries.handover_by_id(conn, scope, pair.handover_id).plan.message


def _write_down(
    conn: Connection, *, scope: Scope, pair: Pair, batch: Sequence[HandoverItem], answer: Answer, at_ms: int
) -> None:
    """This function will write what came of a request: begun, turned down one by one, impossible, or to be tried later."""
    why = (answer.reason, answer.reason_en)
    if answer.ended is Ended.UNKNOWN:
        return put_off(conn, scope=scope, pair=pair, due_at_ms=at_ms + ASKING_MS, attempts=pair.attempts + 1, why=why)
    if answer.ended is Ended.DONE:
        return _begun(conn, scope, pair, batch, answer=answer, at_ms=at_ms)
    change_items(conn, scope, pair, [one.ident for one in batch], state=ItemState.PLANNED, asked_at_ms=0)
    if answer.whole is not None:
        _turn_all_down(conn, scope, pair, answer.whole, at_ms)
        return put_off(conn, scope=scope, pair=pair, due_at_ms=at_ms, attempts=0)
    wait = REFUSED_RETRY_MS if answer.ended is Ended.REFUSED else wait_ms(pair.attempts, answer.retry_after_ms)
    return put_off(conn, scope=scope, pair=pair, due_at_ms=at_ms + wait, attempts=pair.attempts + 1, why=why)


def _begun(
    conn: Connection, scope: Scope, pair: Pair, batch: Sequence[HandoverItem], *, answer: Answer, at_ms: int
) -> None:
    due_ms, put_back = at_ms + HandoverSettings().accept_h * HOUR_MS, False
    taken: list[str] = []
    for one in batch:
        refusal = answer.refused.get(one.ident)
        if refusal is None or (refusal.moving and one.code == ASKED_BEFORE):
            taken.append(one.ident)
        elif refusal.later:
            put_back = True
            change_items(conn, scope, pair, [one.ident], state=ItemState.PLANNED, asked_at_ms=0)
        else:
            no = {"state": ItemState.REJECTED, "reason": refusal.reason, "code": refusal.code, "decided_at_ms": at_ms}
            change_items(conn, scope, pair, [one.ident], **no)
    change_items(conn, scope, pair, taken, state=ItemState.WAITING, due_at_ms=due_ms)
    put_off(conn, scope=scope, pair=pair, due_at_ms=tomorrow_ms(at_ms) if put_back else at_ms, attempts=0)


def _turn_all_down(conn: Connection, scope: Scope, pair: Pair, whole: Refusal, at_ms: int) -> None:
    """This function will turn down everything of a pair that was not begun: the giver or the taker is impossible."""
    mine = (handover_item.c.pair_id == pair.id, handover_item.c.state == ItemState.PLANNED)
    no: dict[str, Any] = {
        "state": ItemState.REJECTED,
        "reason": whole.reason,
        "code": whole.code,
        "decided_at_ms": at_ms,
    }
    conn.execute(scoped.update(scope, handover_item).where(*mine).values(**no))


def _finish(conn: Connection, *, scope: Scope, ids: Sequence[int], at_ms: int) -> None:
    """This function will end hand-overs of which nothing is under way any more."""
    table = handover_item.c
    busy = scoped.select(scope, table.handover_id).where(table.handover_id.in_(list(ids)), table.state.in_(MOVING))
    over = (handover.c.id.in_(list(ids)), handover.c.state == HandoverState.RUNNING, handover.c.id.not_in(busy))
    change = scoped.update(scope, handover).where(*over)
    conn.execute(change.values(state=HandoverState.DONE, finished_at_ms=at_ms, problem="", problem_en=""))
