"""Tables of mass messages, in the flow store beside the messages they are made of."""

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

from siyu.kit.db.schema import BigId, flow

mass_campaign = Table(
    "mass_campaign",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    # The plan as JSON: audience, branches, text, attachments, start, reminders (contracts.Plan).
    Column("plan", Text, nullable=False),
    # JSON list of the parts of the organisation its maker may see, "" for all of it.
    Column("org_paths", Text, nullable=False),
    # What was foretold when it was sent off (contracts.MassForecast as JSON), "" before.
    Column("forecast", Text, nullable=False),
    Column("content_id", BigInteger, nullable=False),
    Column("people", Integer, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("finished_at_ms", BigInteger, nullable=False),
    Column("problem", Text, nullable=False),
    Index("ix_mass_campaign_state", "brand_id", "state", "due_at_ms"),
)

# Who a campaign is for, as it was when it began: the bits of one shard, compressed, and how far it has been planned.
mass_audience = Table(
    "mass_audience",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("campaign_id", BigInteger, nullable=False),
    Column("shard", Integer, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("after_id", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
    PrimaryKeyConstraint("brand_id", "campaign_id", "shard"),
)

# A campaign's message to one customer group; states and reasons are those of messages to customers.
mass_group_message = Table(
    "mass_group_message",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("campaign_id", BigInteger, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    # The number under which the group is counted in the quota.
    Column("number", BigInteger, nullable=False),
    Column("state", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    # When it was let through, 0 if it was not: the quota is counted on that day.
    Column("passed_at_ms", BigInteger, nullable=False),
    Column("dispatched_at_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "campaign_id", "chat_id"),
    Index("ix_mass_group_message_due", "brand_id", "state", "due_at_ms"),
    Index("ix_mass_group_message_vendor", "brand_id", "vendor_id"),
)
