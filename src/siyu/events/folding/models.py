"""The table of how far each brand's inbox is folded (concern `core`)."""

from sqlalchemy import BigInteger, Column, Table

from siyu.kit.db.schema import core

fold_cursor = Table(
    "event_fold_cursor",
    core,
    Column("brand_id", BigInteger, primary_key=True, autoincrement=False),
    Column("delivery_id", BigInteger, nullable=False),
    Column("folded_at_ms", BigInteger, nullable=False),
)
