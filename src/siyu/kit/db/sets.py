"""Sets of numbers in and out of statements: one parameter, however many numbers, on both stores.

PostgreSQL takes an array, SQLite a JSON text; either way a statement over 50,000 people is parsed once and never grows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import BigInteger, Connection, FromClause, Select, Table
from sqlalchemy.dialects.postgresql import ARRAY

from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.db.scoped import dialect_insert

Ints = npt.NDArray[np.int64]


def among(conn: Connection, column: sa.ColumnElement[Any], ids: Ints) -> sa.ColumnElement[bool]:
    """This function will return the condition that `column` is one of `ids` (int64, any order)."""
    if conn.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam(None, ids.tolist(), type_=ARRAY(BigInteger)))
    listed = sa.func.json_each(_json(ids.tolist())).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def numbers(conn: Connection, name: str, columns: Mapping[str, Ints]) -> FromClause:
    """This function will return equally long int64 arrays as a table `name` to select from or join with."""
    if conn.dialect.name == "postgresql":
        arrays = [sa.bindparam(None, values.tolist(), type_=ARRAY(BigInteger)) for values in columns.values()]
        table = sa.func.unnest(*arrays).table_valued(*(sa.column(key, BigInteger) for key in columns), name=name)
        return table.render_derived()
    rows = np.column_stack([np.asarray(values, dtype=np.int64) for values in columns.values()])
    source = sa.func.json_each(_json(rows.tolist())).table_valued("value")
    picked = [
        sa.func.json_extract(source.c.value, f"$[{place}]", type_=BigInteger).label(key)
        for place, key in enumerate(columns)
    ]
    return sa.select(*picked).subquery(name)


def insert_from(
    conn: Connection, scope: Scope, table: Table, columns: Sequence[str], source: Select[Any], *, new_only: bool = False
) -> int:
    """This function will insert what `source` selects into `columns` of `table` for the brand and return how many.

    With `new_only`, rows that clash with a unique key are left out instead of failing the statement.
    """
    # The WHERE keeps SQLite from reading ON CONFLICT as a join condition.
    rows = source.add_columns(sa.literal(scope.brand_id, BigInteger)).where(sa.true())
    statement = dialect_insert(conn, table).from_select([*columns, "brand_id"], rows)
    if new_only:
        statement = statement.on_conflict_do_nothing()
    return int(conn.execute(statement, execution_options={"preserve_rowcount": True}).rowcount)


def _json(values: list[Any]) -> str:
    return encode(values).decode()
