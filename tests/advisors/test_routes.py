import pytest

from siyu.advisors.reminding.operations import remind
from siyu.customers.contracts import AttributeKind
from siyu.customers.friends.contracts import FriendNews, Lost, LostBy
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.errors import Unavailable
from siyu.tenancy.contracts import Role
from siyu.tenancy.models import staff as staff_table
from tests.advisors.factories import BASE, attribute, friend, order, sidebar, staff
from tests.content.factories import LINK, material, script
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def owner(platform, scope):
    account(platform, scope, "hq")
    return signed_in(platform, "hq")


@pytest.fixture
def wang(platform, scope) -> int:
    staff(platform, scope, "lin", "mei")
    return friend(platform, scope, "lin", "wmwang", "王女士")


@pytest.fixture
def lin(platform, scope, wang):
    return sidebar(platform, scope, "lin")


def test_the_first_screen_says_who_why_and_what(platform, scope, owner, lin, wang):
    card = material(owner, "link", "菜籽油", **LINK).json()
    script(owner, "价格异议", "一瓶能吃三个月", stage="first_order", objection="贵")
    script(owner, "首单回访", "{name}您好,{last_product}用得习惯吗?", stage="first_order", material_id=card["id"])
    script(owner, "老客问候", "好久不见", stage="sleeping")
    order(platform, scope, wang, "A1", days_ago=5, amount_fen=12_800)
    attribute(platform, scope, wang, "level", AttributeKind.TEXT, "金卡")
    seen = lin.get(f"{BASE}/customers/{wang}").json()
    assert (seen["name"], seen["level"], seen["stage"]) == ("王女士", "金卡", "first_order")
    assert (seen["orders"], seen["net_fen"]) == (1, 12_800)
    assert seen["reason"]["sentence"] == "5 天前下单,问问用得怎么样"
    said = seen["suggestions"]
    assert [one["title"] for one in said] == ["首单回访", "价格异议"]
    assert said[0]["text"] == "王女士您好,压榨菜籽油 5L用得习惯吗?"
    assert said[0]["material"]["id"] == card["id"]
    assert seen["last_order"]["lines"][0]["name"] == "压榨菜籽油 5L"
    assert seen["friends"] == [
        {"staff": "LIN", "since_ms": platform.clock.now_ms() - 30 * DAY_MS, "is_friend": True, "is_me": True}
    ]


def test_an_advisor_sees_only_their_own_customers(platform, scope, lin, wang):
    zhao = friend(platform, scope, "mei", "wmzhao", "赵先生")
    both = friend(platform, scope, "mei", "wmwang")
    assert both == wang
    mei = sidebar(platform, scope, "mei")
    assert mei.get(f"{BASE}/customers/{wang}").status_code == 200
    for path in ("", "/timeline", "/orders", "/notes", "/scripts"):
        refused = lin.get(f"{BASE}/customers/{zhao}{path}")
        assert (refused.status_code, refused.json()["code"]) == (404, "not_your_customer"), path
    assert lin.post(f"{BASE}/customers/{zhao}/notes", json={"text": "x"}).status_code == 404
    later = platform.clock.now_ms() + HOUR_MS
    assert lin.post(f"{BASE}/customers/{zhao}/follow-ups", json={"text": "x", "due_at_ms": later}).status_code == 404
    assert lin.put(f"{BASE}/customers/{zhao}/tags/1").status_code == 404
    assert lin.get(f"{BASE}/customers/by-wecom/wmzhao").json()["code"] == "not_your_customer"


def test_a_lost_friend_is_no_longer_shown(platform, scope, lin, wang):
    gone = FriendNews("lin", "wmwang", wang, lost=Lost(platform.clock.now_ms(), LostBy.CUSTOMER))
    platform.stores.core.write(lambda conn: record_friends(platform, conn, scope, [gone], source="test"))
    assert lin.get(f"{BASE}/customers/{wang}").status_code == 404


def test_an_advisors_session_opens_nothing_but_the_sidebar(lin, wang):
    base = BASE.removesuffix("/advisors")
    for path in ("customers", f"customers/{wang}", "orders", "segments", "messages", "tags", "event-names", "users"):
        assert lin.get(f"{base}/{path}").status_code == 403, path
    (brand,) = lin.get("/api/auth/me").json()["brands"]
    assert sorted(right for right, held in brand["can"].items() if held) == ["advisors.use", "content.read"]


