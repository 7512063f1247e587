"""A code is made, printed and scanned; the person who scanned it stands in its figures and in the customers."""

import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import OWNER, Product
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PICTURE_MAX_MS = 60_000
COUNTED_MAX_S = 60.0
NAME = "走查收银台"
STRANGER = "走查新客"


def test_a_code_is_made_printed_scanned_and_counted(visit: Visit, product: Product, tmp_path: Path) -> None:
    with visit(OWNER) as visitor:
        _make(visitor)
        page = visitor.page
        page.get_by_role("tab", name="二维码与海报").click()
        expect(page.get_by_alt_text("货架 的二维码").first).to_be_visible(timeout=PICTURE_MAX_MS)
        visitor.picture("live_code_1_places")
        with page.expect_download() as got:
            page.get_by_role("link", name="下载 PDF").click()
        poster = tmp_path / "poster.pdf"
        got.value.save_as(poster)
        assert poster.read_bytes().startswith(b"%PDF")
        code = int(re.findall(r"/live-codes/(\d+)", page.url)[0])
        _scan(visitor, product, code)
        visitor.open(f"/b/demo/live-codes/{code}")
        expect(page.get_by_text("新增 1 人")).to_be_visible()
        visitor.picture("live_code_2_counted")
        page.get_by_role("row").filter(has_text="货架").get_by_role("link", name="1 人").click()
        expect(page.get_by_text(STRANGER)).to_be_visible()
        assert visitor.troubles == []


def _make(visitor: Visitor) -> None:
    """Build a code by keyboard and mouse: a name, two people who take turns, somebody to fall back on."""
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
    visitor.picture("live_code_0_builder")
    visitor.button("保存活码").click()
    page.wait_for_url(re.compile(r"/live-codes/\d+$"))


def _scan(visitor: Visitor, product: Product, code: int) -> None:
    """A stranger scans at the simulator, whose port is the console's next; waits until the callback is counted."""
    api = f"{product.url}/api/brands/demo/live-codes/{code}"
    place = visitor.page.request.get(api).json()["placements"][0]
    port = int(product.url.rsplit(":", 1)[1]) + 1
    simulator = f"http://127.0.0.1:{port}/sim"
    with urllib.request.urlopen(f"{simulator}/state", timeout=10) as answer:
        ways = json.load(answer)["ways"]
    config_id = next(way["config_id"] for way in ways if way["state"] == place["state"])
    body = json.dumps({"config_id": config_id, "name": STRANGER}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{simulator}/scan", body, method="POST"), timeout=10).close()
    until = time.monotonic() + COUNTED_MAX_S
    while visitor.page.request.get(f"{api}/statistics").json()["total"]["added"] != 1:
        assert time.monotonic() < until, "the scan was not counted"
        visitor.page.wait_for_timeout(500)
