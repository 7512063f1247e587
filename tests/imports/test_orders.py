"""Files of orders: what is taken, what is refused and why, and that nothing goes in twice."""

import csv
import errno
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from siyu.imports import tasks
from siyu.imports.contracts import ROWS_PER_BATCH_MAX, Import, Kind, Mapping, State
from siyu.imports.files.queries import file_path
from siyu.imports.mapping.domain import BadMapping
from siyu.imports.operations import RUN_JOB, cancel_import, create_import, resume_or_create, start_import
from siyu.imports.queries import rejected_csv
from siyu.imports.running.operations import run_import
from siyu.kit import jobs
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import StoreFull
from siyu.kit.platform import Platform
from siyu.orders.queries import order_page
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel
from siyu.tenancy.operations import save_org_units
from tests.imports.factories import bring_in, log, refused

HEADER = "订单编号,手机号,支付时间,实付金额\n"
COLUMNS = {"订单编号": "order_no", "手机号": "identity.phone", "支付时间": "paid_at", "实付金额": "amount"}


def test_a_gbk_file_is_taken_as_it_is(platform: Platform, scope: Scope) -> None:
    text = '订单编号,手机号,支付时间,实付金额,商品明细\nA1,13800138000,2025年3月1日 12:30,"1,234.50",五常大米×2;盐×1\n'
    run = bring_in(platform, scope, text.encode("gbk"))
    assert (run.totals.rows, run.totals.imported, run.totals.amount_fen) == (1, 1, 123_450)
    with platform.stores.core.reading() as conn:
        (order,) = order_page(conn, scope)
    assert [(line.name, line.quantity) for line in order.lines] == [("五常大米", 2), ("盐", 1)]
    assert order.quantity == 3


def test_an_excel_and_a_parquet_file_say_the_same(platform: Platform, scope: Scope, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["订单编号", "手机号", "支付时间", "实付金额"])
    sheet.append(["A1", 13800138000, datetime(2025, 3, 1, 12, 30), 29.33])
    book.save(tmp_path / "t.xlsx")
    table = {
        "订单编号": ["A1"],
        "手机号": ["13800138000"],
        "支付时间": [datetime(2025, 3, 1, 12, 30)],
        "实付金额": [29.33],
    }
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    first = bring_in(platform, scope, tmp_path / "t.xlsx")
    second = bring_in(platform, scope, tmp_path / "t.parquet")
    assert (first.totals.imported, first.totals.rejected) == (1, 0)
    assert (second.totals.imported, second.totals.unchanged, second.totals.rejected) == (0, 1, 0)


def test_every_refused_row_is_kept_with_its_reason_and_the_rest_goes_in(platform: Platform, scope: Scope) -> None:
    rows = [
        "A1,13800138000,2025-03-01,10.00",
        "A2,13800138000,01/03/2025,10.00",
        "A3,13800138000,2025-02-30,10.00",
        "A4,13800138000,2025-03-01,ten",
        "A5,13800138000,2025-03-01,-3",
        "A6,12345,2025-03-01,10.00",
        "A7,,2025-03-01,10.00",
        ",13800138000,2025-03-01,10.00",
        "A8,13800138000,,10.00",
        "A9,13800138000,2025-03-01,",
        "A1,13800138000,2025-03-01,99.00",
        "A1,13800138000,2025-03-01,10.00",
        "B1,13800138000,2025-03-01,1,2,3",
        "B2,13800138000,2025-03-01,0",
    ]
    mapping = Mapping(kind=Kind.ORDERS, columns=COLUMNS)
    run = bring_in(platform, scope, HEADER + "\n".join(rows) + "\n", mapping=mapping)
    totals = run.totals
    assert (totals.rows, totals.imported, totals.unchanged, totals.rejected) == (14, 2, 1, 11)
    assert (totals.customers, totals.amount_fen) == (1, 2_000)
    found = refused(platform, scope, run)
    assert {one.row_no: (one.field, one.value) for one in found} == {
        2: ("支付时间", "01/03/2025"),
        3: ("支付时间", "2025-02-30"),
        4: ("实付金额", "ten"),
        5: ("实付金额", "-3"),
        6: ("手机号", "12345"),
        7: ("手机号", ""),
        8: ("订单编号", ""),
        9: ("支付时间", ""),
        10: ("实付金额", ""),
        11: ("实付金额", "9900"),
        13: ("", ""),
    }
    assert all(one.reason_zh and one.reason_en and one.fix_zh and one.fix_en for one in found)
    assert found[0].raw["订单编号"] == "A2"
    sheet = list(csv.reader(io.StringIO(b"".join(rejected_csv(platform, scope, run.id, "zh")).decode("utf-8-sig"))))
    assert sheet[0] == ["行号", "列", "值", "原因", "怎么改", *COLUMNS]
    assert len(sheet) == 12
    assert sheet[4][2] == "'-3"


