"""Tables of tenancy (concern `core`). The brand table's own key is `brand_id`; accounts live under brand 0."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

brand = Table(
    "brand",
    core,
    Column("brand_id", BigId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
)
org_unit = Table(
    "org_unit",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("parent_id", BigInteger),
    Column("level", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("path", Text, nullable=False),
    UniqueConstraint("brand_id", "code"),
    Index("ix_org_unit_path", "brand_id", "path"),
)
staff = Table(
    "staff",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("org_unit_id", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("wecom_userid", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("brand_id", "code"),
    Index("ix_staff_wecom", "brand_id", "wecom_userid"),
)
account = Table(
    "account",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("failures", BigInteger, nullable=False),
    Column("locked_until_ms", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
)
membership = Table(
    "membership",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("org_unit_id", BigInteger),
    # The member of staff this person is in the brand.
    Column("staff_id", BigInteger),
    UniqueConstraint("brand_id", "account_id"),
    Index("ix_membership_staff", "brand_id", "staff_id"),
)
session = Table(
    "session",
    core,
    Column("token_digest", Text, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("account_id", BigInteger, nullable=False, index=True),
    Column("csrf_token", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
)
api_key = Table(
    "api_key",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("permissions", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("last_used_at_ms", BigInteger),
    Column("revoked_at_ms", BigInteger),
)
audit = Table(
    "audit",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_audit_brand", "brand_id", "id"),
)
