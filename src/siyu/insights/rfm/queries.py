"""The RFM grid over all orders up to a day."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from siyu.insights.contracts import Bucket, Rfm, RfmCell, Rule
from siyu.insights.reading.contracts import PAID, bought, figure
from siyu.insights.reading.queries import open_source, order_rows
from siyu.insights.rfm.contracts import FREQUENCY, RECENCY
from siyu.kit.calendar import day_number
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

SQL = """, people_rfm AS (
    SELECT customer_id, {today} - max(day) FILTER (WHERE paid) AS recency, count(*) FILTER (WHERE paid) AS frequency,
        sum(CASE WHEN paid THEN value_fen ELSE -value_fen END) AS revenue
    FROM orders GROUP BY customer_id HAVING count(*) FILTER (WHERE paid) > 0)
SELECT {recency} AS r, {frequency} AS f, count(*) AS people, CAST(sum(revenue) AS BIGINT) AS revenue
FROM people_rfm GROUP BY 1, 2"""
DEFINITIONS = {
    "zh": {
        "recency": "R:距最近一笔已付款订单的天数(今天为0)",
        "frequency": "F:截至当日已付款的订单数",
        "value": "M:付款金额减去退款金额",
    },
    "en": {
        "recency": "R: days since the last paid order (today is 0)",
        "frequency": "F: paid orders so far",
        "value": "M: paid minus returned",
    },
}


def rfm(platform: Platform, conn: Connection, scope: Scope, *, as_of: date | None = None, lang: str = "zh") -> Rfm:
    """This function will return the grid of everybody who has bought by the end of `as_of`. Raises BadPeriod."""
    source = open_source(platform, conn, scope, as_of)
    sql = SQL.format(
        today=day_number(source.last_day),
        recency=_bucket_sql("recency", RECENCY),
        frequency=_bucket_sql("frequency", FREQUENCY),
    )
    people: dict[tuple[int, int], int] = defaultdict(int)
    revenue: dict[tuple[int, int], int] = defaultdict(int)
    for rows in order_rows(source, sql):
        for row in rows:
            people[row["r"], row["f"]] += row["people"]
            revenue[row["r"], row["f"]] += row["revenue"]
    cells = tuple(_cell(r, f, people[r, f], revenue[r, f]) for r in range(len(RECENCY)) for f in range(len(FREQUENCY)))
    buyers = sum(people.values())
    figures = (figure("ever_buyers", buyers, lang, as_of_ms=source.end_ms, rule=bought(), people=buyers),)
    recency, frequency = _buckets(RECENCY, lang, "天", "days"), _buckets(FREQUENCY, lang, "次", "orders")
    return Rfm(source.end_ms, recency, frequency, cells, figures, DEFINITIONS[lang])


def _cell(recency: int, frequency: int, people: int, revenue: int) -> RfmCell:
    rule: Rule = {
        "all": [
            {"event": PAID, "measure": "last", **_within(RECENCY[recency])},
            {"event": PAID, "measure": "count", **_within(FREQUENCY[frequency])},
        ]
    }
    return RfmCell(recency, frequency, people, revenue, round(revenue / people) if people else None, rule)


def _within(bucket: tuple[int, int | None]) -> Rule:
    """This function will write a bucket as the rule's comparison; an open end reads "at least"."""
    low, high = bucket
    return {"op": ">=", "value": low} if high is None else {"op": "between", "value": [low, high]}


def _bucket_sql(column: str, buckets: tuple[tuple[int, int | None], ...]) -> str:
    branches = [f"WHEN {column} >= {low} THEN {place}" for place, (low, _) in enumerate(buckets)]
    return f"CASE {' '.join(reversed(branches))} ELSE 0 END"


def _buckets(ranges: tuple[tuple[int, int | None], ...], lang: str, unit_zh: str, unit_en: str) -> tuple[Bucket, ...]:
    return tuple(Bucket(_label(low, high, lang, unit_zh, unit_en), low, high) for low, high in ranges)


def _label(low: int, high: int | None, lang: str, unit_zh: str, unit_en: str) -> str:
    """This function will say a bucket: 3–5 次, 11 次以上; 3–5 orders, 1 order, 11+ orders."""
    span = str(low) if high in (low, None) else f"{low}–{high}"
    if lang == "zh":
        return f"{span} {unit_zh}以上" if high is None else f"{span} {unit_zh}"
    if high is None:
        return f"{span}+ {unit_en}"
    return f"{span} {unit_en.removesuffix('s') if high == 1 else unit_en}"
