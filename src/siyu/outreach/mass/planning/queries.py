"""Reading who a campaign is for, who would send to each, and what the gate would say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.friends import queries as friends
from siyu.kit.columns import MISSING
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_BITS, SHARD_SIZE, Ids
from siyu.kit.platform import Platform
from siyu.kit.words import Words, pack
from siyu.outreach.contracts import GateSettings
from siyu.outreach.domain import Candidates, Verdicts, judge
from siyu.outreach.gating.queries import people_at_gate, recent_counts, recent_times
from siyu.outreach.mass.contracts import Audience
from siyu.outreach.quota.queries import room_in
from siyu.segments import queries as segments
from siyu.tenancy import queries as tenancy

CHANNEL = "wecom"
IDENTITY = "external_userid"
RUN_MAX = 20_000
Names = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Run:
    """Some people of a campaign, arrays of one length: ids, whether they refused, can be reached, and by which advisor.

    `advisors` holds WeCom userids, "" where nobody is the person's friend.
    """

    ids: Ids
    refused: Flags
    reachable: Flags
    advisors: Names


def audience_shards(platform: Platform, scope: Scope, audience: Audience) -> Iterator[tuple[int, Words]]:
    """This function will yield the audience as it is now, shard by shard: (shard, uint64[16384]), only who `scope` sees.

    Raises UnknownSegment, or what `segments.queries.check` raises for a rule.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        if audience.segment is not None:
            segments.by_id(conn, scope, audience.segment)
        if audience.rule is not None:
            segments.check(platform, conn, scope, audience.rule, as_of_ms=now_ms)
        shards = brand_shards(conn, scope)
    for shard in shards:
        with platform.stores.core.reading() as conn:
            yield shard, _shard(platform, conn, scope, audience, shard)


def look(platform: Platform, scope: Scope, ids: Ids, branches: tuple[int, ...]) -> Run:
    """This function will look up to 20,000 customers up; whose advisor works outside `branches` is left away."""
    refused, reachable = people_at_gate(platform, scope, ids, channel=CHANNEL, identity_kind=IDENTITY)
    with platform.stores.core.reading() as conn:
        advisors = _advisors(platform, conn, scope, ids)
        inside = _inside(conn, scope, advisors, branches)
    return Run(ids[inside], refused[inside], reachable[inside], advisors[inside])


def verdicts(
    conn: Connection, scope: Scope, run: Run, settings: GateSettings, at_ms: int, *, expire_after_ms: int = 0
) -> Verdicts:
    """This function will say what the gate lets through at `at_ms`; quiet hours are the campaign's, not a person's.

    Who is over their cap waits for room, if there will be some within `expire_after_ms`.
    """
    awake = replace(settings, quiet_from_minute=0, quiet_until_minute=0)
    recent = recent_counts(conn, scope, run.ids, settings, at_ms)
    room = room_in(conn, scope, CHANNEL, run.ids, at_ms=at_ms)
    friendless = np.array([not one for one in run.advisors], dtype=bool)
    passed = recent_times(conn, scope, run.ids, settings, at_ms)
    expires = np.full(len(run.ids), at_ms + expire_after_ms, dtype=np.int64)
    people = Candidates(run.ids, run.refused, run.reachable, recent, room, friendless, passed, expires)
    return judge(awake, people, now_ms=at_ms, zone_offset_ms=0)


def _shard(platform: Platform, conn: Connection, scope: Scope, audience: Audience, shard: int) -> Words:
    if audience.segment is not None:
        return segments.visible(platform, conn, scope, audience.segment, shard)
    seen = customers.everyone(platform, conn, scope, shard)
    if audience.rule is None:
        return pack(np.array(audience.customer_ids, dtype=np.int64), shard) & seen
    now_ms = platform.clock.now_ms()
    return segments.evaluate(platform, conn, scope, audience.rule, shard, as_of_ms=now_ms) & seen


def _advisors(platform: Platform, conn: Connection, scope: Scope, ids: Ids) -> Names:
    """This function will name who sends to each: the newest friend, else the assigned advisor if no friend was ever known."""
    known = friends.advisors(conn, scope, ids.tolist())
    found = np.array([known.get(one, ("", ""))[0] for one in ids.tolist()], dtype=object)
    missing = np.flatnonzero(found == "")
    if len(missing):
        points = customers.contact_points(platform, conn, scope, ids[missing].tolist(), IDENTITY)
        lost = friends.ever_friends(conn, scope, points.values())
        assigned = _assigned(platform, conn, scope, ids[missing])
        for place in missing.tolist():
            one = int(ids[place])
            if points.get(one) and points[one] not in lost:
                found[place] = assigned.get(one, "")
    return found


def _assigned(platform: Platform, conn: Connection, scope: Scope, ids: Ids) -> Mapping[int, str]:
    """This function will return the WeCom userid of each customer's assigned advisor, where there is one."""
    staff_of: dict[int, int] = {}
    for shard in np.unique(ids >> SHARD_BITS).tolist():
        mine = ids[ids >> SHARD_BITS == shard]
        column = customers.attribute_column(platform, conn, Scope(scope.brand_id), customers.ADVISOR_COLUMN, shard)
        held = np.asarray(column[mine & (SHARD_SIZE - 1)])
        staff_of |= {int(one): int(who) for one, who in zip(mine, held, strict=True) if who != MISSING}
    staff = tenancy.staff_by_id(conn, scope, set(staff_of.values()))
    return {one: staff[who].wecom_userid for one, who in staff_of.items() if who in staff and staff[who].active}


def _inside(conn: Connection, scope: Scope, advisors: Names, branches: tuple[int, ...]) -> Flags:
    """This function will say of each person whether their advisor works in one of `branches` (none: everywhere)."""
    if not branches:
        return np.ones(len(advisors), dtype=bool)
    staff = tenancy.staff_by_wecom(conn, scope, {str(one) for one in advisors.tolist() if one})
    units = tenancy.units_by_id(conn, scope, {one.org_unit_id for one in staff.values()})
    marks = [f"/{branch}/" for branch in branches]
    allowed = {
        userid
        for userid, one in staff.items()
        if one.org_unit_id in units and any(mark in units[one.org_unit_id].path for mark in marks)
    }
    return np.array([one in allowed for one in advisors.tolist()], dtype=bool)
