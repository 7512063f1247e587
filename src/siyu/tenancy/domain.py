"""Pure rules of tenancy: what each role may do, what a code or a password must look like."""

import re

from siyu.tenancy.contracts import Role

READ = frozenset(
    f"{area}.read"
    for area in (
        *("customers", "segments", "journeys", "outreach", "imports"),
        *("insights", "events", "settings", "orders", "content", "acquisition", "matrix", "groups", "handover"),
    )
)
WRITE = frozenset(
    f"{area}.write"
    for area in (
        *("customers", "segments", "journeys", "outreach", "imports"),
        *("events", "orders", "content", "acquisition", "matrix", "groups", "handover"),
    )
)
# Who may sign in, with which keys, and who did what: each a right of its own.
ACCOUNTS_READ, KEYS_READ, AUDIT_READ = "accounts.read", "keys.read", "audit.read"
# What people wrote to each other is read by those who answer for it, not by everybody who may look at figures.
ARCHIVE = frozenset({"archive.read", "archive.write"})
PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.OWNER: READ | WRITE | ARCHIVE | {"customers.reveal", "settings.write", ACCOUNTS_READ, KEYS_READ, AUDIT_READ},
    Role.OPERATOR: READ | WRITE | ARCHIVE | {"customers.reveal", AUDIT_READ},
    Role.MANAGER: READ | ARCHIVE | {"customers.write", "customers.reveal", "matrix.write", "handover.write"},
    Role.ADVISOR: frozenset(
        {"customers.read", "customers.write", "orders.read", "events.read", "segments.read", "content.read"}
    ),
    Role.VIEWER: READ,
}
ALL_PERMISSIONS = PERMISSIONS[Role.OWNER]
# What being a member of staff gives: the sidebar, which shows a person their own customers.
SERVE = frozenset({"advisors.use"})
# An advisor who is a known member of staff sees their own customers only, so nothing that lists a whole branch's.
SERVE_ONLY = SERVE | {"content.read"}
# The areas whose figures cover the whole brand; a person limited to a branch does not see them.
BRAND_WIDE = frozenset(
    {
        "imports.read",
        "imports.write",
        "journeys.write",
        "outreach.write",
        "settings.write",
        "content.write",
        ACCOUNTS_READ,
        KEYS_READ,
        AUDIT_READ,
    }
)

SESSION_COOKIE = "siyu_session"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PASSWORD_LENGTH_MIN = 8
PASSWORD_LENGTH_MAX = 200
FAILURES_MAX = 5
LOCK_FIRST_MS = 60_000
LOCK_MAX_MS = 60 * 60_000


def permissions_of(role: Role, *, whole_brand: bool, is_staff: bool = False) -> frozenset[str]:
    """This function will return what `role` may do; brand-wide areas are left out for people of a part of it.

    A member of staff also serves; an advisor who is one does nothing else.
    """
    if is_staff and role is Role.ADVISOR:
        return SERVE_ONLY
    granted = PERMISSIONS[role] if whole_brand else PERMISSIONS[role] - BRAND_WIDE
    return granted | SERVE if is_staff else granted


def lock_ms(failures: int) -> int:
    """This function will return how long sign-in is locked after `failures` wrong passwords in a row.

    From the fifth on: one minute, doubling up to an hour (OWASP Authentication Cheat Sheet, account lockout).
    """
    return 0 if failures < FAILURES_MAX else min(LOCK_FIRST_MS << (failures - FAILURES_MAX), LOCK_MAX_MS)


def code_from_name(name: str, taken: set[str]) -> str:
    """This function will make a free brand code from a name; a name without Latin letters gives `brand`, `brand-2`…"""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32] or "brand"
    options = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in options if code not in taken)
