"""WeCom as the browser tests need it: people acting in the simulated corp, and a phone with WeCom's browser on it.

WeCom's browser is recognised by its user agent and speaks through `WeixinJSBridge`; here that object is ours.
"""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.product import Product
from tests.browser.visitor import LOCALES, Visitor

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 wxwork/4.1.36 MicroMessenger/7.0.1"
HEIGHT = 667
# Remembers what was asked, signs nothing itself: the simulator judges the signatures.
BRIDGE = """
window.asked = [];
window.WeixinJSBridge = {
  on() {},
  invoke(name, params, answer) {
    window.asked.push({ name, params, page: location.href.split('#')[0] });
    const replies = {
      getContext: { entry: ENTRY },
      getCurExternalContact: { userId: CUSTOMER },
    };
    setTimeout(() => answer({ err_msg: name + ':ok', ...(replies[name] || {}) }), 0);
  },
};
"""


def simulator_url(product: Product) -> str:
    """The simulated WeCom listens on the port after the console's."""
    host, port = product.url.rsplit(":", 1)
    return f"{host}:{int(port) + 1}/sim"


def simulator(product: Product, action: str, **fields: Any) -> Any:
    """Do something as a person in the simulated WeCom."""
    request = urllib.request.Request(f"{simulator_url(product)}/{action}", json.dumps(fields).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


@contextmanager
def in_wecom(
    browser: Browser,
    product: Product,
    userid: str,
    customer: str,
    *,
    language: str = "zh",
    entry: str = "single_chat_tools",
) -> Iterator[Visitor]:
    """A phone with WeCom on it, held by `userid`, beside the chat with `customer`."""
    simulator(product, "hold_phone", person=userid)
    context = browser.new_context(
        user_agent=AGENT,
        locale=LOCALES[language],
        timezone_id="Asia/Shanghai",
        viewport={"width": 375, "height": HEIGHT},
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    context.add_init_script(BRIDGE.replace("ENTRY", json.dumps(entry)).replace("CUSTOMER", json.dumps(customer)))
    try:
        page = context.new_page()
        visitor = Visitor(page, product, language)
        page.on("pageerror", lambda error: visitor.troubles.append(f"script: {error}"))
        page.on("response", lambda one: one.status >= 500 and visitor.troubles.append(f"{one.status} {one.url}"))
        page.goto(f"{product.url}/sidebar/demo")
        expect(page.locator(".sb")).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        yield visitor
    finally:
        context.close()
        simulator(product, "hold_phone", person=None)


def asked(visitor: Visitor, name: str) -> list[dict[str, Any]]:
    """What the page asked WeCom for under this name."""
    calls: list[dict[str, Any]] = visitor.page.evaluate("() => window.asked")
    return [call for call in calls if call["name"] == name]
