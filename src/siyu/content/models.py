"""Tables of content (concern `core`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from siyu.kit.db.schema import BigId, core

material = Table(
    "content_material",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("category", Text, nullable=False),
    # The kind's own fields as JSON; what search looks through stands in `words`, in small letters.
    Column("body", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("file_digest", Text),
    Column("file_name", Text, nullable=False),
    Column("file_bytes", BigInteger, nullable=False),
    Column("file_type", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Index("ix_content_material_list", "brand_id", "archived", "id"),
)
script = Table(
    "content_script",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("objection", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("material_id", BigInteger),
    Column("words", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Index("ix_content_script_list", "brand_id", "archived", "id"),
)
