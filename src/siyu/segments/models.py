"""Tables of segments (concern `core`). Their members are bits under the leaf `segment:{id}`."""

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

segment = Table(
    "segment",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    # JSON; null for a list of people, whose bits are the only truth.
    Column("rule", Text),
    Column("version", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    # Of the last evaluation: how many, when, of what, and when the calendar alone next changes the answer.
    Column("members", BigInteger),
    Column("evaluated_at_ms", BigInteger),
    Column("evaluated_of", Text),
    Column("next_change_at_ms", BigInteger),
    Column("error", Text),
    UniqueConstraint("brand_id", "name"),
)
segment_version = Table(
    "segment_version",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("segment_id", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("segment_id", "version"),
)
segment_history = Table(
    "segment_history",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("segment_id", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("members", BigInteger, nullable=False),
    Column("entered", BigInteger, nullable=False),
    Column("gone", BigInteger, nullable=False),
    PrimaryKeyConstraint("segment_id", "at_ms"),
    Index("ix_segment_history_brand", "brand_id", "segment_id", "at_ms"),
)
