"""Advisors with customers of their own, signed in as the sidebar signs them in."""

import numpy as np

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import define_attribute, set_attributes
from siyu.customers.contracts import AttributeKind, Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import DAY_MS
from siyu.orders.contracts import NewOrder, OrderLine
from siyu.orders.operations import save_orders
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.domain import SESSION_COOKIE
from siyu.tenancy.operations import save_staff
from siyu.tenancy.serving.operations import sign_in_advisor
from tests.tenancy.factories import browser

BASE = "/api/brands/golden/advisors"


def staff(platform, scope, *userids: str, unit: str = "HQ") -> dict[str, int]:
    """This function will add members of staff by their WeCom userid; their names are the userid in capitals."""
    people = [NewStaff(f"S-{one}", unit, one.upper(), wecom_userid=one) for one in userids]
    saved = platform.stores.core.write(lambda conn: save_staff(conn, scope, people))
    return {one: saved[f"S-{one}"] for one in userids}


def friend(platform, scope, userid: str, external: str, name: str = "", *, days_ago: int = 30) -> int:
    """This function will add a customer who is a member's friend and return their id."""
    now_ms = platform.clock.now_ms()

    def work(conn):
        people = [[Identity("external_userid", external)]]
        ids = customers.resolve(platform, conn, scope, people, source="wecom", at_ms=now_ms)
        if name:
            define_attribute(conn, scope, "name", AttributeKind.TEXT, "姓名", at_ms=now_ms)
            set_attributes(platform, conn, scope, ids, [{"name": name}], at_ms=now_ms, source="test")
        since = now_ms - days_ago * DAY_MS
        news = [FriendNews(userid, external, int(ids[0]), added=Added(since))]
        record_friends(platform, conn, scope, news, source="test")
        return int(ids[0])

    return platform.stores.core.write(work)


def attribute(platform, scope, customer_id: int, key: str, kind: AttributeKind, value: object) -> None:
    """This function will set one attribute."""
    now_ms = platform.clock.now_ms()

    def work(conn):
        define_attribute(conn, scope, key, kind, key, at_ms=now_ms)
        ids = np.array([customer_id], dtype=np.int64)
        set_attributes(platform, conn, scope, ids, [{key: value}], at_ms=now_ms, source="test")

    platform.stores.core.write(work)


def order(platform, scope, customer_id: int, number: str, *, days_ago: int, amount_fen: int = 9_900) -> None:
    """This function will store a paid order of one article."""
    paid = platform.clock.now_ms() - days_ago * DAY_MS
    new = NewOrder(
        source="shop",
        order_no=number,
        customer_id=customer_id,
        amount_fen=amount_fen,
        paid_at_ms=paid,
        lines=(OrderLine("压榨菜籽油 5L", 1),),
    )
    platform.stores.core.write(lambda conn: save_orders(platform, conn, scope, [new]))


def sidebar(platform, scope, userid: str):
    """This function will return a client signed in as the advisor."""
    now_ms = platform.clock.now_ms()
    opened = platform.stores.core.write(lambda conn: sign_in_advisor(conn, scope, userid, at_ms=now_ms))
    client = browser(platform)
    client.cookies.set(SESSION_COOKIE, opened.token)
    client.headers["X-CSRF-Token"] = opened.csrf_token
    return client
