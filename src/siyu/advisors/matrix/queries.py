"""Reads of the account matrix. All take a core connection and see only the scope's part of the organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, true

from siyu.advisors.matrix.contracts import (
    Account,
    AccountKind,
    AccountStage,
    HandOver,
    NewAccount,
    Phone,
    Risk,
)
from siyu.advisors.matrix.domain import alerts
from siyu.advisors.matrix.models import matrix_account, matrix_hand_over, matrix_phone
from siyu.customers.friends.queries import friend_counts
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy.queries import staff_by_id, visible_unit_ids

PHONES_MAX = 5_000
HAND_OVERS_MAX = 200
IN_MAX = 500


class UnknownAccount(NotFound):
    """The matrix has no such account, or it belongs to a part of the organisation the caller does not see."""

    zh = "账号矩阵中没有编号 {value} 的账号"
    en = "The account matrix has no account {value}"
    fix_zh = "账号可能属于别的门店或品牌,请回到账号矩阵"
    fix_en = "It may belong to another store or brand; see the account matrix"


class UnknownPhone(NotFound):
    """The register has no such phone."""

    zh = "没有登记编号 {value} 的工作手机"
    en = "There is no work phone {value}"
    fix_zh = "请先登记工作手机"
    fix_en = "Register the phone first"


@dataclass(frozen=True, slots=True)
class Look:
    """What a list shows: words searched for, one stage, and where to go on."""

    search: str = ""
    stage: AccountStage | None = None
    after_id: int = 0
    limit: int = 20


def accounts(conn: Connection, scope: Scope, look: Look) -> list[Account]:
    """This function will list accounts by number, those of the caller's units only."""
    statement = scoped.select(scope, matrix_account).where(matrix_account.c.id > look.after_id, _visible(conn, scope))
    if look.stage:
        statement = statement.where(matrix_account.c.stage == look.stage)
    if look.search:
        held = (matrix_account.c.nickname, matrix_account.c.handle)
        statement = statement.where(or_(*(column.contains(look.search, autoescape=True) for column in held)))
    return _accounts(conn, scope, conn.execute(statement.order_by(matrix_account.c.id).limit(look.limit)).all())


def account(conn: Connection, scope: Scope, account_id: int) -> Account:
    """This function will return one account. Raises UnknownAccount."""
    statement = scoped.select(scope, matrix_account).where(matrix_account.c.id == account_id, _visible(conn, scope))
    found = _accounts(conn, scope, conn.execute(statement).all())
    if not found:
        raise UnknownAccount(field="account", value=account_id)
    return found[0]


def stage_counts(conn: Connection, scope: Scope) -> dict[AccountStage, int]:
    """This function will count the accounts the caller sees in each stage; empty stages are left out."""
    statement = scoped.select(scope, matrix_account.c.stage, func.count()).where(_visible(conn, scope))
    return {
        AccountStage(stage): int(count) for stage, count in conn.execute(statement.group_by(matrix_account.c.stage))
    }


def hand_overs(conn: Connection, scope: Scope, account_id: int) -> list[HandOver]:
    """This function will list who had an account before whom, newest first, at most 200. Raises UnknownAccount."""
    account(conn, scope, account_id)
    table = matrix_hand_over.c
    statement = scoped.select(scope, matrix_hand_over).where(table.account_id == account_id)
    rows = conn.execute(statement.order_by(table.id.desc()).limit(HAND_OVERS_MAX))
    return [
        HandOver(row.id, row.account_id, row.from_staff_id, row.to_staff_id, row.note, row.actor, row.at_ms)
        for row in rows
    ]


def friend_limits(conn: Connection, scope: Scope, userids: Iterable[str]) -> dict[str, int]:
    """This function will return the most friends these WeCom accounts may have, as far as the matrix says."""
    table = matrix_account.c
    found: dict[str, int] = {}
    for part in scoped.batches(sorted(set(userids)), IN_MAX):
        statement = scoped.select(scope, table.handle, table.friends_max).where(
            table.kind == AccountKind.WECOM, table.handle.in_(part), table.friends_max > 0
        )
        found |= {handle: int(most) for handle, most in conn.execute(statement)}
    return found


