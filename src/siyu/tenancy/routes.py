"""HTTP of tenancy: sign in and out, the brand, its organisation, accounts, API keys and audit log."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.http import (
    PAGE_DEFAULT,
    PAGE_MAX,
    Access,
    Page,
    Principal,
    SignInNeeded,
    allow,
    platform,
    set_private_cookie,
)
from siyu.tenancy import operations, queries, schemas
from siyu.tenancy.accounts import operations as accounts
from siyu.tenancy.contracts import Brand, Session
from siyu.tenancy.domain import (
    ACCOUNTS_READ,
    ALL_PERMISSIONS,
    AUDIT_READ,
    KEYS_READ,
    SERVE,
    SESSION_COOKIE,
    permissions_of,
)
from siyu.tenancy.serving import routes as serving
from siyu.tenancy.serving.operations import bind_staff

router = APIRouter()
router.include_router(serving.router)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
Settings = Annotated[Access, Depends(allow("settings.read"))]
Change = Annotated[Access, Depends(allow("settings.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


def authenticate(request: Request, brand_code: str, permission: str) -> tuple[Principal, Scope]:
    """This function will find out who calls: an API key (`Authorization: Bearer …`) or a session cookie.

    A session must send its CSRF token with every change.
    """
    on = platform(request)
    now_ms = on.clock.now_ms()
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return accounts.principal_of_key(on.stores.core, secret, brand_code, permission, now_ms=now_ms)
    with on.stores.core.reading() as conn:
        held = _session(request)
        return accounts.principal_of_account(conn, held, brand_code, permission)


def _session(request: Request) -> Session:
    on = platform(request)
    token = request.cookies.get(SESSION_COOKIE, "")
    with on.stores.core.reading() as conn:
        held = accounts.session_of(conn, token, now_ms=on.clock.now_ms()) if token else None
    if held is None:
        raise SignInNeeded()
    if request.method not in SAFE_METHODS:
        accounts.check_csrf(held, request.headers.get("x-csrf-token"))
    return held


@router.post("/auth/login", tags=["auth"])
def login(body: schemas.LoginBody, request: Request, response: Response) -> schemas.MeOut:
    """Sign in; answers who is signed in and sets the session cookie."""
    on = platform(request)
    opened = accounts.sign_in(on.stores.core, login=body.account, password=body.password, at_ms=on.clock.now_ms())
    set_private_cookie(request, response, SESSION_COOKIE, opened.token, age_s=accounts.SESSION_MS // SECOND_MS)
    return _me(request, opened)


@router.post("/auth/logout", tags=["auth"], status_code=204)
def logout(request: Request, response: Response) -> None:
    """Sign out of this browser."""
    held = _session(request)
    platform(request).stores.core.write(lambda conn: accounts.sign_out(conn, held.token))
    response.delete_cookie(SESSION_COOKIE)


@router.get("/auth/me", tags=["auth"])
def me(request: Request) -> schemas.MeOut:
    """Who is signed in, in which brands, and the CSRF token to send with changes."""
    return _me(request, _session(request))


@router.get("/brands/{brand}", tags=["brand"])
def brand(access: Settings) -> schemas.BrandOut:
    """The brand."""
    with access.platform.stores.core.reading() as conn:
        return _brand_out(queries.own_brand(conn, access.scope))


@router.patch("/brands/{brand}", tags=["brand"])
def change_brand(body: schemas.BrandBody, access: Change) -> schemas.BrandOut:
    """Rename the brand or move its time zone."""
    at_ms = access.platform.clock.now_ms()
    changed = access.platform.stores.core.write(
        lambda conn: operations.change_brand(conn, access.scope, name=body.name, zone=body.zone, at_ms=at_ms)
    )
    return _brand_out(changed)


@router.get("/brands/{brand}/org-units", tags=["brand"])
def org_units(access: Annotated[Access, Depends(allow("customers.read"))]) -> list[schemas.OrgUnitOut]:
    """The part of the organisation tree the caller sees, parents first."""
    with access.platform.stores.core.reading() as conn:
        units = queries.org_units(conn, access.scope)
    fields = schemas.OrgUnitOut.model_fields
    return [schemas.OrgUnitOut(**{name: getattr(unit, name) for name in fields}) for unit in units]


@router.get("/brands/{brand}/staff", tags=["brand"])
def staff(
    access: Annotated[Access, Depends(allow("customers.read"))],
    search: str = "",
    cursor: int = 0,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.StaffOut]:
    """Staff of the visible units, searched by name or code."""
    with access.platform.stores.core.reading() as conn:
        people = queries.staff_page(conn, access.scope, search=search, after_id=cursor, limit=limit)
        total = None if search or access.scope.org_paths is not None else queries.staff_count(conn, access.scope)
    fields = schemas.StaffOut.model_fields
    items = [schemas.StaffOut(**{name: getattr(person, name) for name in fields}) for person in people]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None, total=total)


@router.get("/brands/{brand}/users", tags=["brand"])
def users(access: Annotated[Access, Depends(allow(ACCOUNTS_READ))]) -> list[schemas.AccountOut]:
    """Who may sign in to the brand."""
    with access.platform.stores.core.reading() as conn:
        rows = queries.accounts(conn, access.scope, now_ms=access.platform.clock.now_ms())
        bound = queries.bound_staff(conn, access.scope)
        staff_of = queries.staff_by_id(conn, access.scope, bound.values())
    return [
        schemas.AccountOut(
            id=account.id,
            account=account.login,
            name=account.name,
            role=role,
            org_unit_id=unit,
            locked=account.locked,
            staff_id=bound.get(account.id),
            staff=staff_of[bound[account.id]].name if bound.get(account.id) in staff_of else None,
        )
        for account, role, unit in rows
    ]


@router.post("/brands/{brand}/users", tags=["brand"], status_code=201)
def create_user(body: schemas.AccountBody, access: Change) -> schemas.AccountOut:
    """Create an account with a role in the brand."""
    at_ms = access.platform.clock.now_ms()
    account_id = access.platform.stores.core.write(
        lambda conn: accounts.create_account(
            conn,
            access.scope,
            login=body.account,
            name=body.name,
            password=body.password,
            role=body.role,
            at_ms=at_ms,
            org_unit_id=body.org_unit_id,
        )
    )
    shown = body.model_dump(exclude={"password"})
    return schemas.AccountOut(id=account_id, locked=False, **shown)


@router.patch("/brands/{brand}/users/{user_id}", tags=["brand"], status_code=204)
def change_user(user_id: int, body: schemas.AccountChange, access: Change) -> None:
    """Change an account's role or password, lock it out or let it in again."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: accounts.change_account(conn, access.scope, user_id, at_ms=at_ms, **body.model_dump())
    )


