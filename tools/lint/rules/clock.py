"""Time is injected: only the kit's clock asks the machine what time it is."""

import ast
from collections.abc import Iterator

from tools.lint.source import Problem, Source, imported_names, origin

CLOCK = "src/siyu/kit/clock.py"
NOW = frozenset(
    {
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "sqlalchemy.func.now",
        "sqlalchemy.func.current_timestamp",
    }
)


def check(source: Source) -> Iterator[Problem]:
    """This function will yield every question for the present time outside the kit's clock."""
    if not source.room or source.path == CLOCK:
        return
    names = imported_names(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name) and origin(node, names) in NOW:
            yield source.problem(node, "clock", f"{origin(node, names)}: take a siyu.kit.clock.Clock instead")
