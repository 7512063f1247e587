"""Cells read as times, amounts, phones: strictly, with a fix in every refusal."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.imports.values.domain import (
    AmbiguousDate,
    NotADate,
    NotAMinorAmount,
    NotAPhone,
    read_amount,
    read_goods,
    read_phone,
    read_tags,
    read_when,
    text_of,
)
from siyu.kit.clock import from_datetime, to_datetime
from siyu.kit.errors import Invalid
from siyu.kit.money import NotAnAmount

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("20250301", "2025-03-01 00:00:00"),
        ("2025-03-01", "2025-03-01 00:00:00"),
        ("2025/3/1 12:30", "2025-03-01 12:30:00"),
        ("2025.3.1", "2025-03-01 00:00:00"),
        ("2025年3月1日", "2025-03-01 00:00:00"),
        ("2025年3月1日 12:30", "2025-03-01 12:30:00"),
        ("2025年3月1日12时30分5秒", "2025-03-01 12:30:05"),
        ("20250301123005", "2025-03-01 12:30:05"),
        ("2025-03-01T04:30:05Z", "2025-03-01 12:30:05"),
        ("2025-03-01T12:30:05+08:00", "2025-03-01 12:30:05"),
        ("2025-02-28 23:30:05-0500", "2025-03-01 12:30:05"),
        ("25/03/1997", "1997-03-25 00:00:00"),
        ("03/25/1997", "1997-03-25 00:00:00"),
        ("3/3/1997", "1997-03-03 00:00:00"),
        ("3/25/1997 2:05 PM", "1997-03-25 14:05:00"),
        ("45717", "2025-03-01 00:00:00"),
        (45717.5, "2025-03-01 12:00:00"),
        ("1740803405", "2025-03-01 12:30:05"),
        ("1740803405000", "2025-03-01 12:30:05"),
        (datetime(2025, 3, 1, 12, 30, 5), "2025-03-01 12:30:05"),
        (datetime(2025, 3, 1, 4, 30, 5, tzinfo=UTC), "2025-03-01 12:30:05"),
        (date(2025, 3, 1), "2025-03-01 00:00:00"),
    ],
)
def test_a_time_is_read_in_every_form_files_write_it(value: object, local: str) -> None:
    at_ms = read_when(value, zone=ZONE, order=None, field="paid_at")
    assert to_datetime(at_ms, ZONE).strftime("%Y-%m-%d %H:%M:%S") == local


@pytest.mark.parametrize(
    "value",
    ["2025-02-30", "20251301", "1997", "0000-00-00", "soon", "2025-03-01 25:00", "99999999999999", "1899-01-01"],
)
def test_what_is_no_time_is_refused_with_the_value_and_a_fix(value: str) -> None:
    with pytest.raises(NotADate) as refused:
        read_when(value, zone=ZONE, order=None, field="支付时间")
    assert (refused.value.field, refused.value.value) == ("支付时间", value)
    assert "2025-03-01" in refused.value.fix("zh")


def test_a_date_that_can_be_read_two_ways_is_refused_until_the_mapping_decides() -> None:
    with pytest.raises(AmbiguousDate) as refused:
        read_when("01/03/1997", zone=ZONE, order=None, field="date")
    assert "date_order" in refused.value.fix("en")
    assert read_when("01/03/1997", zone=ZONE, order="mdy", field="date") == from_datetime(datetime(1997, 1, 3), ZONE)
    assert read_when("01/03/1997", zone=ZONE, order="dmy", field="date") == from_datetime(datetime(1997, 3, 1), ZONE)


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2190, 1, 1)), st.sampled_from([ZONE, "UTC"]))
def test_a_written_time_comes_back_as_it_was(moment: datetime, zone: str) -> None:
    whole = moment.replace(microsecond=0)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"):
        text = whole.strftime(form)
        if len(str(whole.year)) == 4:
            assert read_when(text, zone=zone, order=None, field="at") == from_datetime(whole, zone)


@given(st.text(max_size=30))
def test_no_text_at_all_breaks_a_reader(text: str) -> None:
    for read in (
        lambda: read_when(text, zone=ZONE, order=None, field="x"),
        lambda: read_amount(text, unit="major", field="x"),
        lambda: read_amount(text, unit="minor", field="x"),
        lambda: read_phone(text, region="CN", field="x"),
    ):
        try:
            assert read()
        except Invalid as refused:
            assert refused.detail("zh")
            assert refused.detail("en")
        except AssertionError:
            assert read() == 0
    assert isinstance(read_tags(text), tuple)
    assert isinstance(read_goods(text), tuple)


def test_amounts_are_exact_in_both_units() -> None:
    assert read_amount("¥1,234.50", unit="major", field="x") == 123_450
    assert read_amount(29.330000000000002, unit="major", field="x") == 2_933
    assert read_amount("-8", unit="major", field="x") == -800
    assert read_amount("1234", unit="minor", field="x") == 1_234
    with pytest.raises(NotAnAmount):
        read_amount("12.345", unit="major", field="x")
    with pytest.raises(NotAMinorAmount):
        read_amount("12.5", unit="minor", field="x")


@pytest.mark.parametrize(
    "value", ["13800138000", 13800138000.0, "138-0013-8000", "+86 138 0013 8000", "8613800138000", " 13800138000\u3000"]
)
def test_a_chinese_mobile_is_one_number_however_it_is_written(value: object) -> None:
    assert read_phone(value, region="CN", field="phone") == "+8613800138000"


@pytest.mark.parametrize("value", ["1.38001E+10", "12345", "1380013800", "abc"])
def test_what_is_no_phone_is_refused(value: str) -> None:
    with pytest.raises(NotAPhone):
        read_phone(value, region="CN", field="phone")


def test_cells_of_many_tags_and_goods_are_taken_apart() -> None:
    assert read_tags("高价值、宝妈, 新客;高价值") == ("高价值", "宝妈", "新客")
    assert read_tags(["a", "b"]) == ("a", "b")
    assert read_goods("金龙鱼油5L×2;大米 x 1;盐") == (("金龙鱼油5L", 2), ("大米", 1), ("盐", 1))


def test_empty_cells_are_empty_however_they_are_written() -> None:
    assert {text_of(value) for value in (None, "", "  ", "NULL", "N/A", "-", float("nan"), "\u3000")} == {""}
