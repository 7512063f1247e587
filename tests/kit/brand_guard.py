"""A guard for tests: every statement on a brand's table must say which brand, whoever wrote it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression

# Sign-in looks for a person or a key before any brand is known.
ACROSS_BRANDS = {"brand", "account", "membership", "session", "api_key"}
KIT_TABLES = ("_sequence", "_fact", "_job", "_lane", "_schema_version")


class ForgotTheBrand(AssertionError):
    """A statement touches a brand's table without a condition on its brand."""


@contextmanager
def brand_guard() -> Iterator[None]:
    """This function will fail every SELECT, UPDATE and DELETE that names a brand table without its brand."""

    def before_execute(_conn: Any, element: Any, _many: Any, _params: Any, _options: Any) -> None:
        check(element)

    sa.event.listen(Engine, "before_execute", before_execute)
    try:
        yield
    finally:
        sa.event.remove(Engine, "before_execute", before_execute)


def check(element: Any) -> None:
    """This function will raise ForgotTheBrand for a statement, or a part of one, that is not bound to a brand."""
    if not isinstance(element, (sa.Select, sa.Update, sa.Delete, sa.CompoundSelect, sa.Insert)):
        return
    for part in visitors.iterate(element):
        if isinstance(part, sa.Select):
            _check(part, part.get_final_froms(), element)
        elif isinstance(part, (sa.Update, sa.Delete)):
            _check(part, [part.table], element)


def _check(part: Any, froms: Any, whole: Any) -> None:
    conditions = [part.whereclause] if part.whereclause is not None else []
    leaves = []
    for source in froms:
        leaves += _leaves(source, conditions)
    bound = {id(column.table) for condition in conditions for column in _brand_columns(condition)}
    for leaf in leaves:
        name = getattr(leaf, "element", leaf).name
        if name not in ACROSS_BRANDS and not name.endswith(KIT_TABLES) and id(leaf) not in bound:
            raise ForgotTheBrand(f"{name} without its brand in: {whole}")


def _leaves(source: Any, conditions: list[Any]) -> Iterator[Any]:
    if isinstance(source, sa.Join):
        conditions.append(source.onclause)
        yield from _leaves(source.left, conditions)
        yield from _leaves(source.right, conditions)
    elif isinstance(getattr(source, "element", source), sa.Table) and "brand_id" in source.c:
        yield source


def _brand_columns(condition: Any) -> Iterator[Any]:
    for part in visitors.iterate(condition):
        if isinstance(part, BinaryExpression) and getattr(part.operator, "__name__", "") == "eq":
            for side in (part.left, part.right):
                if isinstance(side, sa.ColumnClause) and side.name == "brand_id":
                    yield side
