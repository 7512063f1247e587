"""Finding words inside texts, Chinese included, on both stores: an index of pairs of neighbouring letters.

Neither store finds two Chinese characters by its own index of three (trigrams), so the index holds pairs, in order: a
word is a phrase of pairs. On PostgreSQL the pairs are a tsvector column of the table (GIN); on SQLite they are in an
FTS5 index beside it, made when first needed. Only letters and digits count; width and case do not.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from siyu.kit.letters import pairs

LETTERS_MIN = 2
# PostgreSQL keeps no positions beyond this (textsearch limits); nobody writes a message of that length.
POSITIONS_MAX = 16_000
# The type of the column that holds the pairs; on SQLite it stays empty.
PairsType = TSVECTOR().with_variant(sa.Text(), "sqlite")


def pairs_value(conn: Connection, text: str) -> str | None:
    """This function will return what the pairs column of a new row holds: numbered pairs, or nothing on SQLite."""
    if conn.dialect.name != "postgresql":
        return None
    return " ".join(f"'{pair}':{place}" for place, pair in enumerate(pairs(text)[:POSITIONS_MAX], start=1))


def index_texts(conn: Connection, table: Table, texts: Mapping[int, str]) -> None:
    """This function will make the texts of new rows (by `id`) findable; PostgreSQL's column has done so already."""
    if conn.dialect.name == "sqlite" and texts:
        name = _index_name(table)
        conn.exec_driver_sql(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(pairs, content='', tokenize=ascii)")
        rows = [{"row": row, "pairs": " ".join(pairs(text))} for row, text in texts.items()]
        conn.execute(sa.text(f"INSERT INTO {name}(rowid, pairs) VALUES (:row, :pairs)"), rows)


def unindex_texts(conn: Connection, table: Table, texts: Mapping[int, str]) -> None:
    """This function will take rows out of the index again; `texts` must be what they were indexed with."""
    if texts and _has_index(conn, table):
        name = _index_name(table)
        rows = [{"row": row, "pairs": " ".join(pairs(text))} for row, text in texts.items()]
        # A contentless index forgets a row when told what it had held (SQLite FTS5, 4.4.1).
        conn.execute(sa.text(f"INSERT INTO {name}({name}, rowid, pairs) VALUES ('delete', :row, :pairs)"), rows)


def holds(conn: Connection, table: Table, words: str) -> ColumnElement[bool]:
    """This function will return the condition that a row's text holds `words`, which have two letters at least."""
    wanted = pairs(words)
    if not wanted:
        return sa.false()
    if conn.dialect.name == "postgresql":
        phrase = " <-> ".join(f"'{pair}'" for pair in wanted)
        return table.c.pairs.op("@@", is_comparison=True)(sa.cast(phrase, TSQUERY))
    if not _has_index(conn, table):
        return sa.false()
    name = _index_name(table)
    index = sa.table(name, sa.column("rowid"))
    found = sa.literal_column(name).op("MATCH", is_comparison=True)('"' + " ".join(wanted) + '"')
    return table.c.id.in_(sa.select(index.c.rowid).where(found))


def _index_name(table: Table) -> str:
    return f"{table.name}_pairs"


def _has_index(conn: Connection, table: Table) -> bool:
    if conn.dialect.name != "sqlite":
        return False
    return sa.inspect(conn).has_table(_index_name(table))
