"""Standing work of mass messages, bound in bootstrap."""

from functools import partial

from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.outreach.mass.groups.operations import collect_groups, dispatch_groups
from siyu.outreach.mass.ports import MassDesk
from siyu.outreach.mass.tending.operations import finish, learn_own_sends, remind, stop
from siyu.outreach.ports import Channel
from siyu.tenancy import queries as tenancy

TEND_EVERY_S = 1.0
LEARN_EVERY_S = 60.0


def lanes(desk: MassDesk, channel: Channel) -> list[Lane]:
    """This function will list the lanes that look after the campaigns of one channel."""
    return [
        Lane(f"outreach.mass.{desk.channel}", _flow, partial(_tend, desk, channel), TEND_EVERY_S),
        Lane(f"outreach.own_sends.{desk.channel}", _flow, partial(_learn, desk), LEARN_EVERY_S),
    ]


def _flow(platform: Platform) -> Store:
    return platform.stores.flow


def _tend(desk: MassDesk, channel: Channel, platform: Platform, lease: Lease) -> int:
    return sum(_tend_brand(desk, channel, platform, scope) for scope in _scopes(platform))


def _tend_brand(desk: MassDesk, channel: Channel, platform: Platform, scope: Scope) -> int:
    groups = dispatch_groups(platform, desk, scope) + collect_groups(platform, desk, scope)
    return groups + remind(platform, desk, scope) + stop(platform, desk, channel, scope) + finish(platform, scope)


def _learn(desk: MassDesk, platform: Platform, lease: Lease) -> int:
    for scope in _scopes(platform):
        learn_own_sends(platform, desk, scope)
    return 0  # never at once again: what was learned does not make more to learn


def _scopes(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in tenancy.brands(conn)]
