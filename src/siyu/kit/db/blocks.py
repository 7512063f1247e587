"""Which brand owns which block of customer numbers, and taking new numbers from it."""

import numpy as np
from sqlalchemy import Connection
from sqlalchemy import insert as sa_insert
from sqlalchemy import select as sa_select
from sqlalchemy import update as sa_update

from siyu.kit.db.schema import customer_block
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.ids import CHUNK_BITS, CHUNK_SIZE, SHARD_BITS, Ids


def take_customer_ids(conn: Connection, scope: Scope, count: int) -> Ids:
    """This function will take `count` new customer ids of the brand: int64 array, ascending within a block."""
    parts: list[Ids] = []
    while count > 0:
        chunk, used = _open_block(conn, scope)
        number = min(count, CHUNK_SIZE - used)
        first = (chunk << CHUNK_BITS) + used
        parts.append(np.arange(first, first + number, dtype=np.int64))
        own = (customer_block.c.brand_id == scope.brand_id, customer_block.c.chunk == chunk)
        conn.execute(sa_update(customer_block).where(*own).values(used=used + number))
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
