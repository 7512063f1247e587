"""The circle as an operator walks it: file → people → segment → journey → messages → figures → people."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.product import OWNER
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

# Advisors in the demo confirm 20 s after they were asked, and results are fetched every minute.
CONFIRMED_MAX_S = 150.0
PROBE_EVERY_MS = 500
IMPORT_MAX_MS = 60_000
ORDERS = [
    "订单编号,买家手机号,付款时间,实付金额,商品名称,数量",
    "W-1001,13900000001,2026-11-01 10:00:00,128.50,压榨花生油 5L,1",
    "W-1002,13900000002,2026/11/02 11:30,89.00,五常大米 10kg,1",
    "W-1003,13900000003,2026年11月03日,不知道,面粉 5kg,2",
    "W-1004,13900000001,2026-11-05 09:15:00,45.90,调和油 1.8L,1",
]
BAD_ROW, GOOD_ROWS = 3, 3


@pytest.fixture
def orders_file(tmp_path: Path) -> Path:
    """A small file as Excel in China writes it: GBK, and one amount that is none."""
    file = tmp_path / "双十一订单.csv"
    file.write_bytes("\r\n".join(ORDERS).encode("gbk"))
    return file


def test_a_file_from_excel_becomes_customers_and_its_bad_row_comes_back(
    visit: Visit, orders_file: Path, tmp_path: Path
) -> None:
    with visit() as visitor:
        visitor.open("/b/demo/imports/new?kind=orders")
        visitor.sign_in(OWNER)
        page = visitor.page
        page.locator("input[type=file]").set_input_files(orders_file)
        page.wait_for_url(re.compile(r"/imports/\d+$"))
        for column, meaning in (("订单编号", "订单号"), ("买家手机号", "手机号"), ("实付金额", "实付金额")):
            row = page.get_by_role("row").filter(has_text=column).first
            expect(row).to_contain_text(meaning)
        visitor.picture("walk_1_mapping")
        visitor.button("开始导入").click()
        expect(page.get_by_text("导入完成")).to_be_visible(timeout=IMPORT_MAX_MS)
        expect(_figure(visitor, "已导入")).to_contain_text(str(GOOD_ROWS))
        expect(_figure(visitor, "被拒绝")).to_contain_text("1")
        expect(_figure(visitor, "金额合计")).to_contain_text("¥263.40")
        visitor.picture("walk_2_imported")
        with page.expect_download() as got:
            page.get_by_role("link", name=re.compile("下载被拒绝的")).click()
        refused = tmp_path / "refused.csv"
        got.value.save_as(refused)
        assert "W-1003" in refused.read_text("utf-8-sig")
        assert "W-1001" not in refused.read_text("utf-8-sig")
        assert visitor.troubles == []


def _figure(visitor: Visitor, label: str) -> Locator:
    return visitor.page.locator(".siyu-figures > *").filter(has_text=label)


def test_a_segment_is_built_with_the_mouse_and_counts_while_it_grows(visit: Visit) -> None:
    with visit(OWNER) as visitor:
        page = visitor.page
        visitor.open("/b/demo/segments")
        visitor.button("新建人群").click()
        page.get_by_label("人群名称", exact=True).fill("近半年常来的客人")
        visitor.button("行为").click()
        visitor.choose("选择行为", "购买")
        page.get_by_role("spinbutton", name="值").fill("2")
        first = _count(visitor)
        visitor.button("标签").last.click()
        visitor.choose("选择标签", "愿意被联系")
        second = _count(visitor, not_yet=first)
        assert 0 < second < first
        expect(page.locator(".seg-side .siyu-sentence")).to_contain_text("愿意被联系")
        visitor.picture("walk_3_builder")
        visitor.button("保存人群").click()
        page.wait_for_url(re.compile(r"/segments/\d+$"))
        visitor.settle()
        expect(page.get_by_role("heading", level=1)).to_contain_text("近半年常来的客人")
        expect(page.locator(".siyu-detail aside")).to_contain_text(f"{second:,} 人")
        assert visitor.troubles == []


def _count(visitor: Visitor, *, not_yet: int = -1) -> int:
    """The live number beside the builder, once it belongs to the rule as it stands."""
    shown = visitor.page.locator(".seg-side .siyu-stack:not(.seg-stale) .seg-count")

    def read() -> int | None:
        found = shown.first.inner_text() if shown.count() else ""
        number = int(re.sub(r"\D", "", found) or -1)
        return number if number not in (-1, not_yet) else None

    return eventually(visitor, read, limit_s=60)


def test_a_segment_is_built_with_the_keyboard_alone(visit: Visit) -> None:
    with visit(OWNER) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        visitor.open("/b/demo/segments/new")
        visitor.tab_to("人群名称")
        keys.insert_text("只用键盘圈的人")
        visitor.tab_to("标签")
        keys.press("Enter")
        visitor.tab_to("选择标签")
        keys.insert_text("三口之家")
        keys.press("Enter")
        visitor.tab_to("属性")
        keys.press("Enter")
        visitor.tab_to("选择属性")
        keys.insert_text("家庭人数")
        keys.press("Enter")
        visitor.tab_to("值")
        keys.insert_text("3")
        assert _count(visitor) > 0
        expect(page.locator(".seg-side .siyu-sentence")).to_contain_text("三口之家")
        page.locator("body").press("Home")
        visitor.picture("walk_4_keyboard")
        keys.press("Control+Home")
        page.evaluate("() => document.activeElement.blur()")
        visitor.tab_to("保存人群")
        keys.press("Enter")
        page.wait_for_url(re.compile(r"/segments/\d+$"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("只用键盘圈的人")
        assert visitor.troubles == []


def test_a_journey_takes_a_segments_people_to_a_message_their_advisors_confirm(visit: Visit) -> None:
    with visit(OWNER) as visitor:
        page = visitor.page
        segment = _segment(visitor, "要写信的人", {"tag": "养生"})
        visitor.open(f"/b/demo/segments/{segment}")
        page.get_by_role("link", name="用这个人群新建旅程").click()
        page.get_by_label("旅程名称", exact=True).fill("养生专题")
        expect(page.get_by_text("要写信的人")).to_be_visible()
        visitor.button("去画步骤").click()
        page.wait_for_url(re.compile(r"/journeys/\d+$"))
        journey = int(page.url.rsplit("/", 1)[1])
        _write_message(visitor, "您好,养生专题的新品到店了,给您留一份?")
        visitor.button("发布").click()
        dialog = page.get_by_role("dialog").filter(has_text="发布前看一眼")
        expect(dialog).to_contain_text("能收到")
        expect(dialog).to_contain_text("要写信的人")
        visitor.picture("walk_5_publish")
        dialog.get_by_role("button", name="确认发布").click()
        expect(page.get_by_text("运行中").first).to_be_visible()
        _see_confirmations(visitor, journey)
        assert visitor.troubles == []


def _write_message(visitor: Visitor, text: str) -> None:
    """Open the message's step on the canvas and write what it says; the draft keeps itself."""
    page = visitor.page
    page.locator(".jny-send").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox").first.fill(text)
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    drawer.get_by_role("button", name=re.compile("Close|关闭")).first.click()


