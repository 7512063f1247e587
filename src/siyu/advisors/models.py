"""Tables of advisors (concern `core`)."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from siyu.kit.db.schema import BigId, core

note = Table(
    "advisor_note",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_advisor_note_customer", "brand_id", "customer_id", "id"),
)
follow_up = Table(
    "advisor_follow_up",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at_ms", BigInteger),
    Column("reminded_at_ms", BigInteger),
    Column("created_at_ms", BigInteger, nullable=False),
    Index("ix_advisor_follow_up_staff", "brand_id", "staff_id", "state", "due_at_ms"),
    Index("ix_advisor_follow_up_due", "brand_id", "state", "due_at_ms"),
    Index("ix_advisor_follow_up_customer", "brand_id", "customer_id", "state"),
)
