"""A batch of rows of a file of customers: people, attributes, tags and owners, each in one go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from siyu.customers.attributes.operations import define_attribute, set_attributes
from siyu.customers.contracts import AttributeKind
from siyu.customers.operations import add_tags, assign_owner, ensure_tags
from siyu.customers.queries import attributes
from siyu.imports.contracts import Row
from siyu.imports.customers.domain import (
    BadAttributeValue,
    CustomerRow,
    attribute_targets,
    read_customer,
    tag_names,
)
from siyu.imports.rows.domain import Cells, UnknownCode, check_codes, rejected
from siyu.imports.rows.operations import Batch, Taken, advisor_ids, find_people, known_people, unit_ids
from siyu.kit.errors import SiyuError

TAG_SOURCE = "import"


def take_customers(batch: Batch, rows: Sequence[Row]) -> Taken:
    """This function will save the customers of up to 5,000 rows; every row is imported, unchanged or rejected.

    Where rows of one file say different things about a customer, the later row holds.
    """
    taken = Taken()
    kinds = _register(batch)
    units: dict[str, int] = {}
    advisors: dict[str, int] = {}
    read = _known_codes(batch, _read(batch, rows, kinds, taken), units, advisors, taken)
    known = known_people(batch, [one.person for one in read])
    ids = find_people(batch, [one.person for one in read])
    changed = {one for one, was_known in zip(ids, known, strict=True) if not was_known}
    bad = _set_attributes(batch, read, ids, changed, taken)
    _tag(batch, read, ids, changed)
    _own(batch, read, ids, units, advisors)
    for place, one in enumerate(ids):
        taken.imported += one in changed and place not in bad
        taken.unchanged += one not in changed and place not in bad
    taken.customer_ids = np.array([one for place, one in enumerate(ids) if place not in bad], dtype=np.int64)
    return taken


def _register(batch: Batch) -> dict[str, AttributeKind]:
    """This function will register the attributes that the mapping gives a kind, and return the kind of every one."""
    held = attributes(batch.conn, batch.scope)
    kinds = {key: one.kind for key, one in held.items()}
    for key, (target, wanted) in attribute_targets(batch.cells).items():
        if key not in kinds:
            kinds[key] = AttributeKind(wanted or "text")
            label = batch.cells.columns[target]
            define_attribute(batch.conn, batch.scope, key, kinds[key], label, at_ms=batch.now_ms)
    return kinds


def _read(batch: Batch, rows: Sequence[Row], kinds: Mapping[str, AttributeKind], taken: Taken) -> list[CustomerRow]:
    found = []
    for row in rows:
        try:
            found.append(read_customer(row, batch.cells, kinds))
        except SiyuError as error:
            taken.rejected.append(rejected(row, error))
    return found


def _known_codes(
    batch: Batch, rows: list[CustomerRow], units: dict[str, int], advisors: dict[str, int], taken: Taken
) -> list[CustomerRow]:
    units |= unit_ids(batch, {one.store_code for one in rows})
    advisors |= advisor_ids(batch, {one.advisor_code for one in rows})
    if batch.mapping.unknown_codes != "reject":
        return rows
    found = []
    for one in rows:
        try:
            check_codes(batch.cells, units, advisors, store=one.store_code, advisor=one.advisor_code)
            found.append(one)
        except UnknownCode as error:
            taken.rejected.append(rejected(one.row, error))
    return found


def _set_attributes(batch: Batch, rows: list[CustomerRow], ids: list[int], changed: set[int], taken: Taken) -> set[int]:
    """This function will write each customer's attributes once, later rows over earlier; returns places refused."""
    values: dict[int, dict[str, object]] = defaultdict(dict)
    places: dict[int, int] = {}
    times: dict[int, int] = {}
    for place, (one, customer_id) in enumerate(zip(rows, ids, strict=True)):
        values[customer_id] |= one.attributes
        places[customer_id] = place
        times[customer_id] = batch.moment_ms if one.updated_at_ms is None else one.updated_at_ms
    people = list(values)
    result = set_attributes(
        batch.platform,
        batch.conn,
        batch.scope,
        np.array(people, dtype=np.int64),
        [values[one] for one in people],
        at_ms=[times[one] for one in people],
        source=TAG_SOURCE,
        define_missing=True,
    )
    changed |= set(result.changed.tolist())
    bad = {}
    for problem in result.problems:
        row = rows[places[people[problem.row]]].row
        target = _target(batch.cells, problem.key)
        kind = problem.kind.value if problem.kind else ""
        error = BadAttributeValue(field=batch.cells.columns[target], value=str(problem.value), kind=kind)
        bad[places[people[problem.row]]] = rejected(row, error)
    taken.rejected += bad.values()
    return set(bad)


def _target(cells: Cells, key: str) -> str:
    return attribute_targets(cells)[key][0]


def _tag(batch: Batch, rows: list[CustomerRow], ids: list[int], changed: set[int]) -> None:
    names = tag_names(rows)
    if not names:
        return
    group = {"group": batch.mapping.tag_group} if batch.mapping.tag_group else {}
    tags = ensure_tags(batch.conn, batch.scope, names, at_ms=batch.now_ms, source=TAG_SOURCE, **group)
    holders: dict[str, list[int]] = defaultdict(list)
    for one, customer_id in zip(rows, ids, strict=True):
        for tag in one.tags:
            holders[tag].append(customer_id)
    for name, people in holders.items():
        people_ids = np.array(people, dtype=np.int64)
        flips = add_tags(
            batch.platform, batch.conn, batch.scope, tags[name], people_ids, source=TAG_SOURCE, at_ms=batch.now_ms
        )
        changed |= set(flips.entered.tolist())


def _own(
    batch: Batch, rows: list[CustomerRow], ids: list[int], units: Mapping[str, int], advisors: Mapping[str, int]
) -> None:
    owned = {
        customer_id: (units.get(one.store_code), advisors.get(one.advisor_code))
        for one, customer_id in zip(rows, ids, strict=True)
        if one.store_code in units or one.advisor_code in advisors
    }
    if owned:
        assign_owner(
            batch.conn,
            batch.scope,
            np.array(list(owned), dtype=np.int64),
            org_unit_ids=[unit for unit, _ in owned.values()],
            advisor_ids=[advisor for _, advisor in owned.values()],
        )
