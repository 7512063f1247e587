"""Only the entry points print; everything else returns values or logs."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every print outside the entry points."""
    if not source.room or source.room == "entrypoints":
        return
    for call in source.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield source.problem(call, "print", "return a value or use structlog; only entry points print")
