"""Standing work of moments, bound in bootstrap."""

from functools import partial

from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.outreach.moments.ports import MomentDesk
from siyu.outreach.moments.tending.operations import tend
from siyu.tenancy import queries as tenancy

TEND_EVERY_S = 1.0


def lane(desk: MomentDesk) -> Lane:
    """This function will make the lane that looks after moments."""
    return Lane("outreach.moments", _flow, partial(_tend, desk), TEND_EVERY_S)


def _flow(platform: Platform) -> Store:
    return platform.stores.flow


def _tend(desk: MomentDesk, platform: Platform, lease: Lease) -> int:
    with platform.stores.core.reading() as conn:
        brands = tenancy.brands(conn)
    return sum(tend(platform, desk, Scope(brand.id)) for brand in brands)
