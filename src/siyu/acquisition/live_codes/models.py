"""Tables of live codes (concern `core`)."""

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

from siyu.kit.db.schema import BigId, core

live_code = Table(
    "live_code",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("org_unit_id", BigInteger),
    Column("owner_staff_id", BigInteger),
    # Everything decided about the code but its people (below), read and written whole.
    Column("settings", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Column("answer", LargeBinary),
    Column("answered_at_ms", BigInteger, nullable=False),
    # When the answer has to be worked out again; NULL: not by time.
    Column("due_at_ms", BigInteger),
    Column("last_staff_id", BigInteger),
    Index("ix_live_code_due", "status", "due_at_ms"),
    Index("ix_live_code_brand", "brand_id", "id"),
)

live_code_member = Table(
    "live_code_member",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("code_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("per_day_max", Integer),
    Column("on", Boolean, nullable=False),
    PrimaryKeyConstraint("brand_id", "code_id", "role", "staff_id"),
    Index("ix_live_code_member_staff", "brand_id", "staff_id"),
)

live_code_placement = Table(
    "live_code_placement",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("code_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("config_id", Text, nullable=False),
    Column("qr_url", Text, nullable=False),
    Column("sync", Text, nullable=False),
    # Digests of the contact way as it should be and as the vendor has it; a call is made only when they differ.
    Column("wanted", Text, nullable=False),
    Column("applied", Text, nullable=False),
    Column("tried_at_ms", BigInteger, nullable=False),
    Column("next_try_at_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("error_en", Text, nullable=False),
    Column("synced_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "state"),
    Index("ix_live_code_placement_code", "brand_id", "code_id"),
    Index("ix_live_code_placement_try", "brand_id", "next_try_at_ms"),
)

live_code_picture = Table(
    "live_code_picture",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("placement_id", BigInteger, nullable=False),
    Column("picture", LargeBinary, nullable=False),
    PrimaryKeyConstraint("brand_id", "placement_id"),
)

live_code_arrival = Table(
    "live_code_arrival",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("code_id", BigInteger, nullable=False),
    Column("placement_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("staff", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("first_time", Boolean, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("lost_at_ms", BigInteger),
    # 0 none to write, 1 to be written, 2 written, 3 refused.
    Column("remark", Integer, nullable=False),
    Column("remark_due_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "key"),
    Index("ix_live_code_arrival_code", "brand_id", "code_id", "day"),
    Index("ix_live_code_arrival_friend", "brand_id", "external_userid", "staff"),
    Index("ix_live_code_arrival_remark", "brand_id", "remark", "remark_due_at_ms"),
)

live_code_day = Table(
    "live_code_day",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("code_id", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("placement_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("added", Integer, nullable=False),
    # Of those added on this day: how many were lost since.
    Column("lost", Integer, nullable=False),
    PrimaryKeyConstraint("brand_id", "code_id", "day", "placement_id", "staff_id"),
)
