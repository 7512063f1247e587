"""Writes about people who have left: remember them, and ask WeCom what hangs on them."""

from collections.abc import Mapping, Sequence
from functools import partial

import structlog
from sqlalchemy import Connection, bindparam

from siyu.advisors.handover.contracts import Unassigned
from siyu.advisors.handover.leaving import queries
from siyu.advisors.handover.models import handover_leaver
from siyu.advisors.handover.ports import HandoverDesk
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.customers.friends.queries import stored
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy import operations as tenancy
from siyu.tenancy.contracts import NewStaff, Staff
from siyu.tenancy.queries import staff_by_wecom

FRIENDS_PER_WRITE = 1_000
IN_MAX = 500
SOURCE = "wecom"
STAFF_PREFIX = "wecom:"
KEY = ["brand_id", "staff_id"]
log = structlog.get_logger(__name__)


def note_leavers(conn: Connection, scope: Scope, left: Mapping[int, int], *, now_ms: int) -> None:
    """This function will remember when these members of staff left, and have what hangs on them counted."""
    if left:
        rows = [_row(staff_id, at_ms) for staff_id, at_ms in sorted(left.items())]
        scoped.upsert(conn, scope, handover_leaver, rows, index=KEY, update=["left_at_ms", "groups"])
        ask_count(conn, scope, now_ms=now_ms)


def ask_count(conn: Connection, scope: Scope, *, now_ms: int) -> None:
    """This function will have WeCom asked soon what hangs on people who left."""
    scoped.upsert(conn, scope, handover_leaver, [_row(queries.LIST, now_ms)], index=KEY, update=["left_at_ms"])


def count(platform: Platform, desk: HandoverDesk, scope: Scope) -> int:
    """This function will ask WeCom whose customers and groups wait, if that was asked for, and say whether it did (1).

    Leavers nobody has told us of become known this way, and so do their customers.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        asked_at_ms, counted_at_ms = queries.list_times(conn, scope)
    if asked_at_ms <= counted_at_ms:
        return 0
    try:
        listed = _learn(platform, desk, scope, now_ms)
        with platform.stores.core.reading() as conn:
            people = queries.to_ask(conn, scope)
        groups = {staff_id: held for staff_id, userid in people.items() if (held := _groups(desk, scope, userid)) >= 0}
    except Unavailable as error:
        log.info("handover.leavers_not_counted", brand=scope.brand_id, reason=error.detail("en"))
        if error.permanent:  # somebody has to change something first; the next night asks again
            platform.stores.core.write(partial(_give_up, scope=scope, now_ms=now_ms))
        return 0
    platform.stores.core.write(partial(_note, scope=scope, listed=listed, groups=groups, now_ms=now_ms))
    return 1


def _groups(desk: HandoverDesk, scope: Scope, userid: str) -> int:
    """This function will count somebody's groups; -1 when WeCom will not say of this person. Raises Unavailable."""
    try:
        return len(desk.groups_of(scope, userid))
    except Unavailable as error:
        if error.permanent:
            return -1
        raise


def _learn(platform: Platform, desk: HandoverDesk, scope: Scope, now_ms: int) -> dict[str, int]:
    """This function will take in WeCom's list of unassigned customers and return how many each leaver has."""
    left: dict[str, int] = {}
    counts: dict[str, int] = {}
    every: list[Unassigned] = []
    for one in desk.unassigned(scope):
        left[one.userid] = max(one.left_at_ms, left.get(one.userid, 0))
        counts[one.userid] = counts.get(one.userid, 0) + 1
        every.append(one)
    platform.stores.core.write(partial(_learn_leavers, scope=scope, left=left, now_ms=now_ms))
    for part in scoped.batches(every, FRIENDS_PER_WRITE):
        platform.stores.core.write(partial(_learn_friends, platform, scope, part))
    return counts


def _learn_leavers(conn: Connection, *, scope: Scope, left: Mapping[str, int], now_ms: int) -> None:
    """This function will make leavers of those whom only WeCom knows to have left."""
    known = _staff(conn, scope, list(left))
    strangers = [userid for userid in sorted(left) if userid not in known]
    if strangers:
        new = [NewStaff(STAFF_PREFIX + one, tenancy.ROOT_CODE, one, "advisor", one) for one in strangers]
        tenancy.save_staff(conn, scope, new, at_ms=now_ms)
        known = _staff(conn, scope, list(left))
    here = [userid for userid, one in sorted(known.items()) if one.active]
    if here:
        tenancy.change_wecom_userids(conn, scope, dict.fromkeys(here), at_ms=now_ms)
    rows = [_row(one.id, left[userid] or now_ms) for userid, one in known.items()]
    scoped.insert_new(conn, scope, handover_leaver, rows)


def _staff(conn: Connection, scope: Scope, userids: Sequence[str]) -> dict[str, Staff]:
    found: dict[str, Staff] = {}
    for part in scoped.batches(userids, IN_MAX):
        found |= staff_by_wecom(conn, scope, part)
    return found


def _learn_friends(platform: Platform, scope: Scope, people: Sequence[Unassigned], conn: Connection) -> None:
    """This function will make customers and friendships of those that only WeCom knew of."""
    pairs = [(one.userid, one.external_userid) for one in people]
    held = {(row.staff, row.external_userid) for row in stored(conn, scope, pairs)}
    new = [pair for pair in dict.fromkeys(pairs) if pair not in held]
    if new:
        now_ms = platform.clock.now_ms()
        identities = [[Identity("external_userid", external)] for _, external in new]
        ids = customers.resolve(platform, conn, scope, identities, source=SOURCE, at_ms=now_ms)
        news = [
            FriendNews(*pair, int(customer), seen_at_ms=now_ms)
            for pair, customer in zip(new, ids.tolist(), strict=True)
        ]
        record_friends(platform, conn, scope, news, source=SOURCE)


def _note(conn: Connection, *, scope: Scope, listed: Mapping[str, int], groups: Mapping[int, int], now_ms: int) -> None:
    """This function will write the counts down; who is not in WeCom's list has nobody left."""
    table = handover_leaver.c
    conn.execute(scoped.update(scope, handover_leaver).values(unassigned=0, counted_at_ms=now_ms))
    mine = scoped.update(scope, handover_leaver).where(table.staff_id == bindparam("one"))
    people = _staff(conn, scope, list(listed))
    if people:
        counted = [{"one": one.id, "times": listed[userid]} for userid, one in people.items()]
        conn.execute(mine.values(unassigned=bindparam("times")), counted)
    if groups:
        conn.execute(
            mine.values(groups=bindparam("times")), [{"one": one, "times": times} for one, times in groups.items()]
        )


def _give_up(conn: Connection, *, scope: Scope, now_ms: int) -> None:
    mine = scoped.update(scope, handover_leaver).where(handover_leaver.c.staff_id == queries.LIST)
    conn.execute(mine.values(counted_at_ms=now_ms))


def _row(staff_id: int, at_ms: int) -> dict[str, int | None]:
    return {"staff_id": staff_id, "left_at_ms": at_ms, "unassigned": None, "groups": None, "counted_at_ms": 0}
