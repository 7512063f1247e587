"""Repurchase intervals up to a day."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from siyu.insights.contracts import Figure, IntervalPoint, Repurchase, Rule
from siyu.insights.reading.contracts import bought, figure
from siyu.insights.reading.domain import definitions, share
from siyu.insights.reading.queries import open_source, order_rows
from siyu.insights.repurchase.domain import quantile, share_within
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

CURVE_DAYS = 365
SQL = """, purchase_days AS (SELECT DISTINCT customer_id, day FROM orders WHERE paid),
    gaps AS (SELECT customer_id, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS days FROM purchase_days)
SELECT coalesce(days, 0) AS days, count(*) AS intervals FROM gaps GROUP BY 1"""
REPEAT_SQL = """, purchase_days AS (SELECT DISTINCT customer_id, day FROM orders WHERE paid)
SELECT count(*) AS repeat_buyers FROM (
    SELECT customer_id FROM purchase_days GROUP BY customer_id HAVING count(*) >= 2)"""


def repurchase(
    platform: Platform, conn: Connection, scope: Scope, *, as_of: date | None = None, lang: str = "zh"
) -> Repurchase:
    """This function will return how long people take to buy again, by the end of `as_of`. Raises BadPeriod."""
    source = open_source(platform, conn, scope, as_of)
    counts: dict[int, int] = defaultdict(int)
    for rows in order_rows(source, SQL):
        for row in rows:
            counts[row["days"]] += row["intervals"]
    buyers = counts.pop(0, 0)  # each buyer's first purchase day has no day before it; an interval is at least one day
    repeat = sum(row["repeat_buyers"] for rows in order_rows(source, REPEAT_SQL) for row in rows)
    figures = _figures(counts, buyers, repeat, lang, source.end_ms)
    return Repurchase(source.end_ms, figures, _curve(counts), definitions(("intervals",), lang))


def _figures(counts: dict[int, int], buyers: int, repeat: int, lang: str, as_of_ms: int) -> tuple[Figure, ...]:
    came_back: Rule = bought(measure="days", at_least=2)

    def one(key: str, value: float | int | None, rule: Rule = came_back, people: int = repeat) -> Figure:
        return figure(key, value, lang, as_of_ms=as_of_ms, rule=rule, people=people)

    return (
        one("ever_buyers", buyers, bought(), buyers),
        one("repeat_buyers", repeat),
        one("repeat_share", share(repeat, buyers)),
        one("intervals", sum(counts.values())),
        one("lower_quartile_days", quantile(counts, 0.25)),
        one("median_days", quantile(counts, 0.5)),
        one("upper_quartile_days", quantile(counts, 0.75)),
        one("within_30", share_within(counts, 30)),
        one("within_90", share_within(counts, 90)),
        one("within_120", share_within(counts, 120)),
    )


def _curve(counts: dict[int, int]) -> tuple[IntervalPoint, ...]:
    """This function will return the curve day by day up to a year; nothing when nobody has come back."""
    total, seen, points = sum(counts.values()), 0, []
    for days in range(1, CURVE_DAYS + 1) if total else ():
        seen += counts.get(days, 0)
        points.append(IntervalPoint(days, counts.get(days, 0), seen / total))
    return tuple(points)
