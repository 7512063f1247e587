"""Tables of tags written to WeCom (concern `core`): which groups are shown there, and what is still to be compared."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core

# Tag groups of ours that the brand shows in WeCom.
wecom_tag_group = Table(
    "wecom_tag_group",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("group_id", BigInteger, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "group_id"),
)

# Tags whose corp tag has to be made, renamed or deleted; a row goes when WeCom is as Siyu is.
wecom_tag_task = Table(
    "wecom_tag_task",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("tag_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "tag_id"),
    Index("ix_wecom_tag_task_due", "state", "due_at_ms", "brand_id"),
)

# Customers whose friends' tags have to be compared with Siyu's; what is wanted is read when the call is made.
wecom_tag_mark = Table(
    "wecom_tag_mark",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("tag_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    # Grows with every change, so that what is changed while a call is under way is compared once more.
    Column("version", BigInteger, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "customer_id", "tag_id"),
    Index("ix_wecom_tag_mark_due", "state", "due_at_ms", "brand_id"),
    Index("ix_wecom_tag_mark_tag", "brand_id", "tag_id", "state"),
)

# One row a brand: why nothing is being written just now, and what the last comparison found.
wecom_tag_state = Table(
    "wecom_tag_state",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("paused_until_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("compared_at_ms", BigInteger, nullable=False),
    Column("differences", Text, nullable=False),
    PrimaryKeyConstraint("brand_id"),
)
