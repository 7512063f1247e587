"""The reference names everything a mapping may say."""

from dataclasses import fields
from pathlib import Path

import pytest

from siyu.imports.contracts import Kind, Mapping, ReaderOptions
from siyu.imports.mapping.domain import PREFIXES, SHIPPED, TARGETS

REFERENCE = (Path(__file__).parents[2] / "docs/reference/import_mappings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(f.name for f in fields(Mapping)), *(f.name for f in fields(ReaderOptions))])
def test_every_field_of_a_mapping_is_in_the_reference(name: str) -> None:
    assert f"| `{name}` |" in REFERENCE


@pytest.mark.parametrize("kind", list(Kind))
def test_every_target_is_in_the_reference(kind: Kind) -> None:
    for target in (*TARGETS[kind], *PREFIXES[kind]):
        assert f"`{target}" in REFERENCE


def test_every_shipped_mapping_is_in_the_reference() -> None:
    assert all(f"`{name}`" in REFERENCE for name in SHIPPED)
