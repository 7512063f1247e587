"""Writes of lockout. A name that nobody has is locked like one that somebody has, so the answer gives nothing away."""

import hashlib

from sqlalchemy import Column, Connection, Table, case

from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.http import SignInNeeded
from siyu.tenancy.domain import lock_ms
from siyu.tenancy.lockout.models import failed_login
from siyu.tenancy.models import account

INSTALLATION = Scope(0)
FORGET_MS = DAY_MS
UNKNOWN_MAX = 100_000


class AccountLocked(SignInNeeded):
    """Too many wrong passwords; signing in is locked for a while. Said of any login name, known or not."""

    zh = "密码错误次数过多,请 {seconds} 秒后再试"
    en = "Too many wrong passwords; try again in {seconds} s"
    fix_zh = "忘记密码请联系管理员重置"
    fix_en = "If you forgot the password, ask an owner to reset it"


def check_lock(locked_until_ms: int, at_ms: int) -> None:
    """This function will raise AccountLocked until the lock is over."""
    if locked_until_ms > at_ms:
        raise AccountLocked(seconds=(locked_until_ms - at_ms + 999) // 1000)


def check_unknown(conn: Connection, login: str, at_ms: int) -> None:
    """This function will raise AccountLocked while a login name that nobody has is locked."""
    own = scoped.select(INSTALLATION, failed_login.c.locked_until_ms).where(
        failed_login.c.login_digest == _digest(login)
    )
    check_lock(int(conn.execute(own).scalar() or 0), at_ms)


def count_known(conn: Connection, account_id: int, at_ms: int) -> None:
    """This function will count a wrong password against an account."""
    _count(conn, account, account.c.id, account_id, at_ms)


def count_unknown(conn: Connection, login: str, at_ms: int) -> None:
    """This function will count a wrong password against a login name that nobody has.

    What is a day old is forgotten; of more than 100,000 names the one whose lock ended first goes.
    """
    row = {"login_digest": _digest(login), "failures": 0, "locked_until_ms": at_ms}
    scoped.insert_new(conn, INSTALLATION, failed_login, [row])
    _count(conn, failed_login, failed_login.c.login_digest, row["login_digest"], at_ms)
    ended = failed_login.c.locked_until_ms
    conn.execute(scoped.delete(INSTALLATION, failed_login).where(ended < at_ms - FORGET_MS))
    newest = scoped.select(INSTALLATION, ended).order_by(ended.desc())
    over = conn.execute(newest.offset(UNKNOWN_MAX).limit(1)).scalar()
    if over is not None:
        conn.execute(scoped.delete(INSTALLATION, failed_login).where(ended <= over))


def _count(conn: Connection, table: Table, key: Column[object], value: object, at_ms: int) -> None:
    """This function will count one failure, from one again a day after the last, and lock by their number."""
    own = scoped.update(INSTALLATION, table).where(key == value)
    is_old = table.c.locked_until_ms < at_ms - FORGET_MS
    # Counted by the store: many guesses at once are many failures.
    more = own.values(failures=case((is_old, 1), else_=table.c.failures + 1)).returning(table.c.failures)
    failures = conn.execute(more).scalar_one_or_none()
    if failures is not None:
        conn.execute(own.values(locked_until_ms=at_ms + lock_ms(int(failures))))


def _digest(login: str) -> str:
    return hashlib.blake2b(login.encode(), digest_size=16).hexdigest()
