"""Customer numbers: blocks of 65,536 ids, each block one brand's, so that sets stay dense.

chunk = id >> 16 (one block, 8 KB of bits); shard = id >> 20 (1,048,576 ids, sixteen chunks).
"""

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Column, Connection, Table
from sqlalchemy import insert as sa_insert
from sqlalchemy import select as sa_select
from sqlalchemy import update as sa_update

from siyu.kit.db.schema import core
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take

CHUNK_BITS = 16
SHARD_BITS = 20
CHUNK_SIZE = 1 << CHUNK_BITS
SHARD_SIZE = 1 << SHARD_BITS
CHUNKS_PER_SHARD = SHARD_SIZE // CHUNK_SIZE

Ids = npt.NDArray[np.int64]

customer_block = Table(
    "customer_block",
    core,
    Column("chunk", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False, index=True),
    Column("used", BigInteger, nullable=False),
)


def take_customer_ids(conn: Connection, scope: Scope, count: int) -> Ids:
    """This function will take `count` new customer ids of the brand: int64 array, ascending within a block."""
    parts: list[Ids] = []
    while count > 0:
        chunk, used = _open_block(conn, scope)
        number = min(count, CHUNK_SIZE - used)
        first = (chunk << CHUNK_BITS) + used
        parts.append(np.arange(first, first + number, dtype=np.int64))
        statement = sa_update(customer_block).where(customer_block.c.chunk == chunk).values(used=used + number)
        conn.execute(statement)
        count -= number
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def brand_shards(conn: Connection, scope: Scope) -> list[int]:
    """This function will list the shards that hold customers of the brand, ascending."""
    statement = sa_select(customer_block.c.chunk).where(customer_block.c.brand_id == scope.brand_id)
    return sorted({int(chunk) >> (SHARD_BITS - CHUNK_BITS) for chunk in conn.execute(statement).scalars()})


def _open_block(conn: Connection, scope: Scope) -> tuple[int, int]:
    # Taking 0-th place in the brand's own counter first serialises concurrent takers on PostgreSQL.
    take(conn, f"customer_ids:{scope.brand_id}")
    statement = sa_select(customer_block.c.chunk, customer_block.c.used)
    statement = statement.where(customer_block.c.brand_id == scope.brand_id, customer_block.c.used < CHUNK_SIZE)
    row = conn.execute(statement.order_by(customer_block.c.chunk).limit(1)).first()
    if row:
        return int(row.chunk), int(row.used)
    chunk = take(conn, "customer_block")
    conn.execute(sa_insert(customer_block).values(chunk=chunk, brand_id=scope.brand_id, used=0))
    return chunk, 0
