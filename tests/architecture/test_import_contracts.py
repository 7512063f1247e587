"""The floors hold, and the linter set-up would notice if they did not."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.planted import ROOT, Planting, broken_contracts, copy_product, plant

FLOORS = "Floors: imports run down only, neighbours do not know each other"
INSIDE = "Inside a feature: routes and tasks > operations > queries > schemas > models, domain > ports > contracts"
PURE = "Domain, contracts and ports do no input or output"
PRIVATE = "Across features only contracts, ports, queries and operations"
CONNECTORS = "Connectors do not know each other"
SIMULATORS = "Simulators know the kit only, never a connector"
CIRCLES = "No circles at any depth"

LOW, HIGH = "customers/planted/queries.py", "segments/planted/queries.py"
PLANTINGS = [
    Planting("a low room imports a higher one", FLOORS, {HIGH: "", LOW: "import siyu.segments.planted.queries"}),
    Planting(
        "a low room imports a higher one for typing only",
        FLOORS,
        {
            HIGH: "",
            LOW: "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import siyu.segments.planted.queries",
        },
    ),
    Planting(
        "the kit imports a feature",
        FLOORS,
        {LOW: "", "kit/planted.py": "import siyu.customers.planted.queries"},
    ),
    Planting(
        "neighbours on one floor meet",
        FLOORS,
        {"insights/planted/queries.py": "", "journeys/planted/queries.py": "import siyu.insights.planted.queries"},
    ),
    Planting("a room nobody declared appears", FLOORS, {"cellar/queries.py": ""}),
    Planting(
        "a read imports a write of its own feature",
        INSIDE,
        {"customers/planted/operations.py": "", LOW: "import siyu.customers.planted.operations"},
    ),
    Planting("a domain does input and output", PURE, {"customers/planted/domain.py": "import sqlalchemy"}),
    Planting(
        "contracts reach the database through another module",
        PURE,
        {"kit/planted.py": "import siyu.kit.db.stores", "customers/planted/contracts.py": "import siyu.kit.planted"},
    ),
    Planting(
        "a feature reads another feature's tables",
        PRIVATE,
        {"customers/planted/models.py": "", HIGH: "import siyu.customers.planted.models"},
    ),
    Planting(
        "a connector imports a connector",
        CONNECTORS,
        {
            "connectors/planted_a/adapter.py": "",
            "connectors/planted_b/adapter.py": "import siyu.connectors.planted_a.adapter",
        },
    ),
    Planting(
        "a simulator imports a connector",
        SIMULATORS,
        {
            "connectors/planted_a/adapter.py": "",
            "simulators/planted/fake.py": "import siyu.connectors.planted_a.adapter",
        },
    ),
    Planting(
        "a simulator imports a feature",
        SIMULATORS,
        {LOW: "", "simulators/planted/fake.py": "import siyu.customers.planted.queries"},
    ),
    Planting(
        "two neighbours import each other in a circle",
        CIRCLES,
        {
            "customers/planted_a/queries.py": "import siyu.customers.planted_b.queries",
            "customers/planted_b/queries.py": "import siyu.customers.planted_a.queries",
        },
    ),
]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the product that the tests of this module plant in, one violation at a time."""
    yield copy_product(tmp_path_factory.mktemp("product"))


def test_every_contract_holds_on_the_product_as_it_is(product: Path) -> None:
    assert broken_contracts(product) == set()


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda planting: planting.name)
def test_a_planted_import_is_caught(product: Path, planting: Planting) -> None:
    made = plant(product, planting.files)
    try:
        assert planting.caught_by in broken_contracts(product)
    finally:
        for path in made:
            path.unlink()


def test_no_import_is_excused_from_a_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert [contract["id"] for contract in contracts if contract.get("ignore_imports")] == []
