"""The simulated brand's front door: organisation, staff, goods, tags, and streams of customers, orders, behaviour."""

from __future__ import annotations

from siyu.simulators.brand.behaviours import BEHAVIOUR_SCHEMA, behaviours
from siyu.simulators.brand.contracts import BrandSpec
from siyu.simulators.brand.customers import CUSTOMER_SCHEMA, customers
from siyu.simulators.brand.files import WrittenFiles, write_files
from siyu.simulators.brand.goods import catalogue, coupons
from siyu.simulators.brand.labels import tags
from siyu.simulators.brand.orders import ORDER_SCHEMA, orders
from siyu.simulators.brand.people import staff
from siyu.simulators.brand.places import org_units

__all__ = [
    "BEHAVIOUR_SCHEMA",
    "CUSTOMER_SCHEMA",
    "ORDER_SCHEMA",
    "BrandSpec",
    "WrittenFiles",
    "behaviours",
    "catalogue",
    "coupons",
    "customers",
    "orders",
    "org_units",
    "staff",
    "tags",
    "write_files",
]
