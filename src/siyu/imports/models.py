"""Tables of imports."""

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import BigId, core

import_run = Table(
    "import_run",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_bytes", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("mapping_name", Text, nullable=False),
    # The checkpoint: totals of the rows read so far, moved in the same transaction as what those rows changed.
    Column("rows", BigInteger, nullable=False),
    Column("imported", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
    Column("customers", BigInteger, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("bytes_done", BigInteger, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("started_at_ms", BigInteger),
    Column("finished_at_ms", BigInteger),
    Column("actor", Text, nullable=False),
    Column("error_zh", Text, nullable=False),
    Column("error_en", Text, nullable=False),
    Index("ix_import_run_brand", "brand_id", "id"),
    Index("ix_import_run_digest", "brand_id", "digest"),
)
import_rejected = Table(
    "import_rejected",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("import_id", BigInteger, nullable=False),
    Column("row_no", BigInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("fix_zh", Text, nullable=False),
    Column("fix_en", Text, nullable=False),
    Column("raw", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "import_id", "row_no"),
)
import_mapping = Table(
    "import_mapping",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("saved_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "name"),
)
# How often the same content has been met in files without numbers; emptied when the import is done, by the nightly sweep when it is cancelled.
import_occurrence = Table(
    "import_occurrence",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("import_id", BigInteger, nullable=False),
    Column("content", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "import_id", "content"),
)
