"""The table of sources (concern `core`)."""

from sqlalchemy import BigInteger, Column, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

source = Table(
    "event_source",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    # None while the source is closed.
    Column("write_key_digest", Text, unique=True),
    Column("key_hint", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("rotated_at_ms", BigInteger),
    Column("closed_at_ms", BigInteger),
    UniqueConstraint("brand_id", "name"),
)
