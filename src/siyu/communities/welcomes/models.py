"""The table of group welcome texts (concern `core`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from siyu.communities.writing.models import writing_columns
from siyu.kit.db.schema import BigId, core

group_welcome = Table(
    "community_welcome",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    # "": no link typed by hand.
    Column("link_title", Text, nullable=False),
    Column("link_url", Text, nullable=False),
    Column("link_description", Text, nullable=False),
    Column("link_picture_url", Text, nullable=False),
    # 0: no material of the library; else what it was called and was when it was chosen.
    Column("material_id", BigInteger, nullable=False, server_default="0"),
    Column("material_title", Text, nullable=False, server_default=""),
    Column("material_kind", Text, nullable=False, server_default=""),
    # Stands for what the vendor was given; when it would be given something else now, its copy is behind.
    Column("mark", Text, nullable=False, server_default=""),
    Column("notify", Boolean, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    *writing_columns(),
    Index("ix_community_welcome_due", "brand_id", "sync", "next_try_at_ms"),
)
