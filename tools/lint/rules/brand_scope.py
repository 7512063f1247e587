"""Every statement of a feature starts at `siyu.kit.db.scoped`, so that none can forget its brand."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source, dotted, imported_names, origin

STARTS = frozenset(
    {
        "TextClause",
        "delete",
        "exists",
        "insert",
        "lambda_stmt",
        "select",
        "table",
        "text",
        "union",
        "union_all",
        "update",
    }
)
# The kit's own tool for ON CONFLICT binds nothing; the helpers built on it do.
KIT_ONLY = "siyu.kit.db.scoped.dialect_insert"
RAW = frozenset({"exec_driver_sql", "raw_connection", "driver_connection"})
# `table.select()` and its like take nothing, which tells them from `dict.update(...)` and `client.delete(...)`.
TABLE_METHODS = frozenset({"select", "insert", "update", "delete"})
LATE_TABLES = frozenset({"join", "outerjoin", "select_from", "join_from"})
HINT = "start the statement at siyu.kit.db.scoped"


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every way in which a feature starts a statement past the scoped door."""
    if not source.in_feature:
        return
    names = imported_names(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            yield from _imported(source, node)
        elif isinstance(node, ast.Attribute) and _starts_unscoped(node, names):
            yield source.problem(node, "brand-scope", f"{dotted(node) or node.attr} is not bound to a brand: {HINT}")
        elif isinstance(node, ast.Call) and _is_table_method(node):
            yield source.problem(node, "brand-scope", f".{_method(node)}() is not bound to a brand: {HINT}")
        elif isinstance(node, ast.Call) and _adds_table_late(node, names):
            message = f".{_method(node)} adds a table after the brand was bound: give the join as from_="
            yield source.problem(node, "brand-scope", message)


def _imported(source: Source, node: ast.ImportFrom) -> Iterator[Problem]:
    module = node.module or ""
    for item in node.names:
        starts = module.split(".")[0] == "sqlalchemy" and item.name in {*STARTS, "*"}
        if starts or f"{module}.{item.name}" == KIT_ONLY:
            yield source.problem(node, "brand-scope", f"{module}.{item.name} may not be imported: {HINT}")


def _starts_unscoped(node: ast.Attribute, names: dict[str, str]) -> bool:
    source = origin(node, names)
    return (
        node.attr in RAW
        or source == KIT_ONLY
        or (source.startswith("sqlalchemy.") and source.rpartition(".")[2] in STARTS)
    )


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _is_table_method(node: ast.Call) -> bool:
    return _method(node) in TABLE_METHODS and not node.args and not node.keywords


def _adds_table_late(node: ast.Call, names: dict[str, str]) -> bool:
    if _method(node) not in LATE_TABLES:
        return False
    inner: ast.expr = node.func
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Call) and origin(inner.func, names) == "siyu.kit.db.scoped.select":
            return True
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return False
