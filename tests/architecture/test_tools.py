"""The scripts behind `make`: what they reuse, what they do again."""

from pathlib import Path

import pytest

from tools import browser, console, environment


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A console of one source file, built."""
    web, dist = tmp_path / "web", tmp_path / "dist"
    (web / "node_modules").mkdir(parents=True)
    dist.mkdir()
    (web / "page.tsx").write_text("one")
    monkeypatch.setattr(console, "WEB", web)
    monkeypatch.setattr(console, "STAMP", dist / ".built-from")
    console.STAMP.write_text(console.sources_digest())
    return web


def test_a_console_built_from_these_sources_is_fresh(web: Path) -> None:
    assert console.is_fresh()


@pytest.mark.parametrize("name", ["page.tsx", "new.tsx"])
def test_a_changed_or_new_source_makes_the_console_stale(web: Path, name: str) -> None:
    (web / name).write_text("two")
    assert not console.is_fresh()


def test_what_npm_installs_does_not_make_the_console_stale(web: Path) -> None:
    (web / "node_modules/library.js").write_text("anything")
    assert console.is_fresh()


def test_a_lock_is_installed_once_for_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "installer", lambda: ["sh", "-c", f"echo run >> {ran}"])
    for content in (b"one", b"one", b"two"):
        environment.once("runtime", content, [])
    assert ran.read_text().splitlines() == ["run", "run"]


def test_a_named_chromium_is_taken_before_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIYU_CHROMIUM", "/named/chromium")
    assert browser.find() == "/named/chromium"
