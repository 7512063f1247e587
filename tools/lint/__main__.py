"""Run every linter, print what each says, and end with 1 when any found something.

`python -m tools.lint` runs all; `python -m tools.lint contracts rules` runs those named.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import console
from tools.lint.house import check_tree

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = [name for name in ("src", "tests", "tools", "benchmarks", "hatch_build.py") if (ROOT / name).exists()]


def run(*command: str) -> bool:
    """This function will run one of the environment's tools and say whether it was content."""
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode == 0


def contracts() -> bool:
    """This function will check the import contracts of pyproject.toml."""
    code = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def rules() -> bool:
    """This function will check the house rules."""
    problems = check_tree(ROOT)
    for problem in problems:
        print(problem)
    print(f"House rules: {len(problems)} problems")
    return not problems


def web() -> bool:
    """This function will run tsc and eslint on the console."""
    try:
        console.main("lint")
    except SystemExit:
        return False
    return True


STEPS: dict[str, Callable[[], bool]] = {
    "ruff": lambda: run("ruff", "check", *CODE),
    "format": lambda: run("ruff", "format", "--check", *CODE),
    "types": lambda: run("mypy"),
    "contracts": contracts,
    "rules": rules,
    "web": web,
}


def main(names: list[str]) -> None:
    """This function will run the steps named, or all, and end the process with the verdict."""
    broken = []
    for name in names or STEPS:
        print(f"── {name}", flush=True)
        if not STEPS[name]():
            broken.append(name)
    print(f"lint: {'clean' if not broken else 'problems in ' + ', '.join(broken)}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main(sys.argv[1:])
