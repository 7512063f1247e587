"""Tables of the WeCom connector: friendships beside the customers, and the raw callbacks in the inbox."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core, inbox

wecom_friend = Table(
    "wecom_friend",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("userid", Text, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("is_friend", Boolean, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "userid", "external_userid"),
    Index("ix_wecom_friend_customer", "brand_id", "customer_id"),
)

wecom_callback = Table(
    "wecom_callback",
    inbox,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    # SHA-256 of the decrypted text: the vendor's own repeats are one row.
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("welcome", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("error", Text),
    UniqueConstraint("brand_id", "digest"),
    Index("ix_wecom_callback_due", "brand_id", "state", "due_at_ms"),
)
