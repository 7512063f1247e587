"""`siyu doctor wecom` as a person runs it, on an installation of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from siyu.bootstrap import opening
from siyu.entrypoints.cli.main import app
from siyu.kit.clock import SystemClock
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.conftest import make_brand


@pytest.fixture
def vendor_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation with one brand, whose WeCom is simulated; lends the vendor's record of the app."""
    monkeypatch.setenv("SIYU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    world = World(SystemClock().now_ms)
    found = world.add_app()
    world.add_member("zhangsan")
    with serve_in_thread(world) as serving:
        platform = opening.open_platform()
        scope = make_brand(platform, "金禾粮油", "golden")
        config = {"corpid": world.corpid, "agentid": str(found.agentid), "base_url": serving.url}
        secrets = {"secret": found.secret, "token": found.token, "aes_key": found.aes_key}
        settings = ChannelSettings("wecom", True, config, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        platform.close()
        yield found


def test_it_ends_well_or_with_one_and_speaks_to_people_and_to_scripts(vendor_app: App) -> None:
    command = ["doctor", "wecom", "--brand", "golden"]
    runner = CliRunner()
    good = runner.invoke(app, [*command, "--json"])
    assert good.exit_code == 0
    assert {"secret", "permission", "staff", "callback_last"} <= {one["name"] for one in json.loads(good.stdout)}
    vendor_app.trusted_ips = frozenset({"9.9.9.9"})
    bad = runner.invoke(app, command)
    assert bad.exit_code == 1
    assert "127.0.0.1" in bad.stdout and "企业可信IP" in bad.stdout.replace("\n", "")
    assert runner.invoke(app, ["doctor", "wecom", "--brand", "nobody"]).exit_code == 1
