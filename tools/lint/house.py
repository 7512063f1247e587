"""Run every house rule over a tree."""

from collections.abc import Iterator
from pathlib import Path

from tools.lint.rules import (
    brand_scope,
    brand_tables,
    clock,
    inner_imports,
    machine_paths,
    printing,
    rooms,
    sizes,
)
from tools.lint.source import Problem, Source, read_sources

RULES = (brand_scope, brand_tables, clock, inner_imports, machine_paths, printing, rooms, sizes)
WEB_LINES_MAX = 250


def check_tree(root: Path) -> list[Problem]:
    """This function will return every problem below `root`, in the order of the files."""
    found = [problem for source in read_sources(root) for problem in check_source(source)]
    return [*found, *_long_web_files(root)]


def check_source(source: Source) -> list[Problem]:
    """This function will return every problem of one file."""
    return [problem for rule in RULES for problem in rule.check(source)]


def _long_web_files(root: Path) -> Iterator[Problem]:
    for path in sorted((root / "web/src").rglob("*.ts*")):
        lines = path.read_text(encoding="utf8").count("\n")
        if lines > WEB_LINES_MAX and not path.name.endswith(".d.ts"):
            relative = path.relative_to(root).as_posix()
            yield Problem(relative, 1, "web-size", f"{lines} lines, at most {WEB_LINES_MAX}: split it by noun")
