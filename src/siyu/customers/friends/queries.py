"""Reads of friendships: who advises whom, how many friends staff have, who was lost."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, literal, tuple_

from siyu.customers.friends.contracts import FRIENDLY, Additions, Carried, Friend, FriendState, LostBy
from siyu.customers.friends.models import friend
from siyu.customers.models import customer
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.tenancy.queries import visible_unit_ids

IN_MAX = 500
PER_CUSTOMER_MAX = 500


def advisors(conn: Connection, scope: Scope, customer_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """This function will return each customer's newest friendship: (userid of the staff, external user id)."""
    found: dict[int, tuple[str, str]] = {}
    table = friend.c
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, table.customer_id, table.staff, table.external_userid)
        statement = statement.where(table.customer_id.in_(part), table.state.in_(FRIENDLY))
        for row in conn.execute(statement.order_by(table.changed_at_ms, table.staff, table.external_userid)):
            found[row.customer_id] = (row.staff, row.external_userid)
    return found


def friends_of_customer(conn: Connection, scope: Scope, customer_id: int) -> list[Friend]:
    """This function will list a customer's friendships, ended ones too, newest first, at most 500."""
    statement = scoped.select(scope, friend).where(friend.c.customer_id == customer_id)
    rows = conn.execute(statement.order_by(friend.c.changed_at_ms.desc(), friend.c.staff).limit(PER_CUSTOMER_MAX))
    return [_friend(row) for row in rows]


def friends_of_staff(
    conn: Connection, scope: Scope, staff: str, *, after: str = "", limit: int = 1_000, friendly: bool = True
) -> list[Friend]:
    """This function will list a member's friends by external user id, from the one after `after`."""
    statement = scoped.select(scope, friend).where(friend.c.staff == staff, friend.c.external_userid > after)
    if friendly:
        statement = statement.where(friend.c.state.in_(FRIENDLY))
    return [_friend(row) for row in conn.execute(statement.order_by(friend.c.external_userid).limit(limit))]


def friend_counts(conn: Connection, scope: Scope, staff_ids: Iterable[str]) -> dict[str, int]:
    """This function will count the present friends of each member of staff (WeCom userids); none give 0."""
    totals = dict.fromkeys(staff_ids, 0)
    for part in scoped.batches(list(totals), IN_MAX):
        statement = scoped.select(scope, friend.c.staff, func.count()).where(
            friend.c.staff.in_(part), friend.c.state.in_(FRIENDLY)
        )
        totals |= {staff: int(count) for staff, count in conn.execute(statement.group_by(friend.c.staff))}
    return totals


def additions(conn: Connection, scope: Scope, *, from_ms: int, to_ms: int) -> list[Additions]:
    """This function will count the friends gained in [from_ms, to_ms) by member of staff and channel state.

    A friend lost since then counts; one who came, left and came again counts at the last coming.
    """
    table = friend.c
    statement = scoped.select(scope, table.staff, table.channel_state, func.count().label("times"))
    statement = statement.where(table.added_at_ms >= from_ms, table.added_at_ms < to_ms)
    rows = conn.execute(statement.group_by(table.staff, table.channel_state).order_by(table.staff, table.channel_state))
    return [Additions(row.staff, row.channel_state, int(row.times)) for row in rows]


def known_before(
    conn: Connection, scope: Scope, external_userids: Iterable[str], before_ms: Sequence[int] | int
) -> set[str]:
    """This function will say which of these people were anybody's friend before `before_ms` (one for all, or one each)."""
    people = list(external_userids)
    times = [before_ms] * len(people) if isinstance(before_ms, int) else list(before_ms)
    first = _first_words(conn, scope, people)
    return {one for one, until in zip(people, times, strict=True) if first.get(one, until) < until}


def lost_page(
    conn: Connection, scope: Scope, *, by: LostBy | None = None, staff: str = "",
    before: tuple[int, str] | None = None, limit: int = 50,
) -> tuple[list[Friend], int]:  # fmt: skip
    """This function will list friendships that ended and did not begin again, newest loss first, and count them all.

    `before` is (lost_at_ms, "staff/external_userid") of the last one shown. Only customers the scope may see.
    """
    joined = friend.join(customer, (customer.c.id == friend.c.customer_id) & (customer.c.brand_id == friend.c.brand_id))
    conditions = [friend.c.state.not_in(FRIENDLY), friend.c.lost_at_ms > 0]
    conditions += [friend.c.lost_by == by] if by else []
    conditions += [friend.c.staff == staff] if staff else []
    visible = visible_unit_ids(conn, scope)
    conditions += [customer.c.org_unit_id.in_(visible)] if visible is not None else []
    total = conn.execute(scoped.select(scope, func.count(), from_=joined).where(*conditions)).scalar_one()
    statement: Select[Any] = scoped.select(scope, friend, from_=joined).where(*conditions)
    mark = friend.c.staff + "/" + friend.c.external_userid
    if before is not None:
        at_ms, last = before
        older = (friend.c.lost_at_ms < at_ms) | ((friend.c.lost_at_ms == at_ms) & (mark < last))
        statement = statement.where(older)
    rows = conn.execute(statement.order_by(friend.c.lost_at_ms.desc(), mark.desc()).limit(limit))
    return [_friend(row) for row in rows], int(total)


