"""What the pages about WeCom say is what the code does."""

import re

import pytest

from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.connectors.wecom.settings import WecomSettings
from siyu.kit.clock import VirtualClock
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.connectors.wecom.client.conftest import START_MS
from tests.connectors.wecom.client.reference import DOCS, codes_page

EXAMPLE = re.compile(r"```python\n(.*?)```", re.S)
LIMIT = re.compile(r"^\| [^|]+ \| (?P<value>[\d,.]+) \| `SIYU_WECOM_(?P<name>[A-Z_]+)` \|$", re.M)
EXAMPLE_LINES_MAX = 15


def test_the_guides_example_runs_against_the_simulator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = EXAMPLE.findall((DOCS / "how-to/wecom-client.md").read_text(encoding="utf-8"))[0]
    assert len([line for line in code.splitlines() if line]) <= EXAMPLE_LINES_MAX
    world = World(VirtualClock(START_MS).now_ms)
    app = world.add_app()
    world.add_member("zhangsan")
    world.seed_friends("zhangsan", ["wm1", "wm2"], names={"wm1": "小林", "wm2": "老周"})
    with serve_in_thread(world) as serving:
        named = {"CORPID": world.corpid, "SECRET": app.secret, "AGENTID": str(app.agentid), "BASE_URL": serving.url}
        for name, value in named.items():
            monkeypatch.setenv(name, value)
        exec(compile(code, "wecom-client.md", "exec"), {})
    assert sorted(capsys.readouterr().out.splitlines()) == ["zhangsan 小林 -", "zhangsan 老周 -"]


def test_every_limit_on_the_page_is_a_settings_default_and_every_setting_is_on_the_page() -> None:
    found = {one["name"].lower(): one["value"] for one in LIMIT.finditer(page("wecom_limits.md"))}
    fields = WecomSettings.model_fields | WecomClientSettings.model_fields
    told = {name: fields[name].default for name in found}
    assert found == {name: f"{value:,g}" if value < 1e6 else f"{value:,}" for name, value in told.items()}
    assert WecomClientSettings.model_fields.keys() <= found.keys()


def test_every_error_code_is_on_its_page() -> None:
    assert page("wecom_codes.md") == codes_page(), "python -m tests.connectors.wecom.client.reference"


def page(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")
