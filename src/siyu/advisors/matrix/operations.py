"""Writes of the account matrix: register, change, hand over. All take a core connection."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Table

from siyu.advisors.matrix import queries
from siyu.advisors.matrix.contracts import Account, HandOver, NewAccount, NewPhone, Phone
from siyu.advisors.matrix.models import matrix_account, matrix_hand_over, matrix_phone
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.kit.phones import e164, mask_phone
from siyu.kit.platform import Platform
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id, units_by_id, visible_unit_ids

NO_NUMBER = b""


class AccountKnown(Conflict):
    """The account is in the matrix already."""

    zh = "账号「{value}」已登记"
    en = "The account {value!r} is registered already"
    fix_zh = "同一个账号只登记一次;换人使用请用「交接」"
    fix_en = "An account is registered once; use “Hand over” when it changes hands"


class PhoneKnown(Conflict):
    """A phone with this label or SIM number is registered already."""

    zh = "工作手机「{value}」或它的号码已登记"
    en = "The work phone {value!r}, or its number, is registered already"
    fix_zh = "请换一个编号,或修改已登记的那台"
    fix_en = "Choose another label, or change the phone that is registered"


class AccountMoved(Conflict):
    """Somebody else has changed the account since it was opened."""

    zh = "账号资料已被别人修改(当前是第 {value} 版)"
    en = "Somebody has changed the account meanwhile; version {value} is the newest"
    fix_zh = "请刷新后再改"
    fix_en = "Reload and make the change again"


class BadSimNumber(Invalid):
    """The SIM card's number is no phone number."""

    zh = "手机号「{value}」不正确"
    en = "{value!r} is no phone number"
    fix_zh = "请填 11 位手机号,或带国家码的号码"
    fix_en = "Give 11 digits, or a number with its country code"


class UnknownUnit(Invalid):
    """The organisation unit does not exist or lies outside the caller's part."""

    zh = "没有编号 {value} 的组织,或不在你的数据范围内"
    en = "There is no organisation unit {value}, or it is not in your part of the organisation"
    fix_zh = "请在下拉框里选择组织"
    fix_en = "Choose a unit from the list"


class UnknownHolder(NotFound):
    """The new holder is no member of staff, or has left."""

    zh = "编号 {value} 的员工不存在或已离职"
    en = "There is no member of staff {value}, or they have left"
    fix_zh = "请选择在职员工"
    fix_en = "Choose somebody who works here"


class SameHolder(Conflict):
    """The account is in these hands already."""

    zh = "账号现在就由这位员工使用"
    en = "The account is in these hands already"
    fix_zh = "请选择另一位员工"
    fix_en = "Choose somebody else"


def add_account(conn: Connection, scope: Scope, new: NewAccount, *, at_ms: int) -> Account:
    """This function will register an account in nobody's hands. Raises AccountKnown, UnknownUnit or UnknownPhone."""
    _check(conn, scope, new)
    row = {**asdict(new), "staff_id": None, "stage_since_ms": at_ms, "version": 1}
    account_id = _insert(conn, scope, matrix_account, row, AccountKnown(field="handle", value=new.handle))
    record_audit(conn, scope, "matrix.add", str(account_id), {"handle": new.handle}, at_ms=at_ms)
    return queries.account(conn, scope, account_id)


def change_account(
    conn: Connection, scope: Scope, account_id: int, new: NewAccount, *, version: int, at_ms: int
) -> Account:
    """This function will replace what is known of an account; the day it came into its stage is kept with the stage.

    Raises what `add_account` raises, UnknownAccount, and AccountMoved when `version` is not the newest.
    """
    held = queries.account(conn, scope, account_id)
    _check(conn, scope, new)
    if _same(conn, scope, new) not in (None, account_id):
        raise AccountKnown(field="handle", value=new.handle)
    since = held.stage_since_ms if new.stage is held.entered.stage else at_ms
    newest = (matrix_account.c.id == account_id, matrix_account.c.version == version)
    change = scoped.update(scope, matrix_account).where(*newest)
    if not conn.execute(change.values(**asdict(new), stage_since_ms=since, version=version + 1)).rowcount:
        raise AccountMoved(field="version", value=held.version)
    was = asdict(held.entered)
    changed = {key: [was[key], value] for key, value in asdict(new).items() if was[key] != value}
    record_audit(conn, scope, "matrix.change", str(account_id), changed, at_ms=at_ms)
    return queries.account(conn, scope, account_id)


