"""Reads of tenancy."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy.contracts import Account, ApiKey, AuditEntry, Brand, Membership, OrgLevel, OrgUnit, Role, Staff
from siyu.tenancy.models import account, api_key, audit, brand, membership, org_unit, staff

UNITS_MAX = 20_000
STAFF_PAGE_MAX = 200
IN_MAX = 500


class UnknownBrand(NotFound):
    """There is no brand with this code, or the caller has no part in it."""

    zh = "没有找到品牌「{value}」"
    en = "There is no brand {value!r}"
    fix_zh = "用 `siyu brand list` 查看品牌代码"
    fix_en = "See the brand codes with `siyu brand list`"


def brand_by_code(conn: Connection, code: str) -> Brand:
    """This function will return the brand called `code` (or exactly named so). Raises UnknownBrand."""
    statement = scoped.select_across_brands(brand).where(sa.or_(brand.c.code == code, brand.c.name == code))
    row = conn.execute(statement.order_by(brand.c.code != code)).first()
    if row is None:
        raise UnknownBrand(field="brand", value=code)
    return _brand(row)


def brands(conn: Connection) -> list[Brand]:
    """This function will list all brands of the installation, oldest first."""
    return [_brand(row) for row in conn.execute(scoped.select_across_brands(brand).order_by(brand.c.brand_id))]


def own_brand(conn: Connection, scope: Scope) -> Brand:
    """This function will return the scope's brand."""
    return _brand(conn.execute(scoped.select(scope, brand)).one())


def org_units(conn: Connection, scope: Scope) -> list[OrgUnit]:
    """This function will list the units the scope may see, parents before children, at most 20,000."""
    statement = scoped.select(scope, org_unit).where(scoped.within_org(scope, org_unit.c.path))
    return [_unit(row) for row in conn.execute(statement.order_by(org_unit.c.path).limit(UNITS_MAX))]


def units_by_code(conn: Connection, scope: Scope, codes: Iterable[str]) -> dict[str, OrgUnit]:
    """This function will return the units with these codes; unknown codes are left out."""
    statement = scoped.select(scope, org_unit).where(org_unit.c.code.in_(list(codes)))
    return {row.code: _unit(row) for row in conn.execute(statement)}


def units_by_id(conn: Connection, scope: Scope, ids: Iterable[int]) -> dict[int, OrgUnit]:
    """This function will return the units with these ids; unknown ids are left out."""
    statement = scoped.select(scope, org_unit).where(org_unit.c.id.in_(list(ids)))
    return {row.id: _unit(row) for row in conn.execute(statement)}


def visible_unit_ids(conn: Connection, scope: Scope) -> list[int] | None:
    """This function will list the ids of the units within the scope's subtrees; None means the whole brand."""
    if scope.org_paths is None:
        return None
    statement = scoped.select(scope, org_unit.c.id).where(scoped.within_org(scope, org_unit.c.path))
    return [int(unit_id) for unit_id in conn.execute(statement).scalars()]


def staff_by_code(conn: Connection, scope: Scope, codes: Iterable[str]) -> dict[str, Staff]:
    """This function will return the staff with these codes; unknown codes are left out."""
    statement = scoped.select(scope, staff).where(staff.c.code.in_(list(codes)))
    return {row.code: _staff(row) for row in conn.execute(statement)}


def staff_by_id(conn: Connection, scope: Scope, ids: Iterable[int]) -> dict[int, Staff]:
    """This function will return the staff with these ids; unknown ids are left out."""
    statement = scoped.select(scope, staff).where(staff.c.id.in_(list(ids)))
    return {row.id: _staff(row) for row in conn.execute(statement)}


def staff_by_wecom(conn: Connection, scope: Scope, userids: Iterable[str]) -> dict[str, Staff]:
    """This function will return the staff behind these WeCom user ids; unknown ones are left out."""
    statement = scoped.select(scope, staff).where(staff.c.wecom_userid.in_(list(userids)))
    return {row.wecom_userid: _staff(row) for row in conn.execute(statement)}


def wecom_userids(conn: Connection, scope: Scope) -> list[str] | None:
    """This function will list the WeCom user ids of the visible units' staff, at most 20,000; None means everybody."""
    visible = visible_unit_ids(conn, scope)
    if visible is None:
        return None
    statement = scoped.select(scope, staff.c.wecom_userid).where(staff.c.org_unit_id.in_(visible))
    return list(conn.execute(statement.where(staff.c.wecom_userid != "").limit(UNITS_MAX)).scalars())


def active_userids(conn: Connection, scope: Scope) -> list[str]:
    """This function will list the WeCom user ids of everybody who serves in the brand, at most 20,000."""
    statement = scoped.select(scope, staff.c.wecom_userid).where(staff.c.active, staff.c.wecom_userid != "")
    return list(conn.execute(statement.order_by(staff.c.id).limit(UNITS_MAX)).scalars())


def staff_of_units(conn: Connection, scope: Scope, unit_ids: Iterable[int]) -> dict[int, list[Staff]]:
    """This function will return the staff of each of these units by id, those who left too, at most 20,000 in all."""
    found: dict[int, list[Staff]] = {unit_id: [] for unit_id in unit_ids}
    units = sorted(found)
    for start in range(0, len(units), IN_MAX):
        part = staff.c.org_unit_id.in_(units[start : start + IN_MAX])
        for row in conn.execute(scoped.select(scope, staff).where(part).order_by(staff.c.id).limit(UNITS_MAX)):
            found[row.org_unit_id].append(_staff(row))
    return found


