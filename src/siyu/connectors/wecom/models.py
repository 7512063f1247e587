"""Tables of the WeCom connector: tags, groups to read and full readings beside the customers, callbacks in the inbox."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from siyu.kit.db.schema import BigId, core, inbox

wecom_callback = Table(
    "wecom_callback",
    inbox,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    # SHA-256 of the decrypted text: the vendor's own repeats are one row.
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    # Event and change type, as "change_external_contact/add_external_contact".
    Column("kind", Text, nullable=False, server_default=""),
    Column("state", Integer, nullable=False),
    Column("welcome", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("error", Text),
    UniqueConstraint("brand_id", "digest"),
    # The state first: the lanes ask several times a second whether anything is due in any brand.
    Index("ix_wecom_callback_lane", "state", "due_at_ms", "brand_id"),
)

# Which of our tags a tag of the corp is.
wecom_tag = Table(
    "wecom_tag",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("vendor_group_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    # None: the corp has it, Siyu could not take it (see `problem`).
    Column("tag_id", BigInteger),
    Column("deleted", Boolean, nullable=False),
    Column("problem", Text, nullable=False),
    Column("read_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "vendor_id"),
    Index("ix_wecom_tag_tag", "brand_id", "tag_id"),
)

# One full reading of the corp: its stages, how far each has come, and why it stopped.
wecom_sync = Table(
    "wecom_sync",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("begun_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger, nullable=False),
    Column("updated_at_ms", BigInteger, nullable=False),
    Column("staff", BigInteger, nullable=False),
    Column("lost", BigInteger, nullable=False),
    Column("notes", Text, nullable=False),
    # Groups listed so far, and where the listing goes on.
    Column("groups", BigInteger, nullable=False, server_default="0"),
    Column("groups_place", Text, nullable=False, server_default=""),
    Index("ix_wecom_sync_brand", "brand_id", "id"),
)

# One batch of up to 100 members: the cursor moves in the same transaction as the rows of its pages.
wecom_sync_part = Table(
    "wecom_sync_part",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("sync_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("staff", Text, nullable=False),
    Column("cursor", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("pages", BigInteger, nullable=False),
    Column("friends", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "sync_id", "number"),
)

# Groups that are to be read (again), each once however often they were named.
wecom_group_task = Table(
    "wecom_group_task",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    # The full reading that listed it; 0: a callback named it.
    Column("sync_id", BigInteger, nullable=False),
    # The vendor's status in that list; -1: not listed.
    Column("status", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "chat_id"),
    # The moment first: the lane asks every second whether anything is due in any brand.
    Index("ix_wecom_group_task_due", "due_at_ms", "brand_id", "chat_id"),
    Index("ix_wecom_group_task_sync", "brand_id", "sync_id"),
)
