import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from siyu.entrypoints.cli import bench
from siyu.entrypoints.cli.main import app
from tests.terminal import Terminal


@pytest.fixture
def siyu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", monkeypatch, capsys)


def test_a_brand_is_created_once_and_listed(siyu):
    made = json.loads(siyu("brand", "create", "金禾粮油", "--code", "jinhe", "--json").stdout)
    assert made == {"id": 1, "code": "jinhe", "name": "金禾粮油", "zone": "Asia/Shanghai"}
    assert [brand["code"] for brand in json.loads(siyu("brand", "list", "--json").stdout)] == ["jinhe"]
    refused = siyu("brand", "create", "金禾", "--code", "jinhe", language="zh_CN.UTF-8", code=1).stderr
    assert "品牌代码「jinhe」已被使用" in refused and "请换一个代码" in refused


def test_errors_speak_the_language_of_the_terminal_and_name_the_fix(tmp_path):
    words = ["brand", "key", "till", "--brand", "nope", "--permission", "x"]
    env = {**os.environ, "SIYU_DATA_DIR": str(tmp_path), "LC_ALL": "C.UTF-8"}
    told = subprocess.run([Path(sys.executable).with_name("siyu"), *words], env=env, capture_output=True, text=True)
    assert told.returncode == 1
    assert "There is no brand 'nope'" in told.stderr and "siyu brand list" in told.stderr


def test_a_key_with_an_unknown_permission_is_refused_with_the_known_ones(siyu):
    siyu("brand", "create", "B", "--code", "b")
    refused = siyu("brand", "key", "till", "--brand", "b", "--permission", "everything", code=1).stderr
    assert "everything" in refused and "customers.read" in refused
    assert siyu("brand", "key", "till", "--brand", "b", "--permission", "customers.read").stdout.startswith("siyu_")


def test_migrate_check_tells_a_script_whether_to_migrate(siyu):
    assert "behind" in siyu("migrate", "--check", code=1).stderr
    siyu("migrate")
    siyu("migrate", "--check")


def test_the_doctor_finds_a_key_file_that_others_can_read(siyu, tmp_path):
    siyu("brand", "list")
    (tmp_path / "data" / "secret.key").chmod(0o644)
    findings = json.loads(siyu("doctor", "--json", code=1).stdout)
    assert next(f["fix"] for f in findings if f["name"] == "keys").startswith("chmod 600")


@pytest.mark.parametrize(
    "command",
    [
        *("demo", "serve", "worker", "migrate", "brand", "import", "segment", "journey", "doctor", "openapi"),
        *("bench", "code", "link", "mass", "archive", "wecom", "wecom-sim"),
    ],
)
def test_every_command_explains_itself(command):
    told = CliRunner().invoke(app, [command, "--help"])
    assert told.exit_code == 0 and len(told.stdout) > 200


def test_a_bench_measured_again_takes_the_place_of_its_older_rows_only(siyu, tmp_path, monkeypatch):
    figures = iter([1, 2, 3])

    def rows(name):
        return lambda: [{**dict.fromkeys(bench.COLUMNS, 1), "name": f"{name}: messages", "ours": next(figures)}]

    monkeypatch.setattr(bench, "BENCHES", {name: rows(name) for name in ("ingest", "fold")})
    for name in ("fold", "ingest", "fold"):
        siyu("bench", name, "--out", str(tmp_path))
    kept = json.loads((tmp_path / "results.json").read_text())
    assert [(row["name"], row["ours"]) for row in kept] == [("ingest: messages", 2), ("fold: messages", 3)]
    assert "| fold: messages | 3 |" in (tmp_path / "results.md").read_text()
