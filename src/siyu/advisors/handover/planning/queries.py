"""What a plan comes to, worked out from what Siyu knows and from who WeCom says may talk to customers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import HandoverForecast, HandoverPlan, Hindrance, Spread, TakerShare
from siyu.advisors.handover.domain import Pool, share_out, window_start_ms
from siyu.advisors.handover.leaving.queries import left_since
from siyu.advisors.handover.settings import HandoverSettings
from siyu.advisors.matrix.queries import friend_limits
from siyu.customers import queries as customers
from siyu.customers.friends.contracts import FriendState
from siyu.customers.friends.queries import friend_counts, friends_of_staff
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.ids import SHARD_BITS
from siyu.kit.platform import Platform
from siyu.segments import queries as segments
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_by_id, staff_of_units, visible_unit_ids

GIVERS_MAX = 50
TAKERS_MAX = 500
PEOPLE_MAX = 100_000
PICKED_MAX = 10_000
MESSAGE_LENGTH_MAX = 200
FRIENDS_PER_READ = 5_000
EVERYBODY = "*"


class UnknownGiver(NotFound):
    """Somebody who is to hand over does not exist, has no WeCom account, or is not in the caller's part."""

    zh = "编号 {value} 的员工不存在、没有企业微信账号，或不在你的数据范围内"
    en = "Member of staff {value} does not exist, has no WeCom account, or is not in your part of the organisation"
    fix_zh = "请从列表中选择员工"
    fix_en = "Choose people from the list"


class BadHandover(Invalid):
    """A plan cannot be carried out as it is."""

    zh = "继承方案有误:{reason_zh}"
    en = "The plan will not do: {reason_en}"
    fix_zh = "请修改后重试"
    fix_en = "Change it and try again"


