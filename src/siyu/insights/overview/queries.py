"""The overview of a period: figures, and the months in it."""

from collections import defaultdict
from datetime import date

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.insights.contracts import Figure, Month, Overview, Rule
from siyu.insights.reading.contracts import EVERYBODY, RETURNED, bought, created, figure, first_bought, window
from siyu.insights.reading.contracts import first_bought_before as first_before
from siyu.insights.reading.domain import MONTHS_MAX, definitions, month_days, month_number, month_sql, month_text, share
from siyu.insights.reading.queries import BadPeriod, Row, Source, open_source, order_rows, people_of
from siyu.kit.calendar import day_begin_ms, day_number
from siyu.kit.columns import MISSING
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_SIZE
from siyu.kit.platform import Platform

DEFAULT_MONTHS = 12
MONTH_KEYS = ("new_customers", "buyers", "orders", "revenue")
MONTHS_SQL = """, firsts AS (SELECT customer_id, min(day) FILTER (WHERE paid) AS first FROM orders GROUP BY customer_id)
SELECT {month} AS month,
    count(DISTINCT customer_id) FILTER (WHERE paid) AS buyers,
    count(DISTINCT customer_id) FILTER (WHERE paid AND {first_month} = {month}) AS first_buyers,
    count(*) FILTER (WHERE paid) AS orders,
    CAST(sum(CASE WHEN paid THEN value_fen ELSE -value_fen END) AS BIGINT) AS revenue,
    CAST(coalesce(sum(CASE WHEN paid THEN value_fen ELSE -value_fen END) FILTER (WHERE {first_month} = {month}), 0)
        AS BIGINT) AS first_revenue
FROM orders JOIN firsts USING (customer_id) WHERE day BETWEEN {low} AND {high} GROUP BY 1"""
PERIOD_SQL = """, period AS (SELECT * FROM orders WHERE day BETWEEN {low} AND {high}),
    people_days AS (SELECT customer_id, count(DISTINCT day) AS days FROM period WHERE paid GROUP BY customer_id)
SELECT (SELECT count(*) FROM people_days) AS buyers,
    (SELECT count(*) FROM people_days WHERE days >= 2) AS repeat_buyers,
    (SELECT count(*) FROM period WHERE paid) AS orders,
    (SELECT count(DISTINCT customer_id) FROM period) AS earners,
    (SELECT CAST(coalesce(sum(value_fen) FILTER (WHERE paid), 0) AS BIGINT) FROM period) AS paid_fen,
    (SELECT CAST(coalesce(sum(value_fen) FILTER (WHERE NOT paid), 0) AS BIGINT) FROM period) AS returned_fen"""


def overview(
    platform: Platform,
    conn: Connection,
    scope: Scope,
    *,
    first: date | None = None,
    last: date | None = None,
    lang: str = "zh",
) -> Overview:
    """This function will return the figures and months of a period; left out: the twelve months up to today.

    Raises BadPeriod.
    """
    source = open_source(platform, conn, scope, last)
    start = first or month_days(month_number(source.last_day) - DEFAULT_MONTHS + 1)[0]
    spans = month_number(source.last_day) - month_number(start)
    if start > source.last_day or start.year < 1970 or spans >= MONTHS_MAX:
        raise BadPeriod(field="from", value=start.isoformat())
    return Overview(
        start.isoformat(),
        source.last_day.isoformat(),
        source.end_ms,
        _figures(source, start, lang),
        _months(source, start),
        definitions(MONTH_KEYS, lang),
    )


def _figures(source: Source, start: date, lang: str) -> tuple[Figure, ...]:
    end = source.last_day
    total: dict[str, int] = defaultdict(int)
    for rows in order_rows(source, PERIOD_SQL.format(low=day_number(start), high=day_number(end))):
        for name, value in rows[0].items():
            total[name] += value
    buyers, repeat, orders = total["buyers"], total["repeat_buyers"], total["orders"]
    everybody, new = people_of(source, EVERYBODY), people_of(source, created(start, end))
    average = round(total["paid_fen"] / orders) if orders else None
    earned_from: Rule = {"any": [bought(start, end), {"event": RETURNED} | window(start, end)]}

    def one(key: str, value: float | int | None, rule: Rule, people: int) -> Figure:
        return figure(key, value, lang, as_of_ms=source.end_ms, rule=rule, people=people)

    return (
        one("customers", everybody, EVERYBODY, everybody),
        one("new_customers", new, created(start, end), new),
        one("buyers", buyers, bought(start, end), buyers),
        one("orders", orders, bought(start, end), buyers),
        one("revenue", total["paid_fen"] - total["returned_fen"], earned_from, total["earners"]),
        one("average_order", average, bought(start, end), buyers),
        one("repurchase_share", share(repeat, buyers), bought(start, end, measure="days", at_least=2), repeat),
    )


def _months(source: Source, start: date) -> tuple[Month, ...]:
    months = range(month_number(start), month_number(source.last_day) + 1)
    low, high = day_number(start), day_number(source.last_day)
    sql = MONTHS_SQL.format(month=month_sql("day"), first_month=month_sql("first"), low=low, high=high)
    total: dict[int, dict[str, int]] = {month: defaultdict(int) for month in months}
    for rows in order_rows(source, sql):
        for row in rows:
            for name in ("buyers", "first_buyers", "orders", "revenue", "first_revenue"):
                total[row["month"]][name] += row[name]
    new = _new_customers(source, start)
    return tuple(_month(source, start, month, total[month], new.get(month, 0)) for month in months)


def _month(source: Source, start: date, number: int, row: Row, new: int) -> Month:
    first, last = month_days(number)
    first, last = max(first, start), min(last, source.last_day)
    rules = {
        "new_customers": created(first, last),
        "buyers": bought(first, last),
        "first_buyers": first_bought(month_days(number)[0], last)
        if first == month_days(number)[0]
        else {"all": [bought(first, last), first_bought(month_days(number)[0], last)]},
        "returning_buyers": {"all": [bought(first, last), first_before(month_days(number)[0])]},
    }
    return Month(
        month=month_text(number),
        new_customers=new,
        buyers=row["buyers"],
        first_buyers=row["first_buyers"],
        returning_buyers=row["buyers"] - row["first_buyers"],
        orders=row["orders"],
        revenue_fen=row["revenue"],
        first_revenue_fen=row["first_revenue"],
        returning_revenue_fen=row["revenue"] - row["first_revenue"],
        rules=rules,
    )


def _new_customers(source: Source, start: date) -> dict[int, int]:
    """This function will count the visible customers recorded in each month, from the column of a shard at a time."""
    on, conn, scope = source.platform, source.conn, source.scope
    months = range(month_number(start), month_number(source.last_day) + 2)
    starts = [max(day_number(month_days(month)[0]), day_number(start)) for month in months]
    edges = [day_begin_ms(min(day, day_number(source.last_day) + 1), source.zone) for day in starts]
    total = np.zeros(len(edges) - 1, dtype=np.int64)
    for shard in brand_shards(conn, scope):
        words = customers.everyone(on, conn, scope, shard)
        visible = np.unpackbits(np.asarray(words).view(np.uint8), bitorder="little", count=SHARD_SIZE).astype(bool)
        recorded = customers.attribute_column(on, conn, scope, customers.CREATED_COLUMN, shard)[visible]
        total += np.histogram(recorded[recorded != MISSING], bins=np.array([*edges]))[0]
    return dict(zip(months, total.tolist(), strict=False))
