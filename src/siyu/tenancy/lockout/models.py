"""Wrong passwords for login names that nobody has (concern `core`, brand 0); an account's are in its own row."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from siyu.kit.db.schema import core

failed_login = Table(
    "failed_login",
    core,
    Column("login_digest", Text, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("failures", BigInteger, nullable=False),
    Column("locked_until_ms", BigInteger, nullable=False),
    Index("ix_failed_login_locked", "locked_until_ms"),
)
