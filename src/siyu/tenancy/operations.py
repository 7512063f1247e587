"""Writes of tenancy: brands, the organisation tree, staff, accounts, API keys, audit."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.kit.clock import DEFAULT_ZONE
from siyu.kit.db import scoped
from siyu.kit.db.scope import SYSTEM_ACTOR, Scope
from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.kit.facts import publish
from siyu.tenancy import queries
from siyu.tenancy.contracts import Brand, NewOrgUnit, NewStaff, OrgLevel, Staff, StaffChanged, StaffLeft
from siyu.tenancy.domain import ALL_PERMISSIONS, CODE, code_from_name
from siyu.tenancy.models import api_key, audit, brand, org_unit, staff

NAME_LENGTH_MAX = 80
KEY_BYTES = 24
KEY_PREFIX_LENGTH = 13
STAFF_PER_FACT_MAX = 500
ROOT_CODE = "HQ"


class BrandExists(Conflict):
    """A brand with this code is there already."""

    zh = "品牌代码「{value}」已被使用"
    en = "The brand code {value!r} is taken"
    fix_zh = "请换一个代码"
    fix_en = "Choose another code"


class BadBrand(Invalid):
    """A brand's name, code or time zone is not acceptable."""

    zh = "「{field}」的值「{value}」不正确"
    en = "{field}: {value!r} is not valid"
    fix_zh = "名称 1–80 字;代码用小写字母、数字和连字符;时区如 Asia/Shanghai"
    fix_en = "Name 1-80 characters; code in a-z, 0-9 and hyphens; zone like Asia/Shanghai"


class UnknownParent(NotFound):
    """A unit names a parent that does not exist."""

    zh = "上级组织「{value}」不存在"
    en = "The parent unit {value!r} does not exist"
    fix_zh = "请先建立上级组织"
    fix_en = "Create the parent first"


class UnitInsideItself(Invalid):
    """A unit was to be moved below itself."""

    zh = "组织「{value}」不能移到自己的下级"
    en = "The unit {value!r} cannot be moved below itself"
    fix_zh = "请选择其他上级组织"
    fix_en = "Choose a parent outside of the unit"


class UnknownPermission(Invalid):
    """An API key asks for a permission that does not exist."""

    zh = "没有「{value}」这个权限"
    en = "There is no permission {value!r}"
    fix_zh = "可用权限:{known}"
    fix_en = "Known permissions: {known}"


def create_brand(
    conn: Connection, *, name: str, at_ms: int, code: str | None = None, zone: str = DEFAULT_ZONE
) -> Brand:
    """This function will create a brand with its HQ unit and return it.

    Raises BadBrand for a bad name, code or time zone, BrandExists when the code is taken.
    """
    taken = {known.code for known in queries.brands(conn)}
    code = code or code_from_name(name, taken)
    _check_brand(name, code, zone)
    if code in taken:
        raise BrandExists(field="code", value=code)
    row = {"code": code, "name": name, "zone": zone, "created_at_ms": at_ms}
    brand_id = scoped.insert_brand(conn, brand, row)
    scope = Scope(brand_id)
    save_org_units(conn, scope, [NewOrgUnit(ROOT_CODE, "", OrgLevel.HQ, name)])
    record_audit(conn, scope, "brand.create", code, {"name": name, "zone": zone}, at_ms=at_ms)
    return Brand(brand_id, code, name, zone, at_ms)


def change_brand(conn: Connection, scope: Scope, *, name: str, zone: str, at_ms: int) -> Brand:
    """This function will rename the brand or move its time zone. Raises BadBrand."""
    old = queries.own_brand(conn, scope)
    _check_brand(name, old.code, zone)
    conn.execute(scoped.update(scope, brand).values(name=name, zone=zone))
    record_audit(conn, scope, "brand.change", old.code, {"name": name, "zone": zone}, at_ms=at_ms)
    return queries.own_brand(conn, scope)


def save_org_units(conn: Connection, scope: Scope, units: Sequence[NewOrgUnit]) -> dict[str, int]:
    """This function will create or update units by code, parents first, and return code → id.

    Raises UnknownParent when a parent is neither stored nor among `units` before its child, UnitInsideItself.
    """
    stored = {unit.code: unit for unit in queries.org_units(conn, Scope(scope.brand_id))}
    paths = {code: (unit.id, unit.path) for code, unit in stored.items()}
    for unit in units:
        old = paths.get(unit.code)
        paths[unit.code] = new = _save_unit(conn, scope, unit, paths)
        if old and old[1] != new[1]:
            paths = {code: (one, _moved(path, old[1], new[1])) for code, (one, path) in paths.items()}
    return {unit.code: paths[unit.code][0] for unit in units}


def save_staff(conn: Connection, scope: Scope, people: Sequence[NewStaff], *, at_ms: int = 0) -> dict[str, int]:
    """This function will create or update staff by code and return code → id; fact StaffChanged for those who changed.

    Raises UnknownParent for a bad unit.
    """
    held = queries.staff_by_code(conn, scope, [person.code for person in people])
    units = queries.units_by_code(conn, scope, {person.org_unit_code for person in people})
    missing = {person.org_unit_code for person in people} - units.keys()
    if missing:
        raise UnknownParent(field="org_unit", value=min(missing))
    rows = [
        {
            "org_unit_id": units[person.org_unit_code].id,
            "code": person.code,
            "name": person.name,
            "role": person.role,
            "wecom_userid": person.wecom_userid,
            "active": True,
        }
        for person in people
    ]
    changing = ["org_unit_id", "name", "role", "wecom_userid", "active"]
    scoped.upsert(conn, scope, staff, rows, index=["brand_id", "code"], update=changing)
    saved = queries.staff_by_code(conn, scope, [person.code for person in people])
    _tell(
        conn,
        scope,
        StaffChanged,
        [one.id for code, one in saved.items() if code in held and _moved_on(held[code], one)],
        at_ms,
    )
    return {code: person.id for code, person in saved.items()}