def test_another_brand_stays_closed_even_with_the_same_ids(platform, scope, other_scope, lin, wang):
    staff(platform, other_scope, "lin")
    theirs = friend(platform, other_scope, "lin", "wmwang", "另一位")
    other = sidebar(platform, other_scope, "lin")
    base = BASE.replace("golden", "other")
    assert lin.get(f"{base}/customers/{theirs}").status_code == 404
    assert other.get(f"{base}/customers/{wang}").status_code == 404
    assert other.get(f"{base}/customers/by-wecom/wmwang").json() == {"customer_id": theirs}
    lin.post(f"{BASE}/customers/{wang}/notes", json={"text": "爱喝汤"})
    assert other.get(f"{base}/customers/{theirs}/notes").json()["items"] == []


def test_a_customer_of_another_stores_is_shown_to_the_friend_who_serves_them(platform, scope):
    tree(platform, scope)
    staff(platform, scope, "west", unit="W")
    served = friend(platform, scope, "west", "wmfar", "远方客")
    assert sidebar(platform, scope, "west").get(f"{BASE}/customers/{served}").json()["name"] == "远方客"


def test_who_left_is_out_at_once(platform, scope, lin, wang):
    gone = scoped.update(scope, staff_table).where(staff_table.c.wecom_userid == "lin").values(active=False)
    platform.stores.core.write(lambda conn: conn.execute(gone).rowcount)
    refused = lin.get(f"{BASE}/customers/{wang}")
    assert (refused.status_code, refused.json()["code"]) == (403, "staff_inactive")


def test_a_customer_nobody_has_heard_of_is_told_from_somebody_elses(lin):
    refused = lin.get(f"{BASE}/customers/by-wecom/wmnobody")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_known_yet")


def test_an_account_without_staff_has_no_customers_until_it_is_bound(platform, scope, owner, wang):
    assert owner.get(f"{BASE}/me").status_code == 403
    user = owner.get("/api/auth/me").json()["user"]["id"]
    person = staff(platform, scope, "lin")["lin"]
    assert owner.put(f"/api/brands/golden/users/{user}/staff", json={"staff_id": 999}).status_code == 404
    assert owner.put(f"/api/brands/golden/users/{user}/staff", json={"staff_id": person}).status_code == 204
    assert owner.get(f"{BASE}/customers/{wang}").status_code == 200
    (listed,) = owner.get("/api/brands/golden/users").json()
    assert listed["staff"] == "LIN" and listed["role"] == Role.OWNER


def test_notes_are_everybodys_and_follow_ups_ones_own(platform, scope, lin, wang):
    friend(platform, scope, "mei", "wmwang")
    mei = sidebar(platform, scope, "mei")
    assert lin.post(f"{BASE}/customers/{wang}/notes", json={"text": " 家里三口人 "}).status_code == 201
    (seen,) = mei.get(f"{BASE}/customers/{wang}/notes").json()["items"]
    assert (seen["text"], seen["staff"], seen["is_mine"]) == ("家里三口人", "LIN", False)
    later = platform.clock.now_ms() + HOUR_MS
    planned = lin.post(f"{BASE}/customers/{wang}/follow-ups", json={"text": "寄样品", "due_at_ms": later}).json()
    assert lin.get(f"{BASE}/me").json()["due_today"] == 1
    assert mei.get(f"{BASE}/follow-ups").json() == [] == mei.get(f"{BASE}/customers/{wang}").json()["follow_ups"]
    assert mei.patch(f"{BASE}/follow-ups/{planned['id']}", json={"state": "done"}).status_code == 404
    platform.clock.advance(2 * HOUR_MS)
    (late,) = lin.get(f"{BASE}/follow-ups?overdue=true").json()
    assert late["is_overdue"] and late["customer"] == "王女士"
    assert lin.get(f"{BASE}/customers/{wang}").json()["reason"]["why"] == "overdue"
    assert lin.patch(f"{BASE}/follow-ups/{planned['id']}", json={"state": "done"}).json()["state"] == "done"
    assert lin.get(f"{BASE}/follow-ups").json() == []
    assert len(lin.get(f"{BASE}/follow-ups?state=done").json()) == 1