def hand_over(
    conn: Connection, scope: Scope, account_id: int, to_staff_id: int | None, *, note: str, at_ms: int
) -> HandOver:
    """This function will give an account to a member of staff (None: back into the drawer) and keep a record of it.

    Raises UnknownAccount, UnknownHolder or SameHolder.
    """
    held = queries.account(conn, scope, account_id)
    if held.staff_id == to_staff_id:
        raise SameHolder(field="to_staff_id", value=to_staff_id)
    if to_staff_id is not None:
        _check_holder(conn, scope, to_staff_id)
    change = scoped.update(scope, matrix_account).where(
        matrix_account.c.id == account_id, matrix_account.c.version == held.version
    )
    if not conn.execute(change.values(staff_id=to_staff_id, version=held.version + 1)).rowcount:
        raise AccountMoved(field="version", value=held.version)
    row = {"account_id": account_id, "from_staff_id": held.staff_id, "to_staff_id": to_staff_id, "note": note}
    scoped.insert(conn, scope, matrix_hand_over, {**row, "actor": scope.actor, "at_ms": at_ms})
    record_audit(conn, scope, "matrix.hand_over", str(account_id), row, at_ms=at_ms)
    return queries.hand_overs(conn, scope, account_id)[0]


def add_phone(platform: Platform, conn: Connection, scope: Scope, new: NewPhone, *, at_ms: int) -> Phone:
    """This function will register a work phone, its number encrypted. Raises PhoneKnown or BadSimNumber."""
    sim = _sim(platform, scope, new.sim_number)
    row = {"label": new.label, "model": new.model, "carrier": new.carrier, **sim, "created_at_ms": at_ms}
    phone_id = _insert(conn, scope, matrix_phone, row, PhoneKnown(field="label", value=new.label))
    record_audit(conn, scope, "matrix.add_phone", str(phone_id), {"label": new.label}, at_ms=at_ms)
    return next(one for one in queries.phones(conn, scope) if one.id == phone_id)


def reveal_sim(platform: Platform, conn: Connection, scope: Scope, phone_id: int, *, reason: str, at_ms: int) -> str:
    """This function will return a SIM card's whole number, "" when there is none, and log who asked why.

    Raises UnknownPhone.
    """
    sealed = queries.sealed_sim(conn, scope, phone_id)
    record_audit(conn, scope, "matrix.reveal_sim", str(phone_id), {"reason": reason}, at_ms=at_ms)
    return platform.keyring.decrypt(scope.brand_id, sealed) if sealed else ""


def _insert(conn: Connection, scope: Scope, table: Table, row: Mapping[str, object], clash: Conflict) -> int:
    """This function will insert a row and return its number, or raise `clash` when a unique key is taken."""
    stored = scoped.insert_missing(conn, scope, table, [row], table.c.id)
    if not stored:
        raise clash
    return int(stored.pop())


def _check(conn: Connection, scope: Scope, new: NewAccount) -> None:
    visible = visible_unit_ids(conn, scope)
    known = units_by_id(conn, scope, [new.org_unit_id])
    if new.org_unit_id not in known or (visible is not None and new.org_unit_id not in visible):
        raise UnknownUnit(field="org_unit_id", value=new.org_unit_id)
    if new.phone_id is not None:
        queries.sealed_sim(conn, scope, new.phone_id)


def _check_holder(conn: Connection, scope: Scope, staff_id: int) -> None:
    found = staff_by_id(conn, scope, [staff_id]).get(staff_id)
    visible = visible_unit_ids(conn, scope)
    if found is None or not found.active or (visible is not None and found.org_unit_id not in visible):
        raise UnknownHolder(field="to_staff_id", value=staff_id)


def _same(conn: Connection, scope: Scope, new: NewAccount) -> int | None:
    table = matrix_account.c
    statement = scoped.select(scope, table.id).where(table.kind == new.kind, table.handle == new.handle)
    found: int | None = conn.execute(statement).scalar()
    return found


def _sim(platform: Platform, scope: Scope, text: str) -> Mapping[str, object]:
    if not text.strip():
        return {"sim_sealed": NO_NUMBER, "sim_index": None, "sim_masked": ""}
    number = e164(text)
    if number is None:
        raise BadSimNumber(field="sim_number", value=mask_phone(text))
    sealed = platform.keyring.encrypt(scope.brand_id, number)
    index = platform.keyring.blind_index(scope.brand_id, number)
    return {"sim_sealed": sealed, "sim_index": index, "sim_masked": mask_phone(number)}
