"""Standing work of communities, bound in bootstrap: group codes and welcome texts are kept equal at the vendor."""

from functools import partial

from siyu.communities.join_codes.operations import keep_codes
from siyu.communities.join_codes.ports import GroupCodes
from siyu.communities.welcomes.operations import keep_welcomes
from siyu.communities.welcomes.ports import GroupWelcomes
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy.queries import brands


def lanes(codes: GroupCodes, welcomes: GroupWelcomes) -> list[Lane]:
    """This function will list the standing work of group codes and welcome texts."""
    return [Lane("communities.writing", lambda platform: platform.stores.core, partial(_keep, codes, welcomes))]


def _keep(codes: GroupCodes, welcomes: GroupWelcomes, platform: Platform, lease: Lease) -> int:
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in brands(conn)]
    return sum(keep_codes(platform, codes, one) + keep_welcomes(platform, welcomes, one) for one in scopes)
