"""A brand to measure on: a platform of its own in a temporary folder, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from siyu.bootstrap import opening
from siyu.kit.config import KitSettings
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.operations import create_brand


@contextmanager
def scratch(database_url: str = "") -> Iterator[tuple[Platform, Scope]]:
    """This function will lend a fresh platform (SQLite unless told otherwise) with one brand."""
    with TemporaryDirectory(prefix="siyu-bench-") as folder:
        platform = opening.open_platform(KitSettings(data_dir=Path(folder), database_url=database_url))
        now_ms = platform.clock.now_ms()
        brand = platform.stores.core.write(lambda conn: create_brand(conn, name="Bench", code="bench", at_ms=now_ms))
        try:
            yield platform, Scope(brand.id)
        finally:
            platform.close()
