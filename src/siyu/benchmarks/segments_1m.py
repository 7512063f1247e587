"""Counting a rule over a million customers, against DuckDB on columns of the same data in memory.

Both sides answer the same question; the counts must agree. Ours is the whole call the console makes while a rule is
edited: reading and checking the rule, evaluating it, counting.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import duckdb

from siyu.benchmarks.crowd import Crowd, make_crowd
from siyu.benchmarks.scratch import scratch
from siyu.kit.calendar import day_begin_ms, day_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.segments import queries
from siyu.segments.event.queries import forget

PEOPLE = 1_000_000
ROUNDS = 9
BASELINE = "DuckDB, boolean and plain columns in memory"
ON_FILES = "DuckDB, columns of people in memory, orders in the same Parquet files"


def rows() -> list[dict[str, Any]]:
    """This function will measure milliseconds per count: ten tags, and tags with level, city and recency."""
    with scratch() as (platform, scope), duckdb.connect(":memory:") as db:
        crowd = make_crowd(platform, scope, PEOPLE)
        _load(db, crowd)
        return [_tags(platform, scope, db), *_mixed(platform, scope, db, crowd)]


def _load(db: duckdb.DuckDBPyConnection, crowd: Crowd) -> None:
    for name, table in (("people", crowd.people()), ("orders", crowd.orders())):
        db.register("incoming", table)
        db.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming ORDER BY id")
        db.unregister("incoming")


def _tags(platform: Platform, scope: Scope, db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    rule = {
        "all": [
            {"any": [{"tag": f"t{i}"} for i in range(4)]},
            {"any": [{"tag": "t4"}, {"not": {"tag": "t5"}}, {"tag": "t6"}]},
            {"not": {"all": [{"tag": "t7"}, {"tag": "t8"}, {"tag": "t9"}]}},
        ]
    }
    where = "(t0 OR t1 OR t2 OR t3) AND (t4 OR NOT t5 OR t6) AND NOT (t7 AND t8 AND t9)"
    sql = f"SELECT count(*) FROM people WHERE {where}"
    return _compare("count of 10 tags under and / or / not", _counter(platform, scope, rule), lambda: _answer(db, sql))


def _mixed(platform: Platform, scope: Scope, db: duckdb.DuckDBPyConnection, crowd: Crowd) -> list[dict[str, Any]]:
    name = "count of tags + level + city + last order at most N days ago"

    def cold() -> int:
        forget([platform.lake])
        return _counter(platform, scope, _mixed_rule(30))()

    turn = iter(range(1, 1_000))

    def edited() -> int:
        return _counter(platform, scope, _mixed_rule(30 + next(turn) % 7))()

    with platform.stores.core.reading() as conn, platform.lake.session(conn, scope) as files:
        _load(files, crowd)
        files.execute("DROP TABLE orders; CREATE TEMP VIEW orders AS SELECT customer_id AS id, at_ms FROM events")
        from_files = _compare(f"{name}, first time", cold, _asker(platform, files, 30), baseline=ON_FILES)
    return [from_files, _compare(f"{name}, N changed while editing", edited, _asker(platform, db, 33), same=False)]


def _asker(platform: Platform, db: duckdb.DuckDBPyConnection, days: int) -> Callable[[], int]:
    return lambda: _answer(db, _mixed_sql(platform, days))


def _mixed_rule(days: int) -> dict[str, Any]:
    recent = {"event": "Order Paid", "measure": "last", "op": "<=", "value": days}
    city = {"attribute": "city", "op": "in", "value": ["上海", "杭州"]}
    tags = {"any": [{"tag": "t0"}, {"tag": "t1"}]}
    return {"all": [tags, {"not": {"tag": "t2"}}, {"attribute": "level", "op": ">=", "value": 3}, city, recent]}


def _mixed_sql(platform: Platform, days: int) -> str:
    from_ms = day_begin_ms(day_of(platform.clock.now_ms()) - days)
    return f"""SELECT count(*) FROM people SEMI JOIN (SELECT id FROM orders WHERE at_ms >= {from_ms}) USING (id)
        WHERE (t0 OR t1) AND NOT t2 AND level >= 3 AND city IN ('上海', '杭州')"""


def _counter(platform: Platform, scope: Scope, rule: dict[str, Any]) -> Callable[[], int]:
    def count() -> int:
        with platform.stores.core.reading() as conn:
            return queries.count(platform, conn, scope, rule, as_of_ms=platform.clock.now_ms())

    return count


def _answer(db: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(db.execute(sql).fetchall()[0][0])


def _compare(
    name: str, ours: Callable[[], int], theirs: Callable[[], int], *, same: bool = True, baseline: str = BASELINE
) -> dict[str, Any]:
    """This function will time both sides; unless `same` is false their answers must agree."""
    found, expected = ours(), theirs()
    if same and found != expected:
        raise RuntimeError(f"{name}: ours counts {found}, DuckDB {expected}")
    ours_ms, theirs_ms = _median_ms(ours), _median_ms(theirs)
    return {
        "name": f"segments_1m: ms per {name}",
        "ours": round(ours_ms, 2),
        "baseline": round(theirs_ms, 2),
        "baseline_name": baseline,
        "ratio": round(theirs_ms / ours_ms, 1),
    }


def _median_ms(work: Callable[[], int]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times) * 1_000
