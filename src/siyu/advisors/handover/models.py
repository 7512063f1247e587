"""Tables of hand-overs (concern `core`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import BigId, core

handover = Table(
    "handover",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    # contracts.HandoverPlan as JSON, and the staff ids of everybody who gets something.
    Column("plan", LargeBinary, nullable=False),
    Column("takers", LargeBinary, nullable=False),
    # The first giver's unit: people of a branch see what their own staff gave.
    Column("org_unit_id", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("finished_at_ms", BigInteger, nullable=False),
    # When to try again to list the groups.
    Column("due_at_ms", BigInteger, nullable=False),
    Column("problem", Text, nullable=False),
    Column("problem_en", Text, nullable=False),
    Index("ix_handover_brand", "brand_id", "id"),
    Index("ix_handover_state", "brand_id", "state"),
)

# From one person to another: what is asked of the vendor, and looked at, together.
handover_pair = Table(
    "handover_pair",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("handover_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("giver", Text, nullable=False),
    Column("taker", Text, nullable=False),
    Column("resigned", Boolean, nullable=False),
    # NULL: nothing is left to do.
    Column("due_at_ms", BigInteger),
    Column("attempts", Integer, nullable=False),
    # When the taker was told; 0: not yet.
    Column("told_at_ms", BigInteger, nullable=False),
    # What holds it up, "" when nothing does.
    Column("problem", Text, nullable=False),
    Column("problem_en", Text, nullable=False),
    Index("ix_handover_pair_due", "brand_id", "due_at_ms"),
    Index("ix_handover_pair_handover", "brand_id", "handover_id"),
)

handover_item = Table(
    "handover_item",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("handover_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("giver", Text, nullable=False),
    # The customer's external_userid, or the group's chat_id.
    Column("ident", Text, nullable=False),
    # 0 for a group, whose name is kept instead.
    Column("customer_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    # 0 and "" for who is left out.
    Column("pair_id", BigInteger, nullable=False),
    Column("taker", Text, nullable=False),
    Column("resigned", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # The vendor's error code; ASKED_BEFORE where an answer never came.
    Column("code", Integer, nullable=False),
    # When it was asked of the vendor (0: not yet), when it will be over by itself, and when it was decided.
    Column("asked_at_ms", BigInteger, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("decided_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "handover_id", "kind", "giver", "ident"),
    Index("ix_handover_item_pair", "brand_id", "pair_id", "state"),
    Index("ix_handover_item_ident", "brand_id", "ident"),
    Index("ix_handover_item_giver", "brand_id", "giver", "state"),
)

# People who left. Number 0 is the list itself: `left_at_ms` is when it was last asked for, `counted_at_ms` when read.
handover_leaver = Table(
    "handover_leaver",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("left_at_ms", BigInteger, nullable=False),
    # What the vendor says hangs on them; NULL: not asked yet.
    Column("unassigned", Integer),
    Column("groups", Integer),
    Column("counted_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "staff_id"),
)
