"""Copies of the product in which a violation is planted, and the linters run on them as `make lint` runs them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = shutil.ignore_patterns("__pycache__", "console_dist", "node_modules")


@dataclass(frozen=True)
class Planting:
    """What to plant (path below src/siyu -> text) and which contract or rule must then speak."""

    name: str
    caught_by: str
    files: dict[str, str]


def copy_product(target: Path) -> Path:
    """This function will copy sources, tools and settings to `target` and return it."""
    for folder in ("src", "tools"):
        shutil.copytree(ROOT / folder, target / folder, ignore=IGNORED)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def plant(root: Path, files: dict[str, str]) -> list[Path]:
    """This function will write `files` and the `__init__.py` they need, and return every file it made."""
    made = []
    for name, text in files.items():
        path = root / "src/siyu" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (path.parent, path.parent.parent):
            init = folder / "__init__.py"
            if not init.exists():
                init.write_text('"""Planted."""\n')
                made.append(init)
        path.write_text(f'"""Planted."""\n\n{text}\n')
        made.append(path)
    return made


def broken_contracts(root: Path) -> set[str]:
    """This function will run the import contracts on `root` and return the names of the broken ones."""
    env = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "tools.lint", "contracts"]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in done.stdout.splitlines()]
    broken = {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}
    assert any(line.endswith((" KEPT", " BROKEN")) for line in lines), done.stdout + done.stderr
    assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
    return broken
