"""The real product as a process of its own: made, started and ended through its command line."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import siyu

CUSTOMERS = 800
READY_MAX_S = 120.0
END_MAX_S = 30.0
PROBE_EVERY_S = 0.25
LOG_TAIL = 4_000
CONSOLE = Path(siyu.__file__).parent / "console_dist/index.html"
COMMAND = Path(sys.executable).with_name("siyu")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, and the brand that opens for them."""

    login: str
    password: str
    brand: str


OWNER = Account("demo", "siyu-demo", "demo")
VIEWER = Account("viewer", "looks-only-1", "demo")
NEWCOMER = Account("newcomer", "nothing-yet-1", "blank")


@dataclass(frozen=True, slots=True)
class Product:
    """A running demo: where it listens and what it wrote."""

    url: str
    log: Path


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """Start the demo brand and an empty one in `folder`; at the end it must leave by itself on Ctrl-C, with code 0."""
    assert CONSOLE.exists(), f"the console is not built ({CONSOLE} is missing): run `make console` first"
    _command(folder, "demo", "--customers", str(CUSTOMERS), "--no-serve")
    _command(folder, "brand", "create", "Blank", "--code", NEWCOMER.brand)
    for account, role in ((VIEWER, "viewer"), (NEWCOMER, "owner")):
        options = ("--brand", account.brand, "--role", role, "--password", account.password)
        _command(folder, "brand", "account", account.login, *options)
    port, log = _free_port(), folder / "demo.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [COMMAND, "demo", "--port", str(port)],
            env=_environment(folder),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is for pytest, which then ends it below
        )
    try:
        product = Product(f"http://127.0.0.1:{port}", log)
        _wait_until_ready(product, process)
        yield product
    finally:
        code = _end(process)
    assert code == 0, f"the demo ended with code {code} on Ctrl-C\n{_tail(log)}"


def _command(folder: Path, *arguments: str) -> None:
    done = subprocess.run([COMMAND, *arguments], env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"siyu {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"


def _environment(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
    # What advisors confirmed is asked after more often than usual: the walks wait for it.
    return {**own, "SIYU_DATA_DIR": str(folder / "data"), "SIYU_OUTREACH_COLLECT_EVERY_MS": "3000"}


def _free_port() -> int:
    """Two in a row: the console's and the WeCom simulator's."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def _wait_until_ready(product: Product, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_MAX_S
    while time.monotonic() < until:
        assert process.poll() is None, f"the demo ended by itself\n{_tail(product.log)}"
        if _is_ready(product.url):
            return
        time.sleep(PROBE_EVERY_S)
    raise AssertionError(f"the demo was not ready after {READY_MAX_S:.0f} s\n{_tail(product.log)}")


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(END_MAX_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -signal.SIGKILL


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-LOG_TAIL:]
