"""The table of friendships (concern `core`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core

friend = Table(
    "friend",
    core,
    Column("brand_id", BigInteger, nullable=False),
    # The member's WeCom userid.
    Column("staff", Text, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    # Follows from the two words below; kept so that lists need not work it out.
    Column("state", Text, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    Column("added_at_ms", BigInteger, nullable=False),
    Column("added_half", Boolean, nullable=False),
    Column("channel_state", Text, nullable=False),
    Column("add_way", Integer, nullable=False),
    Column("lost_at_ms", BigInteger, nullable=False),
    Column("lost_by", Text, nullable=False),
    Column("noted_at_ms", BigInteger, nullable=False),
    Column("remark", Text, nullable=False),
    Column("description", Text, nullable=False),
    # The vendor's tag ids, comma-joined.
    Column("vendor_tags", Text, nullable=False),
    # When the full reading that last showed it had begun.
    Column("seen_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "staff", "external_userid"),
    Index("ix_friend_customer", "brand_id", "customer_id"),
    Index("ix_friend_external", "brand_id", "external_userid"),
    Index("ix_friend_lost", "brand_id", "lost_at_ms"),
    Index("ix_friend_added", "brand_id", "added_at_ms"),
)
