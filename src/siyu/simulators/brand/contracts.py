"""The words of the simulated brand: its order form (`BrandSpec`) and the things it is made of."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

BRAND_NAME = "禾满家粮油"
BLOCK_CUSTOMERS = 8_192
CUSTOMERS_MAX = 200_000_000
MONTHS_MAX = 120
CHINA_TIME = timezone(timedelta(hours=8))  # one zone, no summer time since 1991
HQ_CODE = "HQ"

OrgLevel = Literal["region", "branch", "store"]
StaffRole = Literal["advisor", "manager"]
ProductRole = Literal["traffic", "profit", "premium"]
TagDimension = Literal["basic", "behaviour", "preference", "channel", "interest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSpec:
    """What to simulate: how many customers, from which seed, over which months up to `end_ms` (UTC milliseconds).

    The clock is never read: the caller says when the story ends. Raises `ValueError` for sizes outside the limits.
    """

    end_ms: int
    customers: int = 20_000
    seed: int = 7
    months: int = 18

    def __post_init__(self) -> None:
        _check_range("customers", self.customers, 0, CUSTOMERS_MAX)
        _check_range("months", self.months, 1, MONTHS_MAX)
        _check_range("seed", self.seed, 0, 2**63 - 1)

    @property
    def start_ms(self) -> int:
        """The first moment of the story: the same local wall time, `months` calendar months before the end."""
        end = datetime.fromtimestamp(self.end_ms / 1000, CHINA_TIME)
        months = end.year * 12 + end.month - 1 - self.months
        year, month = divmod(months, 12)
        day = min(end.day, monthrange(year, month + 1)[1])
        moved = end.replace(year=year, month=month + 1, day=day)
        return self.end_ms - round((end - moved).total_seconds() * 1000)

    @property
    def blocks(self) -> int:
        """How many blocks of customers the brand has; the last one may be partly used."""
        return -(-self.customers // BLOCK_CUSTOMERS)


def _check_range(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"BrandSpec.{field} is {value}; give a number between {least} and {most}")


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """One unit of the organisation tree below HQ: a region 大区, a branch 分公司 or a store 门店."""

    code: str
    parent_code: str
    level: OrgLevel
    name: str
    city: str | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person working in a store: an advisor 导购 or the store's manager 店长."""

    code: str
    store_code: str
    name: str
    role: StaffRole
    wecom_userid: str


@dataclass(frozen=True, slots=True)
class Product:
    """One SKU; `consumption_days` is how long one unit lasts a household of three."""

    sku: str
    name: str
    category: str
    price_fen: int
    cost_fen: int
    role: ProductRole
    consumption_days: int


@dataclass(frozen=True, slots=True)
class Coupon:
    """A cash coupon 满减券: `value_fen` off an order of at least `threshold_fen`."""

    code: str
    name: str
    threshold_fen: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; customers carry its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TagGroup:
    """A group of tags in one of five dimensions (基础/行为/偏好/渠道/兴趣); a `single` group gives at most one."""

    code: str
    name: str
    dimension: TagDimension
    single: bool
    tags: tuple[Tag, ...]
