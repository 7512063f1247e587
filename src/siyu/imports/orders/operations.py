"""A batch of rows of a file of orders: one look-up of people, one of codes, one save."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from siyu.imports.contracts import Rejected, Row
from siyu.imports.orders.domain import OrderRow, read_order
from siyu.imports.rows.domain import UnknownCode, check_codes, content_number, rejected
from siyu.imports.rows.operations import Batch, Taken, advisor_ids, find_people, occurrences, unit_ids
from siyu.kit.errors import Invalid, SiyuError
from siyu.orders.contracts import NewOrder, NewRefund, Outcome, Problem, SaveResult
from siyu.orders.operations import save_orders, save_refunds

Verdict = tuple[Outcome, Problem | None]
FINE: Verdict = (Outcome.UNCHANGED, None)
# Fields of an order by the target a column names.
TARGET_OF = {
    "amount_fen": "amount",
    "paid_at_ms": "paid_at",
    "refund_fen": "refund",
    "discount_fen": "discount",
    "shipping_fen": "shipping",
    "customer_id": "customer",
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A row ready to be saved."""

    row: Row
    customer_id: int
    order: NewOrder | None
    refund: NewRefund | None


def take_orders(batch: Batch, rows: Sequence[Row]) -> Taken:
    """This function will save the orders of up to 5,000 rows; every row is imported, unchanged or rejected."""
    taken = Taken()
    read = _known_codes(batch, _read(batch, rows, taken), taken)
    ready = _with_people(batch, _numbered(batch, read))
    _save(batch, ready, taken)
    return taken


def _read(batch: Batch, rows: Sequence[Row], taken: Taken) -> list[OrderRow]:
    found = []
    for row in rows:
        try:
            found.append(read_order(row, batch.cells))
        except SiyuError as error:
            taken.rejected.append(rejected(row, error))
    return found


def _known_codes(batch: Batch, rows: list[OrderRow], taken: Taken) -> list[OrderRow]:
    units = unit_ids(batch, {one.store_code for one in rows})
    advisors = advisor_ids(batch, {one.advisor_code for one in rows})
    strict = batch.mapping.unknown_codes == "reject"
    found = []
    for one in rows:
        try:
            if strict:
                check_codes(batch.cells, units, advisors, store=one.store_code, advisor=one.advisor_code)
        except UnknownCode as error:
            taken.rejected.append(rejected(one.row, error))
            continue
        unit_id, advisor_id = units.get(one.store_code, 0), advisors.get(one.advisor_code, 0)
        order = replace(one.order, org_unit_id=unit_id, advisor_id=advisor_id) if one.order else None
        found.append(replace(one, order=order))
    return found


def _numbered(batch: Batch, rows: list[OrderRow]) -> list[OrderRow]:
    """This function will give rows without a number the number of their content and occurrence."""
    contents = [one.content for one in rows if one.content is not None]
    if not contents:
        return rows
    counts = iter(occurrences(batch, contents))
    return [one if one.content is None else _renumber(one, content_number(one.content, next(counts))) for one in rows]


def _renumber(one: OrderRow, number: str) -> OrderRow:
    order = replace(one.order, order_no=number) if one.order else None
    refund = one.refund
    if refund and order:
        refund = replace(refund, order_no=number, refund_no=f"{number}:refund")
    elif refund:
        refund = replace(refund, refund_no=number)
    return replace(one, order=order, refund=refund)


def _with_people(batch: Batch, rows: list[OrderRow]) -> list[Ready]:
    ids = find_people(batch, [one.person for one in rows])
    return [
        Ready(one.row, customer_id, replace(one.order, customer_id=customer_id) if one.order else None, one.refund)
        for one, customer_id in zip(rows, ids, strict=True)
    ]


def _save(batch: Batch, ready: list[Ready], taken: Taken) -> None:
    """This function will save orders, then what was given back for those that were taken, and count the rows."""
    verdicts: dict[int, Verdict] = {}
    bought = [place for place, one in enumerate(ready) if one.order]
    orders = [order for one in ready if (order := one.order)]
    _judge(verdicts, bought, save_orders(batch.platform, batch.conn, batch.scope, orders))
    returned = [place for place, one in enumerate(ready) if one.refund and not verdicts.get(place, FINE)[1]]
    refunds = [refund for place in returned if (refund := ready[place].refund)]
    _judge(verdicts, returned, save_refunds(batch.platform, batch.conn, batch.scope, refunds))
    for place, one in enumerate(ready):
        _count(batch, one, verdicts[place], taken)
    taken.customer_ids = np.array(
        [one.customer_id for place, one in enumerate(ready) if not verdicts[place][1]], dtype=np.int64
    )


def _judge(verdicts: dict[int, Verdict], places: list[int], result: SaveResult) -> None:
    problems = {problem.index: problem for problem in result.problems}
    for index, (place, outcome) in enumerate(zip(places, result.outcomes, strict=True)):
        before = verdicts.get(place, FINE)[0]
        verdicts[place] = (before if outcome is Outcome.UNCHANGED else outcome, problems.get(index))


def _count(batch: Batch, one: Ready, verdict: Verdict, taken: Taken) -> None:
    outcome, problem = verdict
    if problem:
        taken.rejected.append(_rejected(batch, one.row, problem))
        return
    taken.unchanged += outcome is Outcome.UNCHANGED
    taken.imported += outcome is not Outcome.UNCHANGED
    taken.amount_fen += one.order.amount_fen if one.order else -(one.refund.amount_fen if one.refund else 0)


def _rejected(batch: Batch, row: Row, problem: Problem) -> Rejected:
    """This function will return a refusal of the orders room as the refusal of a row, naming the file's column."""
    target = TARGET_OF.get(problem.field, problem.field)
    refusal = rejected(row, Invalid(field=batch.cells.columns.get(target, target), value=problem.value))
    return replace(refusal, reason_zh=problem.zh, reason_en=problem.en, fix_zh=problem.fix_zh, fix_en=problem.fix_en)
