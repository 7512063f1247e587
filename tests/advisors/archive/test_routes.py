import pytest

from siyu.advisors.archive.contracts import ArchiveRules, NewFile, WorkHours
from siyu.advisors.archive.media.operations import fetch
from siyu.advisors.archive.pulling.operations import put_off
from siyu.advisors.archive.pulling.queries import position
from siyu.advisors.archive.rules.operations import save_rules
from siyu.advisors.archive.watching.operations import tell
from siyu.advisors.archive.weeks.operations import count
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from siyu.kit.errors import Unavailable
from siyu.tenancy.contracts import Role
from siyu.tenancy.queries import audit_page
from tests.advisors.archive.factories import Shelf, keep, said
from tests.advisors.factories import friend, staff
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree

BASE = "/api/brands/golden/archive"


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def units(platform, scope):
    return tree(platform, scope)


@pytest.fixture
def people(platform, scope, units):
    """Mei serves at the store in the east, Bo in the west."""
    return staff(platform, scope, "mei", unit="E11") | staff(platform, scope, "bo", unit="W")


@pytest.fixture
def client(platform, scope, people):
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


@pytest.fixture
def manager(platform, scope, units, people):
    account(platform, scope, "zhou", Role.MANAGER, units["E"])
    return signed_in(platform, "zhou")


def audited(platform, scope, action: str):
    with platform.stores.core.reading() as conn:
        return audit_page(conn, scope, before_id=None, limit=20, action=action)


def add_words(client, *words: str, level="high", watched="both"):
    return client.put(f"{BASE}/words", json={"words": list(words), "level": level, "watched": watched})


def two_talks(platform, scope) -> None:
    now_ms = platform.clock.now_ms()
    friend(platform, scope, "mei", "wmA", "陈阿姨")
    keep(platform, scope, said("1", "wmA", "mei", "我要退款，转账给谁", now_ms))
    keep(platform, scope, said("2", "mei", "wmA", "直接转账到我个人微信", now_ms + MINUTE_MS))
    keep(platform, scope, said("3", "wmB", "bo", "西部的转账", now_ms + 2 * MINUTE_MS))


def test_a_conversation_is_read_like_a_chat_and_every_opening_is_logged(client, platform, scope):
    two_talks(platform, scope)
    page = client.get(f"{BASE}/talks").json()
    assert [(one["staff"], one["customer"], one["messages"]) for one in page["items"]] == [
        (["BO"], "", 1),
        (["MEI"], "陈阿姨", 2),
    ]
    talk = page["items"][1]["id"]
    said_there = client.get(f"{BASE}/talks/{talk}/messages", params={"limit": 1}).json()
    assert [(one["side"], one["name"]) for one in said_there["items"]] == [("staff", "MEI")]
    older = client.get(f"{BASE}/talks/{talk}/messages", params={"cursor": said_there["next_cursor"]}).json()
    assert [(one["name"], one["text"]) for one in older["items"]] == [("陈阿姨", "我要退款，转账给谁")]
    assert older["next_cursor"] is None
    jump = client.get(f"{BASE}/talks/{talk}/messages", params={"around": older["items"][0]["id"]}).json()
    assert len(jump["items"]) == 2
    log = audited(platform, scope, "archive.open")
    assert len(log) == 2 and log[0].target == f"talk:{talk}"
    assert "MEI" in log[0].detail and "陈阿姨" in log[0].detail


def test_people_of_a_branch_see_the_conversations_of_their_own_people_only(client, manager, platform, scope):
    two_talks(platform, scope)
    add_words(client, "转账")
    keep(platform, scope, said("4", "wmB", "bo", "又说转账", platform.clock.now_ms()))
    assert [one["staff"] for one in manager.get(f"{BASE}/talks").json()["items"]] == [["MEI"]]
    assert [one["userid"] for one in manager.get(f"{BASE}/people").json()] == ["mei"]
    found = manager.get(f"{BASE}/search", params={"q": "转账"}).json()["items"]
    assert {one["talk"]["staff"][0] for one in found} == {"MEI"}
    assert manager.get(f"{BASE}/hits").json()["items"] == []
    (hit,) = client.get(f"{BASE}/hits").json()["items"]
    west = hit["talk"]["id"]
    assert manager.get(f"{BASE}/talks/{west}").status_code == 404
    assert manager.get(f"{BASE}/talks/{west}/messages").status_code == 404
    settle = {"ids": [hit["id"]], "state": "ignored"}
    assert manager.post(f"{BASE}/hits/settle", json=settle).status_code == 404
    assert add_words(manager, "红包").json()["code"] == "whole_brand_only"
    assert manager.get(f"{BASE}/keys").status_code == 403


