"""Tables of journeys, in the flow store beside outreach, so that a tick writes log and messages in one transaction."""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint, column

from siyu.kit.db.schema import BigId, flow

journey = Table(
    "journey",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("draft", Text, nullable=False),
    Column("version", Integer),
    # The published version's trigger, for finding who hears a fact.
    Column("segment_id", BigInteger),
    Column("event", Text),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "name"),
    Index("ix_journey_segment", "brand_id", "segment_id"),
    Index("ix_journey_event", "brand_id", "event"),
)

journey_version = Table(
    "journey_version",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("journey_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("graph", Text, nullable=False),
    Column("published_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("journey_id", "version"),
)

# One row per node of every version: the tick finds by it where people are due, without reading the people.
journey_node = Table(
    "journey_node",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("journey_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("node", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # What the kind refers to: the stored content of a send node.
    Column("ref", BigInteger),
    PrimaryKeyConstraint("journey_id", "version", "node"),
    Index("ix_journey_node_brand", "brand_id"),
)

_active = column("state") == 0

journey_member = Table(
    "journey_member",
    flow,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("journey_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    # The person's first, second, … time in this journey.
    Column("entry", Integer, nullable=False),
    # What let the person in; the same cause never lets the same person in twice.
    Column("cause", BigInteger, nullable=False),
    Column("node", Integer, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Integer, nullable=False),
    Column("entered_at_ms", BigInteger, nullable=False),
    UniqueConstraint("journey_id", "customer_id", "entry"),
    Index(
        "ix_journey_member_due",
        "journey_id",
        "version",
        "node",
        "due_at_ms",
        sqlite_where=_active,
        postgresql_where=_active,
    ),
)

journey_step = Table(
    "journey_step",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("node", Integer, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("entry_id", "seq"),
    sqlite_with_rowid=False,
)

# One row per set that moved (old ones added up at night), so that a node's numbers are a sum over sets and never a scan
# of people.
journey_move = Table(
    "journey_move",
    flow,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("journey_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("node", Integer, nullable=False),
    Column("outcome", Integer, nullable=False),
    # -1: nowhere, the people left the journey.
    Column("to_node", Integer, nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_journey_move_version", "journey_id", "version"),
)

journey_parked = Table(
    "journey_parked",
    flow,
    Column("brand_id", BigInteger, nullable=False),
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
    Column("journey_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("node", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_journey_parked_journey", "journey_id", "version"),
)
