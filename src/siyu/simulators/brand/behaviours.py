"""What customers do besides buying, as Arrow batches: friends, groups, pages, products, coupons, check-ins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from siyu.simulators.brand.baskets import MINI_PROGRAM, Orders, orders_of
from siyu.simulators.brand.contracts import BrandSpec
from siyu.simulators.brand.customers import member_numbers
from siyu.simulators.brand.draws import Flags, Floats, Ints, Purpose, digits, joined, pick, stream, taken
from siyu.simulators.brand.labels import CHANNELS
from siyu.simulators.brand.members import Members, members
from siyu.simulators.brand.orders import order_numbers
from siyu.simulators.brand.seasons import DAY_MS, seconds_of_day
from siyu.simulators.brand.stage import Stage, stage

BEHAVIOUR_SCHEMA = pa.schema(
    [
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("member_no", pa.string(), nullable=False),
        pa.field("event", pa.string(), nullable=False),
        pa.field("at_ms", pa.int64(), nullable=False),
        pa.field("properties", pa.string(), nullable=False),
    ]
)
SESSIONS_MAX = 150  # of one customer
STREAK_DAYS = (3, 7)  # of a check-in activity: fewest, most days kept up

_PAGES = (
    ("/", "首页", 5.0),
    ("/member", "会员中心", 3.0),
    ("/coupons", "领券中心", 2.5),
    ("/category/oil", "食用油专区", 2.0),
    ("/category/rice", "大米专区", 2.0),
    ("/recipes/home-cooking", "家常菜谱", 1.5),
    ("/articles/choose-oil", "怎样选一桶好油", 1.0),
    ("/points", "积分商城", 1.2),
)


@dataclass(frozen=True, slots=True)
class Touches:
    """Events of one kind: rows of `Members`, moments, and properties as JSON text."""

    event: str
    member: Ints
    at_ms: Ints
    properties: pa.Array


@dataclass(frozen=True, slots=True)
class Block:
    """What the kinds of events draw from; `last_ms` is when a customer was last seen (int64[customers])."""

    number: int
    ground: Stage
    people: Members
    bought: Orders
    last_ms: Ints


def behaviours(spec: BrandSpec) -> Iterator[pa.RecordBatch]:
    """Stream the behaviour, a batch per block of customers sorted by time; one block is in memory at a time."""
    ground = stage(spec)
    for number in range(spec.blocks):
        yield _batch(ground, number)


def _batch(ground: Stage, number: int) -> pa.RecordBatch:
    rng = stream(ground.spec.seed, Purpose.BEHAVIOURS, number)
    people = members(ground, number)
    bought = orders_of(ground, people, number)
    here = Block(number, ground, people, bought, _last_seen(rng, ground, people, bought))
    friends, sessions, coupons = _friends(rng, here), _sessions(rng, here), _coupons(rng, here)
    return _written(here, [*friends, *sessions, *coupons, _groups(rng, here), _check_ins(rng, here)])


def _written(here: Block, kinds: list[Touches]) -> pa.RecordBatch:
    """Write the events in order of time, of those customers the brand has.

    An event's id is its block and its place there, counted before the cut, so it does not depend on the brand's size.
    """
    spec, people = here.ground.spec, here.people
    member = np.concatenate([each.member for each in kinds])
    at_ms = np.concatenate([each.at_ms for each in kinds])
    kind = np.repeat(np.arange(len(kinds)), [len(each.member) for each in kinds])
    possible = np.flatnonzero((at_ms >= people.joined_ms[member]) & (at_ms <= spec.end_ms))
    order = possible[np.argsort(at_ms[possible], kind="stable")]
    serial = np.flatnonzero(people.index[member[order]] < spec.customers)
    order = order[serial]
    columns = [
        joined(f"hmj-{here.number:05d}-", digits(serial, 7)),
        member_numbers(spec, people.index[member[order]]),
        taken([each.event for each in kinds], kind[order]),
        pa.array(at_ms[order]),
        pa.concat_arrays([each.properties for each in kinds]).take(pa.array(order)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=BEHAVIOUR_SCHEMA)


def _last_seen(rng: np.random.Generator, ground: Stage, people: Members, bought: Orders) -> Ints:
    last = people.joined_ms.copy()
    np.maximum.at(last, bought.member, bought.paid_ms)
    lingering = (rng.exponential(25.0, len(last)) * DAY_MS).astype(np.int64)
    seen: Ints = np.minimum(last + lingering, ground.spec.end_ms)
    return seen


def _friends(rng: np.random.Generator, here: Block) -> list[Touches]:
    """Say who became an advisor's friend in WeCom, and who of those long unseen removed the advisor again."""
    people, end_ms = here.people, here.ground.spec.end_ms
    member = np.flatnonzero(people.friend)
    added_ms = np.minimum(people.joined_ms[member] + rng.integers(5_000, 600_000, len(member)), end_ms)
    advisor = taken(here.ground.shops.advisors, people.advisor)
    channel = taken(CHANNELS, people.channel)
    left = people.friend & (here.last_ms < end_ms - 30 * DAY_MS) & (rng.random(len(people.index)) < 0.16)
    gone = np.flatnonzero(left)
    gone_ms = here.last_ms[gone] + (rng.exponential(9.0, len(gone)) * DAY_MS).astype(np.int64)
    added = joined(
        '{"channel":"', channel.take(pa.array(member)), '","advisor":"', advisor.take(pa.array(member)), '"}'
    )
    removed = joined('{"advisor":"', advisor.take(pa.array(gone)), '","by":"customer"}')
    return [Touches("Friend Added", member, added_ms, added), Touches("Friend Removed", gone, gone_ms, removed)]


