"""Make `.venv` hold exactly what the named lock files in `requirements/` say; a second call changes nothing.

Run with any Python 3.11 or newer and no package installed: `python3 tools/environment.py runtime test`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PEERS = VENV / "peers"
PYTHON_MIN = (3, 11)


def main(names: list[str]) -> None:
    """This function will create the environment if needed and install each lock named, once per content."""
    if sys.version_info < PYTHON_MIN:
        sys.exit(f"Siyu needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. Try: make PYTHON=…")
    make_venv()
    for name in names:
        lock = ROOT / "requirements" / f"{name}.txt"
        once(name, lock.read_bytes(), [*target(name), "--require-hashes", "-r", str(lock)])
    if "runtime" in names and (ROOT / "src/siyu").is_dir():
        link_project()


def target(name: str) -> list[str]:
    """This function will return where a lock goes: peers into a folder of their own, the rest into `.venv` itself."""
    return ["--target", str(PEERS), "--upgrade"] if name == "peers" else []


def make_venv() -> None:
    """This function will create `.venv`, or replace one whose interpreter is gone."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    print(f"creating .venv with Python {sys.version.split()[0]}", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if done.returncode and not (shutil.which("uv") and uv_venv()):
        sys.exit("Python has no venv module here. On Debian or Ubuntu: apt-get install python3-venv")


def uv_venv() -> bool:
    """This function will create `.venv` with uv and say whether that worked."""
    return subprocess.run(["uv", "venv", "--clear", "--python", sys.executable, str(VENV)], check=False).returncode == 0


def link_project() -> None:
    """This function will install the project itself as an editable link, again when its metadata changes."""
    build = ROOT / "requirements/build.txt"
    once("build", build.read_bytes(), ["--require-hashes", "-r", str(build)])
    metadata = (ROOT / "pyproject.toml").read_bytes()
    once("siyu", metadata, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def once(name: str, content: bytes, arguments: list[str]) -> None:
    """This function will run an install unless the stamp says that this very content is installed already."""
    stamp = VENV / f".installed-{name}"
    digest = hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"installing {name}", flush=True)
    if subprocess.run([*installer(), *arguments], cwd=ROOT, check=False).returncode:
        sys.exit(f"could not install {name}; the lines above say why")
    stamp.write_text(digest)


def installer() -> list[str]:
    """This function will return the install command: uv when the machine has it, else the environment's own pip."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    if subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL, check=False).returncode:
        subprocess.run([PYTHON, "-m", "ensurepip"], stdout=subprocess.DEVNULL, check=True)
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


if __name__ == "__main__":
    main(sys.argv[1:])