def test_who_may_look_at_figures_only_does_not_read_conversations(platform, scope, client):
    account(platform, scope, "viewer", Role.VIEWER)
    assert signed_in(platform, "viewer").get(f"{BASE}/talks").status_code == 403


def test_another_brand_sees_nothing(platform, scope, other_scope, client):
    two_talks(platform, scope)
    account(platform, other_scope, "stranger")
    stranger = signed_in(platform, "stranger")
    assert stranger.get(f"{BASE}/talks").status_code in (403, 404)
    other = BASE.replace("golden", "other")
    assert stranger.get(f"{other}/talks").json()["items"] == []
    talk = client.get(f"{BASE}/talks").json()["items"][0]["id"]
    assert stranger.get(f"{other}/talks/{talk}/messages").status_code == 404


def test_a_search_names_the_conversation_and_is_logged(client, platform, scope):
    two_talks(platform, scope)
    found = client.get(f"{BASE}/search", params={"q": "转账", "userid": "mei", "side": "staff"}).json()["items"]
    assert [(one["text"], one["talk"]["customer"]) for one in found] == [("直接转账到我个人微信", "陈阿姨")]
    short = client.get(f"{BASE}/search", params={"q": "转"})
    assert short.status_code == 422 and short.json()["code"] == "search_too_short"
    log = audited(platform, scope, "archive.search")
    assert "转账" in log[0].detail


def test_sensitive_words_are_found_while_pulling_told_of_once_and_settled(client, platform, scope, people):
    assert [one["word"] for one in add_words(client, "转账", "个人微信").json()] == ["个人微信", "转账"]
    add_words(client, "退款", watched="staff")
    rules = ArchiveRules(told=(people["mei"],))
    platform.stores.core.write(lambda conn: save_rules(conn, scope, rules, at_ms=1))
    two_talks(platform, scope)
    hits = client.get(f"{BASE}/hits", params={"state": "open"}).json()["items"]
    assert sorted((one["word"], one["name"]) for one in hits) == [
        ("个人微信", "MEI"),
        ("转账", ""),
        ("转账", "MEI"),
        ("转账", "陈阿姨"),
    ]

    class Nudges(list):
        def nudge(self, _scope, userid, text):
            self.append((userid, text))
            return True

    class Silent:
        def nudge(self, *_):
            raise Unavailable(value="x")

    assert tell(platform, scope, Silent()) == 0
    told = Nudges()
    assert (tell(platform, scope, told), tell(platform, scope, told)) == (4, 0)
    assert [userid for userid, _ in told] == ["mei"] and "退款" not in told[0][1] and "4 条" in told[0][1]
    body = {"ids": [hits[0]["id"], hits[1]["id"]], "state": "handled", "note": "已面谈"}
    assert client.post(f"{BASE}/hits/settle", json=body).status_code == 204
    counts = {one["state"]: one["hits"] for one in client.get(f"{BASE}/hits/counts").json()}
    assert counts == {"open": 2, "handled": 2, "ignored": 0}
    (first, _) = client.get(f"{BASE}/hits", params={"state": "handled"}).json()["items"]
    assert (first["note"], first["settled_by"]) == ("已面谈", "lin")
    word = client.get(f"{BASE}/words").json()[0]["id"]
    assert client.delete(f"{BASE}/words/{word}").status_code == 204
    assert client.delete(f"{BASE}/words/{word}").status_code == 404


