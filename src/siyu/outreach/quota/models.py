"""Tables of the quota, in the flow store beside the messages that use it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from siyu.kit.db.schema import BigId, flow

# One row a block of 65,536 ids and China day: uint8 counts, compressed.
quota_use = Table(
    "quota_use",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("subject", Integer, nullable=False),
    Column("chunk", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "subject", "chunk", "day"),
)

quota_setting = Table(
    "quota_setting",
    flow,
    Column("brand_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mode", Text, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
)

# Mass messages that advisors made by themselves; each is counted once, when all of it has been sent. `subject` says
# whether it went to customers or to groups (before there was this column, always customers); `people` counts them.
quota_own_send = Table(
    "quota_own_send",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("subject", Integer, nullable=False, server_default="0"),
    Column("people", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "channel", "vendor_id"),
    Index("ix_quota_own_send_time", "brand_id", "channel", "created_at_ms"),
)

# The number under which a customer group is counted.
quota_group = Table(
    "quota_group",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("chat_id", Text, nullable=False),
    UniqueConstraint("brand_id", "chat_id"),
)