def staff_page(conn: Connection, scope: Scope, *, search: str = "", after_id: int = 0, limit: int = 20) -> list[Staff]:
    """This function will list staff of the visible units by id, names or codes containing `search`."""
    visible = visible_unit_ids(conn, scope)
    statement = scoped.select(scope, staff).where(staff.c.id > after_id)
    if visible is not None:
        statement = statement.where(staff.c.org_unit_id.in_(visible))
    if search:
        contains = [column.contains(search, autoescape=True) for column in (staff.c.name, staff.c.code)]
        statement = statement.where(sa.or_(*contains))
    return [_staff(row) for row in conn.execute(statement.order_by(staff.c.id).limit(min(limit, STAFF_PAGE_MAX)))]


def staff_count(conn: Connection, scope: Scope) -> int:
    """This function will count the brand's staff."""
    return int(conn.execute(scoped.select(scope, sa.func.count(staff.c.id))).scalar_one())


def memberships(conn: Connection, account_id: int) -> list[Membership]:
    """This function will list the brands an account belongs to, by brand name."""
    joined = membership.join(brand, brand.c.brand_id == membership.c.brand_id)
    columns = (*brand.c, membership.c.role, membership.c.org_unit_id, membership.c.staff_id)
    statement = scoped.select_across_brands(*columns).select_from(joined)
    rows = conn.execute(statement.where(membership.c.account_id == account_id).order_by(brand.c.name))
    return [Membership(_brand(row), Role(row.role), row.org_unit_id, row.staff_id) for row in rows]


def accounts(conn: Connection, scope: Scope, *, now_ms: int) -> list[tuple[Account, Role, int | None]]:
    """This function will list who may sign in to the brand: (account, role, organisation unit), at most 1,000.

    Advisors who come through WeCom have no password of their own; they are in the list of staff instead.
    """
    # Accounts live under brand 0, so the brand's own condition is on the membership alone.
    columns = (account.c.id, account.c.login, account.c.name, account.c.locked_until_ms)
    statement = scoped.select_across_brands(*columns, membership.c.role, membership.c.org_unit_id)
    statement = statement.select_from(account.join(membership, membership.c.account_id == account.c.id))
    mine = (membership.c.brand_id == scope.brand_id) & (account.c.password_hash != "")
    rows = conn.execute(statement.where(mine).order_by(account.c.id).limit(1_000))
    return [
        (Account(row.id, row.login, row.name, row.locked_until_ms > now_ms), Role(row.role), row.org_unit_id)
        for row in rows
    ]


def bound_staff(conn: Connection, scope: Scope) -> dict[int, int]:
    """This function will return which member of staff each account is: {account id: staff id}, at most 20,000."""
    statement = scoped.select(scope, membership.c.account_id, membership.c.staff_id)
    rows = conn.execute(statement.where(membership.c.staff_id.is_not(None)).limit(UNITS_MAX))
    return {int(account_id): int(staff_id) for account_id, staff_id in rows}


def api_keys(conn: Connection, scope: Scope) -> list[ApiKey]:
    """This function will list the brand's API keys, newest first."""
    return [_key(row) for row in conn.execute(scoped.select(scope, api_key).order_by(api_key.c.id.desc()))]


def actor_names(conn: Connection, scope: Scope, actors: Iterable[str]) -> dict[str, str]:
    """This function will return the names behind actors ("user:3", "key:7"); those without a name are left out."""
    asked = set(actors)
    people, keys = _numbers(asked, "user:"), _numbers(asked, "key:")
    names: dict[str, str] = {}
    if people:
        statement = scoped.select_across_brands(account.c.id, account.c.login, account.c.name)
        for row in conn.execute(statement.where(account.c.id.in_(people))):
            names[f"user:{row.id}"] = row.name or row.login
    if keys:
        for row in conn.execute(scoped.select(scope, api_key.c.id, api_key.c.name).where(api_key.c.id.in_(keys))):
            names[f"key:{row.id}"] = row.name
    return names


def audit_page(
    conn: Connection, scope: Scope, *, before_id: int | None, limit: int, action: str = ""
) -> list[AuditEntry]:
    """This function will list audit entries (of one action, if given) older than `before_id`, newest first."""
    statement = scoped.select(scope, audit)
    if action:
        statement = statement.where(audit.c.action == action)
    if before_id is not None:
        statement = statement.where(audit.c.id < before_id)
    rows = conn.execute(statement.order_by(audit.c.id.desc()).limit(limit))
    return [AuditEntry(row.id, row.at_ms, row.actor, row.action, row.target, row.detail) for row in rows]


def _numbers(actors: Iterable[str], prefix: str) -> list[int]:
    rests = (actor.removeprefix(prefix) for actor in actors if actor.startswith(prefix))
    return [int(rest) for rest in rests if rest.isdecimal()]


def _brand(row: Any) -> Brand:
    return Brand(row.brand_id, row.code, row.name, row.zone, row.created_at_ms)


def _unit(row: Any) -> OrgUnit:
    return OrgUnit(row.id, row.parent_id, OrgLevel(row.level), row.code, row.name, row.city, row.path)


def _staff(row: Any) -> Staff:
    return Staff(row.id, row.org_unit_id, row.code, row.name, row.role, row.wecom_userid, row.active)


def _key(row: Any) -> ApiKey:
    parts = tuple(row.permissions.split())
    return ApiKey(row.id, row.name, row.prefix, parts, row.created_at_ms, row.last_used_at_ms, row.revoked_at_ms)
