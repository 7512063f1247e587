"""Writes of accounts: create, sign in (argon2, lockout), sessions with CSRF tokens, and who a caller is."""

import hmac
import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection

from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.errors import Conflict, Forbidden, Invalid, NotFound
from siyu.kit.http import Principal, SignInNeeded
from siyu.tenancy import queries
from siyu.tenancy.contracts import Account, Membership, Role, Session
from siyu.tenancy.domain import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, permissions_of
from siyu.tenancy.lockout.operations import check_lock, check_unknown, count_known, count_unknown
from siyu.tenancy.models import account, api_key, membership, session
from siyu.tenancy.operations import digest, record_audit
from siyu.tenancy.queries import UnknownBrand

SESSION_MS = 7 * DAY_MS
LOGIN_LENGTH_MAX = 64
INSTALLATION = Scope(0)
KEY_TOUCH_MS = 60_000
_hasher = PasswordHasher()


class WrongPassword(SignInNeeded):
    """The login and password do not belong together."""

    zh = "账号或密码不正确"
    en = "The account or the password is wrong"
    fix_zh = "请检查后重试;连续 5 次错误会暂时锁定"
    fix_en = "Check both and try again; five failures in a row lock the account for a while"


class LoginTaken(Conflict):
    """An account with this login exists."""

    zh = "账号「{value}」已存在"
    en = "The account {value!r} exists already"
    fix_zh = "请换一个账号名"
    fix_en = "Choose another login"


class BadAccount(Invalid):
    """A login or password is not acceptable."""

    zh = "「{field}」不符合要求"
    en = "{field} is not acceptable"
    fix_zh = "账号 1–64 个字符;密码 8–200 个字符"
    fix_en = "A login has 1-64 characters, a password 8-200"


class NotAllowed(Forbidden):
    """The caller's role or key lacks a permission."""

    zh = "你的角色没有「{value}」权限"
    en = "Your role does not include {value}"
    fix_zh = "请联系品牌管理员开通"
    fix_en = "Ask an owner of the brand to grant it"


class BadCsrfToken(Forbidden):
    """A change came without the session's CSRF token."""

    zh = "页面已过期,请刷新后重试"
    en = "This page is out of date; reload it and try again"
    fix_zh = "刷新页面"
    fix_en = "Reload the page"


class SharedAccount(Forbidden):
    """The account belongs to other brands too, so no one brand's owner may change how it signs in."""

    zh = "账号「{value}」还属于其他品牌,不能在这里重置密码或停用"
    en = "The account {value!r} belongs to other brands too: its password cannot be reset or signing in ended here"
    fix_zh = "请由账号本人或系统管理员处理"
    fix_en = "Ask its holder or the administrator of the installation"


class StaffInactive(Forbidden):
    """The member of staff has left or was switched off."""

    zh = "员工「{value}」已停用"
    en = "{value} no longer works here"
    fix_zh = "请联系管理员在「设置 › 员工」中启用"
    fix_en = "Ask an owner of the brand to activate them under Settings › Staff"


class LastOwner(Conflict):
    """The brand's last owner is to lose the role or the account; nobody could then manage the brand."""

    zh = "「{value}」是品牌最后一位所有者,不能降级或停用"
    en = "{value!r} is the last owner of the brand and cannot be demoted or deactivated"
    fix_zh = "请先把另一个账号设为所有者"
    fix_en = "Make another account an owner first"


class UnknownUnit(NotFound):
    """An account is to be limited to a unit that the brand does not have."""

    zh = "没有找到组织「{value}」"
    en = "There is no organisation unit {value!r}"


class UnknownAccount(NotFound):
    """There is no such account in the brand."""

    zh = "没有找到账号「{value}」"
    en = "There is no account {value!r}"


def create_account(
    conn: Connection, scope: Scope, *, login: str, name: str, password: str, role: Role, at_ms: int,
    org_unit_id: int | None = None,
) -> int:  # fmt: skip
    """This function will create an account with a role in the scope's brand and return its id.

    `org_unit_id` limits it to a subtree. Raises BadAccount, LoginTaken, UnknownUnit.
    """
    login = login.strip()
    _check(login, password)
    if org_unit_id is not None and not queries.units_by_id(conn, Scope(scope.brand_id), [org_unit_id]):
        raise UnknownUnit(field="org_unit_id", value=org_unit_id)
    if conn.execute(scoped.select_across_brands(account.c.id).where(account.c.login == login)).first():
        raise LoginTaken(field="login", value=login)
    row = {"login": login, "name": name, "password_hash": _hasher.hash(password), "failures": 0, "locked_until_ms": 0}
    account_id = scoped.insert(conn, INSTALLATION, account, {**row, "active": True, "created_at_ms": at_ms})
    grant_role(conn, scope, account_id, role=role, org_unit_id=org_unit_id)
    record_audit(conn, scope, "account.create", login, {"role": role, "org_unit_id": org_unit_id}, at_ms=at_ms)
    return account_id


