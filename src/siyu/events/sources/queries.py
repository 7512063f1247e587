"""Reads of sources."""

from typing import Any

from sqlalchemy import Connection, Row

from siyu.events.sources import domain
from siyu.events.sources.contracts import Sender, Source
from siyu.events.sources.models import source
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope


def sources(conn: Connection, scope: Scope) -> list[Source]:
    """This function will list the brand's sources, oldest first, closed ones included."""
    return [as_source(row) for row in conn.execute(scoped.select(scope, source).order_by(source.c.id))]


def find_source(conn: Connection, scope: Scope, source_id: int) -> Source | None:
    """This function will return one source of the brand, or None."""
    row = conn.execute(scoped.select(scope, source).where(source.c.id == source_id)).first()
    return as_source(row) if row else None


def sender_of(conn: Connection, key: str) -> Sender | None:
    """This function will return whom the write key `key` belongs to, or None when it is not (or no longer) valid."""
    if not domain.is_write_key(key):
        return None
    # The key is what tells the brand, so this one read looks across brands.
    statement = scoped.select_across_brands(source.c.brand_id, source.c.id)
    row = conn.execute(statement.where(source.c.write_key_digest == domain.digest(key))).first()
    return Sender(row.brand_id, row.id) if row else None


def as_source(row: Row[Any]) -> Source:
    """This function will return a stored row as the contract."""
    return Source(row.id, row.name, row.key_hint, row.created_at_ms, row.rotated_at_ms, row.closed_at_ms)
