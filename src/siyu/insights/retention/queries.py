"""Cohorts by the month of the first purchase."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from siyu.insights.contracts import Cohort, Retention, RetentionCell
from siyu.insights.reading.contracts import bought, first_bought
from siyu.insights.reading.domain import MONTHS_MAX, month_days, month_number, month_sql, month_text
from siyu.insights.reading.queries import BadPeriod, Source, open_source, order_rows
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

DEFAULT_MONTHS = 12
SQL = """, firsts AS (SELECT customer_id, {first_month} AS cohort FROM (
        SELECT customer_id, min(day) AS first FROM orders WHERE paid GROUP BY customer_id))
SELECT cohort, {month} - cohort AS after, count(DISTINCT customer_id) AS people
FROM orders JOIN firsts USING (customer_id) WHERE paid AND cohort >= {oldest} GROUP BY 1, 2"""
DEFINITIONS = {
    "zh": {
        "cohort": "按首次付款的月份分组(包括所有历史订单)",
        "cell": "该组客户中,在之后第几个月有已付款订单的人数与占比;第0个月是首购当月",
    },
    "en": {
        "cohort": "Customers by the month of their first paid order, of all orders so far",
        "cell": "Of the cohort, those with a paid order so many months later; month 0 is that of the first order",
    },
}


def retention(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    *,
    as_of: date | None = None,
    months: int = DEFAULT_MONTHS,
    lang: str = "zh",
) -> Retention:
    """This function will return the last `months` (at most 60) cohorts up to the end of `as_of`. Raises BadPeriod."""
    source = open_source(platform, conn, scope, as_of)
    if not 1 <= months <= MONTHS_MAX:
        raise BadPeriod(field="months", value=months)
    newest = month_number(source.last_day)
    oldest = newest - months + 1
    sql = SQL.format(first_month=month_sql("first"), month=month_sql("day"), oldest=oldest)
    people: dict[tuple[int, int], int] = defaultdict(int)
    for rows in order_rows(source, sql):
        for row in rows:
            people[row["cohort"], row["after"]] += row["people"]
    cohorts = tuple(_cohort(source, month, people) for month in range(oldest, newest + 1))
    return Retention(source.end_ms, cohorts, DEFINITIONS[lang])


def _cohort(source: Source, month: int, people: dict[tuple[int, int], int]) -> Cohort:
    joined = first_bought(*_days(source, month))
    size = people[month, 0]
    newest = month_number(source.last_day)
    cells = tuple(
        RetentionCell(
            after,
            people[month, after],
            people[month, after] / size if size else 0.0,
            {"all": [joined, bought(*_days(source, month + after))]},
        )
        for after in range(newest - month + 1)
    )
    return Cohort(month_text(month), size, joined, cells)


def _days(source: Source, month: int) -> tuple[date, date]:
    first, last = month_days(month)
    return first, min(last, source.last_day)
