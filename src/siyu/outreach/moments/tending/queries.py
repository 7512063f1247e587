"""Who would publish a moment, and who could see it."""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.friends import queries as friends
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.kit.words import shard_ids
from siyu.outreach.moments.contracts import MomentForecast, MomentPlan
from siyu.outreach.queries import outreach_settings
from siyu.outreach.quota.queries import moments_seen
from siyu.tenancy import queries as tenancy
from siyu.tenancy.contracts import Staff

RUN_MAX = 20_000
STAFF_PER_READ = 200
STAFF_READS_MAX = 500


def senders(conn: Connection, scope: Scope, plan: MomentPlan) -> list[str]:
    """This function will list the WeCom userids of who is asked to publish: those named, whom `scope` may see."""
    wanted, staff = set(plan.staff), _staff(conn, scope)
    units = tenancy.units_by_id(conn, scope, {one.org_unit_id for one in staff} | set(plan.branches))
    paths = tuple(units[one].path for one in plan.branches if one in units)
    anybody = not plan.staff and not plan.branches

    def asked(one: Staff) -> bool:
        path = units[one.org_unit_id].path if one.org_unit_id in units else ""
        return anybody or one.id in wanted or (bool(paths) and path.startswith(paths))

    return [one.wecom_userid for one in staff if one.active and one.wecom_userid and asked(one)]


def everybody(scope: Scope, plan: MomentPlan) -> bool:
    """This function will say whether nobody is named and the planner sees the whole brand."""
    return scope.org_paths is None and not plan.staff and not plan.branches


def foretell(platform: Platform, scope: Scope, plan: MomentPlan) -> MomentForecast:
    """This function will tell who would be asked and how many could see a moment, writing nothing."""
    now_ms, per_month = platform.clock.now_ms(), outreach_settings().moments_per_customer
    with platform.stores.core.reading() as conn:
        who = senders(conn, scope, plan)
        if not plan.tag_ids and not per_month:
            viewers = sum(friends.friend_counts(conn, scope, who).values())
            return MomentForecast(len(who), viewers, 0, 0, now_ms)
        runs = list(_friends_of(platform, conn, scope, frozenset(who), plan.tag_ids))
    over = sum(_over(platform, scope, run, per_month, now_ms) for run in runs) if per_month else 0
    return MomentForecast(len(who), sum(len(run) for run in runs), over, per_month, now_ms)


def _over(platform: Platform, scope: Scope, ids: Ids, per_month: int, now_ms: int) -> int:
    with platform.stores.flow.reading() as conn:
        return int(np.count_nonzero(moments_seen(conn, scope, ids, at_ms=now_ms) >= per_month))


def _friends_of(
    platform: Platform, conn: Connection, scope: Scope, who: frozenset[str], tag_ids: tuple[int, ...]
) -> Iterable[Ids]:
    """This function will yield customers (with any of the tags) whose newest friend is among `who`, 20,000 at most."""
    parts: list[Ids]
    if tag_ids:
        held = [customers.tag_holders(platform, conn, scope, one) for one in tag_ids]
        parts = [np.unique(np.concatenate(held))]
    else:
        shards = brand_shards(conn, scope)
        parts = [shard_ids(customers.everyone(platform, conn, scope, shard), shard) for shard in shards]
    for ids in parts:
        for start in range(0, len(ids), RUN_MAX):
            run = ids[start : start + RUN_MAX].tolist()
            known = friends.advisors(conn, scope, run)
            yield np.array([one for one in run if known.get(one, ("", ""))[0] in who], dtype=np.int64)


def _staff(conn: Connection, scope: Scope) -> list[Staff]:
    found: list[Staff] = []
    for _ in range(STAFF_READS_MAX):
        page = tenancy.staff_page(conn, scope, after_id=found[-1].id if found else 0, limit=STAFF_PER_READ)
        found += page
        if len(page) < STAFF_PER_READ:
            break
    return found
