"""Tables of customers (concern `core`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from siyu.kit.db.schema import BigId, core

customer = Table(
    "customer",
    core,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("org_unit_id", BigInteger),
    Column("advisor_id", BigInteger),
    # {"key": [value, at_ms]}: the time decides between an early and a late write of the same attribute.
    Column("attributes", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("changed_seq", BigInteger, nullable=False),
    Index("ix_customer_changed", "brand_id", "changed_seq", "id"),
    Index("ix_customer_org", "brand_id", "org_unit_id", "id"),
    Index("ix_customer_name", "brand_id", "name"),
)
identity = Table(
    "customer_identity",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    # The value itself, or the blind index of a phone.
    Column("digest", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    # Of phones only: the encrypted number, the masked form and the last four digits.
    Column("sealed", LargeBinary),
    Column("masked", Text),
    Column("tail", Text),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "kind", "digest"),
    Index("ix_customer_identity_customer", "brand_id", "customer_id"),
    Index("ix_customer_identity_tail", "brand_id", "tail"),
)
identity_conflict = Table(
    "identity_conflict",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("kept_customer_id", BigInteger, nullable=False),
    Column("other_customer_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "kind", "digest", "kept_customer_id", "other_customer_id"),
)
attribute_definition = Table(
    "attribute_definition",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("indexed", Boolean, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "key"),
)
attribute_text = Table(
    "attribute_text",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("code", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "key", "value"),
)
tag_group = Table(
    "tag_group",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("brand_id", "name"),
)
tag = Table(
    "tag",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("group_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "name"),
)
consent = Table(
    "consent",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_consent_customer", "brand_id", "customer_id", "id"),
)
