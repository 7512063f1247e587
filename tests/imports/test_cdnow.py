"""The CDNOW files, whose totals are published: the import must arrive at them, however often it is killed."""

import signal
import subprocess
import sys
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from siyu.imports.contracts import Import, Kind, State
from siyu.imports.operations import create_import
from siyu.imports.running.operations import run_import
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.queries import order_count
from tests.imports.factories import bring_in, log

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
RUNNER = """
import sys
from pathlib import Path
from siyu.bootstrap.opening import open_platform_unchecked
from siyu.imports.running.operations import run_import
from siyu.kit.clock import VirtualClock
from siyu.kit.config import KitSettings
from siyu.kit.db.scope import Scope

folder, url, brand, run, now = sys.argv[1:]
platform = open_platform_unchecked(KitSettings(data_dir=Path(folder), database_url=url), VirtualClock(int(now)))
run_import(platform, Scope(int(brand)), int(run), lambda at: print(at.totals.rows, flush=True))
"""


def orders_in(platform: Platform, scope: Scope, path: Path) -> Import:
    return bring_in(platform, scope, path, mapping_name="cdnow", name=path.name)


def check_published_figures(platform: Platform, scope: Scope) -> None:
    with platform.stores.core.reading() as conn:
        cohorts = platform.lake.query(conn, scope, COHORTS).to_pydict()
        totals = platform.lake.query(
            conn,
            scope,
            "SELECT count(*) AS n, count(DISTINCT customer_id) AS people, sum(value_fen)::BIGINT AS fen,"
            " count(*) FILTER (value_fen = 0) AS zero FROM events",
        ).to_pylist()
        stored = order_count(conn, scope)
    assert dict(zip(cohorts["month"], cohorts["people"], strict=True)) == {
        "1997-01": 7_846,
        "1997-02": 8_476,
        "1997-03": 7_248,
    }
    assert totals == [{"n": 69_659, "people": 23_570, "fen": 250_031_563, "zero": 80}]
    assert stored == 69_659


def test_the_master_file_arrives_at_the_published_totals_and_a_second_import_changes_nothing(
    platform: Platform, scope: Scope, shared_data: Path
) -> None:
    done = orders_in(platform, scope, shared_data / "CDNOW_master.txt")
    assert done.state is State.DONE
    assert asdict(done.totals) == MASTER
    check_published_figures(platform, scope)
    with platform.stores.core.reading() as conn:
        before = platform.lake.version(conn, scope)
    again = orders_in(platform, scope, shared_data / "CDNOW_master.txt")
    assert asdict(again.totals) == {**MASTER, "imported": 0, "unchanged": 69_659}
    sample = orders_in(platform, scope, shared_data / "CDNOW_sample.txt")
    assert (sample.totals.rows, sample.totals.unchanged, sample.totals.customers) == (6_919, 6_919, 2_357)
    with platform.stores.core.reading() as conn:
        assert platform.lake.version(conn, scope) == before


def test_an_import_killed_again_and_again_ends_in_the_same_state(
    platform: Platform, scope: Scope, shared_data: Path, database_url: str, tmp_path: Path
) -> None:
    body = (shared_data / "CDNOW_master.txt").read_bytes()
    made = create_import(platform, scope, BytesIO(body), name="master.txt", kind=Kind.ORDERS, mapping_name="cdnow")
    for batches in (1, 3, 4):
        command = [sys.executable, "-c", RUNNER, str(tmp_path), database_url, str(scope.brand_id), str(made.id)]
        with subprocess.Popen([*command, str(platform.clock.now_ms())], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(batches)]
            process.send_signal(signal.SIGKILL)
        assert all(told)
        assert process.returncode == -signal.SIGKILL
    done = run_import(platform, scope, made.id)
    assert done.state is State.DONE
    assert asdict(done.totals) == MASTER
    check_published_figures(platform, scope)


def test_the_guess_reads_the_master_file_as_well_as_the_shipped_mapping(
    platform: Platform, scope: Scope, shared_data: Path
) -> None:
    lines = (shared_data / "CDNOW_master.txt").read_bytes().splitlines(keepends=True)[:500]
    guessed = bring_in(platform, scope, b"".join(lines), name="master.txt")
    assert guessed.mapping.order_number == "content"
    assert (guessed.totals.rows, guessed.totals.rejected) == (499, 0)
    assert len(log(platform, scope)) == 499
