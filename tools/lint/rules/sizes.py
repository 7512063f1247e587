"""The hard sizes: a function has at most 50 lines and 5 positional parameters, a file at most 500 lines."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 500
POSITIONAL_MAX = 5


def check(source: Source) -> Iterator[Problem]:
    """This function will yield what is too long or takes too much by position."""
    if source.room == "migrations":  # generated, and never changed again
        return
    lines = source.text.count("\n")
    if lines > FILE_LINES_MAX:
        yield source.problem(1, "file-size", f"{lines} lines, at most {FILE_LINES_MAX}: split it by noun")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(source, node)


def _function(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Problem]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > FUNCTION_LINES_MAX:
        yield source.problem(node, "function-size", f"{node.name} has {lines} lines, at most {FUNCTION_LINES_MAX}")
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    positional = len(names) - (names[:1] in (["self"], ["cls"]))
    if positional > POSITIONAL_MAX and not node.decorator_list:
        message = (
            f"{node.name} takes {positional} parameters by position, at most {POSITIONAL_MAX}: make them keyword-only"
        )
        yield source.problem(node, "parameters", message)
