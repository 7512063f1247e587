"""Starts the processes of the WeCom benches: the simulated corp, our callback door, and workers that may be killed."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from siyu.benchmarks.wecom_worker import BRAND, READY, open_platform
from siyu.kit.db.scope import Scope
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.tenancy.operations import create_brand

START_S = 120.0
# The vendor allows 10,000 calls a minute of one API; a burst of 60,000 a minute is beyond it, and is measured without.
NO_LIMITS = {
    "SIYU_WECOM_CALLS_PER_MINUTE": "100000000",
    "SIYU_WECOM_CALLS_PER_HOUR": "100000000",
    "SIYU_WECOM_IP_CALLS_PER_MINUTE": "100000000",
    "SIYU_WECOM_IP_CALLS_PER_HOUR": "100000000",
}


class CorpProcess:
    """A simulated corp in a process of its own."""

    def __init__(self, frequency_scale: float | None = None) -> None:
        code = f"from siyu.benchmarks.wecom_corp import serve; serve({frequency_scale!r})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.keys: dict[str, str] = self._hear()

    def tell(self, command: str, *arguments: Any) -> Any:
        """This function will have the corp do something (see wecom_corp.Corp) and return its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def stop(self) -> None:
        """This function will end the process."""
        self._process.kill()
        self._process.wait()

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the simulated corp has ended")
        return json.loads(line)


class OurProcess:
    """A process of ours, running "module.function()" of this package on the bench's platform."""

    def __init__(self, folder: Path, work: str, env: Mapping[str, str]) -> None:
        code = f"from siyu.benchmarks import {work.split('.')[0]}; {work}"
        # What is installed has its bytecode; where the shell forbids to keep it, each restart would compile everything.
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._place = ([sys.executable, "-c", code], {**inherited, **env, "SIYU_DATA_DIR": str(folder)})
        self._process = self._start()

    def kill(self) -> None:
        """This function will kill the process as a power cut would (SIGKILL)."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """This function will kill the process and start another."""
        self.kill()
        self._process = self._start()

    def wait(self) -> int:
        """This function will return the exit code of a process that ends by itself."""
        return self._process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        command, env = self._place
        return subprocess.Popen(command, env=env)


def wait_for_worker(folder: Path) -> None:
    """This function will return when the first worker on `folder` has begun its work."""
    end = time.monotonic() + START_S
    while not (folder / READY).exists() and time.monotonic() < end:
        time.sleep(0.05)


@contextmanager
def brand_of(corp: CorpProcess, welcome_text: str = "欢迎光临") -> Iterator[Path]:
    """This function will lend a data folder whose brand "bench" is set up with the corp."""
    with TemporaryDirectory(prefix="siyu-bench-") as folder:
        platform = open_platform(Path(folder))
        now_ms = platform.clock.now_ms()
        brand = platform.stores.core.write(lambda conn: create_brand(conn, name="Bench", code=BRAND, at_ms=now_ms))
        config = {"corpid": corp.keys["corpid"], "base_url": corp.keys["url"], "welcome_text": welcome_text}
        secrets = {name: corp.keys[name] for name in ("secret", "token", "aes_key")}
        channel = ChannelSettings("wecom", True, config, secrets)
        scope = Scope(brand.id)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, channel, at_ms=now_ms))
        platform.close()
        yield Path(folder)


@contextmanager
def door_for(folder: Path, corp: CorpProcess) -> Iterator[None]:
    """This function will serve the callback door in a process and have the corp call it."""
    port = _free_port()
    door = OurProcess(folder, f"wecom_door.serve({port})", {})
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url)
        if not corp.tell("callback_url", f"{url}/callbacks/wecom/{BRAND}"):
            raise RuntimeError("the callback address could not be verified")
        yield
    finally:
        door.kill()


def friends_read(folder: Path) -> int:
    """This function will return how many friends the reading in `folder` has stored; a look from outside, cheap."""
    with closing(sqlite3.connect(f"file:{folder / 'db' / 'core.db'}?mode=ro", uri=True)) as conn:
        (found,) = conn.execute("SELECT coalesce(sum(friends), 0) FROM wecom_sync_part").fetchone()
    return int(found)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_up(url: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            httpx.get(url, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the callback door did not open")
