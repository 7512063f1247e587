"""WeCom from end to end: a code is printed, a stranger scans it, is welcomed and served, and gets a mass message."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.product import OWNER, Product
from tests.browser.test_walk import eventually
from tests.browser.visitor import PHONE, Visitor, visiting
from tests.browser.wecom import asked, in_wecom, simulator, simulator_url

pytestmark = pytest.mark.browser

PICTURE_MAX_MS = 60_000
WELCOME_MAX_MS = 20_000
EVENTUALLY_S = 90.0
NAME = "走查收银台"
HELLO = "走查欢迎你,柜台凭此消息领小样"
CAMPAIGN = "走查会员日"
OFFER = "走查会员日:粮油满 79 减 10,要什么先告诉我"
GROUP_CAMPAIGN = "走查群里上新"
NEWS = "走查群里上新:今晚八点,群里下单满 79 减 10"
BUYERS = '{"event":"Order Paid","measure":"count","op":">=","value":2,"window":{"last_days":180}}'


def test_a_stranger_scans_a_printed_code_and_is_served(
    visit: Visit, browser: Browser, product: Product, tmp_path: Path
) -> None:
    with visit(OWNER) as visitor:
        code = _make(visitor)
        _print(visitor, tmp_path)
        userid, customer = _scan(browser, product, _config_id(visitor, code))
        _see_counted(visitor, code)
        customer_id = _known(visitor, customer)
        with in_wecom(browser, product, userid, customer) as phone:
            _serve(phone)
        visitor.open(f"/b/demo/customers/{customer_id}")
        expect(visitor.page.get_by_text(re.compile("导购发送了")).first).to_be_visible()
        visitor.picture("wecom_5_served")
        assert visitor.troubles == []


def _make(visitor: Visitor) -> int:
    """Build a code by keyboard and mouse: a name, two people who take turns, somebody to fall back on, a welcome."""
    visitor.open("/b/demo/live-codes/new")
    page = visitor.page
    page.get_by_label("活码名称").fill(NAME)
    page.get_by_role("radio", name=re.compile("依次轮流")).check()
    for label, downs in (("添加接待员工", 1), ("添加接待员工", 2), ("选择兜底员工", 1)):
        page.get_by_role("combobox", name=label).click()
        expect(page.locator(".ant-select-dropdown:visible .ant-select-item-option").first).to_be_visible()
        for _ in range(downs):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(page.get_by_text("现在扫码，会加到")).to_be_visible()
    assert visitor.barriers() == []
    page.get_by_label("欢迎语").first.fill(HELLO)
    visitor.picture("wecom_0_builder")
    visitor.button("保存活码").click()
    page.wait_for_url(re.compile(r"/live-codes/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def _print(visitor: Visitor, folder: Path) -> None:
    page = visitor.page
    page.get_by_role("tab", name="二维码与海报").click()
    expect(page.get_by_alt_text("货架 的二维码").first).to_be_visible(timeout=PICTURE_MAX_MS)
    visitor.picture("wecom_1_places")
    with page.expect_download() as got:
        page.get_by_role("link", name="下载 PDF").click()
    poster = folder / "poster.pdf"
    got.value.save_as(poster)
    assert poster.read_bytes().startswith(b"%PDF")


def _config_id(visitor: Visitor, code: int) -> str:
    """What WeCom calls the code's first placement: the picture on the poster leads there."""
    api = f"{visitor.product.url}/api/brands/demo/live-codes/{code}"
    state = visitor.page.request.get(api).json()["placements"][0]["state"]
    with urlopen(f"{simulator_url(visitor.product)}/state", timeout=10) as answer:
        ways = json.load(answer)["ways"]
    return str(next(way["config_id"] for way in ways if way["state"] == state))


def _scan(browser: Browser, product: Product, config_id: str) -> tuple[str, str]:
    """A stranger scans with their own phone and sees the welcome there; returns (advisor, the customer's WeCom id)."""
    with visiting(browser, product, size=PHONE) as stranger:
        page = stranger.page
        page.goto(f"{simulator_url(product)}/scan/{config_id}")
        page.get_by_role("button", name="扫码添加").click()
        said = page.get_by_role("status")
        expect(said).to_contain_text("已添加")
        expect(page.get_by_text(HELLO)).to_be_visible(timeout=WELCOME_MAX_MS)
        stranger.picture("wecom_2_welcome")
        userid, customer = re.findall(r"已添加 (\S+),我的客户 id 是 (\S+)", said.inner_text())[0]
        return userid, customer


