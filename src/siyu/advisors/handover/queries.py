"""Reads of hand-overs. All take a core connection; people of a branch see what their own staff gave."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, true

from siyu.advisors.handover.contracts import (
    MOVING,
    Handover,
    HandoverItem,
    HandoverPlan,
    HandoverProgress,
    HandoverState,
    Hindrance,
    ItemKind,
    ItemState,
    Pair,
)
from siyu.advisors.handover.models import handover, handover_item, handover_pair
from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy.queries import visible_unit_ids

IN_MAX = 500
COUNTED = (ItemState.ASKING, ItemState.WAITING, ItemState.DONE)


class UnknownHandover(NotFound):
    """There is no such hand-over, or its giver is not in the caller's part of the organisation."""

    zh = "没有编号 {value} 的继承"
    en = "There is no hand-over {value}"
    fix_zh = "请从继承列表中打开"
    fix_en = "Open it from the list of hand-overs"


def handovers(conn: Connection, scope: Scope, *, below_id: int | None = None, limit: int = 20) -> list[Handover]:
    """This function will list the hand-overs the caller sees, newest first."""
    statement = scoped.select(scope, handover).where(_visible(conn, scope))
    if below_id is not None:
        statement = statement.where(handover.c.id < below_id)
    return [_handover(row) for row in conn.execute(statement.order_by(handover.c.id.desc()).limit(limit))]


def handover_by_id(conn: Connection, scope: Scope, handover_id: int) -> Handover:
    """This function will return one hand-over. Raises UnknownHandover."""
    statement = scoped.select(scope, handover).where(handover.c.id == handover_id, _visible(conn, scope))
    row = conn.execute(statement).first()
    if row is None:
        raise UnknownHandover(field="handover", value=handover_id)
    return _handover(row)


def progress(conn: Connection, scope: Scope, handover_ids: Sequence[int]) -> dict[int, HandoverProgress]:
    """This function will count the customers and groups of each hand-over by state, and those not moved by reason."""
    table = handover_item.c
    counts = (func.count().label("times"), func.max(table.due_at_ms).label("due"))
    statement = scoped.select(scope, table.handover_id, table.kind, table.state, table.reason, *counts)
    statement = statement.where(table.handover_id.in_(list(handover_ids)))
    found = {one: _Count() for one in handover_ids}
    for row in conn.execute(statement.group_by(table.handover_id, table.kind, table.state, table.reason)):
        found[row.handover_id].add(row)
    return {one: count.told() for one, count in found.items()}


def items(
    conn: Connection, scope: Scope, handover_id: int, *, kind: ItemKind = ItemKind.CUSTOMER,
    state: ItemState | None = None, after: tuple[str, str] | None = None, limit: int = 50,
) -> list[HandoverItem]:  # fmt: skip
    """This function will list customers or groups of a hand-over by (giver, ident) from the one after `after`."""
    table = handover_item.c
    statement = scoped.select(scope, handover_item).where(table.handover_id == handover_id, table.kind == kind)
    if state is not None:
        statement = statement.where(table.state == state)
    if after is not None:
        giver, ident = after
        statement = statement.where((table.giver > giver) | ((table.giver == giver) & (table.ident > ident)))
    return [_item(row) for row in conn.execute(statement.order_by(table.giver, table.ident).limit(limit))]


def moving(conn: Connection, scope: Scope, idents: Iterable[str]) -> set[str]:
    """This function will say which of these customers or groups are on their way in a hand-over already."""
    return {row.ident for row in _of(conn, scope, idents, MOVING)}


def times_moved(conn: Connection, scope: Scope, idents: Iterable[str], *, since_ms: int) -> dict[str, int]:
    """This function will count the on-the-job hand-overs of each of these that began at `since_ms` or later."""
    found: dict[str, int] = {}
    for row in _of(conn, scope, idents, COUNTED):
        if not row.resigned and row.asked_at_ms >= since_ms:
            found[row.ident] = found.get(row.ident, 0) + 1
    return found


def coming(conn: Connection, scope: Scope, userids: Iterable[str]) -> dict[str, int]:
    """This function will count the customers who are on their way to each of these people."""
    table = handover_item.c
    found: dict[str, int] = {}
    for part in scoped.batches(sorted(set(userids)), IN_MAX):
        statement = scoped.select(scope, table.taker, func.count()).where(
            table.kind == ItemKind.CUSTOMER, table.taker.in_(part), table.state.in_(MOVING)
        )
        found |= {taker: int(count) for taker, count in conn.execute(statement.group_by(table.taker))}
    return found


def leaving(conn: Connection, scope: Scope, userids: Iterable[str]) -> dict[str, int]:
    """This function will count the customers who are on their way from each of these people."""
    table = handover_item.c
    found: dict[str, int] = {}
    for part in scoped.batches(sorted(set(userids)), IN_MAX):
        statement = scoped.select(scope, table.giver, func.count()).where(
            table.kind == ItemKind.CUSTOMER, table.giver.in_(part), table.state.in_(MOVING)
        )
        found |= {giver: int(count) for giver, count in conn.execute(statement.group_by(table.giver))}
    return found


