"""The API of groups, their codes and texts, through the real application; and `siyu group`."""

import json

import pytest
from typer.testing import CliRunner

from siyu.bootstrap import opening
from siyu.communities.contracts import Departure, GroupStatus, JoinScene, QuitScene
from siyu.communities.figures.contracts import OwnerDay
from siyu.communities.figures.operations import save_figures
from siyu.communities.join_codes.models import join_code
from siyu.communities.operations import dismiss, note_departures
from siyu.entrypoints.cli.group import app
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.tenancy.contracts import NewStaff, Role
from siyu.tenancy.operations import save_staff
from tests.communities.factories import HOUR_MS, customer, reading, record
from tests.conftest import START_MS as NOW
from tests.conftest import make_brand
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree

BASE = "/api/brands/golden"
YESTERDAY = NOW - DAY_MS


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def units(platform, scope):
    made = tree(platform, scope)
    new = [
        NewStaff("Z", "E11", "张三", wecom_userid="zhangsan"),
        NewStaff("L", "W", "李四", wecom_userid="lisi"),
    ]
    platform.stores.core.write(lambda conn: save_staff(conn, scope, new))
    return made


@pytest.fixture
def client(platform, scope, units):
    people = [customer(f"wm{n}", YESTERDAY, scene=JoinScene.INVITED, inviter="zhangsan") for n in range(2)]
    came = [customer("wm9", NOW - HOUR_MS, state="gposter")]
    record(
        platform, scope, reading("wr1", [*people, *came], at_ms=NOW, name="福利群", admins=("lisi",), notice="周三上新")
    )
    record(platform, scope, reading("wr2", [], at_ms=NOW, name="新品群", owner="lisi", created_at_ms=NOW))
    word = Departure("wr1", "wm0", NOW, QuitScene.LEFT)
    platform.stores.core.write(lambda conn: note_departures(platform, conn, scope, [word]))
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def test_the_list_says_who_owns_what_and_what_moved_today(client):
    page = client.get(f"{BASE}/groups").json()
    assert [(one["name"], one["owner_name"], one["unit"]) for one in page["items"]] == [
        ("新品群", "李四", "西部"),
        ("福利群", "张三", "西湖店"),
    ]
    told = page["items"][1]
    assert (told["members"], told["customers"], told["joined_today"], told["left_today"]) == (3, 2, 1, 1)
    first = client.get(f"{BASE}/groups", params={"limit": 1}).json()
    rest = client.get(f"{BASE}/groups", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert (rest["items"][0]["name"], rest["total"]) == ("福利群", 2)
    assert [one["name"] for one in client.get(f"{BASE}/groups?search=福利").json()["items"]] == ["福利群"]
    assert [one["name"] for one in client.get(f"{BASE}/groups?owner=lisi").json()["items"]] == ["新品群"]
    assert client.get(f"{BASE}/groups?cursor=nonsense").json()["code"] == "bad_group_cursor"
    summary = client.get(f"{BASE}/groups/summary").json()
    figures = ("groups", "members", "customers", "joined_today", "left_today")
    assert [summary[name] for name in figures] == [2, 4, 2, 1, 1]
    assert [one["name"] for one in summary["owners"]] == ["李四", "张三"]


def test_one_group_shows_its_people_its_ways_in_and_its_days(client, platform, scope):
    told = client.get(f"{BASE}/groups/wr1").json()
    assert (told["notice"], told["admins"]) == ("周三上新", ["李四"])
    assert {one["scene"]: (one["joined"], one["left"], one["kept"]) for one in told["scenes"]} == {
        "invited": (2, 1, 1),
        "code": (1, 0, 1),
    }
    there = client.get(f"{BASE}/groups/wr1/members").json()
    assert [(one["name"], one["inviter_name"]) for one in there["items"]] == [
        ("昵称wm9", ""),
        ("昵称wm1", "张三"),
        ("张三", ""),
    ]
    gone = client.get(f"{BASE}/groups/wr1/members?there=false").json()
    assert [(one["name"], one["quit_scene"]) for one in gone["items"]] == [("昵称wm0", "left")]
    figures = OwnerDay("zhangsan", day_of(YESTERDAY), 0, 1, 1, 2, 3, 2, 17)
    platform.stores.core.write(lambda conn: save_figures(conn, scope, [figures]))
    days = client.get(f"{BASE}/groups/wr1/days?days=3").json()
    assert [(one["joined"], one["left"], one["customers"], one["owner_messages"]) for one in days["days"]] == [
        (0, 0, 0, None),
        (2, 0, 2, 17),
        (1, 1, 2, None),
    ]
    assert client.get(f"{BASE}/groups/wrX").json()["code"] == "unknown_group"


def test_people_of_a_branch_see_its_groups_only_and_a_viewer_changes_nothing(client, platform, scope, units):
    account(platform, scope, "mei", Role.MANAGER, units["E1"])
    branch = signed_in(platform, "mei")
    assert [one["name"] for one in branch.get(f"{BASE}/groups").json()["items"]] == ["福利群"]
    assert branch.get(f"{BASE}/groups/summary").json()["groups"] == 1
    assert branch.get(f"{BASE}/groups/wr2").status_code == 404
    account(platform, scope, "view", Role.VIEWER)
    viewer = signed_in(platform, "view")
    assert viewer.post(f"{BASE}/group-codes", json={"name": "海报", "chat_ids": ["wr1"]}).status_code == 403
    assert viewer.post(f"{BASE}/group-welcomes", json={"text": "你好"}).status_code == 403


def test_a_code_is_made_changed_counted_and_removed(client, platform, scope):
    made = client.post(
        f"{BASE}/group-codes", json={"name": "门店海报", "chat_ids": ["wr1"], "base_name": "福利群"}
    ).json()
    assert (made["sync"], made["has_picture"], made["groups"][0]["name"]) == ("waiting", False, "福利群")
    change = scoped.update(scope, join_code).where(join_code.c.id == made["id"])
    platform.stores.core.write(lambda conn: conn.execute(change.values(state="gposter")) and None)
    [told] = client.get(f"{BASE}/group-codes?search=海报").json()["items"]
    assert (told["joined"], told["left"], told["kept"]) == (1, 0, 1)
    days = client.get(f"{BASE}/group-codes/{made['id']}/days?days=2").json()["days"]
    assert [(one["joined"], one["kept"]) for one in days] == [(0, 0), (1, 1)]
    assert client.get(f"{BASE}/group-codes/{made['id']}/qr.png").json()["code"] == "group_code_picture_not_there"
    there = client.get(f"{BASE}/groups/wr1/members").json()["items"]
    assert there[0]["code"] == "门店海报"
    body = {"name": "收银台", "chat_ids": ["wr1", "wr2"], "version": made["version"]}
    changed = client.put(f"{BASE}/group-codes/{made['id']}", json=body).json()
    assert (changed["name"], len(changed["groups"]), changed["version"]) == ("收银台", 2, made["version"] + 1)
    assert client.put(f"{BASE}/group-codes/{made['id']}", json=body).json()["code"] == "group_code_moved_on"
    assert client.delete(f"{BASE}/group-codes/{made['id']}").status_code == 204
    assert client.get(f"{BASE}/group-codes").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"chat_ids": ["wrX"]}, "chat_ids"), ({"chat_ids": ["wr2"]}, "chat_ids"), ({"name": "  "}, "name")],
)
def test_a_code_needs_a_name_and_groups_that_still_exist(client, platform, scope, change, field):
    ended = {"wr2": NOW}
    platform.stores.core.write(lambda conn: dismiss(platform, conn, scope, ended, GroupStatus.DISMISSED))
    answer = client.post(f"{BASE}/group-codes", json={"name": "海报", "chat_ids": ["wr1"], **change})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad_group_code", field)


