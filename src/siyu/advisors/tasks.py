"""Standing work of advisors, bound in bootstrap."""

from siyu.advisors.ports import Nudge
from siyu.advisors.reminding.operations import remind
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy

EVERY_S = 30.0


def remind_lane(nudge: Nudge) -> Lane:
    """This function will make the lane that reminds advisors of follow-ups that fall due."""

    def run(platform: Platform, lease: Lease) -> int:
        with platform.stores.core.reading() as conn:
            brands = tenancy.brands(conn)
        return sum(remind(platform, Scope(brand.id), nudge) for brand in brands)

    return Lane("advisors.remind", lambda platform: platform.stores.core, run, idle_s=EVERY_S)
