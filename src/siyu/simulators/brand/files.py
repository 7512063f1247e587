"""The brand as files: CSV as a Chinese operator would export it from Excel, and typed Parquet beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from siyu.simulators.brand.baskets import orders_of
from siyu.simulators.brand.contracts import CHINA_TIME, BrandSpec
from siyu.simulators.brand.customers import CUSTOMER_SCHEMA, customer_batch
from siyu.simulators.brand.labels import tag_names
from siyu.simulators.brand.members import members
from siyu.simulators.brand.orders import ORDER_SCHEMA, order_batch, used
from siyu.simulators.brand.stage import stage

CUSTOMER_HEADER = (
    "会员号", "手机号", "姓名", "性别", "生日", "城市", "家庭人数", "会员等级", "外部联系人ID", "UnionID",
    "门店编码", "导购编号", "获客渠道", "注册时间", "标签", "地址",
)  # fmt: skip
ORDER_HEADER = (
    "订单编号", "会员号", "手机号", "支付时间", "实付金额", "优惠金额", "销售渠道", "门店编码", "优惠券",
    "退款金额", "商品明细",
)  # fmt: skip
LINE_HEADER = ("订单编号", "商品编码", "商品名称", "商品类目", "数量", "单价")

_CHINA_MS = round(CHINA_TIME.utcoffset(None).total_seconds() * 1000)
_GENDERS = {"f": "女", "m": "男", "unknown": ""}


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What was written: the paths, and the totals an import of them must arrive at."""

    customers_csv: Path
    orders_csv: Path
    order_lines_csv: Path
    customers_parquet: Path | None
    orders_parquet: Path | None
    customers: int
    orders: int
    lines: int
    amount_fen: int


def write_files(
    spec: BrandSpec, folder: Path | str, *, parquet: bool = False, encoding: str = "utf-8-sig"
) -> WrittenFiles:
    """Write customers.csv, orders.csv and order_lines.csv into `folder`, block by block.

    Chinese headers, eleven-digit phones, local times as 2025-03-01 12:30:00, yuan with two decimals; `encoding` may be
    gb18030, as Excel in China writes. With `parquet`, the typed batches of `customers` and `orders` go into Parquet
    files too. A file has its name only once it is complete.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    names = ["customers.csv", "orders.csv", "order_lines.csv"] + ["customers.parquet", "orders.parquet"] * parquet
    paths = [target / name for name in names]
    parts = [path.with_name(path.name + ".part") for path in paths]
    counts = _write(spec, parts, encoding)
    for part, path in zip(parts, paths, strict=True):
        part.replace(path)
    customers_parquet, orders_parquet = (paths[3], paths[4]) if parquet else (None, None)
    return WrittenFiles(paths[0], paths[1], paths[2], customers_parquet, orders_parquet, *counts)


def _write(spec: BrandSpec, parts: list[Path], encoding: str) -> tuple[int, int, int, int]:
    totals = np.zeros(4, dtype=np.int64)
    headers = (CUSTOMER_HEADER, ORDER_HEADER, LINE_HEADER)
    with ExitStack() as open_files:
        sheets = [
            csv.writer(open_files.enter_context(part.open("w", encoding=encoding, newline=""))) for part in parts[:3]
        ]
        for sheet, header in zip(sheets, headers, strict=True):
            sheet.writerow(header)
        schemas = (CUSTOMER_SCHEMA, ORDER_SCHEMA)
        tables = [
            open_files.enter_context(pq.ParquetWriter(part, schema))
            for part, schema in zip(parts[3:], schemas, strict=False)
        ]
        for people, bought, phones in _blocks(spec):
            sheets[0].writerows(_customer_rows(people))
            sheets[1].writerows(_order_rows(bought, phones))
            sheets[2].writerows(_line_rows(bought))
            for table, batch in zip(tables, (people, bought), strict=False):
                table.write_batch(batch)
            lines = pc.sum(pc.list_value_length(bought["lines"])).as_py() or 0
            totals += (people.num_rows, bought.num_rows, lines, pc.sum(bought["amount_fen"]).as_py() or 0)
    written = totals.tolist()
    return written[0], written[1], written[2], written[3]


def _blocks(spec: BrandSpec) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch, list[str]]]:
    """Give each block's customers, its orders, and the phone of each order's customer."""
    ground = stage(spec)
    for block in range(spec.blocks):
        people = members(ground, block)
        bought = orders_of(ground, people, block)
        batch = customer_batch(ground, people, bought, block)
        mine = used(spec, people, bought)
        phones = batch["phone"].take(pa.array(mine.member))
        yield batch, order_batch(ground, people, mine), _national(phones)


def _customer_rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    called = tag_names()
    columns = {name: batch[name].to_pylist() for name in batch.schema.names}
    return zip(
        columns["member_no"],
        _national(batch["phone"]),
        columns["name"],
        [_GENDERS[gender] for gender in columns["gender"]],
        columns["birthday"],
        columns["city"],
        columns["household_size"],
        columns["level"],
        columns["wecom_external_userid"],
        columns["unionid"],
        columns["store_code"],
        columns["advisor_code"],
        columns["channel"],
        _local_times(batch["joined_at_ms"]),
        ["、".join(called[code] for code in codes) for codes in columns["tags"]],
        columns["address"],
        strict=True,
    )


def _order_rows(batch: pa.RecordBatch, phones: list[str]) -> Iterator[tuple[Any, ...]]:
    columns = {name: batch[name].to_pylist() for name in batch.schema.names}
    return zip(
        columns["order_no"],
        columns["member_no"],
        phones,
        _local_times(batch["paid_at_ms"]),
        map(_yuan, columns["amount_fen"]),
        map(_yuan, columns["discount_fen"]),
        columns["channel"],
        columns["store_code"],
        columns["coupon"],
        map(_yuan, columns["refund_fen"]),
        [";".join(f"{line['name']}×{line['quantity']}" for line in lines) for lines in columns["lines"]],
        strict=True,
    )


def _line_rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    lines = pc.list_flatten(batch["lines"])
    number = batch["order_no"].take(pc.list_parent_indices(batch["lines"]))
    fields = [lines.field(name).to_pylist() for name in ("sku", "name", "category", "quantity")]
    return zip(number.to_pylist(), *fields, map(_yuan, lines.field("price_fen").to_pylist()), strict=True)


def _national(phones: pa.Array) -> list[str]:
    return [str(phone) for phone in pc.utf8_slice_codeunits(phones, 3).to_pylist()]


def _local_times(at_ms: pa.Array) -> list[str]:
    local = (at_ms.to_numpy() + _CHINA_MS).astype("datetime64[ms]").astype("datetime64[s]")
    return [text.replace("T", " ") for text in local.astype(str).tolist()]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