GIFT = {"title": "新人礼", "url": "https://example.com/gift"}


def test_a_welcome_text_is_made_changed_and_deleted(client):
    made = client.post(f"{BASE}/group-welcomes", json={"text": "欢迎 %NICKNAME%", "link": GIFT}).json()
    assert (made["sync"], made["link"]["title"], made["material"]) == ("waiting", "新人礼", None)
    path = f"{BASE}/group-welcomes/{made['id']}"
    assert client.put(path, json={"text": "你好", "version": made["version"]}).json()["link"] is None
    assert client.put(path, json={"text": "你好", "version": made["version"]}).status_code == 409
    assert client.delete(path).status_code == 204
    assert client.get(f"{BASE}/group-welcomes").json() == [] and client.delete(path).status_code == 404


UNUSABLE = (
    ({"text": "字" * 1001}, "group_welcome_too_long", "text", "3003 字节"),
    ({"text": " "}, "empty_group_welcome", "text", "空的"),
    ({"text": "你好", "link": {**GIFT, "url": "example.com"}}, "bad_group_welcome", "url", "example.com"),
    ({"text": "你好", "link": {**GIFT, "title": ""}}, "bad_group_welcome", "title", "title"),
    ({"text": "你好", "link": GIFT, "material_id": 1}, "one_attachment_only", "attachments", "现在有 2 个"),
    ({"text": "你好", "material_id": 404}, "unknown_material", "material", "404"),
)


