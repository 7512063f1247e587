"""What is committed works on any machine: locks that fit, no address of a registry, no folder of one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.planted import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WANTED = {"runtime": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# Spelled in two parts, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join((r'"resolved":\s*"http' + "s?:", r"(?<![-\w])--(?:extra-)?index" + "-url", r"(?<![\w.])/wo" + "rk/"))
)
BYTES_MAX = 400_000


def tracked() -> list[Path]:
    shown = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in shown.splitlines() if (path := ROOT / name).is_file()]


def pins(name: str) -> dict[str, Version]:
    return {found: Version(version) for found, version in PIN.findall((ROOT / f"requirements/{name}.txt").read_text())}


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_lock_pins_everything_that_the_project_asks_for(name: str) -> None:
    pinned = pins(name)
    for requirement in map(Requirement, WANTED[name]):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), f"{requirement}: run make lock"


@pytest.mark.parametrize("name", sorted(WANTED))
def test_every_pin_of_a_lock_carries_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / f"requirements/{name}.txt").read_text().strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_two_locks_agree_on_the_libraries_they_share() -> None:
    versions: dict[str, set[Version]] = {}
    # The peers go into a folder of their own, just because they need another version of what the tests use.
    for lock in set(WANTED) - {"peers"}:
        for name, version in pins(lock).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_tracked_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_text(encoding="utf8", errors="ignore") if path.stat().st_size < BYTES_MAX else ""
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in FOREIGN.finditer(text)]
    assert found == []


def test_make_without_a_target_lists_every_target_with_its_purpose() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    inner = {"env", "env-test", "env-lint", "console"}
    assert {line.split()[1] for line in shown.splitlines()} == set(phony.group(1).split()) - inner
