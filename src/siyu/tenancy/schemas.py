"""Shapes of tenancy's API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.tenancy.contracts import OrgLevel, Role


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class LoginBody(Body):
    """Signing in."""

    account: str
    password: str


class UserOut(BaseModel):
    """A person who signs in."""

    id: int
    account: str
    name: str


class BrandAccessOut(BaseModel):
    """A brand the caller belongs to and what they may do there (`can` lists every permission)."""

    code: str
    name: str
    zone: str
    role: Role
    can: dict[str, bool]


class MeOut(BaseModel):
    """Who is signed in."""

    user: UserOut
    brands: list[BrandAccessOut]
    csrf_token: str


class BrandOut(BaseModel):
    """A brand."""

    code: str
    name: str
    zone: str
    created_at_ms: int


class BrandBody(Body):
    """What may be changed of a brand."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    zone: str


class OrgUnitOut(BaseModel):
    """A unit of the organisation tree; `parent_id` is null at the root."""

    id: int
    parent_id: int | None
    level: OrgLevel
    code: str
    name: str
    city: str


class StaffOut(BaseModel):
    """A staff member."""

    id: int
    code: str
    name: str
    role: str
    org_unit_id: int
    wecom_userid: str
    active: bool


class AccountOut(BaseModel):
    """An account of the brand."""

    id: int
    account: str
    name: str
    role: Role
    org_unit_id: int | None
    locked: bool
    staff_id: int | None = None
    staff: str | None = None


class AccountBody(Body):
    """A new account."""

    account: str
    name: Annotated[str, Field(min_length=1, max_length=80)]
    password: str
    role: Role
    org_unit_id: int | None = None


class AccountChange(Body):
    """What may be changed of an account; fields left out stay."""

    role: Role | None = None
    password: str | None = None
    active: bool | None = None


class StaffBinding(Body):
    """The member of staff an account is."""

    staff_id: int | None


class ApiKeyOut(BaseModel):
    """An API key, without its secret."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    created_at_ms: int
    last_used_at_ms: int | None
    revoked_at_ms: int | None


class ApiKeyBody(Body):
    """A new API key."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    permissions: Annotated[list[str], Field(min_length=1, max_length=40)]


class ApiKeySecretOut(BaseModel):
    """The secret of a new key; it is shown this once."""

    secret: str


class AuditOut(BaseModel):
    """An entry of the audit log. `actor_name` is the account's or key's name, empty where there is none."""

    id: int
    at_ms: int
    actor: str
    actor_name: str
    action: str
    target: str
    detail: str
