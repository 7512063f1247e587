"""What the console shows when there is nothing, when it waits, when something fails, and to whom it says no."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.pages import PAGES
from tests.browser.product import NEWCOMER, OWNER, VIEWER
from tests.browser.visitor import CJK, DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

# Pages that need nothing to be there.
PLAIN = [route for route in PAGES if ":" not in route]
LISTS = ["customers", "segments", "orders", "imports", "journeys", "messages", "staff-tasks", "settings/users"]
REPORTS = ["overview", "insights/rfm", "insights/repurchase"]
FOR_OTHERS = (
    ("segments/new", "保存人群"),
    ("journeys", "新建旅程"),
    ("tags", "新建标签组"),
    ("attributes", "新建属性"),
    ("imports", "导入数据"),
)
DATA = re.compile(r"/api/brands/")
# A word that is the name of a text instead of the text.
UNTOLD = re.compile(r"^[a-z]+(\.[a-zA-Z_-]+)+$", re.MULTILINE)
OWN_NAME = "Siyu 私域"
PROBLEM = {
    "type": "about:blank",
    "title": "Failed",
    "status": 500,
    "code": "Crashed",
    "detail": "数据库暂时连不上",
    "fix": "一分钟后再试",
    "request_id": "req-browser-1",
}


@pytest.mark.parametrize("route", PLAIN)
def test_an_empty_brand_says_what_will_appear_here(route: str, look: Visit) -> None:
    with look(NEWCOMER, "en") as visitor:
        visitor.open(f"/b/blank/{PAGES[route]}")
        visitor.picture(f"empty_{route.replace('/', '_')}")
        words = visitor.text().replace(OWN_NAME, "")
        assert not CJK.search(words), f"Chinese in an English page without data:\n{words}"
        assert not UNTOLD.findall(words), f"names of texts instead of texts: {UNTOLD.findall(words)}"
        visitor.at(PHONE)
        assert visitor.overflow() == []
        visitor.picture(f"empty_{route.replace('/', '_')}")
        assert visitor.troubles == []


@pytest.mark.parametrize("route", LISTS)
def test_an_empty_list_offers_the_first_step(route: str, look: Visit) -> None:
    with look(NEWCOMER) as visitor:
        visitor.open(f"/b/blank/{route}")
        visitor.picture(f"empty_{route.replace('/', '_')}")
        expect(visitor.page.locator(".siyu-empty, .siyu-row-opens, tbody .ant-table-row").first).to_be_visible()


@contextmanager
def _held_back(visitor: Visitor) -> Iterator[None]:
    """Keep every answer about the brand waiting until the end of the block."""
    waiting: list[Route] | None = []

    def hold(asked: Route) -> None:
        if waiting is None:
            asked.continue_()
        else:
            waiting.append(asked)

    visitor.page.route(DATA, hold)
    yield
    kept, waiting = waiting, None
    for asked in kept:
        asked.continue_()


@pytest.mark.parametrize("route", [*LISTS, *REPORTS])
def test_a_page_that_waits_shows_where_things_will_be(route: str, look: Visit) -> None:
    with look(OWNER) as visitor:
        with _held_back(visitor):
            visitor.page.goto(f"{visitor.product.url}/b/demo/{route}")
            expect(visitor.page.locator(".ant-skeleton").first).to_be_visible()
            expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
            visitor.picture(f"loading_{route.replace('/', '_')}")
        visitor.settle()
        assert visitor.troubles == []


@pytest.mark.parametrize("route", [*LISTS, *REPORTS])
def test_a_page_that_fails_says_what_happened_and_tries_again(route: str, look: Visit) -> None:
    with look(OWNER) as visitor:
        visitor.page.route(
            DATA, lambda asked: asked.fulfill(status=500, json=PROBLEM, content_type="application/problem+json")
        )
        visitor.page.goto(f"{visitor.product.url}/b/demo/{route}")
        alert = visitor.page.get_by_role("alert").first
        for words in ("服务器出错了", "数据库暂时连不上", "一分钟后再试", "req-browser-1"):
            expect(alert).to_contain_text(words)
        visitor.picture(f"error_{route.replace('/', '_')}")
        visitor.page.unroute(DATA)
        again = visitor.page.get_by_role("button", name="重试")
        for _ in range(again.count()):
            again.first.click()
            visitor.settle()
        expect(visitor.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/b/demo/no-such-page", "没有这个页面"),
        ("/b/no-such-brand/customers", "没有这个页面"),
        ("/b/demo/customers/1", "没有找到"),
        ("/b/demo/segments/999999", "没有找到"),
        ("/b/demo/journeys/999999", "没有找到"),
        ("/b/demo/imports/999999", "没有找到"),
        ("/b/demo/segments/not-a-number", "没有"),
    ],
)
def test_an_address_of_nothing_says_so(address: str, words: str, look: Visit) -> None:
    with look(OWNER) as visitor:
        visitor.open(address)
        expect(visitor.page.get_by_text(words).first).to_be_visible()
        visitor.picture("missing_" + address.strip("/").replace("/", "_"))
        assert visitor.troubles == []


def test_someone_signed_out_comes_back_to_where_they_wanted_to_go(visit: Visit) -> None:
    with visit() as visitor:
        visitor.open("/b/demo/segments?search=%E5%A4%8D%E8%B4%AD")
        expect(visitor.page).to_have_url(re.compile(r"/login\?back="))
        visitor.sign_in(OWNER)
        visitor.settle()
        expect(visitor.page).to_have_url(re.compile(r"/b/demo/segments\?search="))


def test_a_wrong_password_is_told_with_a_way_on(visit: Visit) -> None:
    with visit() as visitor:
        visitor.open("/login")
        visitor.page.get_by_label("账号").fill("nobody-here")
        visitor.page.get_by_label("密码", exact=True).fill("not the password")
        visitor.button("登录").click()
        expect(visitor.page.get_by_role("alert")).to_contain_text("密码")
        visitor.picture("login_refused")


def test_a_viewer_is_not_offered_what_is_not_theirs(look: Visit) -> None:
    with look(VIEWER) as visitor:
        for route, words in FOR_OTHERS:
            visitor.open(f"/b/demo/{route}")
            visitor.picture(f"viewer_{route.replace('/', '_')}")
            button = visitor.button(words)
            assert not button.count() or button.first.is_disabled(), f"{words} is open to a viewer"
            assert visitor.troubles == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_page_without_the_right_says_who_can_help(size: tuple[int, int], visit: Visit) -> None:
    with visit(VIEWER, size=size) as visitor:
        visitor.page.route(
            DATA,
            lambda asked: asked.fulfill(
                status=403,
                json={**PROBLEM, "status": 403, "code": "NotAllowed"},
                content_type="application/problem+json",
            ),
        )
        visitor.open("/b/demo/settings/users")
        expect(visitor.page.get_by_role("alert").first).to_contain_text("没有权限")
        visitor.picture("forbidden_settings_users")
        assert visitor.overflow() == []
