"""The CDNOW files, whose totals are published: the import must arrive at them on both stores."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from siyu.connectors.files.tables import Files
from siyu.imports.contracts import Import, Kind, State
from siyu.imports.operations import create_import, resume_or_create, run_import
from siyu.imports.ports import FILES
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

MASTER = {
    "rows": 69_659,
    "imported": 69_659,
    "unchanged": 0,
    "rejected": 0,
    "customers": 23_570,
    "amount_fen": 250_031_563,
}
COHORTS = """
WITH first AS (SELECT customer_id, min(at_ms) AS at_ms FROM events GROUP BY customer_id)
SELECT strftime(epoch_ms(at_ms + 8 * 3600000), '%Y-%m') AS month, count(*) AS people FROM first GROUP BY 1 ORDER BY 1
"""


@pytest.fixture(autouse=True)
def files() -> Iterator[None]:
    FILES.bind(Files())
    yield


def bring_in(platform: Platform, scope: Scope, path: Path, mapping: str = "cdnow") -> Import:
    with path.open("rb") as stream:
        made = create_import(platform, scope, stream, name=path.name, kind=Kind.ORDERS, mapping_name=mapping)
    return run_import(platform, scope, made.id)


def test_the_master_file_arrives_at_the_published_totals_and_a_second_import_changes_nothing(
    platform: Platform, scope: Scope, shared_data: Path
) -> None:
    t = time.time()
    done = bring_in(platform, scope, shared_data / "CDNOW_master.txt")
    print(time.time() - t)
    assert done.state is State.DONE
    assert asdict(done.totals) == MASTER
    with platform.stores.core.reading() as conn:
        cohorts = platform.lake.query(conn, scope, COHORTS).to_pydict()
        zero = platform.lake.query(conn, scope, "SELECT count(*) AS n FROM events WHERE value_fen = 0").to_pydict()
        before = platform.lake.version(conn, scope)
    assert dict(zip(cohorts["month"], cohorts["people"], strict=True)) == {
        "1997-01": 7_846,
        "1997-02": 8_476,
        "1997-03": 7_248,
    }
    assert zero["n"] == [80]
    t = time.time()
    again = bring_in(platform, scope, shared_data / "CDNOW_master.txt")
    print(time.time() - t)
    assert asdict(again.totals) == {**MASTER, "imported": 0, "unchanged": 69_659}
    with platform.stores.core.reading() as conn:
        assert platform.lake.version(conn, scope) == before
