"""No path of somebody's machine in the product: folders come from settings or the temporary-file library."""

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Problem, Source

PATH = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|opt|mnt|var)/\w")


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every text that names an absolute folder of a machine."""
    if not source.room:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := PATH.search(node.value)):
            yield source.problem(node, "machine-path", f"{found.group()}… names a folder of one machine")
