"""Orders as Arrow batches: one batch per block of customers, sorted by time of payment within the batch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from siyu.simulators.brand.baskets import MINI_PROGRAM, SALES_CHANNELS, Orders, orders_of
from siyu.simulators.brand.contracts import CHINA_TIME, BrandSpec
from siyu.simulators.brand.customers import member_numbers
from siyu.simulators.brand.draws import Ints, digits, joined, scattered, taken
from siyu.simulators.brand.members import Members, members
from siyu.simulators.brand.stage import Goods, Stage, stage

LINE_TYPE = pa.struct(
    [
        pa.field("sku", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("category", pa.string(), nullable=False),
        pa.field("quantity", pa.int64(), nullable=False),
        pa.field("price_fen", pa.int64(), nullable=False),
    ]
)
ORDER_SCHEMA = pa.schema(
    [
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("member_no", pa.string(), nullable=False),
        pa.field("paid_at_ms", pa.int64(), nullable=False),
        pa.field("amount_fen", pa.int64(), nullable=False),
        pa.field("discount_fen", pa.int64(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("store_code", pa.string()),
        pa.field("coupon", pa.string()),
        pa.field("lines", pa.list_(LINE_TYPE), nullable=False),
        pa.field("refund_fen", pa.int64(), nullable=False),
        pa.field("refunded_at_ms", pa.int64()),
    ]
)

_CHINA_MS = round(CHINA_TIME.utcoffset(None).total_seconds() * 1000)
_NUMBER_SPACE = 1_000_000_000


def orders(spec: BrandSpec) -> Iterator[pa.RecordBatch]:
    """Stream the orders, a batch per block of customers; only one block is in memory at a time."""
    ground = stage(spec)
    for block in range(spec.blocks):
        people = members(ground, block)
        yield order_batch(ground, people, used(spec, people, orders_of(ground, people, block)))


def used(spec: BrandSpec, people: Members, bought: Orders) -> Orders:
    """Keep the orders of customers the brand has; the last block is drawn whole but partly used."""
    return bought.where(people.index[bought.member] < spec.customers)


def order_batch(ground: Stage, people: Members, bought: Orders) -> pa.RecordBatch:
    """Write orders as one batch; orders of marketplaces belong to no store."""
    of_store = np.where(bought.channel <= MINI_PROGRAM, people.store[bought.member], -1)
    columns = {
        "order_no": order_numbers(ground.spec, people, bought),
        "member_no": member_numbers(ground.spec, people.index[bought.member]),
        "paid_at_ms": pa.array(bought.paid_ms),
        "amount_fen": pa.array(bought.amount_fen),
        "discount_fen": pa.array(bought.discount_fen),
        "channel": taken(SALES_CHANNELS, bought.channel),
        "store_code": taken(ground.shops.codes, of_store),
        "coupon": taken([coupon.code for coupon in ground.goods.coupons], bought.coupon),
        "lines": _lines(ground.goods, bought),
        "refund_fen": pa.array(bought.refund_fen),
        "refunded_at_ms": pa.array(bought.refund_ms, mask=bought.refund_ms == 0),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in ORDER_SCHEMA.names], schema=ORDER_SCHEMA)


def order_numbers(spec: BrandSpec, people: Members, bought: Orders) -> pa.Array:
    """Number orders: local date, the customer's scattered number, and the customer's own count (unique)."""
    days = ((bought.paid_ms + _CHINA_MS) // 86_400_000).astype("datetime64[D]")
    date = pa.array(np.char.replace(days.astype(str), "-", ""), type=pa.string())
    number = scattered(spec.seed, people.index[bought.member], _NUMBER_SPACE)
    return joined(date, digits(number, 9), digits(bought.turn, 3))


def _lines(goods: Goods, bought: Orders) -> pa.Array:
    row, line = np.nonzero(bought.product >= 0)
    product: Ints = bought.product[row, line]
    ends = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(bought.member)))])
    fields = [
        taken([each.sku for each in goods.products], product),
        taken([each.name for each in goods.products], product),
        taken([each.category for each in goods.products], product),
        pa.array(bought.units[row, line]),
        pa.array(goods.price_fen[product]),
    ]
    structs = pa.StructArray.from_arrays(fields, fields=list(LINE_TYPE))
    return pa.ListArray.from_arrays(pa.array(ends, type=pa.int32()), structs)
