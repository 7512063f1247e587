"""Compile `requirements/*.txt` from pyproject.toml: pinned, hashed, for every platform, without index addresses."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "pyproject.toml"
GROUPS = ("build", "node", "test", "lint")
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--quiet",
]


def main(extra: list[str]) -> None:
    """This function will rewrite every lock; `extra` goes to uv (`--upgrade`, `--upgrade-package NAME`)."""
    uv = shutil.which("uv") or str(ROOT / ".venv/bin/uv")
    compile_lock(uv, "runtime", [PROJECT, *extra])
    # Each lock is held to those before it, so that a library shared by two has one version.
    held = ["-c", "requirements/runtime.txt"]
    for group in GROUPS:
        compile_lock(uv, group, ["--group", f"{PROJECT}:{group}", *held, *extra])
        held += ["-c", f"requirements/{group}.txt"]
    # The peers never share a process with the rest, and hold a version of a library that `test` holds differently.
    compile_lock(uv, "peers", ["--group", f"{PROJECT}:peers", "-c", "requirements/runtime.txt", *extra])


def compile_lock(uv: str, name: str, arguments: list[str]) -> None:
    """This function will compile one lock; it keeps the pins already there unless told to upgrade."""
    target = f"requirements/{name}.txt"
    print(f"locking {target}", flush=True)
    subprocess.run([uv, "pip", "compile", *OPTIONS, *arguments, "-o", target], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