@dataclass(frozen=True, slots=True)
class Move:
    """One friendship of a plan: to whom it goes, or why not."""

    giver: Staff
    external_userid: str
    customer_id: int
    taker: str = ""
    reason: Hindrance | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A plan worked out; `takers` by userid."""

    givers: tuple[Staff, ...]
    moves: tuple[Move, ...]
    takers: dict[str, Staff]
    forecast: HandoverForecast


def sketch(
    platform: Platform, conn: Connection, scope: Scope, plan: HandoverPlan, *, able: frozenset[str] | None
) -> Sketch:
    """This function will work out who goes to whom. `able`: userids who may talk to customers, None when unknown.

    Raises UnknownGiver or BadHandover.
    """
    _check(plan)
    givers, now_ms = _givers(conn, scope, plan), platform.clock.now_ms()
    moves = _narrowed(platform, conn, scope, plan, list(_friends(conn, scope, givers)))
    if len(moves) > PEOPLE_MAX:
        raise _bad(f"一次最多 {PEOPLE_MAX} 位客户，请减少交接人", f"{PEOPLE_MAX} customers at most; name fewer givers")
    moves = _hindered(conn, scope, moves, now_ms)
    names = _pool_names(platform, conn, scope, plan, moves)
    staff, pools = _pools(conn, scope, plan, givers, names=set(names), able=able)
    room = _room(conn, scope, staff)
    free = [place for place, one in enumerate(moves) if one.reason is None]
    given = share_out([names[place] for place in free], pools, {one: most - held for one, (held, most) in room.items()})
    for place, got in zip(free, given, strict=True):
        moves[place] = (
            replace(moves[place], reason=got) if isinstance(got, Hindrance) else replace(moves[place], taker=got)
        )
    told = _forecast(plan, moves, staff, room, checked=able is not None)
    return Sketch(tuple(givers), tuple(moves), staff, told)


def group_pools(
    conn: Connection, scope: Scope, plan: HandoverPlan, *, able: frozenset[str]
) -> tuple[list[Staff], dict[str, Pool]]:
    """This function will return the givers and who may take over their groups, by `pool_name`. Raises UnknownGiver."""
    givers = _givers(conn, scope, plan)
    return givers, _pools(conn, scope, plan, givers, names=set(), able=able)[1]


def pool_name(plan: HandoverPlan, giver: Staff) -> str:
    """This function will name the pool that takes over a giver's groups: the chosen people, or the giver's store."""
    return EVERYBODY if plan.spread is Spread.EVEN else str(giver.org_unit_id)


def _check(plan: HandoverPlan) -> None:
    if not 0 < len(set(plan.giver_ids)) <= GIVERS_MAX:
        raise _bad(f"交接人为 1–{GIVERS_MAX} 位", f"1 to {GIVERS_MAX} people hand over")
    if plan.spread is Spread.EVEN and not 0 < len(set(plan.taker_ids)) <= TAKERS_MAX:
        raise _bad(f"接替人为 1–{TAKERS_MAX} 位", f"1 to {TAKERS_MAX} people take over")
    if plan.spread is Spread.EVEN and set(plan.giver_ids) & set(plan.taker_ids):
        raise _bad("交接人不能同时是接替人", "nobody takes over from themselves")
    if plan.segment is not None and plan.customer_ids:
        raise _bad("人群和指定客户只能选一种", "choose a segment or customers, not both")
    if len(plan.customer_ids) > PICKED_MAX:
        raise _bad(f"指定客户最多 {PICKED_MAX} 位", f"{PICKED_MAX} chosen customers at most")
    if len(plan.message) > MESSAGE_LENGTH_MAX:
        raise _bad(f"转接说明最多 {MESSAGE_LENGTH_MAX} 字", f"the message has {MESSAGE_LENGTH_MAX} characters at most")


def _bad(zh: str, en: str) -> BadHandover:
    return BadHandover(field="plan", value="", reason_zh=zh, reason_en=en)


def _givers(conn: Connection, scope: Scope, plan: HandoverPlan) -> list[Staff]:
    found, visible = staff_by_id(conn, scope, plan.giver_ids), visible_unit_ids(conn, scope)
    for one_id in plan.giver_ids:
        one = found.get(one_id)
        if one is None or not one.wecom_userid or (visible is not None and one.org_unit_id not in visible):
            raise UnknownGiver(field="giver_ids", value=one_id)
    return sorted(found.values(), key=lambda one: one.wecom_userid)


def _friends(conn: Connection, scope: Scope, givers: Sequence[Staff]) -> Iterator[Move]:
    for giver in givers:
        after = ""
        while page := friends_of_staff(conn, scope, giver.wecom_userid, after=after, limit=FRIENDS_PER_READ):
            for one in page:
                if one.state is FriendState.NORMAL:  # of a half friend WeCom knows nothing yet
                    yield Move(giver, one.external_userid, one.customer_id)
            after = page[-1].external_userid


def _narrowed(platform: Platform, conn: Connection, scope: Scope, plan: HandoverPlan, moves: list[Move]) -> list[Move]:
    """This function will keep the customers of the segment, or those picked, of whom strangers are told apart."""
    if plan.customer_ids:
        picked = set(plan.customer_ids)
        kept = [one for one in moves if one.customer_id in picked]
        met = {one.customer_id for one in kept}
        giver = moves[0].giver if moves else None
        strangers = [Move(giver, f"#{one}", one, reason=Hindrance.NOT_FRIEND) for one in sorted(picked - met) if giver]
        return kept + strangers
    if plan.segment is None:
        return moves
    segments.by_id(conn, scope, plan.segment)
    ids = np.array([one.customer_id for one in moves], dtype=np.int64)
    wanted = np.zeros(len(ids), dtype=bool)
    for shard in np.unique(ids >> SHARD_BITS).tolist():
        wanted |= np.isin(ids, segments.member_ids(platform, conn, scope, plan.segment, shard))
    return [one for one, keep in zip(moves, wanted.tolist(), strict=True) if keep]


def _hindered(conn: Connection, scope: Scope, moves: list[Move], now_ms: int) -> list[Move]:
    """This function will mark those that WeCom would not take: on their way, too often, left too long ago."""
    settings = HandoverSettings()
    since_ms = window_start_ms(now_ms, settings.window_days)
    idents = [one.external_userid for one in moves]
    busy = queries.moving(conn, scope, idents)
    times = queries.times_moved(conn, scope, idents, since_ms=since_ms)
    left = left_since(conn, scope, {one.giver.id for one in moves})
    long_ago = now_ms - settings.resigned_days * DAY_MS
    marked, seen = [], set(busy)
    for one in moves:
        reason = one.reason
        if reason is None and not one.giver.active and left.get(one.giver.id, now_ms) < long_ago:
            reason = Hindrance.LEFT_LONG_AGO
        if reason is None and one.external_userid in seen:
            reason = Hindrance.IN_TRANSFER
        if reason is None and one.giver.active and times.get(one.external_userid, 0) >= settings.times_max:
            reason = Hindrance.TOO_OFTEN
        if reason is None:
            seen.add(one.external_userid)  # a second giver's friendship with the same customer has to wait
        marked.append(replace(one, reason=reason))
    return marked


def _pool_names(
    platform: Platform, conn: Connection, scope: Scope, plan: HandoverPlan, moves: Sequence[Move]
) -> list[str]:
    if plan.spread is not Spread.CUSTOMER_STORE:
        return [pool_name(plan, one.giver) for one in moves]
    brand = Scope(scope.brand_id, None, scope.actor)
    units: dict[int, int | None] = {}
    for part in scoped.batches(sorted({one.customer_id for one in moves}), FRIENDS_PER_READ):
        units |= {card.id: card.org_unit_id for card in customers.cards(platform, conn, brand, list(part))}
    return [str(units.get(one.customer_id)) for one in moves]


def _pools(
    conn: Connection, scope: Scope, plan: HandoverPlan, givers: Sequence[Staff], *, names: set[str],
    able: frozenset[str] | None,
) -> tuple[dict[str, Staff], dict[str, Pool]]:  # fmt: skip
    """This function will find who may take over in each pool; the able ones by userid."""
    giving = {one.id for one in givers}
    visible = visible_unit_ids(conn, scope)
    if plan.spread is Spread.EVEN:
        chosen = staff_by_id(conn, scope, plan.taker_ids)
        listed = {EVERYBODY: [chosen[one] for one in dict.fromkeys(plan.taker_ids) if one in chosen]}
    else:
        units = {int(name) for name in names | {pool_name(plan, one) for one in givers} if name.isdecimal()}
        listed = {str(unit): people for unit, people in staff_of_units(conn, scope, units).items()}
    staff: dict[str, Staff] = {}
    pools: dict[str, Pool] = {}
    for name, people in listed.items():
        own = [one for one in people if one.id not in giving and (visible is None or one.org_unit_id in visible)]
        ready = [one for one in own if _is_able(one, able)]
        staff |= {one.wecom_userid: one for one in ready}
        pools[name] = Pool(tuple(one.wecom_userid for one in ready), bool(own))
    return staff, pools


def _is_able(one: Staff, able: frozenset[str] | None) -> bool:
    return one.active and bool(one.wecom_userid) and (able is None or one.wecom_userid in able)


def _room(conn: Connection, scope: Scope, staff: dict[str, Staff]) -> dict[str, tuple[int, int]]:
    """This function will return what each taker has, on the way included, and the most they may have."""
    usual = HandoverSettings().friends_max
    held, limits = friend_counts(conn, scope, staff), friend_limits(conn, scope, staff)
    on_the_way = queries.coming(conn, scope, staff)
    return {one: (held[one] + on_the_way.get(one, 0), limits.get(one) or usual) for one in staff}


def _forecast(
    plan: HandoverPlan, moves: Sequence[Move], staff: dict[str, Staff], room: dict[str, tuple[int, int]], *,
    checked: bool,
) -> HandoverForecast:  # fmt: skip
    left_out: dict[Hindrance, int] = {}
    gets: dict[str, int] = {}
    for one in moves:
        if one.reason is None:
            gets[one.taker] = gets.get(one.taker, 0) + 1
        else:
            left_out[one.reason] = left_out.get(one.reason, 0) + 1
    shares = [
        TakerShare(who.id, userid, who.name, gets.get(userid, 0), *room[userid])
        for userid, who in staff.items()
        if userid in gets or plan.spread is Spread.EVEN
    ]
    shares.sort(key=lambda share: (-share.gets, share.name))
    return HandoverForecast(len(moves), sum(gets.values()), left_out, tuple(shares), checked=checked)
