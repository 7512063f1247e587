"""What every kind of file does with a batch: find the people, count occurrences, look codes up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from siyu.customers.contracts import Identity
from siyu.customers.operations import resolve
from siyu.customers.queries import owners
from siyu.imports.contracts import Mapping, Rejected
from siyu.imports.models import import_occurrence
from siyu.imports.rows.domain import Cells
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.tenancy.queries import staff_by_code, units_by_code

People = tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """One transaction's surroundings. `moment_ms`: when what the file says was true, the same for every import of it."""

    platform: Platform
    conn: Connection
    scope: Scope
    import_id: int
    cells: Cells
    now_ms: int
    moment_ms: int

    @property
    def mapping(self) -> Mapping:
        """The mapping in force."""
        return self.cells.mapping

    @property
    def source(self) -> str:
        """What the customers, orders and events are said to come from."""
        return self.cells.mapping.source


@dataclass(slots=True)
class Taken:
    """What a batch came to. `customer_ids`: everybody named in an accepted row, doubles allowed."""

    imported: int = 0
    unchanged: int = 0
    amount_fen: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    customer_ids: Ids = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def find_people(batch: Batch, people: Sequence[People]) -> list[int]:
    """This function will return the customer of each entry, creating those unknown; each person is looked up once."""
    distinct = list(dict.fromkeys(people))
    if not distinct:
        return []
    ids = resolve(
        batch.platform, batch.conn, batch.scope, distinct, source=f"import:{batch.source}", at_ms=batch.now_ms
    )
    by_person = dict(zip(distinct, ids.tolist(), strict=True))
    return [by_person[person] for person in people]


def known_people(batch: Batch, people: Sequence[People]) -> list[bool]:
    """This function will say of each entry whether every identity it names was known before."""
    keys = {one: _key(batch, one) for person in people for one in person}
    held = owners(batch.conn, batch.scope, list(keys.values()))
    return [all(keys[one] in held for one in person) for person in people]


def _key(batch: Batch, one: Identity) -> tuple[str, str]:
    if one.kind == "phone":
        return one.kind, batch.platform.keyring.blind_index(batch.scope.brand_id, one.value)
    return one.kind, one.value


def occurrences(batch: Batch, contents: Sequence[int]) -> list[int]:
    """This function will return which occurrence each content is within the file: 1 for the first, and so on.

    The counts are kept with the checkpoint, so an import that goes on after a kill goes on counting.
    """
    table = import_occurrence
    if not contents:
        return []
    seen: Counter[int] = Counter()
    for part in scoped.batches(sorted(set(contents))):
        statement = scoped.select(batch.scope, table.c.content, table.c.count)
        statement = statement.where(table.c.import_id == batch.import_id, table.c.content.in_(list(part)))
        seen |= Counter({int(content): int(count) for content, count in batch.conn.execute(statement)})
    found = []
    for content in contents:
        seen[content] += 1
        found.append(seen[content])
    rows = [{"import_id": batch.import_id, "content": c, "count": seen[c]} for c in dict.fromkeys(contents)]
    key = ["brand_id", "import_id", "content"]
    scoped.upsert(batch.conn, batch.scope, table, rows, index=key, update=["count"])
    return found


def unit_ids(batch: Batch, codes: Iterable[str]) -> dict[str, int]:
    """This function will return the ids of the stores and branches with these codes."""
    wanted = {code for code in codes if code}
    return {code: unit.id for code, unit in units_by_code(batch.conn, batch.scope, wanted).items()} if wanted else {}


def advisor_ids(batch: Batch, codes: Iterable[str]) -> dict[str, int]:
    """This function will return the ids of the advisors with these codes."""
    wanted = {code for code in codes if code}
    return {code: one.id for code, one in staff_by_code(batch.conn, batch.scope, wanted).items()} if wanted else {}