def lost_counts(conn: Connection, scope: Scope, *, from_ms: int) -> dict[str, int]:
    """This function will count the friendships lost since `from_ms` and not begun again, by who ended them."""
    statement = scoped.select(scope, friend.c.lost_by, func.count().label("times")).where(
        friend.c.state.not_in(FRIENDLY), friend.c.lost_at_ms >= from_ms
    )
    return {row.lost_by: int(row.times) for row in conn.execute(statement.group_by(friend.c.lost_by))}


def vendor_tags_of(conn: Connection, scope: Scope, customer_ids: Iterable[int]) -> dict[int, set[str]]:
    """This function will return the vendor's tags that each customer's present friends have put on them."""
    found: dict[int, set[str]] = {}
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, friend.c.customer_id, friend.c.vendor_tags).where(
            friend.c.customer_id.in_(part), friend.c.state.in_(FRIENDLY)
        )
        for one, tags in conn.execute(statement):
            found.setdefault(one, set()).update(filter(None, tags.split(",")))
    return found


def carried_by(conn: Connection, scope: Scope, customer_ids: Iterable[int]) -> list[Carried]:
    """This function will return the present friendships of these customers with the vendor's tags on each."""
    found: list[Carried] = []
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, *_CARRIED).where(friend.c.customer_id.in_(part), friend.c.state.in_(FRIENDLY))
        found += [_carried(row) for row in conn.execute(statement.order_by(friend.c.staff, friend.c.external_userid))]
    return found


def carried_page(conn: Connection, scope: Scope, *, after: tuple[str, str], limit: int) -> list[Carried]:
    """This function will list confirmed friendships by (staff, external user id), from the one after `after`."""
    staff, external = friend.c.staff, friend.c.external_userid
    later = tuple_(staff, external) > tuple_(literal(after[0]), literal(after[1]))
    statement = scoped.select(scope, *_CARRIED).where(friend.c.state == FriendState.NORMAL, later)
    return [_carried(row) for row in conn.execute(statement.order_by(staff, external).limit(limit))]


def with_friends(conn: Connection, scope: Scope, customer_ids: Iterable[int]) -> set[int]:
    """This function will say which of these customers are somebody's friend now."""
    found: set[int] = set()
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, friend.c.customer_id).where(
            friend.c.customer_id.in_(part), friend.c.state.in_(FRIENDLY)
        )
        found.update(conn.execute(statement.distinct()).scalars())
    return found


def stored(conn: Connection, scope: Scope, pairs: Iterable[tuple[str, str]]) -> Iterator[Any]:
    """This function will yield the rows of these (staff, external user id) pairs; for this room's own writes."""
    wanted = set(pairs)
    for part in scoped.batches(sorted({external for _, external in wanted}), IN_MAX):
        for row in conn.execute(scoped.select(scope, friend).where(friend.c.external_userid.in_(part))):
            if (row.staff, row.external_userid) in wanted:
                yield row


def ever_friends(conn: Connection, scope: Scope, external_userids: Iterable[str]) -> set[str]:
    """This function will say which of these people were ever anybody's friend here."""
    return set(_first_words(conn, scope, list(external_userids)))


def _first_words(conn: Connection, scope: Scope, external_userids: Sequence[str]) -> dict[str, int]:
    """This function will return the earliest word known of each person's friendships."""
    table = friend.c
    earliest: dict[str, int] = {}
    for part in scoped.batches(sorted(set(external_userids)), IN_MAX):
        statement = scoped.select(scope, table.external_userid, table.added_at_ms, table.lost_at_ms)
        for external, added, lost in conn.execute(statement.where(table.external_userid.in_(part))):
            word = min(at for at in (added, lost) if at) if added or lost else 0
            earliest[external] = min(word, earliest.get(external, word))
    return earliest


_CARRIED = (friend.c.staff, friend.c.external_userid, friend.c.customer_id, friend.c.state, friend.c.vendor_tags)


def _carried(row: Any) -> Carried:
    tags = tuple(filter(None, row.vendor_tags.split(",")))
    return Carried(row.staff, row.external_userid, row.customer_id, FriendState(row.state), tags)


def _friend(row: Any) -> Friend:
    return Friend(
        row.customer_id,
        row.staff,
        row.external_userid,
        FriendState(row.state),
        row.channel_state,
        row.add_way,
        row.remark,
        row.description,
        row.added_at_ms,
        row.changed_at_ms,
        row.lost_at_ms,
        row.lost_by,
    )
