"""Tables of the message archive (concern `core`)."""

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
from siyu.kit.db.search import PairsType

archive_rules = Table(
    "archive_rules",
    core,
    Column("brand_id", BigInteger, primary_key=True, autoincrement=False),
    Column("rules", LargeBinary, nullable=False),
)
archive_key = Table(
    "archive_key",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    # PEM, encrypted with the brand's key; opened only to unseal messages.
    Column("private_sealed", LargeBinary, nullable=False),
    Column("public_pem", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "version"),
)
# Moves in the same transaction as the messages up to it.
archive_position = Table(
    "archive_position",
    core,
    Column("brand_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("pulled_at_ms", BigInteger, nullable=False),
    Column("checked_at_ms", BigInteger, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("missing", BigInteger, nullable=False),
    Column("missing_at_ms", BigInteger, nullable=False),
    # When the last round of reading customers' answers began.
    Column("answers_at_ms", BigInteger, nullable=False),
)
# Messages pulled but not yet opened: their key version is not known here, or does not fit.
archive_sealed = Table(
    "archive_sealed",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("msgid", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("sealed_key", Text, nullable=False),
    Column("sealed_body", Text, nullable=False),
    Column("pulled_at_ms", BigInteger, nullable=False),
    # The fingerprint it was last tried with; a key with another one is a new chance.
    Column("tried_with", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "msgid"),
    Index("ix_archive_sealed_version", "brand_id", "key_version", "seq"),
)
archive_talk = Table(
    "archive_talk",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("room_id", Text, nullable=False),
    Column("messages", BigInteger, nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    Column("last_kind", Text, nullable=False),
    Column("last_text", Text, nullable=False),
    UniqueConstraint("brand_id", "key"),
    Index("ix_archive_talk_last", "brand_id", "last_at_ms", "id"),
    Index("ix_archive_talk_customer", "brand_id", "external_userid"),
)
# Members in a conversation; who may see it follows from them.
archive_party = Table(
    "archive_party",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("userid", Text, nullable=False),
    Column("talk_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "userid", "talk_id"),
    Index("ix_archive_party_talk", "brand_id", "talk_id"),
)
archive_message = Table(
    "archive_message",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("talk_id", BigInteger, nullable=False),
    Column("msgid", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("revoked_at_ms", BigInteger),
    Column("pairs", PairsType),
    UniqueConstraint("brand_id", "msgid"),
    Index("ix_archive_message_talk", "brand_id", "talk_id", "at_ms", "id"),
    Index("ix_archive_message_at", "brand_id", "at_ms"),
    Index("ix_archive_message_pairs", "pairs", postgresql_using="gin"),
)
archive_file = Table(
    "archive_file",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest_md5", Text, nullable=False),
    Column("state", Text, nullable=False),
    # SHA-256 of what is kept.
    Column("digest", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    Column("problem", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "message_id"),
    Index("ix_archive_file_due", "brand_id", "state", "due_at_ms"),
    Index("ix_archive_file_digest", "brand_id", "digest"),
)
archive_member = Table(
    "archive_member",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("userid", Text, nullable=False),
    # How far the reading of answers has come through the member's friends; "" at the beginning of a round.
    Column("cursor", Text, nullable=False),
    Column("asked_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "userid"),
    Index("ix_archive_member_asked", "brand_id", "asked_at_ms"),
)
archive_answer = Table(
    "archive_answer",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("userid", Text, nullable=False),
    Column("room_id", Text, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "external_userid", "userid", "room_id"),
)
archive_word = Table(
    "archive_word",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("word", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("watched", Text, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "word"),
)
archive_hit = Table(
    "archive_hit",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("talk_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("word", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("settled_by", Text, nullable=False),
    Column("settled_at_ms", BigInteger),
    Column("told_at_ms", BigInteger),
    UniqueConstraint("brand_id", "message_id", "word"),
    Index("ix_archive_hit_state", "brand_id", "state", "id"),
    Index("ix_archive_hit_talk", "brand_id", "talk_id"),
)
# Figures of one member's week; a week is the day number of its Monday.
archive_week = Table(
    "archive_week",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("monday", BigInteger, nullable=False),
    Column("userid", Text, nullable=False),
    Column("sessions", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("replied", BigInteger, nullable=False),
    Column("reply_ms", BigInteger, nullable=False),
    Column("unanswered", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "monday", "userid"),
)
# Weeks to be counted (again): messages came, or a session is not over yet.
archive_week_due = Table(
    "archive_week_due",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("monday", BigInteger, nullable=False),
    Column("due_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "monday"),
)
