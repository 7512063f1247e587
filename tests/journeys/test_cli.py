"""`siyu journey` as a script uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from siyu.entrypoints.cli.main import app
from tests.journeys.factories import three_nodes

RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own with one brand."""
    monkeypatch.setenv("SIYU_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIYU_DATABASE_URL", raising=False)
    assert RUNNER.invoke(app, ["brand", "create", "金禾", "--code", "jinhe"]).exit_code == 0
    return tmp_path


def test_a_journey_is_drafted_from_a_file_and_shown(home: Path) -> None:
    file = home / "repurchase.json"
    draft = three_nodes(name="复购提醒")
    draft["nodes"][0]["trigger"] = {"event": "Order Paid"}
    file.write_text(json.dumps(draft))
    made = json.loads(RUNNER.invoke(app, ["journey", "create", str(file), "-b", "jinhe", "--json"]).stdout)
    assert (made["name"], made["state"]) == ("复购提醒", "draft")
    number = str(made["id"])
    published = json.loads(RUNNER.invoke(app, ["journey", "publish", number, "-b", "jinhe", "--json"]).stdout)
    assert (published["state"], published["version"]) == ("live", 1)
    paused = json.loads(RUNNER.invoke(app, ["journey", "pause", number, "-b", "jinhe", "--json"]).stdout)
    assert paused["state"] == "paused"
    shown = json.loads(RUNNER.invoke(app, ["journey", "show", number, "-b", "jinhe", "--json"]).stdout)
    assert "发生「Order Paid」" in shown["sentence"]
    numbers = json.loads(RUNNER.invoke(app, ["journey", "numbers", number, "-b", "jinhe", "--json"]).stdout)
    assert [node["node"] for node in numbers["nodes"]] == ["start", "wait", "hello", "end"]
    assert json.loads(RUNNER.invoke(app, ["journey", "list", "-b", "jinhe", "--json"]).stdout)[0]["entered"] == 0


def test_a_file_that_is_no_journey_is_refused(home: Path) -> None:
    file = home / "bad.json"
    file.write_text("[1]")
    assert RUNNER.invoke(app, ["journey", "create", str(file), "-b", "jinhe"]).exit_code != 0
    assert json.loads(RUNNER.invoke(app, ["journey", "list", "-b", "jinhe", "--json"]).stdout) == []
