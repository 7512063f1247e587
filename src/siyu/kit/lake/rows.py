"""Rows of the lake: the shape of an event, the tables that list names, batches and files, and batches as bytes."""

import hashlib
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from siyu.kit.db.schema import core
from siyu.kit.errors import Conflict

SCHEMA = pa.schema(
    [(name, pa.int64()) for name in ("customer_id", "at_ms", "event", "seq", "value_fen", "quantity", "ref")]
    + [("properties", pa.string())]
)

event_name = Table(
    "lake_event_name",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("code", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "name"),
    Index("uq_lake_event_name_code", "brand_id", "code", unique=True),
)
staged_batch = Table(
    "lake_staged",
    core,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_lake_staged_brand", "brand_id", "id"),
)
lake_file = Table(
    "lake_file",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
    Column("shard", BigInteger, nullable=False),
    Column("month", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("to_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("brand_id", "path"),
    Index("ix_lake_file_place", "brand_id", "shard", "month"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event on its way into the log. `name` is the brand's own event name; `properties` is JSON text."""

    customer_id: int
    at_ms: int
    name: str
    value_fen: int = 0
    quantity: int = 0
    ref: str = ""
    properties: str | None = None


class LakeMoved(Conflict):
    """Another worker has flushed or merged the same rows meanwhile; nothing was registered twice."""

    zh = "事件日志「{value}」已由另一个进程整理"
    en = "Another worker has already put away {value}"


def ref_digest(text: str) -> int:
    """This function will return the signed 64-bit digest of a business number; 0 for none (BLAKE2b, RFC 7693)."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def to_blob(table: pa.Table) -> bytes:
    """This function will return a batch of rows (as `SCHEMA`) as compressed Arrow bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def from_blob(body: bytes) -> pa.Table:
    """This function will return the rows that `to_blob` was given."""
    return pa.ipc.open_stream(body).read_all()
