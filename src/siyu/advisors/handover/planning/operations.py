"""Start a hand-over: everything that will be asked of WeCom is written down first, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import (
    Handover,
    HandoverForecast,
    HandoverPlan,
    HandoverState,
    Hindrance,
    ItemKind,
    ItemState,
)
from siyu.advisors.handover.models import handover, handover_item, handover_pair
from siyu.advisors.handover.planning.queries import Move, Sketch, sketch
from siyu.advisors.handover.ports import HandoverDesk
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Conflict, Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id

Row = dict[str, Any]
Between = tuple[str, str, bool]


class NothingToHandOver(Conflict):
    """Nobody of a plan can be handed over now."""

    zh = "没有可以继承的客户"
    en = "There is nobody to hand over"
    fix_zh = "请看预测里的原因，换接替人或调整客户范围"
    fix_en = "See the reasons in the forecast; choose other takers or other customers"


def foretell(platform: Platform, desk: HandoverDesk, scope: Scope, plan: HandoverPlan) -> HandoverForecast:
    """This function will say what a plan comes to; nothing is written. Raises UnknownGiver or BadHandover.

    What WeCom does not answer now stays unknown and is said to be.
    """
    able = able_to_take(desk, scope)
    with platform.stores.core.reading() as conn:
        told = sketch(platform, conn, scope, plan, able=able).forecast
        givers = staff_by_id(conn, scope, plan.giver_ids)
    groups = _count_groups(desk, scope, [one.wecom_userid for one in givers.values()]) if plan.with_groups else None
    return HandoverForecast(told.people, told.moving, told.left_out, told.takers, groups, told.checked)


def able_to_take(desk: HandoverDesk, scope: Scope) -> frozenset[str] | None:
    """This function will return who may talk to customers, None when WeCom does not say now."""
    try:
        return desk.able(scope)
    except Unavailable:
        return None


def start(
    platform: Platform, conn: Connection, scope: Scope, plan: HandoverPlan, *, able: frozenset[str] | None
) -> Handover:
    """This function will write a hand-over down; the lane asks WeCom for it. Raises as `sketch`, and NothingToHandOver."""
    take(conn, f"handover:{scope.brand_id}")  # two plans at the same moment must see each other's customers
    told = sketch(platform, conn, scope, plan, able=able)
    if not told.forecast.moving and not plan.with_groups:
        raise NothingToHandOver(field="plan", value=told.forecast.people)
    now_ms = platform.clock.now_ms()
    made = _insert(conn, scope, plan, told, now_ms)
    pairs = save_pairs(conn, scope, made, ItemKind.CUSTOMER, _between(told.moves), now_ms=now_ms)
    scoped.insert_many(conn, scope, handover_item, [_row(made, one, pairs) for one in told.moves])
    detail = {
        "people": told.forecast.people,
        "moving": told.forecast.moving,
        "givers": [one.name for one in told.givers],
    }
    record_audit(conn, scope, "handover.start", f"handover:{made}", detail, at_ms=now_ms)
    return queries.handover_by_id(conn, scope, made)


def stop(conn: Connection, scope: Scope, handover_id: int, *, at_ms: int) -> int:
    """This function will take back what has not been asked of WeCom yet and return how much; the rest goes on.

    Raises UnknownHandover.
    """
    queries.handover_by_id(conn, scope, handover_id)
    table = handover_item.c
    planned = (table.handover_id == handover_id, table.state == ItemState.PLANNED)
    change = scoped.update(scope, handover_item).where(*planned)
    stopped = conn.execute(change.values(state=ItemState.CANCELLED, decided_at_ms=at_ms)).rowcount
    open_pairs = (handover_pair.c.handover_id == handover_id, handover_pair.c.due_at_ms.is_not(None))
    conn.execute(scoped.update(scope, handover_pair).where(*open_pairs).values(due_at_ms=at_ms))
    listing = (handover.c.id == handover_id, handover.c.state == HandoverState.LISTING)
    conn.execute(scoped.update(scope, handover).where(*listing).values(state=HandoverState.RUNNING))
    record_audit(conn, scope, "handover.stop", f"handover:{handover_id}", {"stopped": stopped}, at_ms=at_ms)
    return int(stopped)


def save_pairs(
    conn: Connection, scope: Scope, handover_id: int, kind: ItemKind, between: Iterable[Between], *, now_ms: int
) -> dict[Between, int]:
    """This function will make a pair for each (giver, taker, resigned) and return their numbers."""
    pairs = {}
    for giver, taker, resigned in sorted(set(between)):
        row: Row = {"handover_id": handover_id, "kind": kind, "giver": giver, "taker": taker, "resigned": resigned}
        row |= {"due_at_ms": now_ms, "attempts": 0, "told_at_ms": 0, "problem": "", "problem_en": ""}
        pairs[giver, taker, resigned] = scoped.insert(conn, scope, handover_pair, row)
    return pairs


def item_row(handover_id: int, kind: ItemKind, between: Between, ident: str, pair_id: int) -> Row:
    """This function will return the row of something that is going to be handed over."""
    giver, taker, resigned = between
    blank = {
        "customer_id": 0,
        "name": "",
        "reason": "",
        "code": 0,
        "asked_at_ms": 0,
        "due_at_ms": 0,
        "decided_at_ms": 0,
    }
    own = {"handover_id": handover_id, "kind": kind, "giver": giver, "ident": ident, "pair_id": pair_id}
    return {**blank, **own, "taker": taker, "resigned": resigned, "state": ItemState.PLANNED}


def left_out(row: Row, reason: Hindrance, at_ms: int) -> Row:
    """This function will return the row of something that is left out, and why."""
    return {**row, "state": ItemState.LEFT_OUT, "reason": reason, "pair_id": 0, "taker": "", "decided_at_ms": at_ms}


def _between(moves: Sequence[Move]) -> list[Between]:
    return [_pair(one) for one in moves if one.reason is None]


def _pair(move: Move) -> Between:
    return move.giver.wecom_userid, move.taker, not move.giver.active


def _insert(conn: Connection, scope: Scope, plan: HandoverPlan, told: Sketch, now_ms: int) -> int:
    takers = tuple(sorted({told.takers[one.taker].id for one in told.moves if one.taker}))
    state = HandoverState.LISTING if plan.with_groups else HandoverState.RUNNING
    row: Row = {"state": state, "plan": encode(plan), "takers": encode(takers), "created_by": scope.actor}
    row |= {
        "org_unit_id": told.givers[0].org_unit_id,
        "created_at_ms": now_ms,
        "finished_at_ms": 0,
        "due_at_ms": now_ms,
    }
    return scoped.insert(conn, scope, handover, row | {"problem": "", "problem_en": ""})


def _row(handover_id: int, move: Move, pairs: Mapping[Between, int]) -> Row:
    between = _pair(move)
    row = item_row(handover_id, ItemKind.CUSTOMER, between, move.external_userid, pairs.get(between, 0))
    row["customer_id"] = move.customer_id
    return row if move.reason is None else left_out(row, move.reason, 0)


def _count_groups(desk: HandoverDesk, scope: Scope, userids: Sequence[str]) -> int | None:
    try:
        return sum(len(desk.groups_of(scope, one)) for one in userids)
    except Unavailable:
        return None
