"""Which targets a column may have, the check of a whole mapping, and the shipped mappings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, available_timezones

from siyu.imports.contracts import COLUMNS_MAX, Kind, Mapping, ReaderOptions, SavedMapping
from siyu.kit.errors import Invalid

NAME = re.compile(r"[^\s/\\]{1,64}")
SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
PERSON = ("store_code", "advisor_code")
TARGETS: dict[Kind, tuple[str, ...]] = {
    Kind.CUSTOMERS: ("tags", "updated_at", *PERSON),
    Kind.ORDERS: (
        "order_no", "amount", "paid_at", "created_at", "status", "quantity", "discount", "shipping", "channel",
        "coupon", "goods", "sku", "product", "category", "unit_price", "refund", "refunded_at", "original_order_no", "version",
        *PERSON,
    ),
    Kind.EVENTS: ("message_id", "event", "at", "value", "quantity", "ref"),
}  # fmt: skip
PREFIXES: dict[Kind, tuple[str, ...]] = {
    Kind.CUSTOMERS: ("identity.", "attribute."),
    Kind.ORDERS: ("identity.",),
    Kind.EVENTS: ("identity.", "property."),
}
COLUMNS_SHOWN = 30
ATTRIBUTE_KINDS = ("text", "number", "boolean", "date", "datetime")


class BadMapping(Invalid):
    """The mapping cannot be used as it is."""

    zh = "映射的「{field}」有误:{why_zh}"
    en = "The mapping's {field} is not usable: {why_en}"
    fix_zh = "参考文档 docs/reference/import_mappings.md 修改映射"
    fix_en = "See docs/reference/import_mappings.md for what a mapping may say"


def check_mapping(mapping: Mapping) -> None:
    """This function will raise BadMapping, naming the field, unless rows can be read through the mapping."""
    if len(mapping.columns) > COLUMNS_MAX:
        raise _bad("columns", f"超过 {COLUMNS_MAX} 列", f"more than {COLUMNS_MAX} columns")
    if not SOURCE.fullmatch(mapping.source):
        raise _bad("source", "只能用小写字母、数字和 . _ -", "only lower-case letters, digits and . _ -")
    if mapping.zone and mapping.zone not in available_timezones():
        raise _bad("zone", f"没有时区「{mapping.zone}」", f"there is no time zone {mapping.zone!r}")
    for column, target in mapping.columns.items():
        if target and not is_target(mapping.kind, target):
            raise _bad(f"columns.{column}", f"不认识目标「{target}」", f"{target!r} is not a target of {mapping.kind}")
    _check_doubles(mapping)
    _check_needs(mapping)


def check_against(mapping: Mapping, columns: Sequence[str]) -> None:
    """This function will raise BadMapping when the file lacks columns without which no row can be read."""
    here = {column: target for column, target in mapping.columns.items() if column in columns}
    try:
        _check_needs(replace(mapping, columns=here))
    except BadMapping:
        absent = ", ".join(column for column, target in mapping.columns.items() if target and column not in here)
        held = ", ".join(columns[:COLUMNS_SHOWN])
        raise _bad(
            "columns",
            f"文件里没有列「{absent}」;它的列是:{held}",
            f"the file has no column {absent}; it has {held}",
        ) from None


def is_target(kind: Kind, target: str) -> bool:
    """This function will say whether a column of this kind of file may mean `target`."""
    if target in TARGETS[kind]:
        return True
    prefix = next((prefix for prefix in PREFIXES[kind] if target.startswith(prefix)), "")
    rest = target.removeprefix(prefix)
    if prefix == "identity.":
        return bool(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", rest))
    if prefix == "attribute." and ":" in rest:
        rest, _, wanted = rest.rpartition(":")
        return wanted in ATTRIBUTE_KINDS and bool(rest)
    return bool(prefix and rest)


def zone_of(mapping: Mapping, brand_zone: str) -> str:
    """This function will return the zone of times that name none."""
    return ZoneInfo(mapping.zone or brand_zone).key


def _check_doubles(mapping: Mapping) -> None:
    seen: dict[str, str] = {}
    for column, target in mapping.columns.items():
        if target and target in seen:
            why = (f"「{seen[target]}」和它都指向 {target}", f"{seen[target]!r} means {target} already")
            raise _bad(f"columns.{column}", *why)
        seen[target] = column


def _check_needs(mapping: Mapping) -> None:
    targets = set(mapping.columns.values())
    if not any(target.startswith("identity.") for target in targets):
        raise _bad("columns", "没有一列能认出客户(identity.…)", "no column says who the customer is (identity.…)")
    needs: dict[Kind, list[set[str]]] = {
        Kind.CUSTOMERS: [],
        Kind.ORDERS: [{"amount"}, {"paid_at", "created_at"}],
        Kind.EVENTS: [{"at"}],
    }
    if mapping.kind is Kind.ORDERS and mapping.order_number == "column":
        needs[Kind.ORDERS].append({"order_no"})
    if mapping.kind is Kind.EVENTS and not mapping.event_name:
        needs[Kind.EVENTS].append({"event"})
    for either in needs[mapping.kind]:
        if not either & targets:
            names = " / ".join(sorted(either))
            raise _bad("columns", f"缺少 {names}", f"no column means {names}")


def _bad(field: str, why_zh: str, why_en: str) -> BadMapping:
    return BadMapping(field=field, why_zh=why_zh, why_en=why_en)


# CDNOW (Fader & Hardie): purchases of 23,570 people who first bought in the first quarter of 1997. The master file has
# a header and four columns; the one-in-ten sample has none, and its own numbers in a second column. Neither has order
# numbers. Dollars become cents, the minor unit of the brand.
CDNOW = Mapping(
    kind=Kind.ORDERS,
    source="cdnow",
    reader=ReaderOptions(
        format="text",
        encoding="utf-8",
        layouts=(
            ("customer_id", "date", "quantity", "amount"),
            ("customer_id", "sample_id", "date", "quantity", "amount"),
        ),
    ),
    columns={
        "customer_id": "identity.member_no",
        "sample_id": "",
        "date": "paid_at",
        "quantity": "quantity",
        "amount": "amount",
    },
    order_number="content",
)
SHIPPED: dict[str, SavedMapping] = {"cdnow": SavedMapping("cdnow", CDNOW, shipped=True)}
