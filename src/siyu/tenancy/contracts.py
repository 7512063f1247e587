"""What tenancy tells others: brands, units of the organisation tree, staff, accounts and who may do what."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do in a brand; see `domain.PERMISSIONS`."""

    OWNER = "owner"
    OPERATOR = "operator"
    MANAGER = "manager"
    ADVISOR = "advisor"
    VIEWER = "viewer"


class OrgLevel(StrEnum):
    """Where a unit stands in the organisation tree: HQ → region 大区 → branch 分公司 → store 门店."""

    HQ = "hq"
    REGION = "region"
    BRANCH = "branch"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand: everything in Siyu belongs to exactly one."""

    id: int
    code: str
    name: str
    zone: str
    created_at_ms: int


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """A unit of the tree. `path` lists the ids from the root, e.g. "/1/7/"; a subtree is a path prefix."""

    id: int
    parent_id: int | None
    level: OrgLevel
    code: str
    name: str
    city: str
    path: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who serves customers, e.g. an advisor 导购."""

    id: int
    org_unit_id: int
    code: str
    name: str
    role: str
    wecom_userid: str
    active: bool


@dataclass(frozen=True, slots=True)
class NewOrgUnit:
    """A unit to save, known by its code; `parent_code` "" is the root."""

    code: str
    parent_code: str
    level: OrgLevel
    name: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A staff member to save, known by their code."""

    code: str
    org_unit_code: str
    name: str
    role: str = "advisor"
    wecom_userid: str = ""


@dataclass(frozen=True, slots=True)
class StaffChanged:
    """Fact: these people (at most 500) came back, got another unit, or another WeCom account."""

    staff_ids: list[int]
    at_ms: int


@dataclass(frozen=True, slots=True)
class StaffLeft:
    """Fact: these people (at most 500) serve no longer."""

    staff_ids: list[int]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Membership:
    """An account's place in a brand; `staff_id` is the member of staff the person is there."""

    brand: Brand
    role: Role
    org_unit_id: int | None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in."""

    id: int
    login: str
    name: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    token: str
    csrf_token: str
    account: Account
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs. The secret itself is shown once and never stored."""

    id: int
    name: str
    prefix: str
    permissions: tuple[str, ...]
    created_at_ms: int
    last_used_at_ms: int | None
    revoked_at_ms: int | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when."""

    id: int
    at_ms: int
    actor: str
    action: str
    target: str
    detail: str
