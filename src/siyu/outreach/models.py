"""Tables of outreach, in the flow store beside journeys."""

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

outreach_content = Table(
    "outreach_content",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("text", Text, nullable=False),
    # JSON list of attachments, empty for none.
    Column("attachments", Text, nullable=False, server_default=""),
    # SHA-256 of channel, text and attachments: the same words are stored once.
    Column("digest", Text, nullable=False),
    UniqueConstraint("brand_id", "digest"),
)

outreach_intent = Table(
    "outreach_intent",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("content_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("origin_id", BigInteger, nullable=False),
    Column("origin_node", Integer, nullable=False),
    Column("state", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    # When the gate let it pass; counts towards the person's cap from then on.
    Column("passed_at_ms", BigInteger, nullable=False),
    Column("dispatched_at_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    UniqueConstraint("brand_id", "key"),
    Index("ix_outreach_intent_due", "brand_id", "state", "channel", "due_at_ms"),
    Index("ix_outreach_intent_person", "brand_id", "customer_id", "passed_at_ms"),
    Index("ix_outreach_intent_vendor", "brand_id", "vendor_id"),
    Index("ix_outreach_intent_origin", "brand_id", "origin", "origin_id", "customer_id"),
)

outreach_setting = Table(
    "outreach_setting",
    flow,
    Column("brand_id", BigInteger, primary_key=True, autoincrement=False),
    Column("cap_count", Integer, nullable=False),
    Column("cap_window_ms", BigInteger, nullable=False),
    Column("quiet_from_minute", Integer, nullable=False),
    Column("quiet_until_minute", Integer, nullable=False),
    Column("spread_ms", BigInteger, nullable=False),
)

outreach_channel = Table(
    "outreach_channel",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("config", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "channel"),
)

staff_task = Table(
    "staff_task",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("content_id", BigInteger, nullable=False),
    Column("people", Integer, nullable=False),
    Column("delivered", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("confirmed_at_ms", BigInteger),
    Column("settled", Boolean, nullable=False),
    Column("next_check_at_ms", BigInteger, nullable=False),
    Column("origin", Text, nullable=False, server_default=""),
    Column("origin_id", BigInteger, nullable=False, server_default="0"),
    # When somebody asked for a reminder (0: nobody did), how many were sent and when, and until when no more are allowed.
    Column("remind_asked_at_ms", BigInteger, nullable=False, server_default="0"),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("reminded_at_ms", Text, nullable=False, server_default="[]"),
    Column("remind_blocked_until_ms", BigInteger, nullable=False, server_default="0"),
    Column("cancelled_at_ms", BigInteger),
    UniqueConstraint("brand_id", "channel", "vendor_id", "advisor"),
    Index("ix_staff_task_open", "brand_id", "settled", "next_check_at_ms"),
    Index("ix_staff_task_origin", "brand_id", "origin", "origin_id"),
)