def _groups(rng: np.random.Generator, here: Block) -> Touches:
    people, shops = here.people, here.ground.shops
    joins = people.friend & (rng.random(len(people.index)) < 0.42)
    member = np.flatnonzero(joins)
    at_ms = people.joined_ms[member] + (rng.exponential(3.0, len(member)) * DAY_MS).astype(np.int64) + 600_000
    groups = [
        _json(group_id=f"G{code[1:]}", group_name=f"{name}福利群")
        for code, name in zip(shops.codes, shops.names, strict=True)
    ]
    return Touches("Group Joined", member, at_ms, taken(groups, people.store[member]))


def _sessions(rng: np.random.Generator, here: Block) -> list[Touches]:
    """Browse pages and products through the time a customer is active, and look at goods just before buying them."""
    people, goods = here.people, here.ground.goods
    shown = [
        _json(sku=each.sku, name=each.name, category=each.category, price=each.price_fen / 100, currency="CNY")
        for each in goods.products
    ]
    pages = [_json(path=path, title=title) for path, title, _ in _PAGES]
    monthly = rng.gamma(1.2, 1.0, len(people.index)) * np.where(people.friend, 1.7, 0.6)
    member, at_ms = _moments(rng, here, monthly)
    page = pick(rng, [weight for *_, weight in _PAGES], len(member))
    looks = np.flatnonzero(rng.random(len(member)) < 0.55)
    other = pick(rng, goods.extra + goods.main[1], len(looks))
    product = np.where(rng.random(len(looks)) < 0.4, people.favourite[member[looks]], other)
    looked_ms = at_ms[looks] + rng.integers(8_000, 200_000, len(looks))
    buyer, before_ms, wanted = _looked_before_buying(rng, here)
    return [
        Touches("Page Viewed", member, at_ms, taken(pages, page)),
        Touches("Product Viewed", member[looks], looked_ms, taken(shown, product)),
        Touches("Product Viewed", buyer, before_ms, taken(shown, wanted)),
    ]


def _looked_before_buying(rng: np.random.Generator, here: Block) -> tuple[Ints, Ints, Ints]:
    online = here.bought.where((here.bought.channel == MINI_PROGRAM) & (rng.random(len(here.bought.member)) < 0.85))
    before_ms = online.paid_ms - rng.integers(60_000, 2_400_000, len(online.member))
    return online.member, np.maximum(before_ms, here.people.joined_ms[online.member]), online.product[:, 0]


def _coupons(rng: np.random.Generator, here: Block) -> list[Touches]:
    """Receive and use the coupons of orders, and receive others that are never used."""
    coupons = here.ground.goods.coupons
    given = [_json(coupon=each.code, name=each.name, value=each.value_fen / 100) for each in coupons]
    used = here.bought.where(here.bought.coupon >= 0)
    ahead = (rng.exponential(3.0, len(used.member)) * DAY_MS).astype(np.int64) + 60_000
    received_ms = np.maximum(used.paid_ms - ahead, here.people.joined_ms[used.member])
    member, at_ms = _moments(rng, here, np.where(here.people.friend, 0.25, 0.05))
    unused = pick(rng, (4.0, 3.0, 2.0, 1.0), len(member))
    codes = taken([each.code for each in coupons], used.coupon)
    numbers = order_numbers(here.ground.spec, here.people, used)
    spent = joined('{"coupon":"', codes, '","order_id":"', numbers, '"}')
    return [
        Touches("Coupon Received", used.member, received_ms, taken(given, used.coupon)),
        Touches("Coupon Received", member, at_ms, taken(given, unused)),
        Touches("Coupon Used", used.member, used.paid_ms, spent),
    ]


def _check_ins(rng: np.random.Generator, here: Block) -> Touches:
    """Keep up a seven-day breakfast check-in 打卡 for three to seven days."""
    starter, start_ms = _moments(rng, here, np.where(here.people.friend, 0.035, 0.0))
    days = rng.integers(STREAK_DAYS[0], STREAK_DAYS[1] + 1, len(starter))
    member = np.repeat(starter, days)
    day = np.arange(len(member)) - np.repeat(np.cumsum(days) - days, days)
    at_ms = np.repeat(start_ms, days) + day * DAY_MS + rng.integers(0, 900_000, len(member))
    texts = [_json(activity="七日早餐打卡", day=number) for number in range(1, STREAK_DAYS[1] + 1)]
    return Touches("Check In", member, at_ms, taken(texts, day))


def _moments(rng: np.random.Generator, here: Block, monthly: Floats) -> tuple[Ints, Ints]:
    """Draw moments of online activity, `monthly[i]` a month while customer i is active (rows, UTC milliseconds)."""
    calendar, first, last = here.ground.calendar, here.people.joined_ms, here.last_ms
    count = np.minimum(rng.poisson(monthly * (last - first) / (30 * DAY_MS)), SESSIONS_MAX)
    member = np.repeat(np.arange(len(first)), count)
    opens, closes = (calendar.to_business((at - calendar.midnight_ms) / DAY_MS)[member] for at in (first, last))
    day = np.floor(calendar.to_day(opens + rng.random(len(member)) * (closes - opens))).astype(np.int64)
    online: Flags = np.ones(len(member), dtype=np.bool_)
    at_ms = calendar.at_ms(day, seconds_of_day(rng, online)) + rng.integers(0, 1000, len(member))
    inside = (at_ms >= first[member]) & (at_ms <= last[member])
    return member[inside], at_ms[inside]


def _json(**properties: object) -> str:
    return json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
