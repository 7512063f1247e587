"""The guess knows Chinese and English headers, and the brand's own exports."""

from pathlib import Path

import pytest

from siyu.connectors.files.tables import Files
from siyu.imports.contracts import Kind, Mapping, Sample
from siyu.imports.guess.domain import guess
from siyu.imports.mapping.domain import check_mapping
from siyu.imports.values.domain import text_of

FILES = Files()


def guessed(folder: Path, kind: Kind, text: str) -> Mapping:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    options = FILES.look(path, path.name)
    rows = [row.values for batch in FILES.read(path, options, skip_rows=0, rows_max=20) for row in batch.rows]
    sample = Sample(tuple(rows[0]), tuple({name: text_of(value) for name, value in row.items()} for row in rows))
    return guess(kind, sample, options, zone="Asia/Shanghai")


def test_the_export_of_a_chinese_shop_is_understood(tmp_path: Path) -> None:
    text = (
        "订单编号,会员号,手机号,支付时间,实付金额,优惠金额,销售渠道,门店编码,优惠券,退款金额,商品明细\n"
        "A1,M1,13800138000,2025-03-01 12:30:00,99.00,1.00,门店,S001,,0.00,大米×1\n"
    )
    mapping = guessed(tmp_path, Kind.ORDERS, text)
    check_mapping(mapping)
    assert mapping.order_number == "column"
    assert mapping.amount_unit == "major"
    assert mapping.columns == {
        "订单编号": "order_no",
        "会员号": "identity.member_no",
        "手机号": "identity.phone",
        "支付时间": "paid_at",
        "实付金额": "amount",
        "优惠金额": "discount",
        "销售渠道": "channel",
        "门店编码": "store_code",
        "优惠券": "coupon",
        "退款金额": "refund",
        "商品明细": "goods",
    }


def test_an_english_export_in_cents_is_understood(tmp_path: Path) -> None:
    text = "Order ID,Email,Order Date,amount_fen,Qty\n1,a@b.c,03/25/2025,1234,2\n2,d@e.f,03/04/2025,99,1\n"
    mapping = guessed(tmp_path, Kind.ORDERS, text)
    assert mapping.columns == {
        "Order ID": "order_no",
        "Email": "identity.email",
        "Order Date": "paid_at",
        "amount_fen": "amount",
        "Qty": "quantity",
    }
    assert (mapping.amount_unit, mapping.date_order) == ("minor", "mdy")


def test_of_two_columns_for_one_thing_the_better_name_wins(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, Kind.ORDERS, "单号,手机,订单金额,实付金额,日期\nA,13800138000,10.00,9.00,2025-01-01\n")
    assert (mapping.columns["实付金额"], mapping.columns["订单金额"]) == ("amount", "")


def test_values_decide_where_names_say_nothing(tmp_path: Path) -> None:
    text = "a,b,c,d\n" + "".join(f"1380013{n},2025-03-0{n % 9 + 1},{n}.50,x\n" for n in range(8000, 8010))
    mapping = guessed(tmp_path, Kind.ORDERS, text)
    check_mapping(mapping)
    assert mapping.columns == {"a": "identity.phone", "b": "paid_at", "c": "amount", "d": ""}
    assert mapping.order_number == "content"


def test_unknown_columns_of_customers_become_attributes_and_of_events_properties(tmp_path: Path) -> None:
    customers = guessed(
        tmp_path, Kind.CUSTOMERS, "手机号,姓名,生日,最爱 品类,标签\n13800138000,张三,1990-01-01,油,新客\n"
    )
    assert customers.columns == {
        "手机号": "identity.phone",
        "姓名": "attribute.name",
        "生日": "attribute.birthday:date",
        "最爱 品类": "attribute.最爱_品类",
        "标签": "tags",
    }
    events = guessed(tmp_path, Kind.EVENTS, "user_id,event,timestamp,page\nu1,Viewed,2025-03-01T00:00:00Z,/home\n")
    assert events.columns == {
        "user_id": "identity.user_id",
        "event": "event",
        "timestamp": "at",
        "page": "property.page",
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_every_guess_can_be_checked(tmp_path: Path, kind: Kind) -> None:
    mapping = guessed(tmp_path, kind, "手机号,时间,事件,金额,单号\n13800138000,2025-03-01,买,1.00,A\n")
    check_mapping(mapping)
    assert (mapping.kind, mapping.columns["手机号"]) == (kind, "identity.phone")