@router.put("/brands/{brand}/users/{user_id}/staff", tags=["brand"], status_code=204)
def bind_user(user_id: int, body: schemas.StaffBinding, access: Change) -> None:
    """Say which member of staff an account is, so that they can sign in by scanning; null takes it back."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(lambda conn: bind_staff(conn, access.scope, user_id, body.staff_id, at_ms=at_ms))


@router.get("/brands/{brand}/api-keys", tags=["brand"])
def api_keys(access: Annotated[Access, Depends(allow(KEYS_READ))]) -> list[schemas.ApiKeyOut]:
    """The brand's API keys, without their secrets."""
    with access.platform.stores.core.reading() as conn:
        keys = queries.api_keys(conn, access.scope)
    fields = schemas.ApiKeyOut.model_fields
    return [schemas.ApiKeyOut(**{name: getattr(key, name) for name in fields}) for key in keys]


@router.post("/brands/{brand}/api-keys", tags=["brand"], status_code=201)
def create_api_key(body: schemas.ApiKeyBody, access: Change) -> schemas.ApiKeySecretOut:
    """Create an API key; the answer is the only time its secret is shown."""
    at_ms = access.platform.clock.now_ms()
    secret = access.platform.stores.core.write(
        lambda conn: operations.create_api_key(
            conn, access.scope, name=body.name, permissions=body.permissions, at_ms=at_ms
        )
    )
    return schemas.ApiKeySecretOut(secret=secret)


@router.delete("/brands/{brand}/api-keys/{key_id}", tags=["brand"], status_code=204)
def revoke_api_key(key_id: int, access: Change) -> None:
    """End an API key at once."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(lambda conn: operations.revoke_api_key(conn, access.scope, key_id, at_ms=at_ms))


@router.get("/brands/{brand}/audit-log", tags=["brand"])
def audit_log(
    access: Annotated[Access, Depends(allow(AUDIT_READ))], cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.AuditOut]:
    """Who did what, newest first."""
    with access.platform.stores.core.reading() as conn:
        entries = queries.audit_page(conn, access.scope, before_id=cursor, limit=limit)
        names = queries.actor_names(conn, access.scope, {entry.actor for entry in entries})
    items = [schemas.AuditOut(**asdict(entry), actor_name=names.get(entry.actor, "")) for entry in entries]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


def _me(request: Request, held: Session) -> schemas.MeOut:
    with platform(request).stores.core.reading() as conn:
        places = queries.memberships(conn, held.account.id)
    user = schemas.UserOut(id=held.account.id, account=held.account.login, name=held.account.name)
    brands = []
    for place in places:
        whole, is_staff = place.org_unit_id is None, place.staff_id is not None
        granted = permissions_of(place.role, whole_brand=whole, is_staff=is_staff)
        can = {permission: permission in granted for permission in sorted(ALL_PERMISSIONS | SERVE)}
        told = {"code": place.brand.code, "name": place.brand.name, "zone": place.brand.zone}
        brands.append(schemas.BrandAccessOut(**told, role=place.role, can=can))
    return schemas.MeOut(user=user, brands=brands, csrf_token=held.csrf_token)


def _brand_out(brand: Brand) -> schemas.BrandOut:
    return schemas.BrandOut(code=brand.code, name=brand.name, zone=brand.zone, created_at_ms=brand.created_at_ms)
