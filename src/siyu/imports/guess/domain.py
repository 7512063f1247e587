"""Pure guessing. A name decides where it is known; values decide the rest; what stays unknown is left to the person."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from siyu.imports.contracts import Kind, Mapping, ReaderOptions, Sample
from siyu.imports.values.domain import AmbiguousDate, NotADate, NotAPhone, read_phone, read_when, text_of

# Names by target, compared without case, spaces and marks.
IDENTITY_NAMES = {
    "identity.phone": "手机号 手机 手机号码 联系电话 电话 会员手机 买家手机 收货人手机"
    " phone mobile tel telephone phone_number",
    "identity.member_no": "会员号 会员编号 会员卡号 会员id 卡号 客户编号 客户号 客户id"
    " member_no memberno member_id card_no customer_id customer_no customerid",
    "identity.external_userid": "外部联系人id 企微id 企业微信外部联系人id"
    " external_userid wecom_external_userid externaluserid",
    "identity.unionid": "unionid 微信unionid",
    "identity.openid": "openid 微信openid",
    "identity.email": "邮箱 电子邮箱 email mail e_mail",
    "identity.user_id": "用户id 用户编号 user_id userid",
    "identity.anonymous_id": "匿名id anonymous_id anonymousid device_id",
    "identity.buyer": "买家id 买家账号 买家昵称 buyer_id buyer",
}
PERSON_NAMES = {
    "store_code": "门店编码 门店编号 门店代码 店铺编码 所属门店 store_code store_id store shop_code",
    "advisor_code": "导购编号 导购工号 导购编码 员工编号 导购 advisor_code advisor staff_code guide_id",
}
NAMES: dict[Kind, dict[str, str]] = {
    Kind.CUSTOMERS: {
        **IDENTITY_NAMES,
        **PERSON_NAMES,
        "tags": "标签 客户标签 会员标签 tags tag labels",
        "updated_at": "更新时间 最后更新时间 updated_at update_time modified",
        "attribute.name": "姓名 客户姓名 会员姓名 名字 昵称 name full_name nickname customer_name",
        "attribute.gender": "性别 gender sex",
        "attribute.birthday:date": "生日 出生日期 birthday birth_date birth dob",
        "attribute.city": "城市 所在城市 city",
        "attribute.province": "省份 省 province state",
        "attribute.level": "会员等级 等级 level tier",
        "attribute.household_size:number": "家庭人数 household_size",
        "attribute.channel": "获客渠道 来源渠道 渠道 注册渠道 channel",
        "attribute.joined_at:datetime": "注册时间 入会时间 开卡时间 加入时间"
        " joined_at joined_at_ms registered_at signup_date created_at",
        "attribute.address": "地址 联系地址 收货地址 address",
    },
    Kind.ORDERS: {
        **IDENTITY_NAMES,
        **PERSON_NAMES,
        "order_no": "订单编号 订单号 单号 交易号 小票号 销售单号"
        " order_no orderno order_id orderid order_number receipt_no",
        "amount": "实付金额 支付金额 实收金额 订单金额 成交金额 金额 应付金额"
        " amount amount_fen paid total price dollar_value revenue spend",
        "paid_at": "支付时间 付款时间 交易时间 成交时间 消费时间 日期 销售日期 购买时间"
        " paid_at paid_at_ms pay_time date order_date purchase_date time",
        "created_at": "下单时间 创建时间 订单时间 created_at order_time create_time",
        "status": "订单状态 交易状态 状态 status state",
        "quantity": "数量 件数 购买数量 商品数量 quantity qty number_of_cds units",
        "discount": "优惠金额 折扣金额 折扣 优惠 discount discount_fen",
        "shipping": "运费 邮费 shipping freight",
        "channel": "销售渠道 渠道 订单来源 平台 channel platform",
        "coupon": "优惠券 优惠券码 券码 coupon coupon_code",
        "goods": "商品明细 商品列表 商品清单 items goods",
        "sku": "商品编码 sku 货号 商品编号 sku_code",
        "product": "商品名称 商品 品名 product product_name",
        "category": "商品类目 类目 品类 分类 category",
        "unit_price": "单价 商品单价 unit_price",
        "refund": "退款金额 退款 refund refund_amount refund_fen",
        "refunded_at": "退款时间 refunded_at refunded_at_ms refund_time",
        "original_order_no": "原订单号 原单号 原小票号 original_order_no",
    },
    Kind.EVENTS: {
        **IDENTITY_NAMES,
        "message_id": "消息id 事件id message_id messageid event_id",
        "event": "事件 事件名 事件名称 行为 event event_name action",
        "at": "时间 发生时间 事件时间 行为时间 timestamp at at_ms time event_time created_at date",
        "value": "金额 价值 value amount revenue",
        "quantity": "数量 quantity qty",
        "ref": "业务单号 单号 ref reference order_id",
    },
}
MINOR_NAMES = re.compile(r"(_fen|_cents|[(\uff08]分[)\uff09])$", re.IGNORECASE)
MARKS = re.compile(r"[\s_\-./()\[\]:*#\uff08\uff09\uff1a\u3010\u3011]+")
ENOUGH = 0.8


def guess(kind: Kind, sample: Sample, reader: ReaderOptions, *, zone: str) -> Mapping:
    """This function will propose a mapping for a file of which the first rows are known.

    Columns nobody recognises become attributes (customers), properties (events) or are left out (orders).
    """
    columns = _by_name(kind, sample.columns)
    _by_value(columns, kind, sample, zone)
    for column in sample.columns:
        columns.setdefault(column, _leftover(kind, column))
    has_number = "order_no" in columns.values()
    mapping = Mapping(kind=kind, columns=columns, reader=reader)
    dates = [column for column, target in columns.items() if _is_time(target)]
    return replace(
        mapping,
        amount_unit="minor" if any(_is_minor(column, target) for column, target in columns.items()) else "major",
        date_order=_date_order(_values(sample, dates)),
        order_number="column" if has_number or kind is not Kind.ORDERS else "content",
    )


def _by_name(kind: Kind, columns: Sequence[str]) -> dict[str, str]:
    known = {_plain(name): target for target, names in NAMES[kind].items() for name in names.split()}
    found: dict[str, str] = {}
    # A target's first column wins; "订单金额" beside "实付金额" must not take its place, so better names come first.
    ranked = sorted(columns, key=lambda column: _rank(kind, known, column))
    for column in ranked:
        target = known.get(_plain(column), "")
        if target and target not in found.values():
            found[column] = target
    return {column: found[column] for column in columns if column in found}


def _rank(kind: Kind, known: dict[str, str], column: str) -> int:
    target = known.get(_plain(column), "")
    names = [_plain(name) for name in NAMES[kind].get(target, "").split()]
    return names.index(_plain(column)) if target else len(known)


def _plain(name: str) -> str:
    return MARKS.sub("", name).lower()


def _by_value(columns: dict[str, str], kind: Kind, sample: Sample, zone: str) -> None:
    """This function will find the phone, the time and the amount by their values where no name told them."""
    free = [column for column in sample.columns if column not in columns]
    time = {Kind.CUSTOMERS: "", Kind.ORDERS: "paid_at", Kind.EVENTS: "at"}[kind]
    for column in free:
        values = _values(sample, [column])
        if "identity.phone" not in columns.values() and _share(values, _is_phone) >= ENOUGH:
            columns[column] = "identity.phone"
        elif time and time not in columns.values() and _share(values, lambda text: _is_when(text, zone)) >= ENOUGH:
            columns[column] = time
        elif kind is Kind.ORDERS and "amount" not in columns.values() and _share(values, _is_money) >= ENOUGH:
            columns[column] = "amount"


def _leftover(kind: Kind, column: str) -> str:
    key = re.sub(r"[\s$\"'\\]+", "_", column)[:64]
    return {Kind.CUSTOMERS: f"attribute.{key}", Kind.ORDERS: "", Kind.EVENTS: f"property.{key}"}[kind]


def _values(sample: Sample, columns: Iterable[str]) -> list[str]:
    texts = [text_of(row.get(column)) for column in columns for row in sample.rows]
    return [text for text in texts if text]


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(test(value) for value in values) / len(values) if values else 0.0


def _is_phone(text: str) -> bool:
    try:
        return len(read_phone(text, region="CN", field="phone")) >= 11 and not text.startswith(("19", "20"))
    except NotAPhone:
        return False


def _is_when(text: str, zone: str) -> bool:
    if re.fullmatch(r"\d{1,7}(\.\d+)?", text):
        return False
    try:
        return bool(read_when(text, zone=zone, order=None, field="at"))
    except AmbiguousDate:
        return True
    except NotADate:
        return False


def _is_money(text: str) -> bool:
    return bool(re.fullmatch(r"[¥$]?-?[\d,]+\.\d{2}", text))


def _is_time(target: str) -> bool:
    return target.endswith(("_at", ":datetime", ":date")) or target == "at"


def _is_minor(column: str, target: str) -> bool:
    return target in ("amount", "value") and bool(MINOR_NAMES.search(column))


def _date_order(values: Sequence[str]) -> Literal["mdy", "dmy"] | None:
    """This function will return how the file writes 03/01/2025, when one of its dates can be read one way only."""
    for text in values:
        match = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", text)
        if match and int(match[1]) > 12:
            return "dmy"
        if match and int(match[2]) > 12:
            return "mdy"
    return None
