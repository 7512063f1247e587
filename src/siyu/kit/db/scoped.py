"""The one door to the tables of features: every statement starts here and is bound to a brand.

Features may not import SQLAlchemy's own select / insert / update / delete (an AST lint says so).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Delete, FromClause, Select, Table, Update
from sqlalchemy.dialects import postgresql, sqlite

from siyu.kit.db.scope import Scope

ROWS_PER_STATEMENT_MAX = 5_000
Rows = Sequence[Mapping[str, Any]]


def select(scope: Scope, *entities: Any, from_: FromClause | None = None) -> Select[Any]:
    """This function will start a SELECT of `entities` (columns or tables) that sees only the scope's brand.

    `from_` names a join; every brand table in it is bound to the brand. Do not add tables later with `.join()`.
    """
    statement = sa.select(*entities)
    # Not get_final_froms(): it compiles the statement, which costs more than all the rest here.
    sources = statement.columns_clause_froms
    if from_ is not None:
        statement = statement.select_from(from_)
        sources = [from_, *sources]
    return statement.where(*_brand_terms(scope, sources))


def update(scope: Scope, table: Table) -> Update:
    """This function will start an UPDATE of the scope's brand rows of `table`."""
    return sa.update(table).where(table.c.brand_id == scope.brand_id)


def delete(scope: Scope, table: Table) -> Delete:
    """This function will start a DELETE of the scope's brand rows of `table`."""
    return sa.delete(table).where(table.c.brand_id == scope.brand_id)


def insert(conn: Connection, scope: Scope, table: Table, row: Mapping[str, Any]) -> int:
    """This function will insert one row for the brand and return its new primary key (0 if not a number)."""
    result = conn.execute(sa.insert(table).values({**row, "brand_id": scope.brand_id}))
    key = result.inserted_primary_key
    return int(key[0]) if key is not None and isinstance(key[0], int) else 0


def insert_many(conn: Connection, scope: Scope, table: Table, rows: Rows) -> None:
    """This function will insert `rows` for the brand; all rows have the same columns."""
    for part in batches(rows):
        conn.execute(sa.insert(table), [{**row, "brand_id": scope.brand_id} for row in part])


def insert_new(conn: Connection, scope: Scope, table: Table, rows: Rows) -> None:
    """This function will insert the `rows` that clash with no unique key and silently leave the others."""
    statement = dialect_insert(conn, table).on_conflict_do_nothing()
    for part in batches(rows):
        conn.execute(statement, [{**row, "brand_id": scope.brand_id} for row in part])


def insert_missing(conn: Connection, scope: Scope, table: Table, rows: Rows, key: sa.Column[Any]) -> set[Any]:
    """This function will insert the `rows` that clash with no unique key and return the `key` values of those."""
    stored: set[Any] = set()
    for part in batches(rows):
        if conn.dialect.name == "postgresql":
            statement = _from_arrays(scope, table, part).on_conflict_do_nothing().returning(key)
            stored.update(conn.execute(statement).scalars())
        else:
            statement = dialect_insert(conn, table).on_conflict_do_nothing().returning(key)
            stored.update(conn.execute(statement, [{**row, "brand_id": scope.brand_id} for row in part]).scalars())
    return stored


def _from_arrays(scope: Scope, table: Table, rows: Rows) -> Any:
    """This function will start an INSERT of rows sent as one array a column, for PostgreSQL.

    Thousands of parameters cost its driver more than the insert itself.
    """
    names = list(rows[0])
    arrays = [
        sa.func.unnest(sa.bindparam(name, [row[name] for row in rows], type_=postgresql.ARRAY(table.c[name].type)))
        for name in names
    ]
    source = sa.select(sa.literal(scope.brand_id, sa.BigInteger), *arrays)
    return postgresql.insert(table).from_select(["brand_id", *names], source)


def upsert(
    conn: Connection, scope: Scope, table: Table, rows: Rows, *, index: Sequence[str], update: Sequence[str]
) -> None:
    """This function will insert `rows`, or where the unique key `index` exists already set the columns in `update`."""
    statement = dialect_insert(conn, table)
    values = {name: getattr(statement.excluded, name) for name in update}
    statement = statement.on_conflict_do_update(index_elements=list(index), set_=values)
    for part in batches(rows):
        conn.execute(statement, [{**row, "brand_id": scope.brand_id} for row in part])


def within_org(scope: Scope, path_column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """This function will return the condition that `path_column` lies in the scope's part of the organisation tree."""
    if scope.org_paths is None:
        return sa.true()
    return sa.or_(sa.false(), *(path_column.startswith(path, autoescape=True) for path in scope.org_paths))


def dialect_insert(conn: Connection, table: Table) -> Any:
    """This function will start an INSERT of the connection's own dialect, for ON CONFLICT; for the kit."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def batches(rows: Sequence[Any], size: int = ROWS_PER_STATEMENT_MAX) -> Iterable[Sequence[Any]]:
    """This function will cut `rows` into runs of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _brand_terms(scope: Scope, froms: Iterable[FromClause]) -> list[sa.ColumnElement[bool]]:
    """This function will return one brand condition for every brand table found in `froms`, joins included."""
    leaves = dict.fromkeys(leaf for source in froms for leaf in _leaves(source))
    return [leaf.c.brand_id == scope.brand_id for leaf in leaves if "brand_id" in leaf.c]


def _leaves(source: FromClause) -> Iterable[FromClause]:
    """This function will yield the tables and aliases of a FROM; subqueries were bound when they were built."""
    if isinstance(source, sa.Join):
        yield from _leaves(source.left)
        yield from _leaves(source.right)
    elif isinstance(source, Table) or (isinstance(source, sa.Alias) and isinstance(source.element, Table)):
        yield source


def select_across_brands(*entities: Any) -> Select[Any]:
    """This function will start a SELECT over all brands: for sign-in and the worker's rounds, never for a page."""
    return sa.select(*entities)


def update_across_brands(table: Table) -> Update:
    """This function will start an UPDATE over all brands: for sign-in and sessions, never for a brand's own data."""
    return sa.update(table)


def insert_brand(conn: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """This function will insert a brand itself and return its new `brand_id`."""
    key = conn.execute(sa.insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])
