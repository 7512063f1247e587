"""Tells SQLite's planner what it cannot guess: that a brand owns a large share of every table.

Every statement names the brand, and most indexes begin with it. Without statistics SQLite takes such an index to leave
ten rows and walks all of a brand's customers where twenty were named by id. ANALYZE would measure today's rows, from the
beginning of each index only; the statistics here are the same for every installation, and plans with them.

Source of the format: sqlite.org/fileformat2.html#stat1tab; PostgreSQL keeps its own statistics.
"""

from typing import Any

from sqlalchemy import Connection

# Rows of a table, of a brand in it, and of a brand's rows with one value in the next column; each further one parts by ten.
ROWS, OF_A_BRAND, OF_A_VALUE = 1_000_000, 100_000, 1_000
FURTHER = 10
# Columns with a handful of values part the rows by no more than this.
FEW_VALUES = frozenset({"state", "status", "kind", "channel", "subject", "origin", "settled", "removed", "active"})
FEW = 5
Statistic = tuple[str, str, str]


def teach(conn: Connection) -> bool:
    """This function will write the statistics of all indexes that begin with the brand, and return whether any changed.

    In the caller's transaction, on SQLite; other connections read them when it commits.
    """
    wanted = {(table, index, _statistic(columns, unique)) for table, index, columns, unique in _indexes(conn)}
    if not wanted or wanted == _held(conn):
        return False
    conn.exec_driver_sql(f'ANALYZE "{min(wanted)[0]}"')  # makes the table of statistics where there is none
    conn.exec_driver_sql("DELETE FROM sqlite_stat1")
    conn.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", sorted(wanted))
    conn.exec_driver_sql("ANALYZE sqlite_schema")
    return True


def _statistic(columns: list[str], unique: bool) -> str:
    """This function will return "rows, rows with the same first column, with the same first two, …"."""
    left, numbers, next_one = OF_A_BRAND, [ROWS, OF_A_BRAND], OF_A_VALUE
    for column in columns[1:]:
        left = max(2, left // FEW if column in FEW_VALUES else min(left // FURTHER, next_one))
        next_one = max(2, next_one // FURTHER)
        numbers.append(left)
    if unique:
        numbers[-1] = 1
    return " ".join(map(str, numbers))


def _indexes(conn: Connection) -> list[tuple[str, str, list[str], bool]]:
    """This function will list the indexes that begin with the brand: (table, index, columns, unique)."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for table, index, unique, column in _rows(
        conn,
        'SELECT t.name, i.name, i."unique", c.name FROM sqlite_schema t, pragma_index_list(t.name) i, '
        "pragma_index_info(i.name) c WHERE t.type = 'table' AND i.partial = 0 ORDER BY t.name, i.name, c.seqno",
    ):
        found.setdefault((table, index, bool(unique)), []).append(column)
    return [
        (table, index, columns, unique) for (table, index, unique), columns in found.items() if columns[0] == "brand_id"
    ]


def _held(conn: Connection) -> set[Statistic]:
    if not _rows(conn, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'"):
        return set()
    return {
        (table, index, statistic) for table, index, statistic in _rows(conn, "SELECT tbl, idx, stat FROM sqlite_stat1")
    }


def _rows(conn: Connection, text: str) -> list[Any]:
    return list(conn.exec_driver_sql(text))
