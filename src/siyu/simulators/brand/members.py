"""Who a block's customers are: where they live, how they joined, and how they are inclined to buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siyu.simulators.brand.contracts import BLOCK_CUSTOMERS
from siyu.simulators.brand.draws import Flags, Floats, Ints, Purpose, pick, stream
from siyu.simulators.brand.labels import CHANNELS
from siyu.simulators.brand.seasons import DAY_MS, Calendar, seconds_of_day
from siyu.simulators.brand.stage import TIERS, Shops, Stage

CAMPAIGN = CHANNELS.index("活动")
CASHIER = CHANNELS.index("门店收银")
SHARED_HOUSEHOLDS = 0.06  # share of pairs of neighbours in a block who live together
BUSINESSES = 0.006  # canteens and small restaurants
WALLET_MAX = 40.0
CAMPAIGN_ON_BURST = 0.75
NO_ADVISOR_UNLESS_FRIEND = 0.2

_CHANNEL_SHARE = (0.17, 0.15, 0.30, 0.06, 0.14, 0.07, 0.11)
_FRIEND_SHARE = np.array([0.62, 0.58, 0.32, 0.55, 0.60, 0.26, 0.24])
_SIZE_SHARE = (0.10, 0.22, 0.38, 0.19, 0.11)
_TIER_WALLETS = (0.75, 1.5)


@dataclass(frozen=True, slots=True)
class Members:
    """One block of customers by position, arrays of `BLOCK_CUSTOMERS` rows.

    `index` is the customer's number in the brand, `home` that of the first member of the household; `wallet` scales
    spending (median 1), `pace` the speed of buying (mean 1), `leaving` is the chance to stop after any purchase;
    `favourite` is the product position the household comes for, `advisor` is -1 where nobody looks after them.
    """

    index: Ints
    home: Ints
    store: Ints
    advisor: Ints
    male: Flags
    size: Ints
    business: Flags
    wallet: Floats
    tier: Ints
    pace: Floats
    leaving: Floats
    favourite: Ints
    channel: Ints
    friend: Flags
    joined_ms: Ints


def members(stage: Stage, block: int) -> Members:
    """Draw the customers of a block; the whole block, whether or not the brand uses all of it."""
    rng = stream(stage.spec.seed, Purpose.MEMBERS, block)
    index = block * BLOCK_CUSTOMERS + np.arange(BLOCK_CUSTOMERS, dtype=np.int64)
    home, store, size = _homes(rng, index, stage.shops)
    business, wallet = _wallets(rng, len(index))
    tier = np.digitize(wallet, _TIER_WALLETS).astype(np.int64)
    channel, joined_ms = _joining(rng, stage.calendar, len(index))
    friend = rng.random(len(index)) < _FRIEND_SHARE[channel]
    return Members(
        index=index,
        home=home,
        store=store,
        advisor=_advisors(rng, stage.shops, store, friend),
        male=rng.random(len(index)) < 0.29,
        size=size,
        business=business,
        wallet=wallet,
        tier=tier,
        pace=np.clip(rng.gamma(1.7, 1 / 1.7, len(index)) * np.where(business, 2.0, 1.0), 0.12, 5.0),
        leaving=rng.beta(1.1, 5.4, len(index)) * np.where(friend, 0.75, 1.15),
        favourite=_favourites(rng, stage.goods.main, tier),
        channel=channel,
        friend=friend,
        joined_ms=joined_ms,
    )


def _homes(rng: np.random.Generator, index: Ints, shops: Shops) -> tuple[Ints, Ints, Ints]:
    """Draw household, store and household size; every second customer may live with the one before."""
    store = pick(rng, shops.weight, len(index))
    size = pick(rng, _SIZE_SHARE, len(index)) + 1
    with_previous = (index % 2 == 1) & (rng.random(len(index)) < SHARED_HOUSEHOLDS)
    second = np.flatnonzero(with_previous)
    store[second] = store[second - 1]
    size[second - 1] = np.maximum(size[second - 1], 2)
    size[second] = size[second - 1]
    return index - with_previous, store, size


def _wallets(rng: np.random.Generator, count: int) -> tuple[Flags, Floats]:
    """Draw spending power: lognormal households, and a few businesses with a Pareto tail."""
    business = rng.random(count) < BUSINESSES
    wallet = rng.lognormal(0.0, 0.6, count) * np.where(business, 2.5 + 3.0 * rng.pareto(1.5, count), 1.0)
    return business, np.minimum(wallet, WALLET_MAX)


def _joining(rng: np.random.Generator, calendar: Calendar, count: int) -> tuple[Ints, Ints]:
    day = pick(rng, calendar.joining, count)
    campaign = calendar.bursts[day] & (rng.random(count) < CAMPAIGN_ON_BURST)
    channel = np.where(campaign, CAMPAIGN, pick(rng, _CHANNEL_SHARE, count))
    at_ms = calendar.at_ms(day, seconds_of_day(rng, channel != CASHIER)) + rng.integers(0, 1000, count)
    return channel, _inside(calendar, at_ms, rng.random(count))


def _inside(calendar: Calendar, at_ms: Ints, share: Floats) -> Ints:
    """Move moments of the two cut-off days at the ends of the window into the part of the day that is inside."""
    room_at_start = np.maximum(calendar.midnight_ms + DAY_MS - calendar.start_ms - 1, 0)
    last_midnight = calendar.midnight_ms + (calendar.days - 1) * DAY_MS
    late = last_midnight + (share * (calendar.end_ms - last_midnight)).astype(np.int64)
    early = calendar.start_ms + (share * room_at_start).astype(np.int64)
    return np.where(at_ms < calendar.start_ms, early, np.where(at_ms > calendar.end_ms, late, at_ms))


def _advisors(rng: np.random.Generator, shops: Shops, store: Ints, friend: Flags) -> Ints:
    within = (rng.random(len(store)) * shops.advisors_of[store]).astype(np.int64)
    nobody = ~friend & (rng.random(len(store)) < NO_ADVISOR_UNLESS_FRIEND)
    return np.where(nobody, -1, shops.advisor_from[store] + within)


def _favourites(rng: np.random.Generator, main: Floats, tier: Ints) -> Ints:
    drawn = np.stack([pick(rng, main[level], len(tier)) for level in range(TIERS)])
    return drawn[tier, np.arange(len(tier))]
