"""Install the wheel in dist/ into an empty environment elsewhere, start the demo there, look at it, press Ctrl-C.

`python -m tools.smoke`. Proves that the wheel is complete: code, migrations and console.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUSTOMERS = "300"
UP_SECONDS_MAX = 180
END_SECONDS_MAX = 20


def main() -> None:
    """This function will end with an error when the installed wheel does not come up, show its console, or end."""
    wheels = sorted((ROOT / "dist").glob("siyu-*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels:
        sys.exit("no wheel in dist/; run: make build")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = install(folder, wheels[-1])
        walk(folder, python.parent / "siyu")
    print(f"smoke: {wheels[-1].name} installs, serves its console and ends on Ctrl-C")


def install(folder: Path, wheel: Path) -> Path:
    """This function will make an environment in `folder` holding the locked libraries and the wheel, nothing else."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = folder / "env/bin/python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements/runtime.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    return python


def walk(folder: Path, siyu: Path) -> None:
    """This function will run the demo from `folder`, ask for its pages, and end it as Ctrl-C does."""
    port = free_port()
    env = {**os.environ, "SIYU_DATA_DIR": str(folder / "data"), "HOME": str(folder)}
    command = [str(siyu), "demo", "--customers", CUSTOMERS, "--port", str(port)]
    demo = subprocess.Popen(command, cwd=folder, env=env, start_new_session=True)
    try:
        wait_until_ready(demo, f"http://127.0.0.1:{port}/readyz")
        page = fetch(f"http://127.0.0.1:{port}/")
        if b'<div id="root"' not in page:
            sys.exit(f"smoke: the wheel serves no console, but: {page[:200]!r}")
        os.killpg(demo.pid, signal.SIGINT)
        code = demo.wait(END_SECONDS_MAX)
        if code not in (0, 130, -signal.SIGINT):
            sys.exit(f"smoke: Ctrl-C ended the demo with code {code}")
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)


def wait_until_ready(demo: "subprocess.Popen[bytes]", url: str) -> None:
    """This function will return once `url` answers 200, or end with an error when it does not in time."""
    deadline = time.monotonic() + UP_SECONDS_MAX
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            fetch(url)
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    sys.exit(f"smoke: the demo was not ready within {UP_SECONDS_MAX} s (exit code {demo.poll()})")


def fetch(url: str) -> bytes:
    """This function will return the body at `url`. Raises URLError while nothing answers."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return bytes(response.read())


def free_port() -> int:
    """This function will return a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