def groups_begun(conn: Connection, scope: Scope, giver: str, *, since_ms: int) -> int:
    """This function will count the groups of an owner that were asked to be handed over since a moment."""
    table = handover_item.c
    mine = (table.kind == ItemKind.GROUP, table.giver == giver, table.asked_at_ms >= since_ms)
    statement = scoped.select(scope, func.count(table.ident)).where(*mine, table.state.in_(COUNTED))
    return int(conn.execute(statement).scalar_one())


def due_pairs(conn: Connection, scope: Scope, *, now_ms: int, limit: int) -> list[Pair]:
    """This function will list the pairs that are to be looked after now, the longest due first."""
    table = handover_pair.c
    statement = scoped.select(scope, handover_pair).where(table.due_at_ms <= now_ms)
    return [_pair(row) for row in conn.execute(statement.order_by(table.due_at_ms, table.id).limit(limit))]


def items_of_pair(conn: Connection, scope: Scope, pair: Pair, state: ItemState, *, limit: int) -> list[HandoverItem]:
    """This function will list a pair's customers or groups in a state, those due first at the head."""
    table = handover_item.c
    statement = scoped.select(scope, handover_item).where(table.pair_id == pair.id, table.state == state)
    rows = conn.execute(statement.order_by(table.due_at_ms, table.ident).limit(limit))
    return [_item(row) for row in rows]


def unlisted(conn: Connection, scope: Scope, *, now_ms: int) -> list[Handover]:
    """This function will list the hand-overs whose groups have to be looked up now."""
    waiting = (handover.c.state == HandoverState.LISTING, handover.c.due_at_ms <= now_ms)
    return [_handover(row) for row in conn.execute(scoped.select(scope, handover).where(*waiting))]


def problems(conn: Connection, scope: Scope, handover_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """This function will return what holds hand-overs up, in Chinese and English; those without trouble are left out."""
    table = handover_pair.c
    statement = scoped.select(scope, table.handover_id, table.problem, table.problem_en)
    statement = statement.where(table.handover_id.in_(list(handover_ids)), table.problem != "")
    return {row.handover_id: (row.problem, row.problem_en) for row in conn.execute(statement.order_by(table.id.desc()))}


def finished(conn: Connection, scope: Scope) -> list[int]:
    """This function will list the running hand-overs that have nothing left to do."""
    busy = scoped.select(scope, handover_pair.c.handover_id).where(handover_pair.c.due_at_ms.is_not(None))
    over = (handover.c.state == HandoverState.RUNNING, handover.c.id.not_in(busy))
    return [int(one) for one in conn.execute(scoped.select(scope, handover.c.id).where(*over)).scalars()]


def _of(conn: Connection, scope: Scope, idents: Iterable[str], states: Sequence[ItemState]) -> Iterable[Any]:
    table = handover_item.c
    for part in scoped.batches(sorted(set(idents)), IN_MAX):
        statement = scoped.select(scope, table.ident, table.resigned, table.asked_at_ms)
        yield from conn.execute(statement.where(table.ident.in_(part), table.state.in_(states)))


def _visible(conn: Connection, scope: Scope) -> ColumnElement[bool]:
    units = visible_unit_ids(conn, scope)
    return true() if units is None else handover.c.org_unit_id.in_(units)


class _Count:
    """Gathers the progress of one hand-over."""

    def __init__(self) -> None:
        self._states: dict[ItemKind, dict[ItemState, int]] = {kind: {} for kind in ItemKind}
        self._reasons: dict[Hindrance, int] = {}
        self._due_at_ms = 0

    def add(self, row: Any) -> None:
        states, state = self._states[ItemKind(row.kind)], ItemState(row.state)
        states[state] = states.get(state, 0) + int(row.times)
        if row.reason:
            reason = Hindrance(row.reason)
            self._reasons[reason] = self._reasons.get(reason, 0) + int(row.times)
        if state is ItemState.WAITING:
            self._due_at_ms = max(self._due_at_ms, int(row.due))

    def told(self) -> HandoverProgress:
        states = self._states
        return HandoverProgress(states[ItemKind.CUSTOMER], states[ItemKind.GROUP], self._reasons, self._due_at_ms)


def _handover(row: Any) -> Handover:
    return Handover(
        id=row.id,
        state=HandoverState(row.state),
        plan=decode(row.plan, HandoverPlan),
        takers=decode(row.takers, tuple[int, ...]),
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        finished_at_ms=row.finished_at_ms,
        problem=row.problem,
        problem_en=row.problem_en,
    )


def _item(row: Any) -> HandoverItem:
    return HandoverItem(
        kind=ItemKind(row.kind),
        ident=row.ident,
        customer_id=row.customer_id,
        name=row.name,
        giver=row.giver,
        taker=row.taker,
        resigned=row.resigned,
        state=ItemState(row.state),
        reason=row.reason,
        code=row.code,
        asked_at_ms=row.asked_at_ms,
        due_at_ms=row.due_at_ms,
        decided_at_ms=row.decided_at_ms,
    )


def _pair(row: Any) -> Pair:
    return Pair(
        id=row.id,
        handover_id=row.handover_id,
        kind=ItemKind(row.kind),
        giver=row.giver,
        taker=row.taker,
        resigned=row.resigned,
        attempts=row.attempts,
        told_at_ms=row.told_at_ms,
    )
