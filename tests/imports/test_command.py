"""`siyu import`, as a script uses it: one line of JSON, exit codes, going on after a kill."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from siyu.entrypoints.cli.main import app
from tests.terminal import Terminal

SIYU = [sys.executable, "-c", "from siyu.entrypoints.cli import main; main()"]
HEADER = "订单编号,手机号,支付时间,实付金额\n"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    env = {**os.environ, "SIYU_DATA_DIR": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"}
    env.pop("SIYU_DATABASE_URL", None)
    return env


@pytest.fixture
def siyu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    run = Terminal(tmp_path / "data", monkeypatch, capsys)
    run("brand", "create", "金禾", "--code", "jinhe")
    return run


def test_totals_are_one_line_of_json_and_refused_rows_end_with_3(siyu: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "订单.csv"
    file.write_bytes((HEADER + "A1,13800138000,2025年3月1日,10\nA2,x,2025-03-01,10\n").encode("gbk"))
    refused = tmp_path / "refused.csv"
    done = siyu("import", "orders", str(file), "--brand", "jinhe", "--json", "--rejected", str(refused), code=3)
    assert json.loads(done.stdout) == {
        "rows": 2,
        "imported": 1,
        "unchanged": 0,
        "rejected": 1,
        "customers": 1,
        "amount_fen": 1_000,
    }
    assert "手机号" in done.stderr
    assert "A2" in refused.read_text(encoding="utf-8-sig")


def test_a_mapping_comes_from_a_file_and_its_mistakes_are_named(siyu: Terminal, tmp_path: Path) -> None:
    file, mapping = tmp_path / "t.csv", tmp_path / "m.json"
    file.write_text("who,when,how_much\nM1,20250301,1250\n", encoding="utf-8")
    told = {
        "kind": "orders",
        "columns": {"who": "identity.member_no", "when": "paid_at", "how_much": "amount"},
        "amount_unit": "minor",
        "order_number": "content",
    }
    words = ("import", "orders", str(file), "--brand", "jinhe", "--mapping", str(mapping), "--json")
    mapping.write_text(json.dumps(told), encoding="utf-8")
    assert json.loads(siyu(*words).stdout)["amount_fen"] == 1_250
    mapping.write_text(json.dumps({**told, "colour": "red"}), encoding="utf-8")
    assert "colour" in siyu(*words, code=1).stderr
    mapping.write_text("{", encoding="utf-8")
    assert siyu(*words, code=1).stderr


def test_a_killed_import_goes_on_where_it_stopped(siyu: Terminal, environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = "".join(f"A{n},1380013{n % 10_000:04},2025-03-01,1.00\n" for n in range(12_000))
    file.write_text(HEADER + rows, encoding="utf-8")
    words = ("import", "orders", str(file), "--brand", "jinhe", "--json")
    with subprocess.Popen(
        [*SIYU, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as started:
        wait_for_rows(tmp_path / "data" / "db" / "core.db", started)
        started.send_signal(signal.SIGKILL)
    done = siyu(*words)
    assert "Going on from row" in done.stderr
    totals = json.loads(done.stdout)
    assert (totals["rows"], totals["imported"], totals["customers"]) == (12_000, 12_000, 10_000)
    again = json.loads(siyu(*words).stdout)
    assert again == {**totals, "imported": 0, "unchanged": 12_000}


def wait_for_rows(database: Path, process: subprocess.Popen[bytes]) -> None:
    """This function will return as soon as the first batch of the import is committed."""
    with closing(sqlite3.connect(database, timeout=30)) as reader:
        while process.poll() is None:
            if reader.execute("SELECT sum(rows) FROM import_run").fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("the import ended before it could be killed")


def test_help_teaches(siyu: Terminal) -> None:
    for words in ((), ("orders",), ("customers",), ("events",), ("mappings",)):
        assert len(CliRunner().invoke(app, ["import", *words, "--help"]).stdout) > 300
    assert "cdnow" in siyu("import", "mappings", "--brand", "jinhe").stdout
