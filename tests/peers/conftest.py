"""Programs nobody here wrote, each in a process of its own: they read a job from stdin and answer JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tools import console, environment

HERE = Path(__file__).parent
TIMEOUT_S = 120
Run = Callable[[Any], Any]


def run(command: list[str], job: Any, env: Mapping[str, str]) -> Any:
    """Run a peer without the machine's proxies and return what it says; a failure shows its own words."""
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        command,
        input=json.dumps(job),
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def python_peer() -> Callable[[str, str], Run]:
    """Return a runner of a Python script with wechatpy "1" (a folder of its own) or "2" (beside the tests)."""

    def peer(script: str, version: str) -> Run:
        folder = {"PYTHONPATH": str(environment.PEERS)} if version == "1" else {}
        return lambda job: run([sys.executable, str(HERE / script)], job, folder)

    return peer


@pytest.fixture(scope="session")
def node_peer() -> Callable[[str], Run]:
    """Return a runner of a Node script with the packages of `web/`, installed first if need be."""
    node, npm = console.find_node() or console.node_from_wheel()
    console.install_packages([node, npm], {"NODE_USE_SYSTEM_CA": "1", **os.environ})
    modules = {"NODE_PATH": str(console.WEB / "node_modules")}
    return lambda script: lambda job: run([node, str(HERE / script)], job, modules)
