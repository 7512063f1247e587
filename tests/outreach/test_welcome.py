"""Welcome rules: the first that fits decides; what cannot be sent is refused when it is saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.outreach.welcome import operations, queries
from siyu.outreach.welcome.contracts import FriendKind, NewRule, WelcomeOutcome, WelcomeResult, WelcomeRule
from siyu.outreach.welcome.domain import choose
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in

BASE = "/api/brands/golden"
MINUTE = st.integers(0, 1_439)
RULE = st.builds(
    WelcomeRule,
    id=st.integers(1, 99),
    name=st.just("a"),
    position=st.just(1),
    enabled=st.booleans(),
    channel_state=st.sampled_from(["", "door", "shop"]),
    friend=st.sampled_from(FriendKind),
    from_minute=MINUTE,
    to_minute=MINUTE,
    text=st.just("hi"),
    attachments=st.just(()),
    source=st.just("manual"),
)


@given(st.lists(RULE, max_size=6), st.sampled_from(["door", "shop", "street"]), st.booleans(), MINUTE)
def test_the_chosen_rule_is_the_first_that_says_nothing_against(rules, state, first_time, minute):
    def minutes_of(rule: WelcomeRule) -> set[int]:
        at, covered = rule.from_minute, set()
        while at not in covered and (at != rule.to_minute or not covered):
            covered.add(at)
            at = (at + 1) % 1_440
        return covered if rule.from_minute != rule.to_minute else set(range(1_440))

    def against(rule: WelcomeRule) -> bool:
        other = FriendKind.RETURNING if first_time else FriendKind.FIRST
        wrong_place = rule.channel_state not in ("", state)
        return not rule.enabled or wrong_place or rule.friend is other or minute not in minutes_of(rule)

    expected = next((rule.id for rule in rules if not against(rule)), None)
    found = choose(rules, state, first_time=first_time, minute_of_day=minute)
    assert (found.rule_id if found else None) == expected


@pytest.fixture
def client(platform, scope):
    account(platform, scope, "lin")
    with brand_guard():
        yield signed_in(platform, "lin")


def test_rules_are_kept_over_the_api_and_tried_in_order(platform, scope, client):
    link = {"msgtype": "link", "link": {"title": "新客礼", "url": "https://shop.example/gift"}}
    shop = {"name": "门店", "text": "欢迎到店", "channel_state": "store-1", "attachments": [link]}
    made = client.post(f"{BASE}/welcome-rules", json=shop).json()
    client.post(f"{BASE}/welcome-rules", json={"name": "所有人", "text": "你好", "position": 10})
    client.post(
        f"{BASE}/welcome-rules", json={"name": "老友", "text": "欢迎回来", "friend": "returning", "position": 5}
    )
    assert [one["name"] for one in client.get(f"{BASE}/welcome-rules").json()] == ["老友", "所有人", "门店"]
    changed = client.put(f"{BASE}/welcome-rules/{made['id']}", json=shop | {"position": 1}).json()
    assert changed["attachments"] == [link]
    with platform.stores.flow.reading() as conn:
        first = queries.welcome_for(conn, scope, "store-1", first_time=True, minute_of_day=0)
        back = queries.welcome_for(conn, scope, "", first_time=False, minute_of_day=0)
    assert first is not None and (first.text, first.attachments) == ("欢迎到店", (link,))
    assert back is not None and back.text == "欢迎回来"
    assert client.delete(f"{BASE}/welcome-rules/{made['id']}").status_code == 204
    assert client.delete(f"{BASE}/welcome-rules/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "长" * 1_334}, "text"),
        ({"name": " "}, "name"),
        ({"from_minute": 1_440}, "from_minute"),
        ({"attachments": [{"msgtype": "link", "link": {"title": "a"}}]}, "attachments.1.url"),
        ({"attachments": [{"msgtype": "song", "song": {}}]}, "attachments.1"),
    ],
)
def test_what_wecom_would_refuse_is_refused_when_saved(platform, scope, client, change, field):
    answer = client.post(f"{BASE}/welcome-rules", json={"name": "a", "text": "b"} | change)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_live_codes_rules_are_replaced_as_one_and_not_changed_by_hand(platform, scope, client):
    def keep(texts: list[str]) -> None:
        rules = [NewRule(name="活码", text=text, channel_state="code-7") for text in texts]
        platform.stores.flow.write(lambda conn: operations.replace_rules_of(conn, scope, "live_code:7", rules, at_ms=1))

    keep(["一", "二"])
    keep(["三"])
    [held] = client.get(f"{BASE}/welcome-rules").json()
    assert (held["text"], held["source"]) == ("三", "live_code:7")
    assert client.delete(f"{BASE}/welcome-rules/{held['id']}").status_code == 409


def test_outcomes_are_counted_once_an_add(platform, scope, client):
    def result(key: str, outcome: WelcomeOutcome, took_ms: int) -> WelcomeResult:
        now_ms = platform.clock.now_ms()
        return WelcomeResult(key, 0, "zhangsan", f"wm{key}", "door", outcome, "", now_ms, took_ms)

    found = [result("a", WelcomeOutcome.SENT, 100), result("b", WelcomeOutcome.SENT, 300)]
    for _ in range(2):
        platform.stores.flow.write(lambda conn: operations.record_results(conn, scope, found))
    told = client.get(f"{BASE}/welcome-outcomes").json()["outcomes"]
    assert told == [
        {"rule_id": 0, "outcome": "sent", "reason": "", "count": 2, "took_ms_mean": 200, "took_ms_max": 300}
    ]
    assert len(client.get(f"{BASE}/welcome-results?outcome=sent").json()) == 2