def _see_counted(visitor: Visitor, code: int) -> None:
    """The scan stands in the code's figures, which open the person."""
    page, request = visitor.page, visitor.page.request
    api = f"{visitor.product.url}/api/brands/demo/live-codes/{code}/statistics"
    eventually(visitor, lambda: request.get(api).json()["total"]["added"] or None, limit_s=EVENTUALLY_S)
    visitor.open(f"/b/demo/live-codes/{code}")
    expect(page.get_by_text("新增 1 人")).to_be_visible()
    visitor.picture("wecom_3_counted")
    page.get_by_role("row").filter(has_text="货架").get_by_role("link", name="1 人").click()
    visitor.settle()
    expect(page.locator(".siyu-sentence")).to_contain_text("1 人")


def _known(visitor: Visitor, external_userid: str) -> int:
    """The number of the customer behind a WeCom id."""
    found = visitor.page.request.get(f"{visitor.product.url}/api/brands/demo/customers?search={external_userid}").json()
    return int(found["items"][0]["id"])


def _serve(phone: Visitor) -> None:
    """The advisor opens the chat: the portrait is there, one tap sends words and another a material."""
    page = phone.page
    expect(page.get_by_text("新好友").first).to_be_visible()
    _must_be_signed(phone)
    phone.picture("wecom_4_portrait")
    said = page.locator(".sb-bubble").first.inner_text()
    page.get_by_role("button", name="发送话术").first.click()
    expect(page.get_by_text("已放入聊天")).to_be_visible()
    (sent,) = asked(phone, "sendChatMessage")
    assert sent["params"]["msgtype"] == "text" and sent["params"]["text"]["content"] == said
    page.get_by_role("tab", name="话术素材").click()
    page.get_by_label("搜话术、异议、素材").fill("新米到了")
    page.get_by_role("button", name=re.compile("^发链接：新米到了")).first.click()
    page.wait_for_function("() => window.asked.filter(each => each.name === 'sendChatMessage').length > 1")
    assert asked(phone, "sendChatMessage")[1]["params"]["msgtype"] == "news"
    page.get_by_role("tab", name="动态").click()
    expect(page.get_by_text(re.compile("导购发送了 新米到了"))).to_be_visible()
    expect(page.get_by_text("添加企业微信好友").first).to_be_visible()
    assert phone.troubles == []


def _must_be_signed(phone: Visitor) -> None:
    """The vendor's SDK asked for the app's rights with a signature that holds for this very page."""
    (call,) = asked(phone, "agentConfig")
    given = call["params"]
    fields = {"noncestr": given["nonceStr"], "timestamp": given["timestamp"], "agentid": int(given["agentid"])}
    judge = {"signature": given["signature"], **fields}
    right = simulator(phone.product, "check_js_signature", url=call["page"], **judge)
    wrong = simulator(phone.product, "check_js_signature", url=f"{call['page']}?other", **judge)
    assert (next(iter(right.values())), next(iter(wrong.values()))) == (True, False), (right, wrong)


def test_a_mass_message_says_who_is_left_out_and_then_who_got_it(
    visit: Visit, browser: Browser, product: Product
) -> None:
    with visit(OWNER) as visitor:
        page = visitor.page
        visitor.open(f"/b/demo/mass/new?rule={BUYERS}")
        page.get_by_label("名称").fill(CAMPAIGN)
        page.get_by_label("内容").fill(OFFER)
        side = page.locator(".mass-side")
        expect(side).to_contain_text("不会发给")
        visitor.settle()
        visitor.picture("wecom_6_foretold")
        visitor.button("发送").click()
        page.get_by_role("dialog").get_by_role("button", name="发送").click()
        page.wait_for_url(re.compile(r"/mass/\d+$"))
        _confirm(browser, product)
        expect(page.locator(".mass-figures")).to_contain_text("已送达", timeout=EVENTUALLY_S * 1000)
        visitor.picture("wecom_8_results")
        page.get_by_role("tab", name="导购").click()
        expect(page.get_by_text("已确认").first).to_be_visible()
        assert visitor.troubles == []


