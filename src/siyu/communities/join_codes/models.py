"""Tables of group live codes (concern `core`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from siyu.communities.writing.models import writing_columns
from siyu.kit.db.schema import BigId, core

join_code = Table(
    "community_join_code",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    # Comma-joined.
    Column("chat_ids", Text, nullable=False),
    Column("auto_create", Boolean, nullable=False),
    Column("base_name", Text, nullable=False),
    Column("base_number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("qr_url", Text, nullable=False),
    # When the vendor's copy was last read: it puts groups it opens by itself into the code.
    Column("read_at_ms", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    *writing_columns(),
    UniqueConstraint("brand_id", "state"),
    Index("ix_community_join_code_due", "brand_id", "sync", "next_try_at_ms"),
)

join_code_picture = Table(
    "community_join_code_picture",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("code_id", BigInteger, nullable=False),
    Column("picture", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "code_id"),
)
