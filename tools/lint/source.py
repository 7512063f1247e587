"""What a house rule is given (one parsed file) and what it returns (problems)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "src/siyu"
# The rooms that stand under the brand rules' floor: the kit makes the statements, migrations make the tables.
OPEN_ROOMS = frozenset({"kit", "migrations"})
# Rooms that are not features, so the list of file names inside a feature does not hold for them.
NOT_FEATURES = OPEN_ROOMS | {"benchmarks", "bootstrap", "connectors", "entrypoints", "simulators"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one line."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file. `room` is the top room of the product it stands in, "" for files outside the product."""

    path: str
    text: str
    tree: ast.Module
    room: str

    @property
    def in_feature(self) -> bool:
        """This function will say whether the brand rules hold here."""
        return bool(self.room) and self.room not in OPEN_ROOMS

    def problem(self, node: ast.AST | int, rule: str, message: str) -> Problem:
        """This function will return a problem of this file at a node or line."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Problem(self.path, line, rule, message)

    def calls(self) -> Iterator[ast.Call]:
        """This function will yield every call of the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def read_sources(root: Path) -> Iterator[Source]:
    """This function will read every Python file of the product, the tools and the benchmarks below `root`."""
    for folder in (PACKAGE, "tools", "benchmarks"):
        for path in sorted((root / folder).rglob("*.py")):
            yield read_source(root, path)


def read_source(root: Path, path: Path) -> Source:
    """This function will parse one file. Raises SyntaxError when it is not Python."""
    relative = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf8")
    inside = relative.removeprefix(f"{PACKAGE}/")
    room = "" if inside == relative else inside.split("/")[0].removesuffix(".py")
    return Source(relative, text, ast.parse(text, filename=relative), room)


def dotted(node: ast.expr) -> str:
    """This function will return a chain of attributes as text ("time.time"), "" when it is not a plain chain."""
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return node.id if isinstance(node, ast.Name) else ""


def imported_names(tree: ast.Module) -> dict[str, str]:
    """This function will map each name that the file imports to where it comes from ("sa" -> "sqlalchemy")."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {item.asname or item.name.split(".")[0]: _bound(item) for item in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    return names


def _bound(item: ast.alias) -> str:
    return item.name if item.asname else item.name.split(".")[0]


def origin(node: ast.expr, names: dict[str, str]) -> str:
    """This function will return where a name or chain comes from: `sa.select` -> "sqlalchemy.select"."""
    first, _, rest = dotted(node).partition(".")
    source = names.get(first, "")
    return f"{source}.{rest}".rstrip(".") if source else ""
