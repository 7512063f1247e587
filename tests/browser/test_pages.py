"""Every page, in both languages, on a desktop, a laptop and a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.pages import PAGES, names_in, routes
from tests.browser.product import OWNER, Product
from tests.browser.visitor import DESKTOP, LAPTOP, PHONE, visiting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def names(browser: Browser, product: Product, states: dict[str, Any]) -> dict[str, int]:
    with visiting(browser, product, state=states[OWNER.login]) as visitor:
        return names_in(product, visitor.page.context.request)


def test_no_page_of_the_console_is_left_out_here() -> None:
    assert routes() == PAGES.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("route", PAGES)
def test_a_page_shows_itself_well_on_every_screen(
    route: str, language: str, visit: Visit, names: dict[str, int]
) -> None:
    address = PAGES[route]
    for name, number in names.items():
        address = address.replace(f"{{{name}}}", str(number))
    with visit(OWNER, language) as visitor:
        visitor.open(f"/b/demo/{address}")
        for size in (DESKTOP, LAPTOP, PHONE):
            visitor.at(size)
            visitor.picture(route.replace("/", "_").replace(":", ""))
            visitor.must_not_scroll_sideways()
            # Each reader's language once, the wide layout in one and the narrow one in the other.
            if size == (DESKTOP if language == "zh" else PHONE):
                visitor.must_have_no_barriers()
        visitor.must_be_untroubled()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_login_page_shows_itself_well_on_every_screen(language: str, visit: Visit) -> None:
    with visit(None, language) as visitor:
        visitor.open("/login")
        for size in (DESKTOP, LAPTOP, PHONE):
            visitor.at(size)
            visitor.picture("login")
            visitor.must_not_scroll_sideways()
        visitor.must_have_no_barriers()
        visitor.must_be_untroubled()
