"""The sidebar as it stands in WeCom: the vendor's own SDK over a stand-in for WeCom's browser, the simulator as judge."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, expect

from tests.browser.product import OWNER, Product
from tests.browser.visitor import Visitor, visiting
from tests.browser.wecom import HEIGHT, asked, in_wecom, simulator
from tests.content.factories import PNG

pytestmark = pytest.mark.browser
WIDTHS = (320, 375, 414)
TOUCHABLE_PX = 44


@dataclass(frozen=True, slots=True)
class Pair:
    """An advisor of the demo brand and one of their customers."""

    userid: str
    advisor: str
    external_userid: str
    customer_id: int
    name: str


@pytest.fixture(scope="module")
def pair(browser: Browser, product: Product, states: dict[str, Any]) -> Pair:
    with visiting(browser, product, state=states[OWNER.login]) as visitor:
        request = visitor.page.context.request
        add_picture(product, request)
        return find_pair(product, request)


def find_pair(product: Product, request: APIRequestContext) -> Pair:
    base = f"{product.url}/api/brands/demo"
    for one in request.get(f"{base}/customers?limit=100").json()["items"]:
        known = request.get(f"{base}/customers/{one['id']}").json()["identities"]
        external = next((each["value"] for each in known if each["kind"] == "external_userid"), None)
        if external and one["advisor"] and request.get(f"{base}/customers/{one['id']}/orders").json()["items"]:
            staff = request.get(f"{base}/staff?search={one['advisor']}").json()["items"]
            userid = next(each["wecom_userid"] for each in staff if each["name"] == one["advisor"])
            return Pair(userid, one["advisor"], external, one["id"], one["name"])
    raise AssertionError("the demo has nobody with an advisor, an order and a WeCom id among its newest customers")


def add_picture(product: Product, request: APIRequestContext) -> None:
    token = request.get(f"{product.url}/api/auth/me").json()["csrf_token"]
    file = {"name": "新品海报.png", "mimeType": "image/png", "buffer": PNG}
    made = request.post(
        f"{product.url}/api/brands/demo/materials/files",
        multipart={"kind": "image", "title": "新品海报", "file": file},
        headers={"X-CSRF-Token": token},
    )
    assert made.ok, made.text()


def test_an_advisor_sends_a_picture_and_writes_down_what_was_said(
    browser: Browser, product: Product, pair: Pair
) -> None:
    with in_wecom(browser, product, pair.userid, pair.external_userid) as visitor:
        page = visitor.page
        expect(page.get_by_role("heading", name=pair.name)).to_be_visible()
        must_show_the_first_screen(visitor)
        send_picture(visitor)
        tag_and_note(visitor)
        assert visitor.troubles == []


def must_show_the_first_screen(visitor: Visitor) -> None:
    """Who, why now, what to say, last order and tags stand above the fold of a small phone."""
    for place in (".sb-who", ".sb-why", ".sb-bubble", ".sb-line >> nth=0", ".sb-line >> nth=1"):
        box = visitor.page.locator(place).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= HEIGHT, (place, box)


def send_picture(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("tab", name="话术素材").click()
    page.get_by_label("搜话术、异议、素材").fill("新品海报")
    page.get_by_role("button", name="发图片：新品海报").first.click()
    page.wait_for_function("() => window.asked.filter(each => each.name === 'sendChatMessage').length > 0")
    sent = [call["params"] for call in asked(visitor, "sendChatMessage") if call["params"]["msgtype"] == "image"]
    assert len(sent) == 1 and len(sent[0]["image"]["mediaid"]) > 20


def tag_and_note(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="修改").click()
    choice = page.locator(".sb-chip-button[aria-pressed=false]").first
    name = choice.inner_text()
    choice.click()
    expect(page.locator(".sb-chip", has_text=name).first).to_be_visible()
    expect(page.locator(f".sb-chip-button[aria-pressed=true]:has-text('{name}')")).to_be_visible()
    page.get_by_role("button", name="完成").click()
    page.get_by_role("tab", name="跟进").click()
    page.get_by_label("跟进内容").fill("家里三口人,爱喝汤")
    page.get_by_role("button", name="记下来").click()
    expect(page.get_by_text("家里三口人,爱喝汤").last).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_fits_small_phones_without_barriers(browser: Browser, product: Product, pair: Pair, language: str) -> None:
    with in_wecom(browser, product, pair.userid, pair.external_userid, language=language) as visitor:
        page = visitor.page
        expect(page.locator(".sb-bubble").first).to_be_visible()
        for width in WIDTHS:
            visitor.at((width, HEIGHT))
            assert visitor.overflow() == []
            visitor.picture("sidebar")
        assert visitor.barriers() == []
        for place in range(5):
            page.locator(".adm-tabs-tab").nth(place).click()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            for width in WIDTHS:
                visitor.at((width, HEIGHT))
                assert visitor.overflow() == []
            visitor.picture(f"sidebar_{place}")
            must_be_touchable(visitor)
        assert visitor.barriers() == []
        assert visitor.troubles == []


def must_be_touchable(visitor: Visitor) -> None:
    small: list[str] = visitor.page.evaluate(
        """(least) => [...document.querySelectorAll('button, input, textarea, .adm-tabs-tab')]
          .filter(each => each.getClientRects().length && each.getBoundingClientRect().height < least)
          .map(each => each.className + ' ' + each.getBoundingClientRect().height)""",
        TOUCHABLE_PX,
    )
    assert not small, small


@pytest.mark.parametrize(
    ("who", "customer", "entry", "words"),
    [
        ("", "wmnobody", "single_chat_tools", "还没有这位客户的资料"),
        ("", "", "group_chat_tools", "这里是客户群"),
        ("", "", "normal", "我的跟进"),
        ("newhire", "wmnobody", "single_chat_tools", "你还没有加入私域系统"),
    ],
)
def test_it_says_what_is_the_matter(
    browser: Browser, product: Product, pair: Pair, who: str, customer: str, entry: str, words: str
) -> None:
    if who:
        simulator(product, "add_member", userid=who, name="新同事")
    with in_wecom(browser, product, who or pair.userid, customer, entry=entry) as visitor:
        expect(visitor.page.get_by_role("heading", name=words)).to_be_visible()
        visitor.picture(f"sidebar_{who or entry}_{customer or 'none'}")
        assert visitor.barriers() == []


def test_outside_of_wecom_it_says_how_to_open_it(browser: Browser, product: Product) -> None:
    with visiting(browser, product, size=(375, HEIGHT)) as visitor:
        visitor.page.goto(f"{product.url}/sidebar/demo")
        expect(visitor.page.get_by_role("heading", name="请在企业微信里打开")).to_be_visible()
        visitor.picture("sidebar_outside")
        assert visitor.barriers() == []
