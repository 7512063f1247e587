"""One product and one browser for all tests here; each test opens its own window."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.product import NEWCOMER, OWNER, VIEWER, Account, Product, running
from tests.browser.visitor import Visitor, looking, visiting, window

SYSTEM_CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
Visit = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo brand and an empty brand, served by the real product."""
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the one SIYU_CHROMIUM names, the machine's, else Playwright's own."""
    path = os.environ.get("SIYU_CHROMIUM") or shutil.which("chromium", path=os.path.dirname(SYSTEM_CHROMIUM))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def states(browser: Browser, product: Product) -> dict[str, Any]:
    """What the browser keeps of each account after signing in, by login."""
    return {account.login: _sign_in(browser, product, account) for account in (OWNER, VIEWER, NEWCOMER)}


def _sign_in(browser: Browser, product: Product, account: Account) -> Any:
    with visiting(browser, product) as visitor:
        visitor.open("/login")
        visitor.sign_in(account)
        return visitor.page.context.storage_state()


@pytest.fixture
def visit(browser: Browser, product: Product, states: dict[str, Any]) -> Visit:
    """Opens windows: `visit(OWNER, "en")` is signed in, `visit()` is nobody yet."""

    def opened(account: Account | None = None, language: str = "zh", **options: Any) -> AbstractContextManager[Visitor]:
        state = states[account.login] if account else None
        return visiting(browser, product, language, state=state, **options)

    return opened


@pytest.fixture(scope="session")
def windows() -> Iterator[dict[tuple[str, str], BrowserContext]]:
    """The windows that `look` keeps open, by login and language."""
    kept: dict[tuple[str, str], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def look(
    browser: Browser, product: Product, states: dict[str, Any], windows: dict[tuple[str, str], BrowserContext]
) -> Visit:
    """Like `visit`, for those who only look: the window is kept, so that each page need not read all code anew."""

    def opened(account: Account, language: str = "zh") -> AbstractContextManager[Visitor]:
        key = (account.login, language)
        if key not in windows:
            windows[key] = window(browser, language, state=states[account.login])
        return looking(windows[key], product, language)

    return opened
