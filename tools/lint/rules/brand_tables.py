"""Every table of a feature has a `brand_id`; only the kit may hold rows of no brand."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source, imported_names, origin


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every table that a feature declares without a brand_id column."""
    if not source.in_feature:
        return
    names = imported_names(source.tree)
    for call in source.calls():
        if origin(call.func, names) in ("sqlalchemy.Table", "sqlalchemy.schema.Table") and not _has_brand(call):
            yield source.problem(call, "brand-table", f"table {_name(call)} has no brand_id column")


def _has_brand(call: ast.Call) -> bool:
    columns = (node for node in ast.walk(call) if isinstance(node, ast.Call) and node is not call)
    return any(_name(column) == "brand_id" for column in columns)


def _name(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else ""
