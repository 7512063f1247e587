"""Orders of the visible customers up to a day, one shard at a time, so that memory is bounded by the shard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.insights.reading.contracts import PAID, RETURNED
from siyu.kit.calendar import day_begin_ms, day_date, day_number, day_of, local_day_sql
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.platform import Platform
from siyu.kit.words import shard_ids
from siyu.segments import queries as segments
from siyu.tenancy.queries import own_brand

Row = dict[str, Any]
ORDERS = """WITH orders AS (
    SELECT customer_id, {day} AS day, value_fen, event = {paid} AS paid
    FROM events SEMI JOIN people USING (customer_id)
    WHERE event IN ({paid}, {returned})
) """
NO_CODE = -1


class BadPeriod(Invalid):
    """The days of a report do not make a period."""

    zh = "日期「{value}」不正确:{field}"
    en = "{field}: {value!r} does not make a period"
    fix_zh = "开始不晚于结束,年份在 1970 到 2100 之间,最多 60 个月"
    fix_en = "Start before the end, between 1970 and 2100, at most 60 months"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report reads: for whom, up to the end of which local day."""

    platform: Platform
    conn: Connection
    scope: Scope
    zone: str
    last_day: date

    @property
    def end_ms(self) -> int:
        """The first millisecond after the last day."""
        return day_begin_ms(day_number(self.last_day) + 1, self.zone)


def open_source(platform: Platform, conn: Connection, scope: Scope, as_of: date | None) -> Source:
    """This function will prepare reading up to the end of `as_of`, today when None. Raises BadPeriod."""
    if as_of is not None and not 1970 <= as_of.year <= 2100:
        raise BadPeriod(field="as_of", value=as_of.isoformat())
    zone = own_brand(conn, scope).zone
    return Source(platform, conn, scope, zone, as_of or day_date(day_of(platform.clock.now_ms(), zone)))


def order_rows(source: Source, sql: str) -> Iterator[list[Row]]:
    """This function will run `sql` over `orders` (customer_id, day, value_fen, paid) of each shard and yield its rows.

    `orders` holds paid and returned orders of the visible customers; `paid` tells them apart.
    """
    on, conn, scope = source.platform, source.conn, source.scope
    codes = on.lake.codes(conn, scope, [PAID, RETURNED])
    paid, returned = codes.get(PAID, NO_CODE), codes.get(RETURNED, NO_CODE)
    base = ORDERS.format(day=local_day_sql("at_ms", source.zone), paid=paid, returned=returned)
    for shard in brand_shards(conn, scope):
        ids = shard_ids(customers.everyone(on, conn, scope, shard), shard)
        people = pa.table({"customer_id": pa.array(ids, type=pa.int64())})
        table = on.lake.query(conn, scope, base + sql, shard=shard, to_ms=source.end_ms, tables={"people": people})
        yield table.to_pylist()


def people_of(source: Source, rule: dict[str, Any]) -> int:
    """This function will count the people of a rule as of the source's day."""
    as_of_ms = source.end_ms - 1
    return segments.count(source.platform, source.conn, source.scope, rule, as_of_ms=as_of_ms)
