"""`siyu link` and `siyu wecom tags` as a script uses them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from siyu.acquisition.links.queries import link_by_id
from siyu.bootstrap import opening
from siyu.entrypoints.cli.main import app
from siyu.kit.db.scope import Scope
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.operations import save_staff
from siyu.tenancy.queries import brand_by_code

RUNNER = CliRunner()


def ran(*words: str) -> dict:
    result = RUNNER.invoke(app, [*words, "--brand", "jinhe", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def remark_of(link_id: int) -> str:
    """This function will read back the remark that a link sets."""
    platform = opening.open_platform()
    with platform.stores.core.reading() as conn:
        found = link_by_id(conn, Scope(brand_by_code(conn, "jinhe").id), link_id)
    platform.close()
    return found.settings.remark


def test_links_are_made_listed_and_measured_and_tags_looked_at_and_pushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIYU_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIYU_DATABASE_URL", raising=False)
    assert RUNNER.invoke(app, ["brand", "create", "金禾", "--code", "jinhe"]).exit_code == 0
    platform = opening.open_platform()
    with platform.stores.core.reading() as conn:
        scope = Scope(brand_by_code(conn, "jinhe").id)
    people = [NewStaff("S1", "HQ", "林小姐", wecom_userid="lin")]
    platform.stores.core.write(lambda conn: save_staff(conn, scope, people))
    platform.close()
    made = ran("link", "create", "短信", "--staff", "S1", "--place", "双十一", "--remark", " 短信-{name} ")
    assert made["name"] == "短信"
    listed = ran("link", "list")
    assert (listed["total"], listed["links"][0]["sync"], listed["links"][0]["places"]) == (1, "new", {"双十一": ""})
    assert remark_of(made["id"]) == "短信-{name}"
    long = RUNNER.invoke(app, ["link", "create", "x", "--brand", "jinhe", "--staff", "S1", "--remark", "长" * 21])
    assert long.exit_code == 1
    assert ran("link", "stats", str(made["id"]), "--days", "3")["total"]["came"] == 0
    assert RUNNER.invoke(app, ["link", "create", "x", "--brand", "jinhe", "--staff", "nobody"]).exit_code == 1
    assert ran("wecom", "tags", "status")["corp_tags_max"] == 10_000
    assert ran("wecom", "tags", "push") == {"tags": 0}
