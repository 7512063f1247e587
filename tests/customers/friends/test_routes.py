"""The API of friends: whom a customer knows, whom the brand has lost."""

import pytest

from siyu.customers import operations
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy
from siyu.customers.friends.operations import record_friends
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in

BASE = "/api/brands/golden"
NOW = 1_735_689_600_000


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def client(platform, scope):
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def lose(platform, scope, words: list[Lost]) -> list[int]:
    people = [[Identity("external_userid", f"wm{number}")] for number in range(len(words))]

    def work(conn):
        ids = operations.resolve(platform, conn, scope, people, source="test", at_ms=NOW).tolist()
        news = [
            FriendNews("zhangsan", f"wm{number}", one, Added(NOW - 10, channel_state="door"), word)
            for number, (one, word) in enumerate(zip(ids, words, strict=True))
        ]
        record_friends(platform, conn, scope, news, source="test")
        return ids

    return platform.stores.core.write(work)


def test_lost_friends_are_listed_newest_first_by_who_ended_it(platform, scope, client):
    words = [Lost(NOW - 5, LostBy.CUSTOMER), Lost(NOW - 4, LostBy.STAFF), Lost(NOW - 5, LostBy.CUSTOMER)]
    ids = lose(platform, scope, words)
    page = client.get(f"{BASE}/friends/lost?limit=2").json()
    rest = client.get(f"{BASE}/friends/lost", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    seen = [one["customer_id"] for one in (*page["items"], *rest["items"])]
    assert (page["total"], seen, rest["next_cursor"]) == (3, [ids[1], ids[2], ids[0]], None)
    by_staff = client.get(f"{BASE}/friends/lost?by=staff").json()["items"]
    assert [(one["state"], one["lost_by"], one["channel_state"]) for one in by_staff] == [
        ("deleted_by_staff", "staff", "door")
    ]
    told = client.get(f"{BASE}/friends/lost/summary?days=1").json()
    assert (told["by_customer"], told["by_staff"], told["by_sync"]) == (2, 1, 0)
    refused = client.get(f"{BASE}/friends/lost?cursor=nonsense")
    assert refused.status_code == 422


def test_a_customers_friendships_are_on_their_page(platform, scope, client):
    [one] = lose(platform, scope, [Lost(NOW - 5, LostBy.CUSTOMER)])
    [shown] = client.get(f"{BASE}/customers/{one}/friends").json()
    assert (shown["staff"], shown["state"], shown["lost_at_ms"]) == ("zhangsan", "deleted_by_customer", NOW - 5)
    assert client.get(f"{BASE}/customers/1/friends").status_code == 404