def grant_role(conn: Connection, scope: Scope, account_id: int, *, role: Role, org_unit_id: int | None) -> None:
    """This function will give an account a role in the scope's brand, replacing the one it had."""
    row = {"account_id": account_id, "role": role, "org_unit_id": org_unit_id}
    index = ["brand_id", "account_id"]
    scoped.upsert(conn, scope, membership, [row], index=index, update=["role", "org_unit_id"])


def change_account(
    conn: Connection, scope: Scope, account_id: int, *, at_ms: int, role: Role | None = None,
    password: str | None = None, active: bool | None = None,
) -> None:  # fmt: skip
    """This function will change a brand account's role, password or whether it may sign in; also unlocks it.

    Raises UnknownAccount when the account has no part in the brand, BadAccount for a bad password, SharedAccount when
    signing in is to change and the account has a part in other brands too, LastOwner.
    """
    own = scoped.select(scope, membership).where(membership.c.account_id == account_id)
    member = conn.execute(own).first()
    if member is None:
        raise UnknownAccount(field="account", value=account_id)
    if (password is not None or active is not None) and len(queries.memberships(conn, account_id)) > 1:
        raise SharedAccount(field="account", value=account_id)
    if active is False or role not in (None, Role.OWNER):
        _check_owners_left(conn, scope, account_id)
    if role is not None:
        grant_role(conn, scope, account_id, role=role, org_unit_id=member.org_unit_id)
    values: dict[str, Any] = {"failures": 0, "locked_until_ms": 0}
    if password is not None:
        _check("x", password)
        values["password_hash"] = _hasher.hash(password)
    if active is not None:
        values["active"] = active
    conn.execute(scoped.update(INSTALLATION, account).where(account.c.id == account_id).values(**values))
    if password is not None or active is False:
        conn.execute(scoped.delete(INSTALLATION, session).where(session.c.account_id == account_id))
    detail = {"role": role, "password": password is not None, "active": active}
    record_audit(conn, scope, "account.change", str(account_id), detail, at_ms=at_ms)


def _check_owners_left(conn: Connection, scope: Scope, leaving_id: int) -> None:
    """This function will raise LastOwner if the brand has no other owner of the whole of it who can sign in.

    The owners' rows stay locked until the end, so that two of them cannot demote each other at once.
    """
    rights = (membership.c.role == Role.OWNER, membership.c.org_unit_id.is_(None))
    held = scoped.select(scope, membership.c.account_id).where(*rights).order_by(membership.c.account_id)
    ids = list(conn.execute(held.with_for_update()).scalars())
    people = scoped.select(INSTALLATION, account.c.id, account.c.login).where(account.c.id.in_(ids), account.c.active)
    logins = {row.id: row.login for row in conn.execute(people)}
    if set(logins) == {leaving_id}:
        raise LastOwner(field="account", value=logins[leaving_id])


def sign_in(store: Store, *, login: str, password: str, at_ms: int) -> Session:
    """This function will check a password and open a session of seven days.

    Raises WrongPassword, or AccountLocked after five failures in a row, whether or not the login exists. Runs its own transactions: the slow hash is
    computed outside of them, and a failure is counted even though an error is raised.
    """
    login = login.strip()[: LOGIN_LENGTH_MAX + 1]
    with store.reading() as conn:
        row = conn.execute(scoped.select(INSTALLATION, account).where(account.c.login == login)).first()
        if row is None:
            check_unknown(conn, login, at_ms)
        else:
            check_lock(row.locked_until_ms, at_ms)
    if not _matches(row.password_hash if row else _nobody_hash(), password) or row is None or not row.active:
        store.write(
            lambda conn: count_known(conn, row.id, at_ms) if row is not None else count_unknown(conn, login, at_ms)
        )
        raise WrongPassword()
    return store.write(lambda conn: open_session(conn, row, at_ms))


def sign_out(conn: Connection, token: str) -> None:
    """This function will end the session of `token`, if there is one."""
    conn.execute(scoped.delete(INSTALLATION, session).where(session.c.token_digest == digest(token)))


def session_of(conn: Connection, token: str, *, now_ms: int) -> Session | None:
    """This function will return the live session of `token`, or None."""
    statement = scoped.select(INSTALLATION, session, from_=session).where(
        session.c.token_digest == digest(token), session.c.expires_at_ms > now_ms
    )
    held = conn.execute(statement).first()
    if held is None:
        return None
    owner = scoped.select(INSTALLATION, account).where(account.c.id == held.account_id, account.c.active)
    row = conn.execute(owner).first()
    return _session(token, held.csrf_token, row, held.expires_at_ms, now_ms) if row else None