def _confirm(browser: Browser, product: Product) -> None:
    """An advisor finds the task on their phone and taps "send"."""
    with visiting(browser, product) as advisor:
        page = advisor.page

        def offered() -> int | None:
            page.goto(simulator_url(product))
            return page.get_by_role("row").filter(has_text=OFFER).count() or None

        eventually(advisor, offered, limit_s=EVENTUALLY_S)
        advisor.picture("wecom_7_task")
        page.get_by_role("row").filter(has_text=OFFER).get_by_role("button", name="确认发送").first.click()
        expect(page.get_by_text("客户收到的消息")).to_be_visible()


def test_a_message_to_groups_goes_out_once_their_owners_confirm_and_uses_their_room(
    visit: Visit, browser: Browser, product: Product
) -> None:
    with visit(OWNER) as visitor:
        page = visitor.page
        _see_the_demo_groups(visitor)
        _choose_groups(visitor, GROUP_CAMPAIGN, 2)
        page.get_by_label("内容").fill(NEWS)
        side = page.locator(".mass-side")
        expect(side).to_contain_text("2 个任务，2 位群主")
        visitor.settle()
        visitor.picture("wecom_9_groups_foretold")
        visitor.button("发送").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("群主在企业微信里点“发送”后")
        dialog.get_by_role("button", name="发送").click()
        page.wait_for_url(re.compile(r"/mass/\d+$"))
        _confirm_all(browser, product, 2)
        expect(page.locator(".mass-figures")).to_contain_text("已发到群里", timeout=EVENTUALLY_S * 1000)
        expect(page.locator(".mass-figures")).to_contain_text("2 个群")
        expect(page.get_by_text("已结束")).to_be_visible(timeout=EVENTUALLY_S * 1000)
        visitor.picture("wecom_11_groups_sent")
        _choose_groups(visitor, "再来一条", 3)
        expect(side.locator(".mass-rows li").filter(has_text="群的额度已用完")).to_contain_text("2 个群")
        visitor.picture("wecom_12_groups_left_out")
        assert visitor.troubles == []


def _see_the_demo_groups(visitor: Visitor) -> None:
    """What the demo brand sent to its groups lately: each stands somewhere else, and leads to its group."""
    page = visitor.page
    listed = page.request.get(f"{visitor.product.url}/api/brands/demo/mass?search=直播提醒").json()["items"]
    visitor.open(f"/b/demo/mass/{listed[0]['id']}")
    figures = page.locator(".mass-figures")
    for outcome in ("已发到群里", "待群主确认", "群的额度已用完", "没有群主或已换群主"):
        expect(figures).to_contain_text(outcome)
    figures.get_by_role("link").first.click()
    expect(page.get_by_role("link", name=re.compile("^禾满家.+群$")).first).to_be_visible()


def _choose_groups(visitor: Visitor, name: str, count: int) -> None:
    visitor.open("/b/demo/mass/new?to=groups")
    page = visitor.page
    page.get_by_label("名称").fill(name)
    page.get_by_role("combobox", name="客户群").click()
    expect(page.locator(".ant-select-dropdown:visible .ant-select-item-option").first).to_be_visible()
    page.keyboard.press("Enter")
    for _ in range(count - 1):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def _confirm_all(browser: Browser, product: Product, count: int) -> None:
    """The owners find their tasks and tap "send", one after the other."""
    with visiting(browser, product) as owner:
        page = owner.page
        waiting = page.get_by_role("row").filter(has_text=NEWS).filter(has=page.get_by_role("button", name="确认发送"))

        def offered() -> int | None:
            page.goto(simulator_url(product))
            return waiting.count() if waiting.count() == count else None

        eventually(owner, offered, limit_s=EVENTUALLY_S)
        owner.picture("wecom_10_groups_tasks")
        for left in range(count - 1, -1, -1):
            waiting.get_by_role("button", name="确认发送").first.click()
            expect(waiting).to_have_count(left)
