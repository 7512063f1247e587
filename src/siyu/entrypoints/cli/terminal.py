"""Talking to people at a terminal: their language, errors with a fix, tables, JSON for scripts."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from siyu.bootstrap import opening
from siyu.kit.clock import to_datetime
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Brand
from siyu.tenancy.queries import brand_by_code

out = Console()
err = Console(stderr=True)


def language() -> str:
    """This function will return "zh" when the terminal's locale is Chinese, else "en"."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def say(zh: str, en: str) -> None:
    """This function will print a sentence to stderr in the terminal's language."""
    err.print(zh if language() == "zh" else en, highlight=False)


def report(error: SiyuError) -> None:
    """This function will print an error, its parts and the fix to stderr."""
    lang = language()
    err.print(f"[bold red]✗[/] {error.detail(lang)}", highlight=False)
    for part in getattr(error, "problems", []):
        err.print(f"  - {part.field}: {part.detail(lang)}", highlight=False)
    if error.fix(lang):
        err.print(f"  → {error.fix(lang)}", highlight=False)


def print_json(value: object) -> None:
    """This function will print `value` to stdout as one line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def opened() -> Iterator[Platform]:
    """This function will open the platform the environment names and close it at the end."""
    platform = opening.open_platform()
    try:
        yield platform
    finally:
        platform.close()


@contextmanager
def opened_brand(code: str) -> Iterator[tuple[Platform, Scope, Brand]]:
    """This function will open the platform and one brand of it. Raises UnknownBrand."""
    with opened() as platform:
        with platform.stores.core.reading() as conn:
            brand = brand_by_code(conn, code)
        yield platform, Scope(brand.id, None, "cli"), brand


def shown_time(at_ms: int, zone: str) -> str:
    """This function will return a time as people read it in `zone`, e.g. "2026-11-21 14:30"."""
    return to_datetime(at_ms, zone).strftime("%Y-%m-%d %H:%M")
