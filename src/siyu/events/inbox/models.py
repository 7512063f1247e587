"""The table of the raw inbox (concern `inbox`)."""

from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import inbox

delivery = Table(
    "inbox_delivery",
    inbox,
    Column("brand_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("messages", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "id"),
)
