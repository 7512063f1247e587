import re
from pathlib import Path

import pytest
import typer

from siyu.entrypoints.cli.main import app

DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands() -> list[str]:
    """This function will list every command of the command line, as a person types it."""
    tree = typer.main.get_command(app)
    found = []
    for name, command in tree.commands.items():
        inner = getattr(command, "commands", {})
        found += [f"{name} {word}" for word in inner] or [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_reference(command):
    text = (DOCS / "reference/cli.md").read_text()
    group, _, word = command.partition(" ")
    line = next((one for one in text.splitlines() if f"siyu {group}" in one and (not word or f"{word}" in one)), None)
    assert line is not None, f"docs/reference/cli.md does not describe `siyu {command}`"


@pytest.mark.parametrize("page", sorted(DOCS.parent.glob("*.md")) + sorted(DOCS.rglob("*.md")), ids=lambda p: p.name)
def test_every_link_between_pages_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
