"""`siyu segment`, run as a script would run it."""

import json

import pytest
from typer.testing import CliRunner

from siyu.bootstrap import opening
from siyu.entrypoints.cli.segment import BadDay, RuleFileMissing, app
from siyu.kit.db.scope import Scope
from siyu.segments.rules.domain import NotJson, RuleInvalid
from siyu.tenancy.queries import brand_by_code
from tests.conftest import make_brand
from tests.segments.factories import make_world

BOUGHT = json.dumps({"event": "Order Paid"})


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("SIYU_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIYU_DATABASE_URL", raising=False)
    platform = opening.open_platform()
    people = make_world(platform, make_brand(platform, "Golden Harvest", "golden"), 1)
    platform.close()
    return people


def run(*arguments: str, stdin: str = BOUGHT):
    return CliRunner().invoke(app, [*arguments, "--brand", "golden"], input=stdin, catch_exceptions=False)


def test_count_prints_one_number_for_scripts(world, tmp_path):
    buyers = sum(any(deed.name == "Order Paid" for deed in one.deeds) for one in world)
    rule = tmp_path / "rule.json"
    rule.write_text(BOUGHT)
    for source in (str(rule), "-"):
        assert json.loads(run("count", "--rule", source, "--json").stdout) == {"count": buyers}
    nobody = run("count", "--rule", "-", "--as-of", "2024-01-01", "--json")
    assert json.loads(nobody.stdout) == {"count": 0}


def test_a_segment_is_saved_explained_and_listed(world):
    made = json.loads(run("create", "买过的", "--rule", "-", "--json").stdout)
    assert json.loads(run("explain", "--rule", "-", "--json").stdout)["zh"] == "买过的客户"
    listed = json.loads(run("list", "--json").stdout)
    assert [(one["name"], one["members"]) for one in listed] == [("买过的", made["members"])]
    platform = opening.open_platform()
    with platform.stores.core.reading() as conn:
        assert Scope(brand_by_code(conn, "golden").id).brand_id > 0
    platform.close()


@pytest.mark.parametrize(
    ("arguments", "stdin", "error"),
    [
        (("count", "--rule", "/no/such/file"), "", RuleFileMissing),
        (("count", "--rule", "-"), "not json", NotJson),
        (("count", "--rule", "-"), '{"tag": "unknown"}', RuleInvalid),
        (("count", "--rule", "-", "--as-of", "yesterday"), BOUGHT, BadDay),
    ],
)
def test_a_mistake_ends_with_a_clear_error(world, arguments, stdin, error):
    with pytest.raises(error):
        run(*arguments, stdin=stdin)
