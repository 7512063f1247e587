"""Table of the media library: which of our files are at the vendor's, under which id, since when."""

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core

wecom_media = Table(
    "wecom_media",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("corpid", Text, nullable=False),
    # "image", "file", … as sent in messages; "moment:image", "album:image"; "picture" for permanent addresses.
    Column("purpose", Text, nullable=False),
    # SHA-256 of the bytes, in hex.
    Column("digest", Text, nullable=False),
    # The media id, or the address of a permanent picture.
    Column("place", Text, nullable=False),
    Column("uploaded_at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "corpid", "purpose", "digest"),
)
