"""The overview of a period: figures, and the months in it."""

from collections import defaultdict
from datetime import date

import numpy as np
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.insights.contracts import Against, Comparison, Figure, Month, Overview, Rule
from siyu.insights.overview.domain import Span, earlier_spans
from siyu.insights.reading.contracts import (
    EVERYBODY,
    RETURNED,
    bought,
    created,
    created_by,
    figure,
    first_bought,
    window,
)
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
PERIODS_SQL = """, spans(place, low, high) AS (VALUES {spans}),
    period AS (SELECT place, orders.* FROM orders JOIN spans ON day BETWEEN low AND high),
    people_days AS (SELECT place, customer_id, count(DISTINCT day) AS days FROM period WHERE paid GROUP BY ALL)
SELECT place,
    (SELECT min(day) FROM orders) AS earliest,
    (SELECT count(*) FROM people_days WHERE people_days.place = spans.place) AS buyers,
    (SELECT count(*) FROM people_days WHERE people_days.place = spans.place AND days >= 2) AS repeat_buyers,
    count(DISTINCT customer_id) AS earners,
    count(*) FILTER (WHERE paid) AS orders,
    CAST(coalesce(sum(value_fen) FILTER (WHERE paid), 0) AS BIGINT) AS paid_fen,
    CAST(coalesce(sum(value_fen) FILTER (WHERE NOT paid), 0) AS BIGINT) AS returned_fen
FROM spans LEFT JOIN period USING (place) GROUP BY place"""
ADDED = ("buyers", "repeat_buyers", "earners", "orders", "paid_fen", "returned_fen")
Totals = dict[str, int]
Values = dict[str, float | int | None]


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
    earlier = earlier_spans(start, source.last_day)
    totals, earliest = _totals(source, [(start, source.last_day), *earlier.values()])
    reached = [each for each in zip(earlier.items(), totals[1:], strict=True) if _reaches(each[0][1], earliest)]
    return Overview(
        start.isoformat(),
        source.last_day.isoformat(),
        source.end_ms,
        _figures(source, start, totals[0], lang),
        tuple(_comparison(source, against, span, total) for (against, span), total in reached),
        _months(source, start),
        definitions(MONTH_KEYS, lang),
    )


def _totals(source: Source, spans: list[Span]) -> tuple[list[Totals], int | None]:
    """This function will add up the orders of each span, and say which day the first order of all fell on."""
    values = ", ".join(f"({at}, {day_number(low)}, {day_number(high)})" for at, (low, high) in enumerate(spans))
    totals: list[Totals] = [dict.fromkeys(ADDED, 0) for _ in spans]
    earliest: list[int] = []
    for rows in order_rows(source, PERIODS_SQL.format(spans=values)):
        earliest += [row["earliest"] for row in rows if row["earliest"] is not None]
        for row in rows:
            for name in ADDED:
                totals[row["place"]][name] += row[name]
    return totals, min(earliest, default=None)


def _reaches(span: Span, earliest: int | None) -> bool:
    return earliest is not None and earliest <= day_number(span[0])


def _values(source: Source, span: Span, total: Totals) -> Values:
    """This function will work out the figures of a span by key, apart from the number of all customers."""
    orders, buyers = total["orders"], total["buyers"]
    return {
        "new_customers": people_of(source, created(*span)),
        "buyers": buyers,
        "orders": orders,
        "revenue": total["paid_fen"] - total["returned_fen"],
        "average_order": round(total["paid_fen"] / orders) if orders else None,
        "repurchase_share": share(total["repeat_buyers"], buyers),
    }


def _comparison(source: Source, against: Against, span: Span, total: Totals) -> Comparison:
    first, last = span
    known = people_of(source, created_by(last))
    values: Values = {"customers": known} | _values(source, span, total)
    return Comparison(against, first.isoformat(), last.isoformat(), values)


def _figures(source: Source, start: date, total: Totals, lang: str) -> tuple[Figure, ...]:
    end = source.last_day
    everybody, values = people_of(source, EVERYBODY), _values(source, (start, end), total)
    new, buyers = int(values["new_customers"] or 0), total["buyers"]
    earned_from: Rule = {"any": [bought(start, end), {"event": RETURNED} | window(start, end)]}

    def one(key: str, rule: Rule, people: int) -> Figure:
        return figure(key, values[key], lang, as_of_ms=source.end_ms, rule=rule, people=people)

    return (
        figure("customers", everybody, lang, as_of_ms=source.end_ms, rule=EVERYBODY, people=everybody),
        one("new_customers", created(start, end), new),
        one("buyers", bought(start, end), buyers),
        one("repurchase_share", bought(start, end, measure="days", at_least=2), total["repeat_buyers"]),
        one("orders", bought(start, end), buyers),
        one("revenue", earned_from, total["earners"]),
        one("average_order", bought(start, end), buyers),
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
