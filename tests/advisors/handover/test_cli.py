"""`siyu handover`, run as a script would run it."""

import json
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from siyu.entrypoints.cli import handover
from siyu.entrypoints.cli.handover import UnknownStaffCode
from siyu.tenancy.queries import own_brand
from tests.advisors.handover.conftest import Shop


@pytest.fixture
def run(shop: Shop, monkeypatch):
    @contextmanager
    def opened(code: str):
        assert code == "golden"
        with shop.platform.stores.core.reading() as conn:
            brand = own_brand(conn, shop.scope)
        yield shop.platform, shop.scope, brand

    monkeypatch.setattr(handover, "opened_brand", opened)

    def invoke(*arguments: str) -> str:
        return CliRunner().invoke(handover.app, [*arguments, "--brand", "golden"], catch_exceptions=False).stdout

    return invoke


def test_a_hand_over_is_planned_run_and_watched_from_scripts(shop, run):
    shop.friends("mei", ["wm1", "wm2", "wm3"])
    people = ("--from", "S-mei", "--to", "S-fang", "--to", "S-jun")
    told = json.loads(run("plan", *people, "--groups", "--json"))
    assert (told["moving"], told["groups"], [one["gets"] for one in told["takers"]]) == (3, 0, [2, 1])
    made = json.loads(run("run", *people, "--message", "您好", "--json"))
    shop.work()
    told = json.loads(run("status", str(made["id"]), "--json"))
    assert told["customers"] == [{"state": "waiting", "count": 3}]
    assert "waiting=3" in run("status")
    blocked = run("plan", *people)
    assert "in_transfer: 3" in blocked
    assert json.loads(run("plan", "--from", "S-wen", "--spread", "same_store", "--json"))["people"] == 0
    with pytest.raises(UnknownStaffCode):
        run("plan", "--from", "nobody", "--to", "S-fang")
