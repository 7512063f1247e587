"""Counters whose numbers become visible in order.

A database sequence hands out numbers before commit, so a reader may see 7 before 6 and miss 6 for ever. Here the
counter's row stays locked until the taker commits: whoever has seen n has seen everything below n.
"""

from sqlalchemy import Connection, select

from siyu.kit.db.schema import kit_table
from siyu.kit.db.scoped import dialect_insert

TAKE_MAX = 1 << 32


def concern_of(conn: Connection) -> str:
    """This function will return the concern ("core", "inbox", "flow") that `conn` belongs to."""
    concern: str = conn.get_execution_options()["concern"]
    return concern


def take(conn: Connection, name: str, count: int = 1) -> int:
    """This function will take `count` numbers of the counter `name` and return the first; numbers start at 1."""
    if not 0 < count <= TAKE_MAX:
        raise ValueError(f"cannot take {count} numbers")
    table = kit_table(concern_of(conn), "sequence")
    statement = dialect_insert(conn, table).values(name=name, next=1 + count)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"next": table.c.next + count})
    return int(conn.execute(statement.returning(table.c.next)).scalar_one()) - count


def last(conn: Connection, name: str) -> int:
    """This function will return the highest number of the counter `name` taken so far, 0 when none was."""
    table = kit_table(concern_of(conn), "sequence")
    return int(conn.execute(select(table.c.next).where(table.c.name == name)).scalar() or 1) - 1
