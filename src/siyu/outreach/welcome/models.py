"""Tables of welcomes (flow store)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import BigId, flow

welcome_rule = Table(
    "welcome_rule",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("channel_state", Text, nullable=False),
    Column("friend", Text, nullable=False),
    Column("from_minute", Integer, nullable=False),
    Column("to_minute", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    Index("ix_welcome_rule_brand", "brand_id", "position", "id"),
)
welcome_result = Table(
    "welcome_result",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("rule_id", BigInteger, nullable=False),
    Column("staff", Text, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("channel_state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("took_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "key"),
    Index("ix_welcome_result_at", "brand_id", "at_ms"),
)
