"""The tables of groups and of the stays of people in them (concern `core`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core

group = Table(
    "community_group",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    # The owner's WeCom userid, and their unit when the group was last read: what people of a branch may see.
    Column("owner", Text, nullable=False),
    Column("org_unit_id", BigInteger),
    Column("notice", Text, nullable=False),
    # Comma-joined WeCom userids.
    Column("admins", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger, nullable=False),
    # The vendor's word for the set of members we hold; "" before the first reading.
    Column("member_version", Text, nullable=False),
    Column("members", Integer, nullable=False),
    Column("customers", Integer, nullable=False),
    # When the reading that this is from began; 0: only listed so far.
    Column("read_at_ms", BigInteger, nullable=False),
    # When the full reading that last listed it had begun.
    Column("seen_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "chat_id"),
    Index("ix_community_group_order", "brand_id", "created_at_ms", "chat_id"),
    Index("ix_community_group_owner", "brand_id", "owner"),
)

# One stay: who comes, goes and comes again has two.
stay = Table(
    "community_stay",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("userid", Text, nullable=False),
    Column("joined_at_ms", BigInteger, nullable=False),
    # 0: a member of staff, or a customer with an unusable id.
    Column("customer_id", BigInteger, nullable=False),
    Column("is_customer", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("join_scene", Text, nullable=False),
    Column("inviter", Text, nullable=False),
    # The word of the group code they came by.
    Column("state", Text, nullable=False),
    # 0: still there.
    Column("left_at_ms", BigInteger, nullable=False),
    Column("quit_scene", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "chat_id", "userid", "joined_at_ms"),
    Index("ix_community_stay_customer", "brand_id", "customer_id"),
    Index("ix_community_stay_joined", "brand_id", "joined_at_ms"),
    Index("ix_community_stay_left", "brand_id", "left_at_ms"),
    Index("ix_community_stay_state", "brand_id", "state"),
)

# The vendor's figures of all groups of an owner on one local day.
owner_day = Table(
    "community_owner_day",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("new_groups", Integer, nullable=False),
    Column("groups", Integer, nullable=False),
    Column("talking_groups", Integer, nullable=False),
    Column("new_members", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("talking_members", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    PrimaryKeyConstraint("brand_id", "owner", "day"),
    Index("ix_community_owner_day_day", "brand_id", "day"),
)
