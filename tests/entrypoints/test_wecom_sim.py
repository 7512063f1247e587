import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from typer.testing import CliRunner

from siyu.entrypoints.cli.main import app
from siyu.simulators.wecom.web.server import Serving, serve_in_thread
from siyu.simulators.wecom.world import World

START_MS = 1_763_690_400_000


@pytest.fixture
def running() -> Iterator[Serving]:
    world = World(lambda: START_MS)
    world.add_app()
    world.add_member("zhangsan", "张三")
    with serve_in_thread(world) as serving:
        yield serving


def act(serving: Serving, *words: str):
    return CliRunner().invoke(app, ["wecom-sim", "act", *words, "--url", serving.url])


def test_a_process_of_its_own_prints_its_keys_and_ends_when_told() -> None:
    wanted = {"token": "Token123", "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}
    options = ["--port", "0", "--members", "2", "--friends", "10", "--json"]
    keys = ["--token", wanted["token"], "--aes-key", wanted["aes_key"]]
    command = [sys.executable, "-c", "from siyu.entrypoints.cli import main; main()", "wecom-sim", *options, *keys]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = json.loads(process.stdout.readline())
        ask = {"corpid": said["corpid"], "corpsecret": said["secret"]}
        with httpx.Client(trust_env=False) as client:
            token = client.get(f"{said['url']}/cgi-bin/gettoken", params=ask).json()["access_token"]
            path = f"{said['url']}/cgi-bin/externalcontact/list?access_token={token}&userid=staff00001"
            assert len(client.get(path).json()["external_userid"]) == 5
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert {name: said[name] for name in wanted} == wanted


def test_people_act_in_a_running_one_from_the_command_line(running: Serving) -> None:
    done = act(running, "add_friend", "userid=zhangsan", "external_userid=wmA", "channel=店")
    assert (done.exit_code, json.loads(done.stdout)["is_new"]) == (0, True)
    assert running.world.state.is_friend("zhangsan", "wmA")
    assert json.loads(act(running, "advance", "ms=60000").stdout)["now_ms"] == START_MS + 60_000


def test_refusals_and_silence_end_with_one_and_say_why(running: Serving) -> None:
    for words in (("scan", "config_id=none"), ("fly",), ("scan", "wrong=1")):
        refused = act(running, *words)
        assert refused.exit_code == 1 and "✗" in refused.stderr
    nobody = CliRunner().invoke(app, ["wecom-sim", "act", "scan", "--url", "http://127.0.0.1:9"])
    assert nobody.exit_code == 1


def test_everything_that_can_be_done_is_listed(running: Serving) -> None:
    listed = CliRunner().invoke(app, ["wecom-sim", "acts", "--url", running.url])
    assert listed.exit_code == 0
    for name in ("scan", "confirm_mass", "customer_deletes", "join_group", "accept_transfer", "publish_moment"):
        assert name in listed.stdout
