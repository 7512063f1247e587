"""Standing work and fact handlers of acquisition; each is idempotent."""

from functools import partial

from siyu.acquisition.arrivals.operations import take_added, take_lost, write_remarks
from siyu.acquisition.links.remarks.operations import write_link_remarks
from siyu.acquisition.live_codes.operations import staff_changed
from siyu.acquisition.syncing.operations import apply, fetch_pictures, work_out
from siyu.acquisition.syncing.ports import ContactWays
from siyu.customers.friends.contracts import FriendsAdded, FriendsLost
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy.contracts import StaffChanged, StaffLeft
from siyu.tenancy.queries import brands

PICTURES_EVERY_S = 5.0


def lanes(ways: ContactWays) -> list[Lane]:
    """This function will list the standing work: answers and the vendor's copy of them; remarks; QR pictures."""
    return [
        Lane("acquisition.codes", lambda platform: platform.stores.core, partial(_codes, ways)),
        Lane("acquisition.remarks", lambda platform: platform.stores.core, partial(_remarks, ways)),
        Lane("acquisition.pictures", lambda platform: platform.stores.core, partial(_pictures, ways), PICTURES_EVERY_S),
    ]


def on_friends_added(platform: Platform, scope: Scope, fact: FriendsAdded) -> None:
    """This function will count friends who came by a code (fact FriendsAdded)."""
    platform.stores.core.write(lambda conn: take_added(platform, conn, scope, fact.friends))


def on_friends_lost(platform: Platform, scope: Scope, fact: FriendsLost) -> None:
    """This function will note friends lost again (fact FriendsLost)."""
    platform.stores.core.write(lambda conn: take_lost(conn, scope, fact.friends))


def on_staff_changed(platform: Platform, scope: Scope, fact: StaffChanged | StaffLeft) -> None:
    """This function will have the codes of people who left, came back or got an account worked out again."""
    platform.stores.core.write(lambda conn: staff_changed(conn, scope, fact.staff_ids))


def _codes(ways: ContactWays, platform: Platform, lease: Lease) -> int:
    return sum(work_out(platform, scope) + apply(platform, ways, scope) for scope in _scopes(platform))


def _remarks(ways: ContactWays, platform: Platform, lease: Lease) -> int:
    return sum(
        write_remarks(platform, ways, scope) + write_link_remarks(platform, ways, scope) for scope in _scopes(platform)
    )


def _pictures(ways: ContactWays, platform: Platform, lease: Lease) -> int:
    return sum(fetch_pictures(platform, ways, scope) for scope in _scopes(platform))


def _scopes(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in brands(conn)]
