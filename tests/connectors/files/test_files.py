"""Reading tables out of files, and writing CSV that Excel opens safely."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from siyu.connectors.files.encoding import find_encoding
from siyu.connectors.files.shape import BAD_BYTES
from siyu.connectors.files.tables import Files
from siyu.imports.contracts import ReaderOptions, Row
from siyu.kit.errors import Invalid

FILES = Files()
CHINESE = "会员号,姓名,金额\n001,张三,12.50\n002,李四,8.00\n"


def read(path: Path, options: ReaderOptions | None = None, *, skip: int = 0, rows_max: int = 5_000) -> list[Row]:
    options = options or FILES.look(path, path.name)
    return [row for batch in FILES.read(path, options, skip_rows=skip, rows_max=rows_max) for row in batch.rows]


def put(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_chinese_csv_is_read_in_every_encoding_excel_writes(tmp_path: Path, codec: str, found: str) -> None:
    body = CHINESE if "16-" not in codec else CHINESE + "x,y,1\n" * 50
    path = put(tmp_path, "members.csv", body.encode(codec))
    assert find_encoding(path) == found
    assert read(path)[0] == Row(1, {"会员号": "001", "姓名": "张三", "金额": "12.50"})


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_separator_is_found_even_when_another_stands_inside_quotes(tmp_path: Path, mark: str) -> None:
    other = ";" if mark == "," else ","
    lines = [mark.join(("name", "note", "n"))] + [mark.join((f"a{i}", f'"x{other}y{other}{i}"', "1")) for i in range(9)]
    path = put(tmp_path, "t.csv", "\n".join(lines).encode())
    assert FILES.look(path, "t.csv").delimiter == mark
    assert read(path)[3].values == {"name": "a3", "note": f"x{other}y{other}3", "n": "1"}


def test_a_damaged_line_in_a_utf8_file_marks_its_row_and_spares_the_others(tmp_path: Path) -> None:
    good = "".join(f"{i},顾客{i}\n" for i in range(200)).encode()
    path = put(tmp_path, "t.csv", b"no,name\n" + good + b"200,\xff\xfe\n" + "201,完\n".encode())
    rows = read(path)
    assert [row.no for row in rows if row.problem] == [201]
    assert rows[200].problem == "bytes"
    assert rows[-1].values == {"no": "201", "name": "完"}


def test_quoted_cells_may_hold_line_breaks_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b'a,b\r\n1,"two\r\nlines"\r\n\r\n,\r\n3,4\r\n')
    assert [row.values for row in read(path)] == [{"a": "1", "b": "two\r\nlines"}, {"a": "3", "b": "4"}]


def test_a_row_with_too_many_cells_is_marked_and_a_short_one_is_not(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b"a,b,c\n1,2\n1,2,3,4\n1,2,3,\n")
    rows = read(path)
    assert [row.problem for row in rows] == ["", "cells", ""]
    assert rows[0].values == {"a": "1", "b": "2", "c": ""}


def test_names_of_columns_are_made_distinct(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b"name,,name\nx,y,z\n")
    assert read(path)[0].values == {"name": "x", "column_2": "y", "name_2": "z"}


def test_a_file_without_a_header_loses_no_row(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b"13800138000,2025-03-01,12.5\n13900139000,2025-03-02,8\n")
    assert [row.no for row in read(path)] == [1, 2]


def test_columns_parted_by_spaces_take_their_names_from_the_layout_of_their_number(tmp_path: Path) -> None:
    path = put(tmp_path, "t.txt", b" 00001 19970101  1   11.77\r\n 00002 19970112  1   12.00\r\n")
    options = ReaderOptions(format="text", layouts=(("a", "b"), ("id", "day", "n", "amount")))
    assert read(path, options)[1].values == {"id": "00002", "day": "19970112", "n": "1", "amount": "12.00"}


def test_columns_of_fixed_width_are_cut_where_the_options_say(tmp_path: Path) -> None:
    path = put(tmp_path, "t.txt", "张三  12.50\n李四   8.00\n".encode())
    options = ReaderOptions(format="text", widths=(4, 6), layouts=(("name", "amount"),))
    assert [row.values["amount"] for row in read(path, options)] == ["12.50", "8.00"]


def test_reading_goes_on_after_any_number_of_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b"n\n" + b"".join(b"%d,\n" % i for i in range(100)))
    whole = read(path, ReaderOptions(header="yes"))
    assert len(whole) == 100
    for skip in (0, 1, 49, 99, 100, 500):
        assert read(path, ReaderOptions(header="yes"), skip=skip, rows_max=7) == whole[skip:]


def test_excel_keeps_dates_as_dates_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["手机号", "支付时间", "金额"])
    sheet.append([13800138000, datetime(2025, 3, 1, 12, 30), 29.33])
    sheet.append([None, None, None])
    sheet.append(["13900139000", "2025-03-02", 8])
    book.save(tmp_path / "t.xlsx")
    rows = read(tmp_path / "t.xlsx")
    assert [row.no for row in rows] == [1, 2]
    assert rows[0].values == {"手机号": 13800138000, "支付时间": datetime(2025, 3, 1, 12, 30), "金额": 29.33}


def test_a_nul_in_parquet_is_shown_as_unreadable_in_texts_lists_and_fields(tmp_path: Path) -> None:
    columns = {"no": ["O\0" + "1"], "tags": [["a\0", "b"]], "more": [{"city": "\0"}], "paid": [7]}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    (row,) = read(tmp_path / "t.parquet")
    assert "\0" not in repr(row.values) and "\\x00" not in repr(row.values)
    assert row.values == {
        "no": f"O{BAD_BYTES}1", "tags": [f"a{BAD_BYTES}", "b"], "more": {"city": BAD_BYTES}, "paid": 7
    }  # fmt: skip


def test_parquet_keeps_lists(tmp_path: Path) -> None:
    pq.write_table(pa.table({"no": [1, 2], "tags": [["a", "b"], []]}), tmp_path / "t.parquet")
    assert [row.values for row in read(tmp_path / "t.parquet")] == [
        {"no": 1, "tags": ["a", "b"]},
        {"no": 2, "tags": []},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n\n",
        b"%PDF-1.7 ...",
        b"\x1f\x8b\x08 gzip",
        b"<html><table><tr><td>1</td></tr></table>",
        b"PK\x03\x04 not really a workbook",
        b"\xd0\xcf\x11\xe0 broken",
        b"PAR1 broken",
        bytes(range(256)) * 10,
    ],
)
def test_what_is_no_table_is_refused_with_a_fix(tmp_path: Path, body: bytes) -> None:
    path = put(tmp_path, "t.bin", body)
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.fix("zh")
    assert refused.value.fix("en")


def test_written_csv_opens_in_excel_and_executes_nothing() -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", "张三", -5, None]
    body = b"".join(FILES.write_csv(["=h"], [cells]))
    assert body.startswith(b"\xef\xbb\xbf'=h")
    text = body.decode("utf-8-sig")
    for cell in cells[:6]:
        assert f"'{cell}" in text
    assert text.rstrip().endswith("plain,张三,-5,")
