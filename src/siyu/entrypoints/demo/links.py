"""The demo's acquisition links and the tags it shows in WeCom: made once, with a month behind them."""

from random import Random

import numpy as np
from sqlalchemy import Connection

from siyu.acquisition.links import operations, queries
from siyu.acquisition.links.contracts import AcquisitionLink, LinkCustomer, LinkQuota, LinkSettings, Lot
from siyu.acquisition.links.visits.operations import (
    save_link_days,
    save_quota,
    take_link_friends,
    take_link_lost,
    take_listed,
)
from siyu.acquisition.live_codes.contracts import NewPlacement, PlacementKind, Welcome
from siyu.connectors.wecom.tags import operations as wecom_tags
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.world import World
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import own_brand, staff_page

NAMES = ("双十一短信", "朋友圈广告", "会员小程序")
PLACES = (("短信", PlacementKind.OTHER), ("广告落地页", PlacementKind.PRODUCT_PAGE))
PEOPLE, DAYS, ADD_WAY = 150, 30, 16
QUOTA, LEFT = 500, 312
SPEAKING = 0.6
SHOWN_GROUP, SHOWN_TAGS = "跟进重点", {"重点跟进": 24, "已邀约到店": 12}


def tell(platform: Platform, scope: Scope) -> None:
    """This function will make the demo's links with a month of friends, and show one tag group, unless they exist."""
    with platform.stores.core.reading() as conn:
        if queries.links(conn, scope)[1]:
            return
        staff = [one for one in staff_page(conn, scope, limit=200) if one.wecom_userid and one.active]
    if staff:
        platform.stores.core.write(lambda conn: _make(platform, conn, scope, staff))


def remake(platform: Platform, scope: Scope, world: World) -> None:
    """This function will have links and shown tags made again: the simulator starts empty each time."""
    world.buy_link_quota(LEFT)
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        operations.make_links_again(conn, scope)
        wecom_tags.start_over(conn, scope, at_ms=now_ms)

    platform.stores.core.write(work)


def _make(platform: Platform, conn: Connection, scope: Scope, staff: list[Staff]) -> None:
    now_ms, dice = platform.clock.now_ms(), Random(17)
    ids, _ = customer_queries.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=None, limit=PEOPLE)
    points = customer_queries.contact_points(platform, conn, scope, ids, "external_userid")
    people = tuple(one.id for one in staff[:6])
    welcome = Welcome("您好，感谢点开链接，这里有一份新人礼给您。")
    places = [NewPlacement(name, kind) for name, kind in PLACES]
    made = [
        operations.create_link(conn, scope, LinkSettings(name, people, welcome=welcome), places, at_ms=now_ms)
        for name in NAMES
    ]
    links = queries.links_by_id(conn, scope, made)
    userids = [one.wecom_userid for one in staff[:6]]
    came = [_came(dice, links, userids, person, now_ms) for person in points.items()]
    take_link_friends(platform, conn, scope, came)
    for link in links:
        mine = {place.channel for place in link.places}
        spoke = [
            LinkCustomer(one.external_userid, one.staff, one.channel_state, True)
            for one in came
            if one.channel_state in mine and dice.random() < SPEAKING
        ]
        take_listed(platform, conn, scope, link.id, spoke, at_ms=now_ms)
    gone = [one for one in came if dice.random() < 0.1]
    lost = [LostFriend(*_who(one), one.channel_state, "customer", now_ms - HOUR_MS) for one in gone]
    take_link_lost(conn, scope, lost)
    _figures(conn, scope, links, came, (dice, now_ms))
    save_quota(conn, scope, LinkQuota(QUOTA, LEFT, (Lot(now_ms + 40 * DAY_MS, LEFT),), now_ms))
    _show_tags(platform, conn, scope, list(points), now_ms)


def _came(
    dice: Random, links: list[AcquisitionLink], userids: list[str], person: tuple[int, str], now_ms: int
) -> NewFriend:
    link = dice.choices(links, [5, 3, 2])[0]
    at_ms = now_ms - int(dice.triangular(0.1, DAYS - 1, 3) * DAY_MS)
    channel = dice.choice(link.places).channel
    return NewFriend(person[0], dice.choice(userids), person[1], channel, ADD_WAY, False, at_ms)


def _who(one: NewFriend) -> tuple[int, str, str]:
    return one.customer_id, one.staff, one.external_userid


def _figures(
    conn: Connection, scope: Scope, links: list[AcquisitionLink], came: list[NewFriend], at: tuple[Random, int]
) -> None:
    """This function will keep what WeCom would count: more clicks than friends, a few additions without a channel."""
    (dice, now_ms), zone = at, own_brand(conn, scope).zone
    today = day_of(now_ms, zone)
    for link in links:
        channels = {one.channel for one in link.places}
        added = [day_of(one.at_ms, zone) for one in came if one.channel_state in channels]
        days = {day: added.count(day) for day in range(today - DAYS + 1, today + 1)}
        figures = {day: (count * 3 + dice.randint(0, 9), count) for day, count in days.items()}
        save_link_days(conn, scope, link.id, figures, at_ms=now_ms)


def _show_tags(platform: Platform, conn: Connection, scope: Scope, people: list[int], now_ms: int) -> None:
    tags = customers.ensure_tags(conn, scope, list(SHOWN_TAGS), at_ms=now_ms, group=SHOWN_GROUP)
    for name, count in SHOWN_TAGS.items():
        ids = np.array(sorted(people[:count]), dtype=np.int64)
        customers.add_tags(platform, conn, scope, tags[name], ids, source="demo", at_ms=now_ms)
    group_id = customers.ensure_tag_group(conn, scope, SHOWN_GROUP)
    wecom_tags.show_group(conn, scope, group_id, shown=True, at_ms=now_ms)