def test_rows_without_numbers_are_told_apart_by_how_often_they_occur(platform: Platform, scope: Scope) -> None:
    mapping = Mapping(
        kind=Kind.ORDERS,
        columns={"phone": "identity.phone", "day": "paid_at", "amount": "amount"},
        order_number="content",
    )
    row = "13800138000,2025-03-01,5.00\n"
    twice = bring_in(platform, scope, "phone,day,amount\n" + row * 2, mapping=mapping)
    assert (twice.totals.imported, twice.totals.amount_fen) == (2, 1_000)
    longer = bring_in(platform, scope, "phone,day,amount\n" + row * 3, mapping=mapping)
    assert (longer.totals.imported, longer.totals.unchanged) == (1, 2)
    assert len(log(platform, scope)) == 3


def test_refunds_and_returns_are_booked_once(platform: Platform, scope: Scope) -> None:
    columns = {**COLUMNS, "退款金额": "refund", "状态": "status", "原单": "original_order_no"}
    mapping = Mapping(kind=Kind.ORDERS, columns=columns, negative="return")
    text = (
        HEADER.strip() + ",退款金额,状态,原单\n"
        "R9,13800138000,2025-03-04,-2.00,,,A1\n"
        "A1,13800138000,2025-03-01,10.00,,已付款,\n"
        "A2,13800138000,2025-03-01,10.00,4.00,已完成,\n"
        "A3,13800138000,2025-03-01,10.00,,已退款,\n"
        "A4,13800138000,2025-03-01,10.00,11.00,已完成,\n"
        "A5,13800138000,2025-03-01,10.00,,待付款,\n"
        "A6,13800138000,2025-03-01,10.00,,没见过,\n"
        "R8,13800138000,2025-03-04,-2.00,,,\n"
    )
    first = bring_in(platform, scope, text, mapping=mapping)
    assert (first.totals.imported, first.totals.rejected) == (5, 3)
    again = bring_in(platform, scope, text, mapping=mapping)
    assert (again.totals.imported, again.totals.unchanged, again.totals.rejected) == (0, 5, 3)
    with platform.stores.core.reading() as conn:
        names = platform.lake.names(conn, scope)
    events = sorted((names[int(str(row["event"]))], row["value_fen"]) for row in log(platform, scope))
    assert events == [
        ("Order Paid", 1_000),
        ("Order Paid", 1_000),
        ("Order Paid", 1_000),
        ("Order Returned", 200),
        ("Order Returned", 400),
        ("Order Returned", 1_000),
    ]


def test_a_store_that_is_not_in_the_organisation_is_refused_or_left_empty_as_the_mapping_says(
    platform: Platform, scope: Scope
) -> None:
    unit = NewOrgUnit(code="S1", name="一店", level=OrgLevel.STORE, parent_code="")
    ids = platform.stores.core.write(lambda conn: save_org_units(conn, scope, [unit]))
    columns = {**COLUMNS, "门店": "store_code"}
    text = HEADER.strip() + ",门店\nA1,13800138000,2025-03-01,1,S1\nA2,13800138000,2025-03-01,1,S2\n"
    strict = bring_in(platform, scope, text, mapping=Mapping(kind=Kind.ORDERS, columns=columns))
    assert [(one.field, one.value) for one in refused(platform, scope, strict)] == [("门店", "S2")]
    lax = Mapping(kind=Kind.ORDERS, columns=columns, unknown_codes="leave_empty")
    assert bring_in(platform, scope, text, mapping=lax).totals.rejected == 0
    with platform.stores.core.reading() as conn:
        assert {one.order_no: one.org_unit_id for one in order_page(conn, scope)} == {"A1": ids["S1"], "A2": 0}


def test_a_queued_import_is_run_by_the_worker_and_can_be_cancelled_before(platform: Platform, scope: Scope) -> None:
    text = HEADER + "A1,13800138000,2025-03-01,10.00\n"
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    made = create_import(platform, scope, io.BytesIO(text.encode()), name="t.csv", kind=Kind.ORDERS)
    core.write(lambda conn: start_import(platform, conn, scope, made.id, at_ms=now_ms))
    core.write(lambda conn: cancel_import(conn, scope, made.id, at_ms=now_ms))
    handlers = {RUN_JOB: tasks.run}
    assert jobs.run_one(core, handlers, platform, platform.clock)
    assert log(platform, scope) == []
    core.write(lambda conn: start_import(platform, conn, scope, made.id, at_ms=now_ms + 1))
    platform.clock.advance(1)  # type: ignore[attr-defined]
    assert jobs.run_one(core, handlers, platform, platform.clock)
    assert run_import(platform, scope, made.id).state is State.DONE
    assert len(log(platform, scope)) == 1


