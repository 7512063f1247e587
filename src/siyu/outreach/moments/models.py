"""Tables of moments, in the flow store."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, flow

moment = Table(
    "moment",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    # The plan as JSON (contracts.MomentPlan).
    Column("plan", Text, nullable=False),
    # JSON list of the parts of the organisation its maker may see, "" for all of it.
    Column("org_paths", Text, nullable=False),
    # The vendor's job that makes it, and the vendor's id once it is made.
    Column("job_id", Text, nullable=False),
    Column("vendor_id", Text, nullable=False),
    # JSON list of senders the vendor did not take.
    Column("unknown", Text, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("next_check_at_ms", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("finished_at_ms", BigInteger, nullable=False),
    # Why it failed, as JSON {"zh", "en"}, "" for no problem.
    Column("problem", Text, nullable=False),
    Index("ix_moment_state", "brand_id", "state", "due_at_ms"),
)

moment_post = Table(
    "moment_post",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("moment_id", BigInteger, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("published_at_ms", BigInteger),
    Column("viewers", Integer, nullable=False),
    Column("comments", Integer, nullable=False),
    Column("likes", Integer, nullable=False),
    # Whether its viewers have been counted in the ledger of moments seen.
    Column("counted", Boolean, nullable=False),
    Column("checked_at_ms", BigInteger, nullable=False),
    Column("next_check_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "moment_id", "advisor"),
    Index("ix_moment_post_due", "brand_id", "next_check_at_ms"),
)
