"""The demo's live codes: made once, with a month of friends behind them; people go on scanning while it runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from random import Random

from sqlalchemy import Connection

from siyu.acquisition.arrivals.operations import take_added, take_lost
from siyu.acquisition.live_codes import operations, queries
from siyu.acquisition.live_codes.contracts import (
    Backup,
    CodeSettings,
    Hours,
    LiveCode,
    NewPlacement,
    PlacementKind,
    Rotation,
    Rules,
    Seat,
    Shift,
    SpecialDate,
    Welcome,
    Window,
)
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.customers.friends.contracts import LostFriend, NewFriend
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.clock import DAY_MS, HOUR_MS, local_date
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from siyu.tenancy.contracts import OrgLevel, Staff
from siyu.tenancy.queries import org_units, own_brand, staff_page

STORES = 8
STAFF_NEEDED = 8
PEOPLE_MAX = 900
DAYS = 30
SCAN_EVERY_S = 12.0
FIRST_SCAN_S = 3.0
SCANS_AT_START = 20
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴",
    ("秀英", "建国", "婷婷", "志强", "丽华", "雨桐", "浩然", "思远", "美玲", "子涵"),
)
NAMES = ("包裹卡", "门店收银台", "支付后弹窗", "社区宣传单")
DAYTIME, EVENING = (540, 1_080), (1_080, 1_320)


def tell(platform: Platform, scope: Scope) -> None:
    """This function will make the demo's live codes and the friends of a month who came by them, unless they exist."""
    with platform.stores.core.reading() as conn:
        if queries.live_codes(conn, scope)[1]:
            return
        staff = [one for one in staff_page(conn, scope, limit=200) if one.wecom_userid and one.active]
    if len(staff) >= STAFF_NEEDED:
        platform.stores.core.write(lambda conn: _make(platform, conn, scope, staff))


def _make(platform: Platform, conn: Connection, scope: Scope, staff: list[Staff]) -> None:
    now_ms = platform.clock.now_ms()
    tags = customers.ensure_tags(conn, scope, ["扫码新客", "门店码新客"], at_ms=now_ms, group="渠道")
    everywhere = _codes(conn, scope, staff, tags["扫码新客"], now_ms)
    stores = [unit.id for unit in org_units(conn, scope) if unit.level is OrgLevel.STORE][:STORES]
    template = replace(everywhere[1][0], name="{name}", tag_ids=(tags["门店码新客"],), remark="{name}·门店")
    per_store, _ = operations.settings_for_units(conn, scope, template, stores)
    new = [*everywhere, *((one, [NewPlacement("收银台", PlacementKind.CASHIER)]) for one in per_store)]
    made = operations.create_codes(conn, scope, new, at_ms=now_ms)
    _month(platform, conn, scope, queries.codes_by_id(conn, scope, made), now_ms)


def _codes(
    conn: Connection, scope: Scope, staff: list[Staff], tag_id: int, now_ms: int
) -> list[tuple[CodeSettings, list[NewPlacement]]]:
    zone = own_brand(conn, scope).zone
    ids = [one.id for one in staff[:STAFF_NEEDED]]
    day, evening = (Hours(*DAYTIME, tuple(ids[:4])), Hours(*EVENING, tuple(ids[4:6])))
    week = (Shift((0, 1, 2, 3, 4, 5, 6), day), Shift((0, 1, 2, 3, 4, 5, 6), evening))
    seats = tuple(Seat(one, weight=1 + place % 3, per_day_max=40) for place, one in enumerate(ids[:6]))
    closed = SpecialDate(str(local_date(now_ms + 3 * DAY_MS, zone)), (Hours(*DAYTIME, tuple(ids[:2])),))
    rules = Rules(
        seats=seats,
        default_staff_id=ids[7],
        rotation=Rotation.SEQUENCE,
        backups=(Backup(ids[6]),),
        shifts=week,
        special_dates=(closed,),
        auto_accept=(Window(480, 1_320),),
        zone=zone,
    )
    welcome = Welcome("您好，感谢扫码，这里有一份新人礼给您。", blocked_words=("官方", "客服"))
    first = CodeSettings(NAMES[0], rules, sticky=True, tag_ids=(tag_id,), remark="{name}-包裹卡", welcome=welcome)
    always = replace(rules, shifts=(), special_dates=(), backups=())
    return [
        (
            first,
            [NewPlacement("米面包裹卡", PlacementKind.PARCEL_CARD), NewPlacement("油瓶标", PlacementKind.BOTTLE_LABEL)],
        ),
        (
            replace(first, name=NAMES[1], rules=replace(always, rotation=Rotation.TOGETHER), remark=""),
            [NewPlacement("收银台", PlacementKind.CASHIER), NewPlacement("货架", PlacementKind.SHELF)],
        ),
        (
            replace(first, name=NAMES[2], rules=replace(always, rotation=Rotation.WEIGHT)),
            [NewPlacement("支付完成页", PlacementKind.PAID_PAGE)],
        ),
        (
            replace(first, name=NAMES[3], rules=replace(rules, rotation=Rotation.LEAST)),
            [NewPlacement("宣传单", PlacementKind.LEAFLET)],
        ),
    ]


