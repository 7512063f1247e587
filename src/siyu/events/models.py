"""Tables of the log's book-keeping (concern `core`). The log itself is `siyu.kit.lake`."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core

seen_message = Table(
    "event_seen",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "digest"),
    Index("ix_event_seen_at", "at_ms"),
    sqlite_with_rowid=False,
)
event_interest = Table(
    "event_interest",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("consumer", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "name", "consumer"),
)
event_vocabulary = Table(
    "event_vocabulary",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    Column("properties", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "name"),
)