def accounts_held(conn: Connection, scope: Scope, staff_ids: Iterable[int]) -> dict[int, int]:
    """This function will count the accounts in each of these people's hands; people without any are left out."""
    table = matrix_account.c
    found: dict[int, int] = {}
    for part in scoped.batches(sorted(set(staff_ids)), IN_MAX):
        held = (table.staff_id.in_(part), table.stage != AccountStage.RETIRED)
        statement = scoped.select(scope, table.staff_id, func.count()).where(*held)
        found |= {staff_id: int(count) for staff_id, count in conn.execute(statement.group_by(table.staff_id))}
    return found


def phones(conn: Connection, scope: Scope) -> list[Phone]:
    """This function will list work phones by label, at most 5,000, with how many accounts each carries.

    People of a branch see the phones of their own accounts and those that carry none yet.
    """
    table = matrix_account.c
    carried = scoped.select(scope, table.phone_id, func.count()).where(table.phone_id.is_not(None))
    counts = {int(phone): int(count) for phone, count in conn.execute(carried.group_by(table.phone_id))}
    statement = scoped.select(scope, matrix_phone).where(_reachable(conn, scope))
    rows = conn.execute(statement.order_by(matrix_phone.c.label).limit(PHONES_MAX))
    return [_phone(row, counts.get(row.id, 0)) for row in rows]


def sealed_sim(conn: Connection, scope: Scope, phone_id: int) -> bytes:
    """This function will return a phone's encrypted SIM number, empty when it has none. Raises UnknownPhone."""
    asked = (matrix_phone.c.id == phone_id, _reachable(conn, scope))
    found = conn.execute(scoped.select(scope, matrix_phone.c.sim_sealed).where(*asked)).scalar()
    if found is None:
        raise UnknownPhone(field="phone", value=phone_id)
    return bytes(found)


def _reachable(conn: Connection, scope: Scope) -> ColumnElement[bool]:
    """This function will return the condition that a phone carries an account the caller sees, or none at all."""
    if scope.org_paths is None:
        return true()
    carried = scoped.select(scope, matrix_account.c.phone_id).where(matrix_account.c.phone_id.is_not(None))
    mine = carried.where(_visible(conn, scope))
    return or_(matrix_phone.c.id.in_(mine), matrix_phone.c.id.not_in(carried))


def _visible(conn: Connection, scope: Scope) -> ColumnElement[bool]:
    units = visible_unit_ids(conn, scope)
    return true() if units is None else matrix_account.c.org_unit_id.in_(units)


def _accounts(conn: Connection, scope: Scope, rows: Sequence[Row[Any]]) -> list[Account]:
    # A holder may have moved to a unit the caller does not see; that they are still here is no secret.
    whole = Scope(scope.brand_id, None, scope.actor)
    holders = staff_by_id(conn, whole, {row.staff_id for row in rows if row.staff_id is not None})
    friends = friend_counts(conn, scope, [row.handle for row in rows if row.kind == AccountKind.WECOM])
    found = []
    for row in rows:
        entered, count = _entered(row), friends.get(row.handle) if row.kind == AccountKind.WECOM else None
        holder = holders.get(row.staff_id)
        about = {"has_holder": row.staff_id is not None, "holder_active": holder is not None and holder.active}
        told = alerts(entered, friends=count, **about)
        found.append(Account(row.id, entered, row.staff_id, row.stage_since_ms, row.version, count, told))
    return found


def _entered(row: Row[Any]) -> NewAccount:
    return NewAccount(
        kind=AccountKind(row.kind),
        handle=row.handle,
        nickname=row.nickname,
        org_unit_id=row.org_unit_id,
        phone_id=row.phone_id,
        stage=AccountStage(row.stage),
        risk=Risk(row.risk),
        note=row.note,
        friends_max=row.friends_max,
        adds_per_day_max=row.adds_per_day_max,
        messages_per_day_max=row.messages_per_day_max,
    )


def _phone(row: Row[Any], accounts: int) -> Phone:
    return Phone(row.id, row.label, row.model, row.carrier, row.sim_masked, accounts)
