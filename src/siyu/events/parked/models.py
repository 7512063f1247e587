"""The table of parked messages (concern `core`)."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

parked_event = Table(
    "parked_event",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # The same message sent again is parked once.
    Column("digest", LargeBinary(16), nullable=False),
    Column("parked_at_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("brand_id", "digest"),
    Index("ix_parked_event_state", "brand_id", "state", "id"),
)
