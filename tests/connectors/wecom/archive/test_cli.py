"""`siyu archive`, run as a script would run it, and what the doctor says of the same archive."""

import json
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.doctor.checks import extras
from siyu.connectors.wecom.doctor.contracts import Level
from siyu.connectors.wecom.doctor.patient import Patient
from siyu.entrypoints.cli import archive as commands
from siyu.tenancy.queries import own_brand
from tests.advisors.archive.factories import key


@pytest.fixture
def run(platform, scope, monkeypatch):
    @contextmanager
    def opened(code: str):
        assert code == "golden"
        with platform.stores.core.reading() as conn:
            brand = own_brand(conn, scope)
        yield platform, scope, brand

    monkeypatch.setattr(commands, "opened_brand", opened)

    def invoke(*arguments: str):
        words = [*arguments, "--brand", "golden", "--json"]
        return json.loads(CliRunner().invoke(commands.app, words, catch_exceptions=False).stdout)

    return invoke


def test_the_archive_is_pulled_searched_and_explained_from_scripts(platform, scope, other_scope, archived, corp, run):
    archived.archive_message("wmA", ["zhangsan"], "有五常大米吗")
    archived.set_archive_key(key(platform, other_scope, 2), version=2)
    archived.archive_message("zhangsan", ["wmA"], "有的")
    assert run("pull") == {"messages": 1, "repeated": 0, "unopened": 1, "seq": 2}
    told = run("status")
    assert (told["source"], told["messages"], told["waiting_for_key"], told["keys"]) == ("simulator", 1, 1, [1])
    (found,) = run("search", "大米")["messages"]
    assert (found["text"], found["talk"], found["sender"]) == ("有五常大米吗", "zhangsan · ", "wmA")
    patient = Patient(platform, scope, corp.client, corp_of(platform, scope))
    findings = {one.name: one for one in extras(patient)}
    assert findings["archive"].level is Level.GOOD and findings["archive_sealed"].level is Level.HINT
    key(platform, scope, 2)
    assert run("pull")["messages"] == 1
