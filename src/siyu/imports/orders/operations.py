"""A batch of rows of a file of orders: one look-up of people, one of codes, one save."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from siyu.imports.contracts import Rejected, Row
from siyu.imports.orders.domain import OrderRow, read_order
from siyu.imports.rows.domain import UnknownCode, check_codes, content_number, rejected
from siyu.imports.rows.operations import Batch, Taken, advisor_ids, find_people, occurrences, unit_ids
from siyu.kit.errors import Invalid, SiyuError
from siyu.orders.contracts import Outcome, Problem, SaveResult
from siyu.orders.operations import save_orders
from siyu.orders.refunds.operations import save_refunds

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


def take_orders(batch: Batch, rows: Sequence[Row]) -> Taken:
    """This function will save the orders of up to 5,000 rows; every row is imported, unchanged or rejected."""
    taken = Taken()
    ready = _known_codes(batch, _read(batch, rows, taken), taken)
    _number(batch, ready)
    for one, customer_id in zip(ready, find_people(batch, [one.person for one in ready]), strict=True):
        one.customer_id = customer_id
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
        one.org_unit_id, one.advisor_id = units.get(one.store_code, 0), advisors.get(one.advisor_code, 0)
        found.append(one)
    return found


def _number(batch: Batch, rows: list[OrderRow]) -> None:
    """This function will give rows without a number the number of their content and occurrence."""
    nameless = [one for one in rows if not one.number]
    contents = [one.content() for one in nameless]
    for one, content, occurrence in zip(nameless, contents, occurrences(batch, contents), strict=True):
        one.number = content_number(content, occurrence)


def _save(batch: Batch, ready: list[OrderRow], taken: Taken) -> None:
    """This function will save orders, then what was given back for those that were taken, and count the rows."""
    verdicts: dict[int, Verdict] = {}
    orders = {place: order for place, one in enumerate(ready) if (order := one.order(batch.source))}
    _judge(verdicts, list(orders), save_orders(batch.platform, batch.conn, batch.scope, list(orders.values())))
    refunds = {
        place: refund
        for place, one in enumerate(ready)
        if not verdicts.get(place, FINE)[1] and (refund := one.refund(batch.source))
    }
    _judge(verdicts, list(refunds), save_refunds(batch.platform, batch.conn, batch.scope, list(refunds.values())))
    for place, one in enumerate(ready):
        _count(batch, one, verdicts[place], taken)
    accepted = [one.customer_id for place, one in enumerate(ready) if not verdicts[place][1]]
    taken.customer_ids = np.array(accepted, dtype=np.int64)


def _judge(verdicts: dict[int, Verdict], places: list[int], result: SaveResult) -> None:
    problems = {problem.index: problem for problem in result.problems}
    for index, (place, outcome) in enumerate(zip(places, result.outcomes, strict=True)):
        before = verdicts.get(place, FINE)[0]
        verdicts[place] = (before if outcome is Outcome.UNCHANGED else outcome, problems.get(index))


def _count(batch: Batch, one: OrderRow, verdict: Verdict, taken: Taken) -> None:
    outcome, problem = verdict
    if problem:
        taken.rejected.append(_rejected(batch, one.row, problem))
        return
    taken.unchanged += outcome is Outcome.UNCHANGED
    taken.imported += outcome is not Outcome.UNCHANGED
    taken.amount_fen += one.amount_fen


def _rejected(batch: Batch, row: Row, problem: Problem) -> Rejected:
    """This function will return a refusal of the orders room as the refusal of a row, naming the file's column."""
    target = TARGET_OF.get(problem.field, problem.field)
    refusal = rejected(row, Invalid(field=batch.cells.columns.get(target, target), value=problem.value))
    return replace(refusal, reason_zh=problem.zh, reason_en=problem.en, fix_zh=problem.fix_zh, fix_en=problem.fix_en)
