"""Reads of groups: lists within what the scope may see, one group, who can be written to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_

from siyu.communities.contracts import OPEN, REACHABLE, Group, GroupCard, GroupStatus
from siyu.communities.models import group, stay
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy.queries import visible_unit_ids

IN_MAX = 500
REACHABLE_MAX = 100_000
OWNERS_MAX = 20_000
Place = tuple[int, str]


class UnknownGroup(NotFound):
    """There is no such group in the brand, or not in the part of it one may see."""

    zh = "没有找到客户群 {value}"
    en = "There is no group {value}"
    fix_zh = "请刷新列表;新建的群几秒后出现"
    fix_en = "Reload the list; a new group appears within seconds"


def reachable_groups(
    conn: Connection, scope: Scope, *, owners: Collection[str] = (), chat_ids: Collection[str] = ()
) -> list[Group]:
    """This function will list the groups that a message may be sent to, at most 100,000, by owner and id.

    Groups of `owners` (WeCom userids) or those named, when given; only groups the scope may see.
    """
    table = group.c
    columns = (table.chat_id, table.name, table.owner, table.members, table.org_unit_id)
    terms = [table.status.in_(REACHABLE), *_visible(conn, scope)]
    found: list[Group] = []
    for part in _parts(owners, table.owner) if owners else _parts(chat_ids, table.chat_id):
        wanted = [*terms, part] if part is not None else terms
        wanted += [table.chat_id.in_(list(chat_ids)[:IN_MAX])] if owners and chat_ids else []
        rows = conn.execute(scoped.select(scope, *columns).where(*wanted).limit(REACHABLE_MAX - len(found)))
        found += [Group(*row) for row in rows]
    return sorted(found, key=lambda one: (one.owner_userid, one.chat_id))


def group_page(
    conn: Connection, scope: Scope, *, search: str = "", owner: str = "", status: GroupStatus | None = None,
    before: Place | None = None, limit: int = 20,
) -> tuple[list[GroupCard], int]:  # fmt: skip
    """This function will list groups, newest first, and count all that fit; without a status those that still exist.

    `search` is in the name or the id; `before` is (created_at_ms, chat_id) of the last one shown.
    """
    table = group.c
    terms = [*_visible(conn, scope), table.status == status if status else table.status.in_(OPEN)]
    terms += [table.owner == owner] if owner else []
    terms += [or_(table.name.contains(search, autoescape=True), table.chat_id == search)] if search else []
    total = conn.execute(scoped.select(scope, func.count(table.chat_id)).where(*terms)).scalar_one()
    if before is not None:
        at_ms, chat_id = before
        older = and_(table.created_at_ms == at_ms, table.chat_id < chat_id)
        terms.append(or_(table.created_at_ms < at_ms, older))
    statement = scoped.select(scope, group).where(*terms)
    rows = conn.execute(statement.order_by(table.created_at_ms.desc(), table.chat_id.desc()).limit(limit))
    return [card_of(row) for row in rows], int(total)


def group_by_id(conn: Connection, scope: Scope, chat_id: str) -> GroupCard:
    """This function will return one group. Raises UnknownGroup."""
    statement = scoped.select(scope, group).where(group.c.chat_id == chat_id, *_visible(conn, scope))
    row = conn.execute(statement).first()
    if row is None:
        raise UnknownGroup(field="group", value=chat_id)
    return card_of(row)


def groups_by_id(conn: Connection, scope: Scope, chat_ids: Iterable[str]) -> dict[str, GroupCard]:
    """This function will return these groups of the brand, whoever may see them; unknown ones are left out."""
    found: dict[str, GroupCard] = {}
    for part in scoped.batches(sorted(set(chat_ids)), IN_MAX):
        for row in conn.execute(scoped.select(scope, group).where(group.c.chat_id.in_(part))):
            found[row.chat_id] = card_of(row)
    return found


def member_versions(conn: Connection, scope: Scope, chat_ids: Iterable[str]) -> dict[str, str]:
    """This function will return the member version we hold of each group; groups never read are left out."""
    found: dict[str, str] = {}
    table = group.c
    for part in scoped.batches(sorted(set(chat_ids)), IN_MAX):
        statement = scoped.select(scope, table.chat_id, table.member_version).where(table.chat_id.in_(part))
        found |= {row.chat_id: row.member_version for row in conn.execute(statement) if row.member_version}
    return found


def owners(conn: Connection, scope: Scope) -> list[str]:
    """This function will list the WeCom userids of the owners of groups that still exist, ascending."""
    statement = scoped.select(scope, group.c.owner).where(group.c.status.in_(OPEN), group.c.owner != "")
    statement = statement.where(*_visible(conn, scope))
    return list(conn.execute(statement.distinct().order_by(group.c.owner).limit(OWNERS_MAX)).scalars())


def totals(conn: Connection, scope: Scope) -> tuple[int, int, int]:
    """This function will count groups that still exist, their members, and of these the customers."""
    table = group.c
    figures = (func.count(table.chat_id), func.sum(table.members), func.sum(table.customers))
    terms = (table.status.in_(OPEN), *_visible(conn, scope))
    row = conn.execute(scoped.select(scope, *figures).where(*terms)).one()
    return int(row[0] or 0), int(row[1] or 0), int(row[2] or 0)


def moves(
    conn: Connection, scope: Scope, chat_ids: Sequence[str] | None, *, from_ms: int
) -> Mapping[str, tuple[int, int]]:
    """This function will count the customers who came and went since `from_ms`: {group: (joined, left)}.

    None: of every group the scope may see, under the one key "".
    """
    if chat_ids is None:
        joined, left = _count_moves(conn, scope, from_ms, [])
        return {"": (sum(joined.values()), sum(left.values()))}
    found: dict[str, tuple[int, int]] = {}
    for part in scoped.batches(sorted(set(chat_ids)), IN_MAX):
        joined, left = _count_moves(conn, scope, from_ms, [stay.c.chat_id.in_(part)])
        found |= {one: (joined.get(one, 0), left.get(one, 0)) for one in part}
    return found


def card_of(row: Any) -> GroupCard:
    """This function will turn a row into a card; for this room's own writes too."""
    return GroupCard(
        chat_id=row.chat_id,
        name=row.name,
        owner_userid=row.owner,
        org_unit_id=row.org_unit_id,
        notice=row.notice,
        status=GroupStatus(row.status),
        created_at_ms=row.created_at_ms,
        ended_at_ms=row.ended_at_ms,
        member_count=row.members,
        customer_count=row.customers,
        admins=tuple(filter(None, row.admins.split(","))),
        read_at_ms=row.read_at_ms,
    )


def _count_moves(
    conn: Connection, scope: Scope, from_ms: int, terms: list[ColumnElement[bool]]
) -> tuple[dict[str, int], dict[str, int]]:
    """This function will count the comings and the goings since a moment by group."""
    own = [stay.c.is_customer.is_(True), *terms]
    visible = _visible(conn, scope)
    if visible:
        own.append(stay.c.chat_id.in_(scoped.select(scope, group.c.chat_id).where(*visible)))
    counted = []
    for moment in (stay.c.joined_at_ms, stay.c.left_at_ms):
        statement = scoped.select(scope, stay.c.chat_id, func.count(stay.c.userid)).where(moment >= from_ms, *own)
        counted.append({row[0]: int(row[1]) for row in conn.execute(statement.group_by(stay.c.chat_id))})
    return counted[0], counted[1]


def _visible(conn: Connection, scope: Scope) -> list[ColumnElement[bool]]:
    visible = visible_unit_ids(conn, scope)
    return [] if visible is None else [group.c.org_unit_id.in_(visible)]


def _parts(values: Collection[str], column: Any) -> list[ColumnElement[bool] | None]:
    if not values:
        return [None]
    return [column.in_(part) for part in scoped.batches(sorted(set(values)), IN_MAX)]
