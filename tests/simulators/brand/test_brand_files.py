import csv
import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from siyu.simulators.brand.world import customers, orders, write_files


def rows(path, encoding="utf-8-sig"):
    with path.open(encoding=encoding, newline="") as sheet:
        return list(csv.DictReader(sheet))


@pytest.fixture(scope="module")
def written(brand_of, tmp_path_factory):
    spec = brand_of(customers=9_000)
    return spec, write_files(spec, tmp_path_factory.mktemp("export"), parquet=True)


def test_the_files_hold_what_the_report_says(written):
    _, files = written
    people, bought, lines = (rows(path) for path in (files.customers_csv, files.orders_csv, files.order_lines_csv))
    assert (len(people), len(bought), len(lines)) == (9_000, files.orders, files.lines)
    assert sum(Decimal(row["实付金额"]) for row in bought) * 100 == files.amount_fen


def test_values_look_as_an_operator_exports_them(written):
    _, files = written
    person, order = rows(files.customers_csv)[0], rows(files.orders_csv)[0]
    assert re.fullmatch(r"1\d{10}", person["手机号"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", person["注册时间"])
    assert re.fullmatch(r"\d+\.\d\d", order["实付金额"])
    assert re.fullmatch(r".+×\d+", order["商品明细"])
    assert {row["性别"] for row in rows(files.customers_csv)} == {"女", "男", ""}


def test_orders_carry_the_phone_of_their_customer_and_their_lines_add_up(written):
    _, files = written
    phones = {row["会员号"]: row["手机号"] for row in rows(files.customers_csv)}
    gross: dict[str, Decimal] = {}
    for line in rows(files.order_lines_csv):
        gross[line["订单编号"]] = gross.get(line["订单编号"], Decimal(0)) + int(line["数量"]) * Decimal(line["单价"])
    for row in rows(files.orders_csv):
        assert row["手机号"] == phones[row["会员号"]]
        assert gross[row["订单编号"]] == Decimal(row["实付金额"]) + Decimal(row["优惠金额"])


def test_times_are_local_wall_times_of_the_stream(written):
    spec, files = written
    first = next(orders(spec))
    stamp = pa.array([first["paid_at_ms"][0].as_py() + 8 * 3_600_000], type=pa.timestamp("ms"))[0].as_py()
    assert rows(files.orders_csv)[0]["支付时间"] == stamp.strftime("%Y-%m-%d %H:%M:%S")


def test_parquet_holds_the_typed_stream(written):
    spec, files = written
    assert pq.read_table(files.customers_parquet).equals(pa.Table.from_batches(customers(spec)))
    assert pq.read_table(files.orders_parquet).equals(pa.Table.from_batches(orders(spec)))


def test_a_gbk_export_reads_the_same_as_the_unicode_one(brand_of, tmp_path):
    spec = brand_of(customers=300)
    unicode, chinese = write_files(spec, tmp_path / "u"), write_files(spec, tmp_path / "g", encoding="gbk")
    assert rows(chinese.customers_csv, "gbk") == rows(unicode.customers_csv)
    assert rows(chinese.orders_csv, "gbk") == rows(unicode.orders_csv)


def test_nothing_half_written_stays_beside_the_files(written):
    _, files = written
    assert {path.name for path in files.customers_csv.parent.iterdir()} == {
        "customers.csv", "orders.csv", "order_lines.csv", "customers.parquet", "orders.parquet",
    }  # fmt: skip


def test_a_brand_of_nobody_writes_headers_only(brand_of, tmp_path):
    files = write_files(brand_of(customers=0), tmp_path)
    assert (files.customers, files.orders, files.lines, files.amount_fen) == (0, 0, 0, 0)
    assert rows(files.customers_csv) == []
    assert files.customers_csv.read_text(encoding="utf-8-sig").startswith("会员号,手机号")
