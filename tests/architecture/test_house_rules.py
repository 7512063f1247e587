"""The house rules hold, and each of them notices what it is there for."""

from pathlib import Path

import pytest

from tests.architecture.planted import ROOT, Planting, plant
from tools.lint.house import check_tree

LONG_FUNCTION = "def long() -> None:\n" + "    pass\n" * 50
SIX = "def take(a: int, b: int, c: int, d: int, e: int, f: int) -> None: ..."
FILE = "customers/planted/queries.py"
PLANTINGS = [
    Planting("an import inside a function", "inner-import", {FILE: "def read() -> None:\n    import json"}),
    Planting("an import under a condition", "inner-import", {FILE: "if True:\n    import json"}),
    Planting("the root package imported", "root-import", {FILE: "import siyu"}),
    Planting("a select past the brand", "brand-scope", {FILE: "from sqlalchemy import select"}),
    Planting("a select through the module", "brand-scope", {FILE: "import sqlalchemy as sa\nrows = sa.select(1)"}),
    Planting("an upsert past the brand", "brand-scope", {FILE: "from sqlalchemy.dialects.sqlite import insert"}),
    Planting("the kit's bare insert", "brand-scope", {FILE: "from siyu.kit.db.scoped import dialect_insert"}),
    Planting("raw SQL", "brand-scope", {FILE: "def read(conn):\n    return conn.exec_driver_sql('select 1')"}),
    Planting("textual SQL", "brand-scope", {FILE: "import sqlalchemy\nrows = sqlalchemy.text('select 1')"}),
    Planting("a statement of the table's own", "brand-scope", {FILE: "rows = customer.select()"}),
    Planting(
        "a table joined after the brand was bound",
        "brand-scope",
        {FILE: "from siyu.kit.db import scoped\nrows = scoped.select(scope, a).where(b).join(c)"},
    ),
    Planting(
        "a table without a brand",
        "brand-table",
        {"customers/planted/models.py": "import sqlalchemy as sa\nt = sa.Table('t', core, sa.Column('id', sa.Text))"},
    ),
    Planting("a look at the machine's clock", "clock", {FILE: "import time\nnow = time.time()"}),
    Planting("a look at the calendar", "clock", {FILE: "from datetime import datetime\nnow = datetime.now()"}),
    Planting("the database's own clock", "clock", {FILE: "from sqlalchemy import func\nnow = func.now()"}),
    Planting("a print in a feature", "print", {FILE: "print('hello')"}),
    Planting("a folder of one machine", "machine-path", {FILE: "FOLDER = '/home/me/data'"}),
    Planting("a function too long to read", "function-size", {FILE: LONG_FUNCTION}),
    Planting("a file too long to read", "file-size", {FILE: "\n" * 500}),
    Planting("too many parameters by position", "parameters", {FILE: SIX}),
    Planting("a drawer for everything", "rooms", {"customers/planted/utils.py": ""}),
    Planting("code in a package's front door", "rooms", {"customers/planted/__init__.py": "X = 1"}),
]


def test_every_rule_holds_on_the_product_as_it_is() -> None:
    assert [str(problem) for problem in check_tree(ROOT)] == []


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda planting: planting.name)
def test_a_planted_violation_is_caught(tmp_path: Path, planting: Planting) -> None:
    plant(tmp_path, planting.files)
    assert planting.caught_by in {problem.rule for problem in check_tree(tmp_path)}


def test_what_the_rules_allow_is_left_alone(tmp_path: Path) -> None:
    text = (
        "import time\n\nfrom sqlalchemy import func\n\nfrom siyu.kit.db import scoped\n\n"
        "started = time.monotonic()\nvalues = {}\nvalues.update(a=1)\n"
        "rows = scoped.select(scope, func.count(), from_=a.join(b, a.c.id == b.c.id))"
    )
    plant(tmp_path, {FILE: text})
    assert check_tree(tmp_path) == []
