"""Every page, in both languages, on a desktop, a laptop and a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.pages import PAGES, names_in, routes
from tests.browser.product import OWNER, Product
from tests.browser.visitor import DESKTOP, LAPTOP, PHONE, visiting

pytestmark = pytest.mark.browser

SIZES = (DESKTOP, LAPTOP, PHONE)
MAIN = ["overview", "customers", "customers/:customerId", "segments/new", "journeys/:journeyId", "imports/:importId"]


@pytest.fixture(scope="module")
def names(browser: Browser, product: Product, states: dict[str, Any]) -> dict[str, int]:
    with visiting(browser, product, state=states[OWNER.login]) as visitor:
        return names_in(product, visitor.page.context.request)


def test_no_page_of_the_console_is_left_out_here() -> None:
    assert routes() == PAGES.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("route", PAGES)
def test_a_page_shows_itself_well_on_every_screen(
    route: str, language: str, look: Visit, names: dict[str, int]
) -> None:
    with look(OWNER, language) as visitor:
        visitor.open(f"/b/demo/{_address(route, names)}")
        # A laptop stands between the two others: once is enough.
        for size in SIZES if language == "zh" else (DESKTOP, PHONE):
            visitor.at(size)
            visitor.picture(_name(route))
            assert visitor.overflow() == []
            # An English page differs from a Chinese one in its words alone, and has the least room on a phone.
            if (size, language) in ((DESKTOP, "zh"), (PHONE, "en")):
                assert visitor.barriers() == []
        assert visitor.troubles == []


@pytest.mark.parametrize("route", MAIN)
def test_a_main_page_is_readable_in_the_dark(route: str, look: Visit, names: dict[str, int]) -> None:
    with look(OWNER) as visitor:
        visitor.page.emulate_media(color_scheme="dark")
        visitor.open(f"/b/demo/{_address(route, names)}")
        visitor.picture(f"dark_{_name(route)}")
        assert visitor.barriers() == []
        visitor.at(PHONE)
        visitor.picture(f"dark_{_name(route)}")
        assert visitor.troubles == []


def _address(route: str, names: dict[str, int]) -> str:
    address = PAGES[route]
    for name, number in names.items():
        address = address.replace(f"{{{name}}}", str(number))
    return address


def _name(route: str) -> str:
    return route.replace("/", "_").replace(":", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_login_page_shows_itself_well_on_every_screen(language: str, visit: Visit) -> None:
    with visit(None, language) as visitor:
        visitor.open("/login")
        for size in SIZES:
            visitor.at(size)
            visitor.picture("login")
            assert visitor.overflow() == []
            assert visitor.barriers() == []
        assert visitor.troubles == []
