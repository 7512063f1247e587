"""A million people to count: tags, a level, a city and orders, in the stores and as plain columns."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlalchemy import Connection

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import define_attribute
from siyu.customers.contracts import EVERYONE_LEAF, AttributeKind
from siyu.customers.models import attribute_text, customer
from siyu.customers.queries import change_counter, tag_leaf
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.blocks import take_customer_ids
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform

TAGS = 20
CITIES = ("上海", "杭州", "北京", "广州", "成都", "武汉", "南京", "西安")
ORDERS_PER_PERSON = 2
SPAN_DAYS = 720
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people: ids int64[n], tags bool[TAGS, n], level and city (place in CITIES) int64[n]; orders as columns.

    `order_customer` and `order_at_ms` are int64[n * 2].
    """

    ids: Ids
    tags: npt.NDArray[np.bool_]
    level: npt.NDArray[np.int64]
    city: npt.NDArray[np.int64]
    order_customer: Ids
    order_at_ms: npt.NDArray[np.int64]

    def people(self) -> pa.Table:
        """This function will return one row per person with a boolean column per tag."""
        columns = {f"t{i}": self.tags[i] for i in range(TAGS)}
        city = pa.DictionaryArray.from_arrays(pa.array(self.city, type=pa.int32()), pa.array(CITIES))
        return pa.table({"id": self.ids, "level": self.level, "city": city.cast(pa.string()), **columns})

    def orders(self) -> pa.Table:
        """This function will return one row per order."""
        return pa.table({"id": self.order_customer, "at_ms": self.order_at_ms})


def make_crowd(platform: Platform, scope: Scope, count: int, seed: int = 11) -> Crowd:
    """This function will create `count` customers with random tags, attributes and orders, and return them as columns."""
    draw = np.random.default_rng(seed)
    now_ms = platform.clock.now_ms()
    ids = platform.stores.core.write(lambda conn: take_customer_ids(conn, scope, count))
    spent_ms = draw.integers(0, SPAN_DAYS * DAY_MS, count * ORDERS_PER_PERSON)
    crowd = Crowd(
        ids=ids,
        tags=draw.random((TAGS, count)) < draw.uniform(0.05, 0.6, TAGS)[:, None],
        level=draw.integers(1, 6, count),
        city=draw.integers(0, len(CITIES), count),
        order_customer=draw.choice(ids, count * ORDERS_PER_PERSON),
        order_at_ms=now_ms - spent_ms,
    )
    platform.stores.core.write(lambda conn: _store_words(platform, conn, scope, crowd, now_ms))
    for part in _parts(count):
        platform.stores.core.write(partial(_store_people, scope=scope, crowd=crowd, part=part, now_ms=now_ms))
    for part in _parts(count * ORDERS_PER_PERSON):
        platform.stores.core.write(partial(_store_orders, platform=platform, scope=scope, crowd=crowd, part=part))
    while platform.lake.flush(platform.stores.core, scope):
        pass
    return crowd


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, min(start + BATCH, count)) for start in range(0, count, BATCH))


def _store_words(platform: Platform, conn: Connection, scope: Scope, crowd: Crowd, now_ms: int) -> None:
    tags = customers.ensure_tags(conn, scope, [f"t{i}" for i in range(TAGS)], at_ms=now_ms)
    sets = {tag_leaf(tags[f"t{i}"]): (crowd.ids[crowd.tags[i]], None) for i in range(TAGS)}
    platform.bits.flip_many(conn, scope, {EVERYONE_LEAF: (crowd.ids, None), **sets})
    define_attribute(conn, scope, "level", AttributeKind.NUMBER, at_ms=now_ms)
    define_attribute(conn, scope, "city", AttributeKind.TEXT, at_ms=now_ms)
    codes = [{"key": "city", "value": city, "code": place + 1} for place, city in enumerate(CITIES)]
    scoped.insert_many(conn, scope, attribute_text, codes)


def _store_people(conn: Connection, *, scope: Scope, crowd: Crowd, part: slice, now_ms: int) -> None:
    seq = take(conn, change_counter(scope))
    columns = (crowd.ids[part].tolist(), crowd.level[part].tolist(), crowd.city[part].tolist())
    rows = [
        {
            "id": one,
            "name": "",
            "attributes": json.dumps({"level": [level, now_ms], "city": [CITIES[city], now_ms]}, ensure_ascii=False),
            "created_at_ms": now_ms,
            "changed_seq": seq,
        }
        for one, level, city in zip(*columns, strict=True)
    ]
    scoped.insert_many(conn, scope, customer, rows)


def _store_orders(conn: Connection, *, platform: Platform, scope: Scope, crowd: Crowd, part: slice) -> None:
    code = platform.lake.codes(conn, scope, ["Order Paid"], create=True)["Order Paid"]
    size = len(crowd.order_at_ms[part])
    same = {"event": np.full(size, code), "value_fen": np.full(size, 9_900), "quantity": np.ones(size, dtype=np.int64)}
    columns = {"customer_id": crowd.order_customer[part], "at_ms": crowd.order_at_ms[part], **same}
    empty = {"ref": np.zeros(size, dtype=np.int64), "properties": [None] * size}
    platform.lake.append_columns(conn, scope, columns | empty)