def check_csrf(held: Session, token: str | None) -> None:
    """This function will raise BadCsrfToken unless `token` is the session's own."""
    if not hmac.compare_digest(held.csrf_token.encode(), (token or "").encode()):
        raise BadCsrfToken(field="X-CSRF-Token")


def principal_of_account(conn: Connection, held: Session, brand_code: str, permission: str) -> tuple[Principal, Scope]:
    """This function will return what a signed-in account is and sees in a brand.

    Raises UnknownBrand when it has no part in the brand, NotAllowed without the permission, StaffInactive.
    """
    places = {place.brand.code: place for place in queries.memberships(conn, held.account.id)}
    place = places.get(brand_code)
    if place is None:
        raise UnknownBrand(field="brand", value=brand_code)
    _check_staff(conn, place)
    is_staff = place.staff_id is not None
    permissions = permissions_of(place.role, whole_brand=place.org_unit_id is None, is_staff=is_staff)
    if permission not in permissions:
        raise NotAllowed(field="permission", value=permission)
    actor = f"user:{held.account.id}"
    paths = _paths(conn, place.brand.id, place.org_unit_id)
    return Principal(actor, held.account.name, permissions), Scope(place.brand.id, paths, actor, place.staff_id)


def principal_of_key(
    store: Store, secret: str, brand_code: str, permission: str, *, now_ms: int
) -> tuple[Principal, Scope]:
    """This function will return what an API key is and may do. Raises SignInNeeded, UnknownBrand or NotAllowed."""
    with store.reading() as conn:
        live = scoped.select_across_brands(api_key).where(
            api_key.c.digest == digest(secret), api_key.c.revoked_at_ms.is_(None)
        )
        key = conn.execute(live).first()
        if key is None:
            raise SignInNeeded()
        if queries.brand_by_code(conn, brand_code).id != key.brand_id:
            raise UnknownBrand(field="brand", value=brand_code)
    permissions = frozenset(key.permissions.split())
    if permission not in permissions:
        raise NotAllowed(field="permission", value=permission)
    scope = Scope(key.brand_id, None, f"key:{key.id}")
    if (key.last_used_at_ms or 0) < now_ms - KEY_TOUCH_MS:
        touch = scoped.update(scope, api_key).where(api_key.c.id == key.id).values(last_used_at_ms=now_ms)
        store.write(lambda conn: conn.execute(touch).rowcount)
    return Principal(scope.actor, key.name, permissions), scope


def _check_staff(conn: Connection, place: Membership) -> None:
    """This function will raise StaffInactive when the account's member of staff no longer works in the brand."""
    if place.staff_id is None:
        return
    person = queries.staff_by_id(conn, Scope(place.brand.id), [place.staff_id]).get(place.staff_id)
    if person is None or not person.active:
        raise StaffInactive(field="staff", value=person.name if person else place.staff_id)


def _check(login: str, password: str) -> None:
    if not 0 < len(login.strip()) <= LOGIN_LENGTH_MAX:
        raise BadAccount(field="login")
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise BadAccount(field="password")


@cache
def _nobody_hash() -> str:
    # Verified when the login is unknown, so that answering takes as long as for a known one.
    return _hasher.hash(secrets.token_urlsafe(16))


def _matches(stored_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(stored_hash, password[: PASSWORD_LENGTH_MAX + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False


def open_session(conn: Connection, row: Any, at_ms: int) -> Session:
    """This function will open a session of seven days for an account's row. Raises AccountLocked."""
    change = scoped.update(INSTALLATION, account).where(account.c.id == row.id)
    # The lock may have fallen while the hash was computed: a right guess among many at once does not get past it.
    locked = change.values(failures=account.c.failures).returning(account.c.locked_until_ms)
    check_lock(int(conn.execute(locked).scalar_one()), at_ms)
    conn.execute(change.values(failures=0, locked_until_ms=0))
    conn.execute(scoped.delete(INSTALLATION, session).where(session.c.expires_at_ms < at_ms))
    opened = _session(secrets.token_urlsafe(32), secrets.token_urlsafe(24), row, at_ms + SESSION_MS, at_ms)
    values = {"account_id": row.id, "csrf_token": opened.csrf_token, "created_at_ms": at_ms}
    stored = {"token_digest": digest(opened.token), "expires_at_ms": opened.expires_at_ms}
    scoped.insert(conn, INSTALLATION, session, values | stored)
    return opened


def _session(token: str, csrf_token: str, row: Any, expires_at_ms: int, now_ms: int) -> Session:
    owner = Account(row.id, row.login, row.name, row.locked_until_ms > now_ms)
    return Session(token, csrf_token, owner, expires_at_ms)


def _paths(conn: Connection, brand_id: int, org_unit_id: int | None) -> tuple[str, ...] | None:
    if org_unit_id is None:
        return None
    unit = queries.units_by_id(conn, Scope(brand_id), [org_unit_id]).get(org_unit_id)
    return (unit.path,) if unit else ()
