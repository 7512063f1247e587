"""When customers buy: first purchases, repurchase by consumption, and leaving for good.

The process follows the NBD family of buying models (Ehrenberg's gamma-mixed rates; a chance of leaving after each
purchase as in Fader, Hardie and Lee's BG/NBD), with the expected interval set by what was bought: units × consumption
days, for the size of the household. It runs in the brand's business time, so festivals and sales pull purchases in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siyu.simulators.brand.draws import Flags, Floats, Ints, Purpose, pick, stream
from siyu.simulators.brand.labels import CHANNELS
from siyu.simulators.brand.members import CAMPAIGN, Members
from siyu.simulators.brand.stage import TIERS, Stage

VISITS_MAX = 400  # purchases of one customer; a restaurant every second day over the default window stays below
REFERENCE_FAMILY = 3
FAVOURITE_SHARE = 0.72
FIRST_OFFER_SHARE = 0.8  # of customers won by a campaign, who start with the two-yuan noodles
UNITS_MAX = 60
SHORTEST_CYCLE_DAYS = 14  # nobody goes shopping for noodles alone more often

_BUYS_EVER = np.array([0.80, 0.85, 0.99, 0.90, 0.82, 0.55, 0.70])  # by acquisition channel
_BUYS_AT_ONCE = np.array([0.30, 0.25, 1.00, 0.75, 0.45, 0.25, 0.50])
_FIRST_DELAY_DAYS = 16.0
_LEAVES_AFTER_FIRST = 0.20
_ERRANDS = 0.85  # households also come for other goods before the favourite runs out

assert len(_BUYS_EVER) == len(_BUYS_AT_ONCE) == len(CHANNELS)


@dataclass(frozen=True, slots=True)
class Visits:
    """Purchases of a block by position, sorted by customer, then time.

    `member` is the row in `Members`, `turn` counts the customer's purchases from 0, `day` is the local day since the
    calendar's midnight, `at_once` marks a purchase minutes after joining, `product` and `units` the main line.
    """

    member: Ints
    turn: Ints
    day: Ints
    at_once: Flags
    product: Ints
    units: Ints


def visits(stage: Stage, people: Members, block: int) -> Visits:
    """Play the purchases of a block's customers until everyone has left or the window is over."""
    rng = stream(stage.spec.seed, Purpose.VISITS, block)
    member, day, at_once = _first(rng, stage, people)
    rounds: list[Visits] = []
    for turn in range(VISITS_MAX):
        if not len(member):
            break
        product = _wanted(rng, stage, people, member)
        units = _units(rng, people, member)
        shown = _first_offers(rng, stage, people, member, product) if turn == 0 else product
        now = np.floor(day).astype(np.int64)
        rounds.append(
            Visits(member, np.full(len(member), turn), now, at_once, shown, np.where(shown == product, units, 1))
        )
        days = np.maximum(stage.goods.cycle_days[product], SHORTEST_CYCLE_DAYS) * units
        member, day = _again(rng, stage, people, member, day=day, days=days, first=turn == 0)
        at_once = np.zeros(len(member), dtype=np.bool_)
    return _sorted(rounds)


def _first(rng: np.random.Generator, stage: Stage, people: Members) -> tuple[Ints, Floats, Flags]:
    count = len(people.index)
    calendar = stage.calendar
    buys = rng.random(count) < _BUYS_EVER[people.channel]
    at_once = rng.random(count) < _BUYS_AT_ONCE[people.channel]
    joined = calendar.day_of(people.joined_ms)
    later: Floats = calendar.to_business(joined.astype(np.float64) + 1.0) + rng.exponential(_FIRST_DELAY_DAYS, count)
    buys &= at_once | (later < calendar.business[-1])
    day = np.where(at_once, joined, np.maximum(calendar.to_day(later), joined + 1.0))
    member = np.flatnonzero(buys & (day < calendar.days))
    return member, day[member], at_once[member]


def _wanted(rng: np.random.Generator, stage: Stage, people: Members, member: Ints) -> Ints:
    """Choose the main product of each purchase: mostly the favourite, else something of the customer's taste."""
    other = np.stack([pick(rng, stage.goods.main[tier], len(member)) for tier in range(TIERS)])
    usual = rng.random(len(member)) < FAVOURITE_SHARE
    return np.where(usual, people.favourite[member], other[people.tier[member], np.arange(len(member))])


def _units(rng: np.random.Generator, people: Members, member: Ints) -> Ints:
    bulk = np.where(people.business[member], 2.0, 0.28)
    return np.minimum(1 + rng.poisson(bulk * people.wallet[member]), UNITS_MAX)


def _first_offers(rng: np.random.Generator, stage: Stage, people: Members, member: Ints, product: Ints) -> Ints:
    offered = (people.channel[member] == CAMPAIGN) & (rng.random(len(member)) < FIRST_OFFER_SHARE)
    return np.where(offered, stage.goods.first_offer, product)


def _again(
    rng: np.random.Generator, stage: Stage, people: Members, member: Ints, *, day: Floats, days: Ints, first: bool
) -> tuple[Ints, Floats]:
    """Decide who comes back, and when: `days` is how long the bought units last a household of three."""
    calendar = stage.calendar
    leaving = people.leaving[member] + (_LEAVES_AFTER_FIRST if first else 0.0)
    stays = rng.random(len(member)) >= leaving
    appetite = (people.size[member] / REFERENCE_FAMILY) ** 0.8 * np.where(people.business[member], 6.0, 1.0)
    gap = _ERRANDS * days / appetite / people.pace[member] * rng.gamma(5.0, 0.2, len(member))
    business = calendar.to_business(day) + gap
    stays &= business < calendar.business[-1]
    following = np.maximum(calendar.to_day(business), np.floor(day) + 1.0)
    stays &= following < calendar.days
    return member[stays], following[stays]


def _sorted(rounds: list[Visits]) -> Visits:
    if not rounds:
        none = np.zeros(0, dtype=np.int64)
        return Visits(none, none, none, none.astype(np.bool_), none, none)
    columns = {name: np.concatenate([getattr(part, name) for part in rounds]) for name in Visits.__slots__}
    order = np.lexsort((columns["turn"], columns["member"]))
    return Visits(**{name: column[order] for name, column in columns.items()})