def test_a_welcome_text_is_checked_before_wecom_sees_it(client):
    for body, code, field, said in UNUSABLE:
        answer = client.post(f"{BASE}/group-welcomes", json=body, headers={"Accept-Language": "zh"}).json()
        assert (answer["code"], answer["field"], said in answer["detail"]) == (code, field, True), answer


def test_a_welcome_text_carries_a_material_that_wecom_takes(client):
    def material(kind: str, title: str, **body: str) -> int:
        return client.post(f"{BASE}/materials", json={"kind": kind, "title": title, "body": body}).json()["id"]

    rice = material("link", "新米到了", url="https://example.com/rice")
    made = client.post(f"{BASE}/group-welcomes", json={"material_id": rice}).json()
    assert (made["text"], made["link"]) == ("", None)
    assert made["material"] == {"id": rice, "title": "新米到了", "kind": "link"}
    words = material("text", "配送说明", text="四十八小时内发货")
    shop = {"appid": "wx5f1d0c2e7a9b4c63", "page": "pages/index", "image_url": "https://example.com/shop.png"}
    bare = material("miniprogram", "商城", **shop)
    path = f"{BASE}/group-welcomes/{made['id']}"
    for one, why in ((words, "文本请直接写进正文"), (bare, "小程序卡片要先上传封面图")):
        body = {"text": "你好", "material_id": one, "version": made["version"]}
        refused = client.put(path, json=body, headers={"Accept-Language": "zh"}).json()
        assert (refused["code"], why in refused["detail"]) == ("bad_attachment", True), refused
    changed = client.put(path, json={"text": "你好", "link": GIFT, "version": made["version"]}).json()
    assert (changed["link"]["url"], changed["material"]) == (GIFT["url"], None)


def test_the_command_lists_groups_and_shows_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SIYU_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIYU_DATABASE_URL", raising=False)
    platform = opening.open_platform()
    scope = make_brand(platform, "Golden Harvest", "golden")
    now_ms = platform.clock.now_ms()
    record(platform, scope, reading("wr1", [customer("wmA", now_ms - DAY_MS)], at_ms=now_ms, name="福利群"))
    platform.close()

    def run(*arguments: str) -> dict:
        found = CliRunner().invoke(app, [*arguments, "--brand", "golden", "--json"], catch_exceptions=False)
        return json.loads(found.stdout)

    assert [(one["name"], one["members"]) for one in run("list")["groups"]] == [("福利群", 2)]
    shown = run("show", "wr1")
    assert (shown["ways"], shown["days"][-1]["customers"], len(shown["days"])) == (
        {"code": {"joined": 1, "kept": 1}},
        1,
        14,
    )
    for command in ("list", "show"):
        plain = CliRunner().invoke(app, [command, *(["wr1"] if command == "show" else []), "--brand", "golden"])
        assert plain.exit_code == 0 and "福利群" in plain.stdout