def change_wecom_userids(conn: Connection, scope: Scope, changes: Mapping[str, str | None], *, at_ms: int) -> None:
    """This function will give staff another WeCom userid ({old: new}), or end their service ({old: None}).

    Publishes StaffChanged and StaffLeft.
    """
    known: dict[str, Staff] = {}
    for part in scoped.batches(list(changes), STAFF_PER_FACT_MAX):
        known |= queries.staff_by_wecom(conn, scope, part)
    for old, new in changes.items():
        values = {"active": False} if new is None else {"wecom_userid": new}
        conn.execute(scoped.update(scope, staff).where(staff.c.wecom_userid == old).values(**values))
    left = [one.id for old, one in known.items() if changes[old] is None and one.active]
    _tell(conn, scope, StaffLeft, left, at_ms)
    _tell(conn, scope, StaffChanged, [one.id for old, one in known.items() if changes[old] not in (None, old)], at_ms)


def create_api_key(conn: Connection, scope: Scope, *, name: str, permissions: Sequence[str], at_ms: int) -> str:
    """This function will create an API key and return its secret, which is shown this once.

    Raises UnknownPermission.
    """
    for permission in permissions:
        if permission not in ALL_PERMISSIONS:
            known = " ".join(sorted(ALL_PERMISSIONS))
            raise UnknownPermission(field="permissions", value=permission, known=known)
    secret = "siyu_" + secrets.token_urlsafe(KEY_BYTES)
    row = {
        "name": name[:NAME_LENGTH_MAX],
        "prefix": secret[:KEY_PREFIX_LENGTH],
        "digest": digest(secret),
        "permissions": " ".join(sorted(permissions)),
        "created_at_ms": at_ms,
    }
    scoped.insert(conn, scope, api_key, row)
    detail = {"permissions": list(permissions)}
    record_audit(conn, scope, "api_key.create", secret[:KEY_PREFIX_LENGTH], detail, at_ms=at_ms)
    return secret


def revoke_api_key(conn: Connection, scope: Scope, key_id: int, *, at_ms: int) -> None:
    """This function will end an API key; ending it again changes nothing."""
    open_key = scoped.update(scope, api_key).where(api_key.c.id == key_id, api_key.c.revoked_at_ms.is_(None))
    if conn.execute(open_key.values(revoked_at_ms=at_ms)).rowcount:
        record_audit(conn, scope, "api_key.revoke", str(key_id), {}, at_ms=at_ms)


def record_audit(
    conn: Connection, scope: Scope, action: str, target: str, detail: Mapping[str, object], *, at_ms: int
) -> None:
    """This function will write who (`scope.actor`) did what in the same transaction as the deed."""
    row = {"at_ms": at_ms, "actor": scope.actor or SYSTEM_ACTOR, "action": action, "target": target}
    scoped.insert(conn, scope, audit, {**row, "detail": json.dumps(detail, ensure_ascii=False)})


def digest(secret: str) -> str:
    """This function will return the stored form of a random secret (SHA-256; the secret has 192 bits of its own)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_brand(name: str, code: str, zone: str) -> None:
    if not 0 < len(name.strip()) <= NAME_LENGTH_MAX:
        raise BadBrand(field="name", value=name)
    if not CODE.fullmatch(code):
        raise BadBrand(field="code", value=code)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadBrand(field="zone", value=zone) from None


def _save_unit(
    conn: Connection, scope: Scope, unit: NewOrgUnit, paths: Mapping[str, tuple[int, str]]
) -> tuple[int, str]:
    if unit.parent_code and unit.parent_code not in paths:
        raise UnknownParent(field="parent_code", value=unit.parent_code)
    parent_id, parent_path = paths.get(unit.parent_code, (None, "/"))
    row = {"parent_id": parent_id, "level": unit.level, "name": unit.name, "city": unit.city}
    known = paths.get(unit.code)
    if known and parent_path.startswith(known[1]):
        raise UnitInsideItself(field="parent_code", value=unit.code)
    unit_id = known[0] if known else scoped.insert(conn, scope, org_unit, {**row, "code": unit.code, "path": ""})
    path = f"{parent_path}{unit_id}/"
    conn.execute(scoped.update(scope, org_unit).where(org_unit.c.id == unit_id).values(**row, path=path))
    if known and known[1] != path:
        _move_subtree(conn, scope, known[1], path)
    return unit_id, path


def _moved_on(before: Staff, after: Staff) -> bool:
    """This function will say whether somebody came back, or has another unit or WeCom account."""
    return (before.active, before.org_unit_id, before.wecom_userid) != (
        after.active,
        after.org_unit_id,
        after.wecom_userid,
    )


def _tell(
    conn: Connection, scope: Scope, fact: type[StaffChanged] | type[StaffLeft], staff_ids: Sequence[int], at_ms: int
) -> None:
    for part in scoped.batches(sorted(staff_ids), STAFF_PER_FACT_MAX):
        publish(conn, scope, fact(list(part), at_ms), at_ms=at_ms)


def _moved(path: str, old: str, new: str) -> str:
    return new + path[len(old) :] if path.startswith(old) else path


def _move_subtree(conn: Connection, scope: Scope, old_path: str, new_path: str) -> None:
    """This function will give everything below a moved unit its new path."""
    below = scoped.update(scope, org_unit).where(org_unit.c.path.startswith(old_path, autoescape=True))
    conn.execute(below.values(path=sa.literal(new_path) + sa.func.substr(org_unit.c.path, len(old_path) + 1)))