def _see_confirmations(visitor: Visitor, journey: int) -> None:
    """People arrive at the message and leave; the advisors' tasks are confirmed; messages are told as delivered."""
    page = visitor.page
    expect(page.locator(".jny-entry")).to_contain_text(re.compile("进入 [1-9]"), timeout=CONFIRMED_MAX_S * 1000)
    expect(page.locator(".jny-exit")).to_contain_text(re.compile("走完 [1-9]"), timeout=CONFIRMED_MAX_S * 1000)
    visitor.picture("walk_6_moving")
    page.goto(f"{visitor.product.url}/b/demo/messages?journey={journey}")
    visitor.settle()

    def delivered() -> int | None:
        page.reload()
        visitor.settle()
        return page.get_by_role("row").filter(has_text="已送达").count() or None

    eventually(visitor, delivered, limit_s=CONFIRMED_MAX_S)
    visitor.picture("walk_7_messages")
    visitor.open("/b/demo/staff-tasks")
    expect(page.get_by_text("已确认").first).to_be_visible()
    visitor.picture("walk_8_tasks")


def test_figures_open_the_people_behind_them_who_can_be_kept(visit: Visit) -> None:
    with visit(OWNER) as visitor:
        page = visitor.page
        visitor.open("/b/demo/overview")
        expect(page.get_by_text("¥").first).to_be_visible()
        report = page.locator(".siyu-report").filter(has_text="值钱的客户在哪一格？")
        grid, picked = report.get_by_role("img").filter(has=page.locator("canvas")), report.locator(".ins-picked")
        grid.scroll_into_view_if_needed()
        _click_a_cell(visitor, grid, picked)
        people = int(re.sub(r"\D", "", picked.get_by_role("link").first.inner_text()))
        assert people > 0
        visitor.picture("walk_9_overview")
        picked.get_by_role("link").first.click()
        page.wait_for_url("**/segments/people?**")
        visitor.settle()
        expect(page.locator(".siyu-sentence")).to_contain_text(f"{people:,} 人")
        visitor.button("存为人群").click()
        page.get_by_label("人群名称", exact=True).fill("来自概览的人")
        assert _count(visitor) == people
        visitor.button("保存人群").click()
        page.wait_for_url(re.compile(r"/segments/\d+$"))
        expect(page.locator(".siyu-detail aside")).to_contain_text(f"{people:,} 人")
        assert visitor.troubles == []


def _click_a_cell(visitor: Visitor, grid: Locator, picked: Locator) -> None:
    """Click cells of the grid, from its middle outwards, until one with people in it is picked."""
    box = grid.bounding_box()
    assert box is not None
    for across in (0.5, 0.3, 0.7, 0.9):
        for up in (0.5, 0.3, 0.7):
            grid.click(position={"x": box["width"] * across, "y": box["height"] * up})
            if picked.count() and re.search("[1-9]", picked.get_by_role("link").first.inner_text()):
                return
    raise AssertionError("no cell of the grid opened people")


def _segment(visitor: Visitor, name: str, rule: dict[str, object]) -> int:
    """Save a segment through the API: that it can be built by hand is shown above."""
    asking, base = visitor.page.context.request, visitor.product.url
    token = asking.get(f"{base}/api/auth/me").json()["csrf_token"]
    made = asking.post(
        f"{base}/api/brands/demo/segments",
        data=json.dumps({"name": name, "rule": rule}),
        headers={"X-CSRF-Token": token, "Content-Type": "application/json"},
    )
    assert made.ok, made.text()
    return int(made.json()["id"])


def eventually(visitor: Visitor, probe: Callable[[], int | None], *, limit_s: float) -> int:
    """Ask again and again until there is an answer; the page lives on in between."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        found = probe()
        if found is not None:
            return found
        visitor.page.wait_for_timeout(PROBE_EVERY_MS)
    raise AssertionError(f"nothing came of it within {limit_s:.0f} s at {visitor.page.url}")