def _month(platform: Platform, conn: Connection, scope: Scope, codes: list[LiveCode], now_ms: int) -> None:
    """This function will let customers of the brand have come by the codes in the last month; one in eight left."""
    dice = Random(7)
    ids, _ = customer_queries.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=None, limit=PEOPLE_MAX)
    points = customer_queries.contact_points(platform, conn, scope, ids, "external_userid")
    staff = {one.id: one.wecom_userid for one in queries.staff_of(conn, scope, codes).values()}
    came = [_came(dice, codes, staff, (customer, external), now_ms=now_ms) for customer, external in points.items()]
    take_added(platform, conn, scope, came)
    told = [
        NewEvent(
            message_id=f"demo:code:{one.external_userid}",
            customer_id=one.customer_id,
            at_ms=one.at_ms,
            name="Friend Added",
            properties={"advisor": one.staff, "state": one.channel_state},
        )
        for one in came
    ]
    events.record(platform, conn, scope, told)
    left = [one for one in came if dice.random() < 0.12]
    gone = [
        LostFriend(one.customer_id, one.staff, one.external_userid, one.channel_state, "customer", now_ms - HOUR_MS)
        for one in left
    ]
    take_lost(conn, scope, gone)


def _came(
    dice: Random, codes: list[LiveCode], staff: dict[int, str], person: tuple[int, str], *, now_ms: int
) -> NewFriend:
    code = dice.choices(codes, [8, 6, 4, 4, *(1 for _ in codes[4:])])[0]
    place, seat = dice.choice(code.placements), dice.choice(code.settings.rules.seats)
    back_ms = int(dice.triangular(0.2, DAYS, 4) * DAY_MS)
    return NewFriend(person[0], staff[seat.staff_id], person[1], place.state, 1, False, now_ms - back_ms)


def remake(platform: Platform, scope: Scope) -> None:
    """This function will have every contact way made again: the simulator starts empty each time."""
    platform.stores.core.write(lambda conn: operations.make_again(conn, scope))


@contextmanager
def scanning(platform: Platform, scope: Scope, world: World) -> Iterator[None]:
    """This function will let customers scan the printed codes while the demo runs: many at first, then now and then."""
    stop = threading.Event()
    crowd = threading.Thread(target=_scan, args=(platform, scope, world, stop), name="demo-crowd", daemon=True)
    crowd.start()
    try:
        yield
    finally:
        stop.set()
        crowd.join(timeout=5)


def _scan(platform: Platform, scope: Scope, world: World, stop: threading.Event) -> None:
    """This function will let known customers scan the codes there were at the start, so that whoever tries one is alone."""
    dice, scans, wait_s = Random(11), 0, FIRST_SCAN_S
    with platform.stores.core.reading() as conn:
        codes, _ = queries.live_codes(conn, scope, limit=queries.LIST_MAX)
    states = {place.state for code in codes for place in code.placements}
    people = list(world.state.customers)
    while people and not stop.wait(wait_s):
        with world.state.lock:
            ways = [way.config_id for way in world.state.ways.values() if way.fields["state"] in states]
        if not ways:
            continue
        with suppress(ActionRefused):
            world.scan(dice.choice(ways), external_userid=dice.choice(people))
        scans += 1
        wait_s = FIRST_SCAN_S / 3 if scans < SCANS_AT_START else SCAN_EVERY_S
