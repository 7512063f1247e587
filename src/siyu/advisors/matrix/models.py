"""Tables of the account matrix (concern `core`)."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

matrix_phone = Table(
    "matrix_phone",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    # Encrypted; found again through the blind index, so that one SIM card is registered once.
    Column("sim_sealed", LargeBinary, nullable=False),
    Column("sim_index", Text),
    Column("sim_masked", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "label"),
    UniqueConstraint("brand_id", "sim_index"),
)
matrix_account = Table(
    "matrix_account",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("nickname", Text, nullable=False),
    Column("org_unit_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger),
    Column("phone_id", BigInteger),
    Column("stage", Text, nullable=False),
    Column("stage_since_ms", BigInteger, nullable=False),
    Column("risk", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("friends_max", BigInteger, nullable=False),
    Column("adds_per_day_max", BigInteger, nullable=False),
    Column("messages_per_day_max", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "kind", "handle"),
    Index("ix_matrix_account_unit", "brand_id", "org_unit_id", "id"),
    Index("ix_matrix_account_phone", "brand_id", "phone_id"),
)
matrix_hand_over = Table(
    "matrix_hand_over",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("from_staff_id", BigInteger),
    Column("to_staff_id", BigInteger),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_matrix_hand_over_account", "brand_id", "account_id", "id"),
)
