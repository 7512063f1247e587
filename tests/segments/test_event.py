"""Event conditions: the edges of days and windows, and real purchase records."""

from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pytest

from siyu.kit.calendar import day_of, local_day_sql, local_days
from siyu.kit.clock import DAY_MS, day_start_ms
from siyu.segments import queries
from siyu.segments.audience.queries import next_change_ms
from siyu.segments.remembering.domain import Remembered
from siyu.segments.rules.domain import read_rule
from siyu.segments.vocabulary.queries import open_reading
from tests.segments.factories import ZONE, Deed, log, make_people

EPOCH_HOURS = date(1970, 1, 1).toordinal() * 24
LAST_MS = timedelta(milliseconds=1)


def paid(moment: datetime, value_fen: int = 100) -> Deed:
    return Deed(moment, "Order Paid", value_fen, 1, {})


def count(platform, scope, rule, day: date) -> int:
    with platform.stores.core.reading() as conn:
        return queries.count(platform, conn, scope, rule, as_of_ms=day_start_ms(day))


@pytest.fixture
def edges(platform, scope):
    """Four people: the last instant before a day, its first, its last, and the first of the next."""
    start = datetime(2024, 6, 10, tzinfo=ZONE)
    moments = [start - LAST_MS, start, start + timedelta(days=1) - LAST_MS, start + timedelta(days=1)]
    people = make_people(platform, scope, 4)
    log(platform, scope, {one: [paid(moment)] for one, moment in zip(people, moments, strict=True)})


@pytest.mark.parametrize(
    ("window", "as_of", "expected"),
    [
        ({"from": "2024-06-10", "to": "2024-06-10"}, date(2024, 7, 1), 2),
        ({"to": "2024-06-09"}, date(2024, 7, 1), 1),
        ({"from": "2024-06-11"}, date(2024, 7, 1), 1),
        ({"last_days": 1}, date(2024, 6, 10), 2),
        ({"last_days": 1}, date(2024, 6, 12), 0),
        ({"last_days": 2}, date(2024, 6, 12), 1),
        ({"last_days": 3}, date(2024, 6, 12), 3),
        ({"last_days": 4}, date(2024, 6, 12), 4),
        (None, date(2024, 6, 10), 3),
        ({"from": "2024-06-11"}, date(2024, 6, 10), 0),
    ],
)
def test_a_window_holds_whole_local_days_and_nothing_after_the_as_of_day(
    platform, scope, edges, window, as_of, expected
):
    assert count(platform, scope, {"event": "Order Paid", "window": window}, as_of) == expected
    assert (
        count(platform, scope, {"event": "Order Paid", "window": window, "op": "=", "value": 0}, as_of) == 4 - expected
    )


@pytest.mark.parametrize(("op", "value", "expected"), [("=", 2, 2), (">=", 2, 3), ("<", 2, 1), ("=", "2024-06-10", 2)])
def test_days_ago_are_counted_on_the_calendar(platform, scope, edges, op, value, expected):
    rule = {"event": "Order Paid", "measure": "last", "op": op, "value": value}
    assert count(platform, scope, rule, date(2024, 6, 12)) == expected


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_sql_and_the_calendar_agree_on_local_days_through_summer_time(zone):
    hours = range(date(2023, 1, 1).toordinal() * 24, date(2025, 1, 1).toordinal() * 24)
    moments = [(hour - EPOCH_HOURS) * 3_600_000 + shift for hour in hours for shift in (-1, 0)]
    rows = duckdb.execute(f"SELECT {local_day_sql('m', zone)} FROM (SELECT unnest($m) AS m)", {"m": moments}).fetchall()
    assert [row[0] for row in rows] == [day_of(moment, zone) for moment in moments]
    assert local_days(np.array(moments, dtype=np.int64), zone).tolist() == [row[0] for row in rows]


@pytest.mark.parametrize(
    ("ago", "most", "expected"), [(31, 31, 1), (32, 31, 0), (63, 63, 1), (64, 63, 0), (700, 36_500, 1)]
)
def test_a_recent_last_purchase_is_found_however_far_back_that_reaches(platform, scope, ago, most, expected):
    (one,) = make_people(platform, scope, 1)
    log(platform, scope, {one: [paid(datetime(2024, 12, 31, tzinfo=ZONE) - timedelta(days=ago))]})
    rule = {"event": "Order Paid", "measure": "last", "op": "<=", "value": most}
    assert count(platform, scope, rule, date(2024, 12, 31)) == expected
    assert count(platform, scope, rule | {"op": "between", "value": [0, most]}, date(2024, 12, 31)) == expected


