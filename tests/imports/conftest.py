"""The door for files, bound as bootstrap binds it."""

from collections.abc import Iterator

import pytest

from siyu.connectors.files.tables import Files
from siyu.imports.ports import FILES


@pytest.fixture(autouse=True)
def file_door() -> Iterator[None]:
    FILES.bind(Files())
    yield