def test_empty_notes_and_past_times_are_refused(platform, lin, wang):
    now = platform.clock.now_ms()
    assert lin.post(f"{BASE}/customers/{wang}/notes", json={"text": " "}).json()["code"] == "bad_note"
    for due in (now, now - 1, now + 1_000 * DAY_MS):
        answer = lin.post(f"{BASE}/customers/{wang}/follow-ups", json={"text": "x", "due_at_ms": due})
        assert answer.json()["code"] == "bad_due_time"


def test_tags_are_changed_in_place(owner, lin, wang):
    group = owner.post("/api/brands/golden/tag-groups", json={"name": "偏好"}).json()["id"]
    tag = owner.post("/api/brands/golden/tags", json={"name": "爱喝汤", "group_id": group}).json()["id"]
    assert lin.put(f"{BASE}/customers/{wang}/tags/{tag}").status_code == 204
    assert [one["name"] for one in lin.get(f"{BASE}/customers/{wang}").json()["tags"]] == ["爱喝汤"]
    assert lin.delete(f"{BASE}/customers/{wang}/tags/{tag}").status_code == 204
    assert lin.get(f"{BASE}/customers/{wang}").json()["tags"] == []
    assert [one["name"] for one in lin.get(f"{BASE}/tags").json()] == ["爱喝汤"]


def test_scripts_are_searched_with_the_customers_words_in_them(owner, lin, wang):
    script(owner, "嫌贵", "{name},一瓶能吃三个月", objection="太贵了")
    (found,) = lin.get(f"{BASE}/customers/{wang}/scripts?search=太贵").json()["items"]
    assert found["text"] == "王女士,一瓶能吃三个月"


def test_a_material_without_a_file_is_ready_to_be_sent(owner, lin):
    made = material(owner, "link", "菜籽油", **LINK).json()["id"]
    answer = lin.post(f"{BASE}/materials/{made}/message").json()
    assert answer["message"]["news"]["link"] == LINK["url"]
    assert [one["id"] for one in lin.get(f"{BASE}/materials?search=菜籽油").json()["items"]] == [made]


def test_what_one_tap_sent_stands_in_the_timeline_once(owner, lin, wang):
    made = material(owner, "link", "菜籽油", **LINK).json()["id"]
    said = script(owner, "首单回访", "用得习惯吗?").json()["id"]
    for body in ({"material_id": made, "tap": "tap-0001"}, {"script_id": said, "tap": "tap-0002"}):
        for _ in range(2):
            assert lin.post(f"{BASE}/customers/{wang}/sent", json=body).status_code == 204
    told = [one["sentence"] for one in lin.get(f"{BASE}/customers/{wang}/timeline").json()["items"]]
    assert sorted(one for one in told if "发送" in one) == ["导购发送了 菜籽油", "导购发送了 首单回访"]
    refused = lin.post(f"{BASE}/customers/{wang}/sent", json={"tap": "tap-0003"})
    assert refused.json()["code"] == "nothing_sent"


class FakeNudge:
    def __init__(self, broken: bool = False) -> None:
        self.told: list[tuple[str, str]] = []
        self.broken = broken

    def nudge(self, scope, userid, text):
        if self.broken:
            raise Unavailable(value="down")
        self.told.append((userid, text))
        return True


def test_a_follow_up_that_falls_due_is_told_once(platform, scope, lin, wang):
    later = platform.clock.now_ms() + HOUR_MS
    lin.post(f"{BASE}/customers/{wang}/follow-ups", json={"text": "寄样品", "due_at_ms": later})
    done = lin.post(f"{BASE}/customers/{wang}/follow-ups", json={"text": "算了", "due_at_ms": later}).json()["id"]
    lin.patch(f"{BASE}/follow-ups/{done}", json={"state": "cancelled"})
    nudge = FakeNudge()
    assert remind(platform, scope, nudge) == 0
    platform.clock.advance(HOUR_MS)
    assert remind(platform, scope, FakeNudge(broken=True)) == 0
    assert remind(platform, scope, nudge) == 1
    assert remind(platform, scope, nudge) == 0
    ((userid, text),) = nudge.told
    assert userid == "lin" and "王女士:寄样品" in text


def test_nobody_is_told_of_what_fell_due_days_ago(platform, scope, lin, wang):
    later = platform.clock.now_ms() + HOUR_MS
    lin.post(f"{BASE}/customers/{wang}/follow-ups", json={"text": "寄样品", "due_at_ms": later})
    platform.clock.advance(3 * DAY_MS)
    nudge = FakeNudge()
    assert remind(platform, scope, nudge) == 0 and nudge.told == []
