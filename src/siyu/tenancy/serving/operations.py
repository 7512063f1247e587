"""Writes of staff sign-in: an advisor's own session, a bound account's session, and binding accounts to staff."""

import secrets
from typing import Any

from sqlalchemy import Connection

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden, NotFound
from siyu.tenancy import queries
from siyu.tenancy.accounts.operations import INSTALLATION, StaffInactive, UnknownAccount, open_session
from siyu.tenancy.contracts import Role, Session, Staff
from siyu.tenancy.models import account, membership
from siyu.tenancy.operations import record_audit


class NotAMember(Forbidden):
    """Whoever came back from the vendor does not belong to the corp."""

    zh = "你不是本企业的成员"
    en = "You are not a member of this company"
    fix_zh = "请用企业微信中的员工身份打开"
    fix_en = "Open it as an employee, in WeCom"


class NotInSiyu(Forbidden):
    """The corp knows this member, the brand's list of staff does not."""

    zh = "员工「{value}」还没有加入私域系统"
    en = "{value} is not in the list of staff"
    fix_zh = "请管理员在「设置 › 员工」中同步或添加,并填写企业微信账号"
    fix_en = "Ask an owner to sync or add them under Settings › Staff, with their WeCom id"


class NoBoundAccount(Forbidden):
    """No console account is bound to this member of staff."""

    zh = "员工「{value}」没有绑定后台账号"
    en = "No console account is bound to {value}"
    fix_zh = "请管理员在「设置 › 账号」中把后台账号绑定到该员工;导购请从企业微信聊天侧边栏使用"
    fix_en = "Ask an owner to bind an account under Settings › Users; advisors use the sidebar in WeCom"


class UnknownStaff(NotFound):
    """There is no such member of staff in the brand."""

    zh = "没有找到员工「{value}」"
    en = "There is no member of staff {value!r}"


def sign_in_advisor(conn: Connection, scope: Scope, userid: str, *, at_ms: int) -> Session:
    """This function will open a session as an advisor who sees their own customers only; the account is made on first use.

    Raises NotAMember, NotInSiyu or StaffInactive.
    """
    person = _member(conn, scope, userid)
    row = _account(conn, scope, membership.c.staff_id == person.id, membership.c.role == Role.ADVISOR)
    if row is None:
        _create_advisor(conn, scope, person, at_ms)
        row = _account(conn, scope, membership.c.staff_id == person.id, membership.c.role == Role.ADVISOR)
    return open_session(conn, row, at_ms)


def sign_in_bound(conn: Connection, scope: Scope, userid: str, *, at_ms: int) -> Session:
    """This function will open a session of the console account bound to a member of staff.

    Raises NotAMember, NotInSiyu, StaffInactive or NoBoundAccount.
    """
    person = _member(conn, scope, userid)
    row = _account(conn, scope, membership.c.staff_id == person.id, membership.c.role != Role.ADVISOR)
    if row is None:
        raise NoBoundAccount(field="userid", value=person.name)
    return open_session(conn, row, at_ms)


def bind_staff(conn: Connection, scope: Scope, account_id: int, staff_id: int | None, *, at_ms: int) -> None:
    """This function will say which member of staff an account is (None: none). Raises UnknownAccount or UnknownStaff."""
    if staff_id is not None and not queries.staff_by_id(conn, scope, [staff_id]):
        raise UnknownStaff(field="staff_id", value=staff_id)
    change = scoped.update(scope, membership).where(membership.c.account_id == account_id)
    if not conn.execute(change.values(staff_id=staff_id)).rowcount:
        raise UnknownAccount(field="account", value=account_id)
    record_audit(conn, scope, "account.bind", str(account_id), {"staff_id": staff_id}, at_ms=at_ms)


def _member(conn: Connection, scope: Scope, userid: str) -> Staff:
    if not userid:
        raise NotAMember(field="userid")
    person = queries.staff_by_wecom(conn, scope, [userid]).get(userid)
    if person is None:
        raise NotInSiyu(field="userid", value=userid)
    if not person.active:
        raise StaffInactive(field="userid", value=person.name)
    return person


def _account(conn: Connection, scope: Scope, *terms: Any) -> Any:
    """This function will return the oldest active account with such a place in the brand, or None."""
    places = scoped.select(scope, membership.c.account_id).where(*terms)
    held = scoped.select(INSTALLATION, account).where(account.c.id.in_(places), account.c.active)
    return conn.execute(held.order_by(account.c.id).limit(1)).first()


def _create_advisor(conn: Connection, scope: Scope, person: Staff, at_ms: int) -> None:
    """This function will make an account without a password: nobody can sign in to it but through the vendor."""
    login = f"wecom-{scope.brand_id}-{person.id}-{secrets.token_hex(4)}"
    row = {"login": login, "name": person.name, "password_hash": "", "failures": 0, "locked_until_ms": 0}
    made = scoped.insert(conn, INSTALLATION, account, {**row, "active": True, "created_at_ms": at_ms})
    place = {"account_id": made, "role": Role.ADVISOR, "org_unit_id": person.org_unit_id, "staff_id": person.id}
    scoped.insert(conn, scope, membership, place)
    record_audit(conn, scope, "account.create", login, {"role": Role.ADVISOR, "staff": person.code}, at_ms=at_ms)
