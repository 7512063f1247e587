"""What is in each purchase and what it costs: lines, promotion, coupon, refund, channel and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siyu.simulators.brand.draws import Flags, Ints, Purpose, pick, stream
from siyu.simulators.brand.members import CASHIER, Members
from siyu.simulators.brand.seasons import DAY_MS, seconds_of_day
from siyu.simulators.brand.stage import Stage
from siyu.simulators.brand.visits import Visits, visits

LINES_MAX = 5
SALES_CHANNELS = ("门店", "小程序", "天猫", "京东")
SHOP, MINI_PROGRAM = 0, 1
REFUND_SHARE = 0.021
REFUND_DAYS_MAX = 10
GIFT_SHARE = 0.30  # of purchases in the weeks before a festival

_CHANNEL_SHARE = (0.50, 0.28, 0.15, 0.07)
_CHANNEL_SHARE_SALE = (0.30, 0.32, 0.25, 0.13)
_COUPON_SHARE = (0.10, 0.34)  # strangers, friends


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of a block by position, sorted by time of payment; money in fen.

    `product` and `units` are int64[orders, LINES_MAX], -1 and 0 where there is no line; `coupon` is a position in the
    coupons or -1; `refund_ms` is 0 where nothing was refunded.
    """

    member: Ints
    turn: Ints
    paid_ms: Ints
    product: Ints
    units: Ints
    amount_fen: Ints
    discount_fen: Ints
    channel: Ints
    coupon: Ints
    refund_fen: Ints
    refund_ms: Ints

    def where(self, keep: Flags | Ints) -> Orders:
        """Take the chosen orders."""
        return Orders(**{name: getattr(self, name)[keep] for name in Orders.__slots__})


def orders_of(stage: Stage, people: Members, block: int) -> Orders:
    """Fill the baskets of a block's customers; the whole block, whether or not the brand uses all of it."""
    rng = stream(stage.spec.seed, Purpose.BASKETS, block)
    trips = visits(stage, people, block)
    channel = _channels(rng, stage, people, trips)
    paid_ms = _paid_ms(rng, stage, people, trips, channel)
    product, units = _lines(rng, stage, people, trips)
    gross = (np.where(product >= 0, stage.goods.price_fen[product], 0) * units).sum(axis=1)
    coupon = _coupons(rng, stage, people.friend[trips.member], gross)
    value = np.where(coupon >= 0, np.array([c.value_fen for c in stage.goods.coupons])[coupon], 0)
    discount = gross * stage.calendar.discount_pct[trips.day] // 1000 * 10 + value
    refund_fen, refund_ms = _refunds(rng, stage, paid_ms, gross - discount)
    found = Orders(
        trips.member,
        trips.turn,
        paid_ms,
        product,
        units,
        gross - discount,
        discount,
        channel,
        coupon,
        refund_fen,
        refund_ms,
    )
    kept = np.flatnonzero((paid_ms >= stage.spec.start_ms) & (paid_ms <= stage.spec.end_ms))
    return found.where(kept[np.argsort(paid_ms[kept], kind="stable")])


def _channels(rng: np.random.Generator, stage: Stage, people: Members, trips: Visits) -> Ints:
    count = len(trips.member)
    sale = stage.calendar.discount_pct[trips.day] > 5
    channel = np.where(sale, pick(rng, _CHANNEL_SHARE_SALE, count), pick(rng, _CHANNEL_SHARE, count))
    at_till = trips.at_once & (people.channel[trips.member] == CASHIER)
    return np.where(at_till, SHOP, np.where(trips.at_once, MINI_PROGRAM, channel))


def _paid_ms(rng: np.random.Generator, stage: Stage, people: Members, trips: Visits, channel: Ints) -> Ints:
    count = len(trips.member)
    second = seconds_of_day(rng, channel != SHOP)
    minutes_later = people.joined_ms[trips.member] + rng.integers(20_000, 1_200_000, count)
    return np.where(
        trips.at_once, minutes_later, stage.calendar.at_ms(trips.day, second) + rng.integers(0, 1000, count)
    )


def _lines(rng: np.random.Generator, stage: Stage, people: Members, trips: Visits) -> tuple[Ints, Ints]:
    """Add further goods to the main line; a product stands in a basket once."""
    count, goods = len(trips.member), stage.goods
    more = np.minimum(rng.poisson(0.55 * np.sqrt(people.wallet[trips.member])), LINES_MAX - 1)
    product = np.full((count, LINES_MAX), -1, dtype=np.int64)
    product[:, 0] = trips.product
    for line in range(1, LINES_MAX):
        product[:, line] = np.where(more >= line, pick(rng, goods.extra, count), -1)
    gift = stage.calendar.gifts[trips.day] & (rng.random(count) < GIFT_SHARE)
    product[:, 1] = np.where(gift, pick(rng, goods.gift, count), product[:, 1])
    for line in range(1, LINES_MAX):
        twice = (product[:, :line] == product[:, line : line + 1]).any(axis=1)
        product[twice, line] = -1
    units = np.where(product >= 0, 1 + (rng.random((count, LINES_MAX)) < 0.18), 0)
    units[:, 0] = trips.units
    return product, units


def _coupons(rng: np.random.Generator, stage: Stage, friend: Flags, gross: Ints) -> Ints:
    """Give some orders the best coupon whose threshold they reach."""
    thresholds = [coupon.threshold_fen for coupon in stage.goods.coupons]
    best = np.searchsorted(thresholds, gross, side="right") - 1
    uses = rng.random(len(gross)) < np.where(friend, _COUPON_SHARE[1], _COUPON_SHARE[0])
    return np.where(uses, best, -1)


def _refunds(rng: np.random.Generator, stage: Stage, paid_ms: Ints, amount_fen: Ints) -> tuple[Ints, Ints]:
    count = len(paid_ms)
    at_ms = paid_ms + (rng.uniform(0.1, REFUND_DAYS_MAX, count) * DAY_MS).astype(np.int64)
    refunded = (rng.random(count) < REFUND_SHARE) & (at_ms <= stage.spec.end_ms)
    whole = rng.random(count) < 0.6
    part = np.maximum((amount_fen * rng.uniform(0.2, 0.8, count)).astype(np.int64), 1)
    return np.where(refunded, np.where(whole, amount_fen, part), 0), np.where(refunded, at_ms, 0)