def test_new_events_are_seen_although_measures_are_remembered(platform, scope):
    (one,) = make_people(platform, scope, 1)
    rule, day = {"event": "Order Paid", "value": 2}, date(2024, 7, 1)
    log(platform, scope, {one: [paid(datetime(2024, 6, 1, tzinfo=ZONE))]})
    assert count(platform, scope, rule, day) == 0
    log(platform, scope, {one: [paid(datetime(2024, 6, 2, tzinfo=ZONE))]})
    assert count(platform, scope, rule, day) == 1


def test_what_is_remembered_is_bounded():
    held: Remembered = Remembered(100)
    for number in range(10):
        held.put(number, np.zeros(10, dtype=np.int64))
    assert [held.get(number) is not None for number in range(10)] == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("rule", "moves"),
    [
        ({"event": "Order Paid", "window": {"last_days": 3}}, True),
        ({"event": "Order Paid", "measure": "last", "op": ">=", "value": 3}, True),
        ({"event": "Order Paid", "measure": "last", "op": ">=", "value": "2024-01-01"}, False),
        ({"event": "Order Paid", "value": 3}, False),
        ({"attribute": "$created_at", "op": "last_days", "value": 3}, True),
        ({"attribute": "$created_at", "op": ">", "value": "2024-01-01"}, False),
    ],
)
def test_only_rules_that_look_back_from_today_change_at_midnight(platform, scope, rule, moves):
    as_of_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        parsed = read_rule(rule)
        reading = open_reading(platform, conn, scope, parsed, as_of_ms=as_of_ms)
        expected = day_start_ms(date(2025, 1, 1)) + DAY_MS if moves else None
        assert next_change_ms(reading, parsed) == expected


CDNOW_RULE = {
    "all": [
        {"event": "Order Paid", "measure": "days", "op": ">=", "value": 2},
        {"not": {"event": "Order Paid", "window": {"last_days": 180}}},
    ]
}


def test_real_purchases_give_the_count_of_an_independent_query_on_the_raw_file(platform, scope, shared_data):
    raw = shared_data / "CDNOW_master.txt"
    lines = [line.split() for line in raw.read_text().splitlines()[1:] if line.strip()]
    buyers = sorted({line[0] for line in lines})
    ids = dict(zip(buyers, make_people(platform, scope, len(buyers)), strict=True))
    moments = [datetime.strptime(line[1], "%Y%m%d").replace(tzinfo=ZONE) for line in lines]
    columns = {
        "customer_id": [ids[line[0]] for line in lines],
        "at_ms": [round(moment.timestamp() * 1000) for moment in moments],
        "value_fen": [round(float(line[3]) * 100) for line in lines],
        "quantity": [int(line[2]) for line in lines],
        "ref": [0] * len(lines),
        "properties": [None] * len(lines),
    }

    def append(conn):
        code = platform.lake.codes(conn, scope, ["Order Paid"], create=True)["Order Paid"]
        platform.lake.append_columns(conn, scope, columns | {"event": [code] * len(lines)})

    platform.stores.core.write(append)
    independent = f"""
        WITH bought AS (SELECT c0 AS who, strptime(c1, '%Y%m%d')::DATE AS day FROM (
            SELECT regexp_extract_all(line, '\\S+')[1] AS c0, regexp_extract_all(line, '\\S+')[2] AS c1
            FROM read_csv('{raw}', columns={{'line': 'VARCHAR'}}, header=true, delim='\\x01', quote='', escape='')))
        SELECT count(*) FROM (SELECT who FROM bought WHERE day <= DATE '1998-06-30' GROUP BY who
            HAVING count(DISTINCT day) >= 2 AND max(day) <= DATE '1998-06-30' - 180)"""
    expected = duckdb.execute(independent).fetchall()[0][0]
    assert count(platform, scope, CDNOW_RULE, date(1998, 6, 30)) == expected > 0
