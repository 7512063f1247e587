"""Standing work and fact handlers of hand-overs, bound in bootstrap; each is idempotent."""

from functools import partial

from siyu.advisors.handover.leaving.operations import ask_count, count, note_leavers
from siyu.advisors.handover.listing.operations import list_groups
from siyu.advisors.handover.ports import HandoverDesk
from siyu.advisors.handover.running.operations import carry_on
from siyu.advisors.ports import Nudge
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Job, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy.contracts import StaffLeft
from siyu.tenancy.queries import brands

COUNT_JOB = "advisors.count_leavers"
CARRY_EVERY_S = 1.0
COUNT_EVERY_S = 5.0


def lanes(desk: HandoverDesk, nudge: Nudge) -> list[Lane]:
    """This function will list the standing work: hand-overs that run, and people who left and are to be counted."""
    return [
        Lane("advisors.handover", _core, partial(_carry, desk, nudge), CARRY_EVERY_S),
        Lane("advisors.leavers", _core, partial(_count, desk), COUNT_EVERY_S),
    ]


def on_staff_left(platform: Platform, scope: Scope, fact: StaffLeft) -> None:
    """This function will list people who left as waiting for a hand-over (fact StaffLeft)."""
    left, now_ms = dict.fromkeys(fact.staff_ids, fact.at_ms), platform.clock.now_ms()
    platform.stores.core.write(lambda conn: note_leavers(conn, scope, left, now_ms=now_ms))


def count_nightly(platform: Platform, _job: Job) -> None:
    """This function will have the customers and groups of people who left counted for every brand."""
    now_ms = platform.clock.now_ms()
    for scope in _scopes(platform):
        platform.stores.core.write(partial(ask_count, scope=scope, now_ms=now_ms))


def _carry(desk: HandoverDesk, nudge: Nudge, platform: Platform, _lease: Lease) -> int:
    return sum(
        list_groups(platform, desk, scope) + carry_on(platform, desk, nudge, scope) for scope in _scopes(platform)
    )


def _count(desk: HandoverDesk, platform: Platform, _lease: Lease) -> int:
    return sum(count(platform, desk, scope) for scope in _scopes(platform))


def _core(platform: Platform) -> Store:
    return platform.stores.core


def _scopes(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in brands(conn)]
