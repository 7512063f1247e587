"""No import inside a function or a branch: it is a circle in disguise, and it hides what a module needs."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every import below the top level (TYPE_CHECKING too) and every import of the root."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in source.tree.body:
            yield source.problem(node, "inner-import", "imports stand at the top of a module")
        if source.room and isinstance(node, ast.Import) and any(item.name == "siyu" for item in node.names):
            yield source.problem(node, "root-import", "import the module you need, never the root package")
