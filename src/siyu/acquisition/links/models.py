"""Tables of acquisition links (concern `core`)."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from siyu.kit.db.schema import BigId, core

acquisition_link = Table(
    "acquisition_link",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("org_unit_id", BigInteger),
    Column("settings", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("sync", Text, nullable=False),
    # Digest of the link as the vendor has it; "" before it was made, or when it has to be looked at again.
    Column("applied", Text, nullable=False),
    Column("tried_at_ms", BigInteger, nullable=False),
    # NULL: nothing to do.
    Column("due_at_ms", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("error_en", Text, nullable=False),
    Column("synced_at_ms", BigInteger, nullable=False),
    # Until which local day the vendor's customers and figures have been read.
    Column("read_at_ms", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Index("ix_acquisition_link_due", "brand_id", "due_at_ms"),
    Index("ix_acquisition_link_vendor", "brand_id", "vendor_id"),
)

acquisition_link_place = Table(
    "acquisition_link_place",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("link_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    UniqueConstraint("brand_id", "channel"),
    Index("ix_acquisition_link_place_link", "brand_id", "link_id"),
)

acquisition_link_visit = Table(
    "acquisition_link_visit",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("link_id", BigInteger, nullable=False),
    Column("place_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("staff", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("lost_at_ms", BigInteger),
    Column("spoke_at_ms", BigInteger),
    # As of live codes: 0 none to write, 1 to be written, 2 written, 3 refused.
    Column("remark", Integer, nullable=False),
    Column("remark_due_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "key"),
    Index("ix_acquisition_link_visit_link", "brand_id", "link_id", "day"),
    Index("ix_acquisition_link_visit_friend", "brand_id", "external_userid", "staff"),
    Index("ix_acquisition_link_visit_remark", "brand_id", "remark", "remark_due_at_ms"),
)

acquisition_link_day = Table(
    "acquisition_link_day",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("link_id", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("clicks", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("read_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "link_id", "day"),
)

acquisition_quota = Table(
    "acquisition_quota",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("lots", LargeBinary, nullable=False),
    Column("read_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id"),
)

acquisition_alert = Table(
    "acquisition_alert",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("link_id", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("seen_by", Text, nullable=False),
    UniqueConstraint("brand_id", "key"),
    Index("ix_acquisition_alert_seen", "brand_id", "seen_by", "at_ms"),
)
