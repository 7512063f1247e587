"""Standing work of links: their copy at the vendor, who came, and what is read each night; each is idempotent."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from siyu.acquisition.links import operations
from siyu.acquisition.links.keeping.operations import apply_links
from siyu.acquisition.links.operations import READ_JOB
from siyu.acquisition.links.ports import LinkDesk
from siyu.acquisition.links.visits.operations import read_links, take_link_friends, take_link_lost
from siyu.customers.friends.contracts import FriendsAdded, FriendsLost
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.jobs import Job, JobHandler, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy.contracts import StaffChanged, StaffLeft
from siyu.tenancy.queries import brands

NIGHTLY_JOB = "acquisition.links.nightly"
OpenDesk = Callable[[Platform], LinkDesk]


def link_lane(desk: LinkDesk) -> Lane:
    """This function will make the lane that keeps the vendor's links as they are wanted."""

    def run(platform: Platform, lease: Lease) -> int:
        return sum(apply_links(platform, desk, scope) for scope in _scopes(platform))

    return Lane("acquisition.links", lambda platform: platform.stores.core, run)


def link_jobs(open_desk: OpenDesk) -> dict[str, JobHandler]:
    """This function will list the handlers that read figures, customers and quota: of one brand, and of all at night."""
    return {READ_JOB: partial(_read, open_desk), NIGHTLY_JOB: partial(_read_all, open_desk)}


def on_friends_added(platform: Platform, scope: Scope, fact: FriendsAdded) -> None:
    """This function will count friends who came through a link (fact FriendsAdded)."""
    platform.stores.core.write(lambda conn: take_link_friends(platform, conn, scope, fact.friends))


def on_friends_lost(platform: Platform, scope: Scope, fact: FriendsLost) -> None:
    """This function will note friends of links lost again (fact FriendsLost)."""
    platform.stores.core.write(lambda conn: take_link_lost(conn, scope, fact.friends))


def on_staff_changed(platform: Platform, scope: Scope, fact: StaffChanged | StaffLeft) -> None:
    """This function will have links compared with the staff there are now."""
    platform.stores.core.write(lambda conn: operations.look_again(conn, scope))


def _read(open_desk: OpenDesk, platform: Platform, job: Job) -> None:
    read_links(platform, open_desk(platform), job.scope)


def _read_all(open_desk: OpenDesk, platform: Platform, _job: Job) -> None:
    desk = open_desk(platform)
    for scope in _scopes(platform):
        with suppress(Unavailable):  # one brand's trouble is not another's; it is read again tomorrow
            read_links(platform, desk, scope)


def _scopes(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in brands(conn)]
