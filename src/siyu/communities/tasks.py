"""Standing work of communities, bound in bootstrap: group codes and welcome texts are kept equal at the vendor.

What a text carries lives at the vendor for days only, and may change in the library: that is looked after now and then.
"""

from functools import partial

from siyu.communities.join_codes.operations import keep_codes
from siyu.communities.join_codes.ports import GroupCodes
from siyu.communities.welcomes.operations import keep_welcomes, renew_welcomes
from siyu.communities.welcomes.ports import GroupWelcomes
from siyu.communities.welcomes.queries import brands_carrying
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy.queries import brands

RENEW_EVERY_S = 30.0


def lanes(codes: GroupCodes, welcomes: GroupWelcomes) -> list[Lane]:
    """This function will list the standing work of group codes and welcome texts."""
    return [
        Lane("communities.writing", _core, partial(_keep, codes, welcomes)),
        Lane("communities.renewing", _core, partial(_renew, welcomes), idle_s=RENEW_EVERY_S),
    ]


def _keep(codes: GroupCodes, welcomes: GroupWelcomes, platform: Platform, lease: Lease) -> int:
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in brands(conn)]
    return sum(keep_codes(platform, codes, one) + keep_welcomes(platform, welcomes, one) for one in scopes)


def _renew(welcomes: GroupWelcomes, platform: Platform, lease: Lease) -> int:
    with platform.stores.core.reading() as conn:
        scopes = [Scope(one) for one in brands_carrying(conn)]
    return sum(renew_welcomes(platform, welcomes, one) for one in scopes)


def _core(platform: Platform) -> Store:
    return platform.stores.core
