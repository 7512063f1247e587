"""Somebody at the console: a browser page that signs in, remembers what went wrong, and looks closely."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Response, expect

from tests.browser.product import Account, Product

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
LOCALES = {"zh": "zh-CN", "en": "en-US"}
DESKTOP, LAPTOP, PHONE = (1440, 900), (1280, 720), (375, 812)
SETTLE_MAX_MS = 45_000
SERIOUS = {"serious", "critical"}
# Ant Design's own bar of tabs: the button for those that do not fit stands among the tabs.
NOT_OURS = {("aria-required-children", ".ant-tabs-nav")}
TABS_MAX = 80
CJK = re.compile("[\u3400-\u9fff\uff01-\uff60]")
# All styles are our own and on the page: nothing to fetch first.
RUN_AXE = "() => axe.run(document, {resultTypes: ['violations'], preload: false}).then(found => found.violations)"
STANDING_OUT = """() => [...document.querySelectorAll('main *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(each => each.tagName + '.' + each.className)"""
# Anything that still shows that content is on its way.
BUSY = ".ant-skeleton, .ant-spin-spinning"
# What only a page itself shows, not the frame around it while its code is fetched.
LANDED = "main h1, .siyu-login, .siyu-empty, [role=alert]"
# Counts the questions that have no answer yet.
COUNT_QUESTIONS = """
window.asking = 0;
const ask = window.fetch;
window.fetch = (...given) => {
  window.asking += 1;
  return ask(...given).finally(() => { window.asking -= 1; });
};
"""
# Nothing asked for and nothing shown as waiting, for longer than a page takes to follow an answer with a question.
QUIET = """(busy) => {
  const now = performance.now();
  if (window.asking > 0 || document.querySelector(busy)) window.quietSince = undefined;
  else window.quietSince ??= now;
  return now - window.quietSince >= 150;
}"""
TWO_FRAMES = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
FOCUSED = """() => {
  const at = document.activeElement;
  return at.getAttribute('aria-label') || (at.labels && at.labels[0] && at.labels[0].innerText) || at.innerText
    || at.getAttribute('placeholder') || (at.type === 'radio' ? at.closest('label').innerText : '') || at.tagName;
}"""


@dataclass(slots=True)
class Visitor:
    """A page of the product and everything it complained about."""

    page: Page
    product: Product
    language: str
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the product and wait until nothing is on its way any more."""
        self.page.goto(self.product.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for is shown."""
        expect(self.page.locator(LANDED).first).to_be_visible(timeout=SETTLE_MAX_MS)
        self.page.evaluate("() => { window.quietSince = undefined; }")
        self.page.wait_for_function(QUIET, arg=BUSY, timeout=SETTLE_MAX_MS)

    def sign_in(self, account: Account) -> None:
        """Fill in the login page, wherever the visitor was sent to it from."""
        account_label, password_label, button = (
            ("账号", "密码", "登录") if self.language == "zh" else ("Account", "Password", "Sign in")
        )
        self.page.get_by_label(account_label).fill(account.login)
        self.page.get_by_label(password_label, exact=True).fill(account.password)
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_url("**/b/**")

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Open the list `label` with the mouse and click `option`; long lists are searched by typing."""
        box = (within or self.page).get_by_role("combobox", name=label, exact=True).last
        box.click()
        listed = self.page.locator(".ant-select-dropdown:visible").get_by_title(option, exact=True)
        if not listed.count() and box.is_editable():
            box.fill(option)
        listed.click()

    def tab_to(self, *names: str) -> None:
        """Press Tab until the focus stands on something called one of `names`."""
        seen = []
        for _ in range(TABS_MAX):
            self.page.keyboard.press("Tab")
            seen.append("".join(self.page.evaluate(FOCUSED).split()))
            if seen[-1] in {"".join(name.split()) for name in names}:
                return
        raise AssertionError(f"Tab never reached {names}; it passed {seen}")

    def at(self, size: tuple[int, int]) -> None:
        """Make the window as large as `size`."""
        if self.page.viewport_size == {"width": size[0], "height": size[1]}:
            return
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate(TWO_FRAMES)
        expect(self.page.locator(BUSY)).to_have_count(0, timeout=SETTLE_MAX_MS)

    def picture(self, name: str) -> None:
        """Keep what is seen, all of the page's height, in the folder that git ignores; only if SIYU_PICTURES is set."""
        if not os.environ.get("SIYU_PICTURES"):
            return
        width = (self.page.viewport_size or {"width": 0})["width"]
        # JPEG: what is encoded six hundred times should be encoded quickly.
        path = SCREENSHOTS / f"{name}.{self.language}.{width}.jpg"
        self.page.screenshot(path=path, full_page=True, animations="disabled", caret="hide", quality=80)

    def text(self) -> str:
        """All words on the page."""
        return self.page.locator("body").inner_text()

    def overflow(self) -> list[str]:
        """By how much the page is wider than the window, and what stands out; a table may scroll inside its own box."""
        over: int = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        return [f"{over} px", *self.page.evaluate(STANDING_OUT)] if over > 0 else []

    def barriers(self) -> list[str]:
        """What axe finds that would seriously keep somebody out."""
        assert AXE.exists(), "axe-core is not installed: run `npm ci` in web/"
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.add_script_tag(path=AXE)
        found: list[dict[str, Any]] = self.page.evaluate(RUN_AXE)
        return [_barrier(each) for each in found if each["impact"] in SERIOUS and not _is_not_ours(each)]


def window(
    browser: Browser, language: str = "zh", *, state: Any = None, size: tuple[int, int] = DESKTOP
) -> BrowserContext:
    """A window of its own, signed in as `state` says, in the language of its reader."""
    context = browser.new_context(
        locale=LOCALES[language],
        timezone_id="Asia/Shanghai",
        viewport={"width": size[0], "height": size[1]},
        storage_state=state,
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(SETTLE_MAX_MS)
    context.add_init_script(COUNT_QUESTIONS)
    return context


@contextmanager
def looking(context: BrowserContext, product: Product, language: str = "zh") -> Iterator[Visitor]:
    """Open a page in a window that is there already and has read the console's code."""
    page = context.new_page()
    visitor = Visitor(page, product, language)
    _listen(visitor)
    try:
        yield visitor
    except Exception:
        with suppress(Error):
            page.screenshot(path=SCREENSHOTS / f"failed_{int(time.time())}.{language}.png", full_page=True)
        raise
    finally:
        page.close()


@contextmanager
def visiting(
    browser: Browser, product: Product, language: str = "zh", *, state: Any = None, size: tuple[int, int] = DESKTOP
) -> Iterator[Visitor]:
    """Open a window for one visit, as `window` and `looking` do."""
    context = window(browser, language, state=state, size=size)
    try:
        with looking(context, product, language) as visitor:
            yield visitor
    finally:
        context.close()


def _listen(visitor: Visitor) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # The browser reports every refused request as well; those are judged by their status below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            visitor.troubles.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 500:
            visitor.troubles.append(f"{response.status} {response.url}")

    visitor.page.on("console", on_console)
    visitor.page.on("pageerror", lambda error: visitor.troubles.append(f"script: {error}"))
    visitor.page.on("response", on_response)


def _is_not_ours(violation: dict[str, Any]) -> bool:
    return all((violation["id"], " ".join(map(str, node["target"]))) in NOT_OURS for node in violation["nodes"])


def _barrier(violation: dict[str, Any]) -> str:
    places = "; ".join(f"{node['target']} {node['html'][:160]}" for node in violation["nodes"][:4])
    return f"{violation['impact']} {violation['id']}: {violation['help']} ({len(violation['nodes'])}): {places}"