def test_figures_count_first_replies_in_working_hours_and_sessions_nobody_answered(client, platform, scope, clock):
    clock.advance(DAY_MS)  # Thursday 2025-01-02 08:00, work begins at nine
    start = clock.now_ms()
    keep(platform, scope, said("1", "wmA", "mei", "在吗", start))
    keep(platform, scope, said("2", "mei", "wmA", "在的", start + HOUR_MS + 10 * MINUTE_MS))
    keep(platform, scope, said("3", "wmB", "mei", "有货吗", start + 2 * HOUR_MS))
    clock.advance(3 * HOUR_MS)
    assert count(platform, scope) == 1
    (week,) = [one for one in client.get(f"{BASE}/answers").json()["weeks"] if one["sessions"]]
    assert (week["sessions"], week["replied"], week["reply_ms"], week["unanswered"]) == (2, 1, 10 * MINUTE_MS, 0)
    assert count(platform, scope) == 0
    clock.advance(DAY_MS)
    assert count(platform, scope) == 1 and count(platform, scope) == 0
    told = client.get(f"{BASE}/answers", params={"back": 2}).json()
    (mei,) = told["staff"]
    assert (mei["name"], mei["unanswered"], mei["received"], mei["sent"]) == ("MEI", 1, 2, 1)
    assert [one["day"] for one in told["weeks"]] == ["2024-12-23", "2024-12-30"] and "24" in told["definition"]
    hours = ArchiveRules(hours=WorkHours(480, 1_260))
    platform.stores.core.write(lambda conn: save_rules(conn, scope, hours, at_ms=clock.now_ms()))
    count(platform, scope)
    (mei,) = client.get(f"{BASE}/answers").json()["staff"]
    assert mei["reply_ms"] == 70 * MINUTE_MS


def test_rules_and_keys_are_set_by_who_may_change_settings(client, platform, scope, people):
    rules = client.get(f"{BASE}/rules").json()
    assert (rules["kept_days"], rules["on"], rules["told"]) == (180, True, [])
    rules["told"], rules["kept_days"] = [people["bo"]], 30
    del rules["told_names"]
    assert client.put(f"{BASE}/rules", json=rules).json()["told_names"] == ["BO"]
    bad = rules | {"hours": {"from_minute": 600, "to_minute": 600, "days": [1]}}
    assert client.put(f"{BASE}/rules", json=bad).json()["code"] == "bad_work_hours"
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    core.write(lambda conn: put_off(conn, scope, Unavailable(value="x"), at_ms=now_ms))
    made = client.post(f"{BASE}/keys", json={"version": 3})
    with core.reading() as conn:
        assert position(conn, scope).due_at_ms == now_ms  # what waited for the key is opened at once
    assert made.status_code == 201 and made.json()["public_pem"].startswith("-----BEGIN PUBLIC KEY")
    assert "PRIVATE" not in made.text and client.get(f"{BASE}/status").json()["keys"] == [3]
    assert client.post(f"{BASE}/keys", json={"version": 3}).status_code == 409


def test_a_picture_is_shown_and_looking_at_it_is_logged(client, platform, scope):
    shelf = Shelf()
    shelf.files, shelf.piece = {"f": b"\x89PNG\r\n\x1a\n" + b"0" * 30}, 16
    file = NewFile("f", "", 38)
    keep(platform, scope, said("p", "wmA", "mei", "", platform.clock.now_ms(), kind="image", file=file))
    talk = client.get(f"{BASE}/talks").json()["items"][0]["id"]
    (one,) = client.get(f"{BASE}/talks/{talk}/messages").json()["items"]
    assert one["file"] == "waiting" and client.get(f"{BASE}/messages/{one['id']}/file").status_code == 404
    fetch(platform, scope, shelf)
    shown = client.get(f"{BASE}/messages/{one['id']}/file")
    assert shown.headers["content-type"] == "image/png" and shown.content == shelf.files["f"]
    assert audited(platform, scope, "archive.file")


def test_the_state_of_an_archive_that_is_not_set_up_says_so(client):
    told = client.get(f"{BASE}/status").json()
    assert (told["source"], told["messages"], told["pulled_at_ms"]) == ("none", 0, None)
