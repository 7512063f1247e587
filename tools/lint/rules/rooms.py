"""A feature has only the files everyone knows by name, and a package's `__init__` holds one docstring.

The command line is the exception: what `siyu` runs stands in the `__init__` of its package.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import NOT_FEATURES, Problem, Source

FILES = frozenset(
    {
        "__init__",
        "contracts",
        "domain",
        "invariants",
        "models",
        "operations",
        "ports",
        "queries",
        "routes",
        "schemas",
        "settings",
        "tasks",
    }
)


def check(source: Source) -> Iterator[Problem]:
    """This function will yield files with a name of their own in a feature, and code in a package's `__init__`."""
    if not source.room:
        return
    name = source.path.rpartition("/")[2].removesuffix(".py")
    if source.room not in NOT_FEATURES and name not in FILES:
        message = f"{name}.py is not one of a feature's files: put it in one of them, or make a sub-feature of its noun"
        yield source.problem(1, "rooms", message)
    if (
        name == "__init__"
        and source.room != "entrypoints"
        and any(not _is_docstring(node) for node in source.tree.body)
    ):
        yield source.problem(1, "rooms", "__init__.py holds a docstring and nothing else")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
