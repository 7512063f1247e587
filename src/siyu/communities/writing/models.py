"""The columns of everything that is kept equal at the vendor."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Text


def writing_columns() -> list["Column[object]"]:
    """This function will make the columns a table needs to be written through."""
    columns: list[Column[object]] = [
        # Counts changes; what was written while somebody changed it is written again.
        Column("version", Integer, nullable=False),
        Column("removed", Boolean, nullable=False),
        Column("vendor_id", Text, nullable=False),
        Column("sync", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("error_en", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("next_try_at_ms", BigInteger, nullable=False),
        Column("synced_at_ms", BigInteger, nullable=False),
    ]
    return columns
