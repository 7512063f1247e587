"""Who came by a code is counted once, tagged and remarked; who left is taken off again."""

from dataclasses import replace

import numpy as np

from siyu.acquisition.arrivals.contracts import ArrivedForJourney
from siyu.acquisition.arrivals.operations import take_added, take_lost
from siyu.acquisition.arrivals.queries import lost_arrivals, statistics, totals
from siyu.acquisition.leaving.contracts import LostOf
from siyu.acquisition.live_codes.contracts import CodeSettings, LiveCode, Rules, Seat, Welcome
from siyu.bootstrap.work import fact_bus
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.customers.operations import ensure_tags
from siyu.customers.queries import find, tag_holders
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS
from siyu.kit.facts import FactBus
from tests.acquisition.conftest import Shop


def settings(shop: Shop, **change: object) -> CodeSettings:
    rules = Rules((Seat(shop.staff["zhangsan"]),), shop.staff["default"])
    return replace(CodeSettings("陆家嘴店", rules), **change)


def friend(shop: Shop, code: LiveCode, number: int, place: int = 0) -> NewFriend:
    at_ms = shop.clock.now_ms()
    return NewFriend(number, "zhangsan", f"wm{number}", code.placements[place].state, 1, True, at_ms)


def write(shop: Shop, work) -> object:
    return shop.platform.stores.core.write(work)


def stats(shop: Shop, code: LiveCode, days: int = 1):
    today = day_of(shop.clock.now_ms())
    with shop.platform.stores.core.reading() as conn:
        return statistics(conn, shop.scope, code.id, from_day=today - days + 1, until_day=today)


def test_counts_a_friend_once_however_often_the_fact_comes(shop: Shop) -> None:
    code = shop.code(settings(shop), "货架", "包裹卡")
    friends = [
        friend(shop, code, 1),
        friend(shop, code, 2, place=1),
        NewFriend(3, "zhangsan", "wm3", "other", 1, True, 5),
    ]
    for _ in range(2):
        write(shop, lambda conn: take_added(shop.platform, conn, shop.scope, friends))
    found = stats(shop, code)
    assert (found.total.added, found.total.lost) == (2, 0)
    assert [found.by_placement[one.id].added for one in code.placements] == [1, 1]
    assert found.by_staff[shop.staff["zhangsan"]].added == 2


def test_a_friend_lost_again_leaves_the_net_figure(shop: Shop) -> None:
    code = shop.code(settings(shop))
    write(shop, lambda conn: take_added(shop.platform, conn, shop.scope, [friend(shop, code, n) for n in (1, 2)]))
    came_ms = shop.clock.now_ms()
    shop.clock.advance(2 * DAY_MS)
    gone = [LostFriend(1, "zhangsan", "wm1", "", "customer", shop.clock.now_ms())]
    assert write(shop, lambda conn: take_lost(conn, shop.scope, gone)) == 1
    assert write(shop, lambda conn: take_lost(conn, shop.scope, gone)) == 0
    found = stats(shop, code, days=3)
    assert found.total.net == 1
    # The loss is counted where the person came from: on the day of the scan.
    assert [(one.tally.added, one.tally.lost) for one in found.by_day] == [(2, 1), (0, 0), (0, 0)]
    with shop.platform.stores.core.reading() as conn:
        assert totals(conn, shop.scope, [code.id], from_day=day_of(came_ms) + 1) == {}


def test_tags_and_remarks_who_came(shop: Shop) -> None:
    tags = write(shop, lambda conn: ensure_tags(conn, shop.scope, ["扫码"], at_ms=1))
    welcome = Welcome(blocked_words=("客服",))
    code = shop.code(settings(shop, tag_ids=(tags["扫码"],), remark="{name}-陆家嘴", welcome=welcome))
    userid = shop.scan(code)
    on, scope = shop.platform, shop.scope

    def name(conn) -> int:
        who = find(on, conn, scope, "external_userid", "wm1")
        set_attributes(
            on, conn, scope, np.array([who]), [{"name": "客服林小姐"}], at_ms=2, source="t", define_missing=True
        )
        return who

    customer = write(shop, name)
    assert shop.remarks() == 1 and shop.remarks() == 0
    assert shop.world.state.friends.find(userid, "wm1").remark == "林小姐-陆家嘴"
    with on.stores.core.reading() as conn:
        assert list(tag_holders(on, conn, scope, tags["扫码"])) == [customer]


def test_a_long_name_leaves_room_for_the_shop(shop: Shop) -> None:
    code = shop.code(settings(shop, remark="{name}·陆家嘴店"))
    shop.scan(code)
    on, scope = shop.platform, shop.scope

    def name(conn) -> None:
        who = find(on, conn, scope, "external_userid", "wm1")
        values = [{"name": "很长很长很长很长很长很长很长的名字"}]
        set_attributes(on, conn, scope, np.array([who]), values, at_ms=2, source="t", define_missing=True)

    write(shop, name)
    shop.remarks()
    remark = shop.world.state.friends.find("zhangsan", "wm1").remark
    assert len(remark) == 20 and remark.endswith("·陆家嘴店")


def test_hears_the_facts_of_friends(shop: Shop) -> None:
    code = shop.code(settings(shop))
    shop.scan(code)  # publishes FriendsAdded as well
    shop.lose("zhangsan", "wm1")
    while fact_bus().deliver(shop.platform, shop.platform.stores.core):
        pass
    assert (stats(shop, code).total.added, stats(shop, code).total.lost) == (1, 1)


def test_a_code_begins_its_journey_and_shows_who_was_lost(shop: Shop) -> None:
    code = shop.code(settings(shop, welcome=Welcome("您好", journey_id=7)), "货架", "包裹卡")
    write(shop, lambda conn: take_added(shop.platform, conn, shop.scope, [friend(shop, code, n) for n in (1, 2)]))
    gone = [LostFriend(1, "zhangsan", "wm1", "", "customer", shop.clock.now_ms())]
    write(shop, lambda conn: take_lost(conn, shop.scope, gone))
    told: list[ArrivedForJourney] = []
    bus = FactBus()
    bus.on(ArrivedForJourney, lambda platform, scope, fact: told.append(fact))
    bus.deliver(shop.platform, shop.platform.stores.core)
    assert [(one.journey_id, [who.customer_id for who in one.arrivals]) for one in told] == [(7, [1, 2])]
    today = day_of(shop.clock.now_ms())
    with shop.platform.stores.core.reading() as conn:
        rows, total = lost_arrivals(conn, shop.scope, code.id, LostOf(today, today, code.placements[0].id))
        assert ([row.customer_id for row in rows], total) == ([1], 1)
        assert lost_arrivals(conn, shop.scope, code.id, LostOf(today, today, code.placements[1].id)) == ([], 0)
