"""What all blocks of one brand share: its calendar, stores, advisors and goods as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siyu.simulators.brand.contracts import BrandSpec, Coupon, Product
from siyu.simulators.brand.draws import Flags, Floats, Ints
from siyu.simulators.brand.goods import FIRST_OFFER_SKU, GIFT_CATEGORY, catalogue, coupons
from siyu.simulators.brand.people import staff
from siyu.simulators.brand.places import stores
from siyu.simulators.brand.seasons import Calendar, calendar

TIERS = 3  # thrifty, balanced, choosy

# How often a category is a household's main reason to come, and how often it is added to a basket.
_MAIN = {"食用油": 5.0, "大米": 5.0, "面粉": 1.0, "面条": 2.0, "调味": 0.6, "杂粮": 0.8, GIFT_CATEGORY: 0.0}
_EXTRA = {"食用油": 1.0, "大米": 1.0, "面粉": 0.8, "面条": 2.0, "调味": 2.2, "杂粮": 1.5, GIFT_CATEGORY: 0.0}
# How much each tier of households likes traffic, profit and premium goods.
_TASTE = {"traffic": (2.6, 1.2, 0.4), "profit": (0.8, 1.0, 1.1), "premium": (0.1, 0.5, 2.2)}


@dataclass(frozen=True, slots=True)
class Shops:
    """Stores and advisors by position: `advisors_of[s]` advisors of store s start at `advisor_from[s]`."""

    codes: list[str]
    names: list[str]
    cities: list[str]
    weight: Floats
    advisors: list[str]
    advisor_from: Ints
    advisors_of: Ints


@dataclass(frozen=True, slots=True)
class Goods:
    """Products by position: int64 prices and cycles, `main` float64[tier, product], `extra` and `gift` weights."""

    products: tuple[Product, ...]
    coupons: tuple[Coupon, ...]
    price_fen: Ints
    cycle_days: Ints
    main: Floats
    extra: Floats
    gift: Floats
    is_gift: Flags
    first_offer: int


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything a block needs that is not its own."""

    spec: BrandSpec
    calendar: Calendar
    shops: Shops
    goods: Goods


def stage(spec: BrandSpec) -> Stage:
    """Set up what the blocks of a brand share."""
    return Stage(spec, calendar(spec), _shops(spec), _goods(spec))


def _shops(spec: BrandSpec) -> Shops:
    shops = stores(spec)
    place = np.array([int(shop.code[-2:]) for shop in shops])  # the first shop of a city is its largest
    people = [person for person in staff(spec) if person.role == "advisor"]
    position = {shop.code: number for number, shop in enumerate(shops)}
    count = np.bincount([position[person.store_code] for person in people], minlength=len(shops))
    return Shops(
        codes=[shop.code for shop in shops],
        names=[shop.name for shop in shops],
        cities=[str(shop.city) for shop in shops],
        weight=1.0 / np.sqrt(place),
        advisors=[person.code for person in people],
        advisor_from=np.cumsum(count) - count,
        advisors_of=count.astype(np.int64),
    )


def _goods(spec: BrandSpec) -> Goods:
    products = catalogue(spec)
    sold = np.array([product.sku != FIRST_OFFER_SKU for product in products], dtype=np.float64)
    is_gift = np.array([product.category == GIFT_CATEGORY for product in products])
    taste = np.array([_TASTE[product.role] for product in products]).T
    return Goods(
        products=products,
        coupons=coupons(spec),
        price_fen=np.array([product.price_fen for product in products], dtype=np.int64),
        cycle_days=np.array([product.consumption_days for product in products], dtype=np.int64),
        main=taste * _shared(products, _MAIN) * sold,
        extra=_shared(products, _EXTRA) * sold,
        gift=taste[1] * is_gift + 0.4 * is_gift,
        is_gift=is_gift,
        first_offer=[product.sku for product in products].index(FIRST_OFFER_SKU),
    )


def _shared(products: tuple[Product, ...], weights: dict[str, float]) -> Floats:
    """Share the weight of a category among its products."""
    categories = [product.category for product in products]
    return np.array([weights[category] / categories.count(category) for category in categories])