def test_the_same_unfinished_file_is_gone_on_with_and_a_finished_one_is_imported_again(
    platform: Platform, scope: Scope
) -> None:
    text = HEADER + "A1,13800138000,2025-03-01,10.00\n"

    def open_again() -> int:
        return resume_or_create(platform, scope, io.BytesIO(text.encode()), name="t", kind=Kind.ORDERS).id

    core = platform.stores.core
    first = open_again()
    core.write(lambda conn: start_import(platform, conn, scope, first, at_ms=platform.clock.now_ms()))
    assert open_again() == first
    assert run_import(platform, scope, first).state is State.DONE
    assert open_again() != first


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"a": "amount", "d": "paid_at", "n": "order_no"}, "columns"),
        ({"a": "amount", "p": "identity.phone", "n": "order_no"}, "columns"),
        ({"a": "amount", "b": "amount", "d": "paid_at", "p": "identity.phone", "n": "order_no"}, "columns.b"),
        ({"a": "amout"}, "columns.a"),
        ({"a": "amount", "d": "paid_at", "p": "identity.phone"}, "columns"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_before_anything_is_read(
    platform: Platform, scope: Scope, columns: dict[str, str], field: str
) -> None:
    with pytest.raises(BadMapping) as refusal:
        bring_in(platform, scope, "a,b,d,p,n\n1,1,1,1,1\n", mapping=Mapping(kind=Kind.ORDERS, columns=columns))
    assert refusal.value.field == field


def test_a_mapping_for_another_file_fails_the_import_before_the_first_row_and_says_what_is_missing(
    platform: Platform, scope: Scope
) -> None:
    run = bring_in(platform, scope, "a,b\n1,2\n", mapping=Mapping(kind=Kind.ORDERS, columns=COLUMNS))
    assert (run.state, run.totals.rows) == (State.FAILED, 0)
    assert "实付金额" in run.error_zh
    assert "a, b" in run.error_en


def test_a_file_damaged_half_way_keeps_what_was_taken_and_says_so(platform: Platform, scope: Scope) -> None:
    rows = {"订单编号": [f"A{n}" for n in range(9)], "手机号": ["13800138000"] * 9, "实付金额": [1.5] * 9}
    sink = io.BytesIO()
    pq.write_table(pa.table({**rows, "支付时间": ["2025-03-01"] * 9}), sink, row_group_size=3, compression="none")
    body = bytearray(sink.getvalue())
    good = create_import(platform, scope, io.BytesIO(bytes(body)), name="t.parquet", kind=Kind.ORDERS)
    path = file_path(platform, good.digest)
    path.write_bytes(bytes(body[: len(body) // 2]))
    run = run_import(platform, scope, good.id)
    assert run.state is State.FAILED
    assert run.error_zh
    assert run.error_en


def test_a_full_disk_refuses_the_upload_and_leaves_nothing_behind(platform: Platform, scope: Scope) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreFull) as refusal:
        create_import(platform, scope, Full(), name="t.csv", kind=Kind.ORDERS)
    assert refusal.value.fix("zh")
    assert not [path for path in (platform.settings.data_dir / "imports").rglob("*") if path.is_file()]


def test_of_two_runners_of_the_same_import_the_slower_changes_nothing(platform: Platform, scope: Scope) -> None:
    rows = "".join(f"A{n},13800138000,2025-03-01,1.00\n" for n in range(ROWS_PER_BATCH_MAX + 10))
    made = create_import(platform, scope, io.BytesIO((HEADER + rows).encode()), name="t.csv", kind=Kind.ORDERS)
    raced = []

    def race(now: Import) -> None:
        if not raced:
            raced.append(run_import(platform, scope, made.id).totals)

    slower = run_import(platform, scope, made.id, race)
    assert slower.totals == raced[0]
    assert slower.totals.imported == ROWS_PER_BATCH_MAX + 10
    assert len(log(platform, scope)) == ROWS_PER_BATCH_MAX + 10


def test_texts_with_nul_are_refused_and_kept_on_every_store(platform, scope):
    body = "会员号,订单号,支付时间,实付金额\nM1,O1\0,2025-03-01 12:00:00,12.5\nM\0 2,O2,2025-03-01 12:00:00,abc\0\n"
    run = bring_in(platform, scope, body)
    assert run.totals.rows == 2 and run.totals.imported + run.totals.rejected == 2
    assert len(refused(platform, scope, run)) == run.totals.rejected >= 1
