"""An event condition as a phrase: 近90天买过2次以上; bought at least 2 times in the last 90 days."""

from typing import Any

from siyu.kit.money import format_fen
from siyu.segments.compare.domain import EN, ZH, is_number, operands
from siyu.segments.phrase.contracts import Deed, deed
from siyu.segments.rules.contracts import EventLeaf, FromTo, LastDays, Where

NEVER = frozenset({("=", 0), ("<", 1), ("<=", 0)})
EVER = frozenset({(">=", 1), (">", 0), ("!=", 0)})
OPPOSITE = {"=": "!=", "!=": "=", ">": "<=", "<=": ">", ">=": "<", "<": ">="}
WHERE_ZH = {**ZH, "=": "是", "!=": "不是", "contains": "包含", "starts_with": "开头是"}
WHERE_EN = {**EN, "contains": "contains", "starts_with": "starts with"}
PROPERTIES_ZH = {"value_fen": "金额", "quantity": "件数"}
PROPERTIES_EN = {"value_fen": "amount", "quantity": "quantity"}


def event_words(leaf: EventLeaf, lang: str, *, negated: bool = False) -> str:
    """This function will say an event condition; turned into its opposite when `negated`."""
    how, op = deed(leaf.event), str(leaf.op)
    recency = leaf.measure in ("first", "last")
    turned = negated and not recency and op in OPPOSITE
    op = OPPOSITE[op] if turned else op
    if lang == "zh":
        said = _zh(leaf, how, op) + _where_zh(leaf)
        return f"并非“{said}”" if negated and not turned else said
    said = _en(leaf, how, op) + _where_en(leaf)
    return f"not ({said})" if negated and not turned else said


def _zh(leaf: EventLeaf, how: Deed, op: str) -> str:
    window = _window_zh(leaf)
    if leaf.measure in ("first", "last"):
        which = "首次" if leaf.measure == "first" else "最近一次"
        return f"{window}{which}{how.zh_noun}{_recency_zh(op, leaf.value)}"
    if leaf.measure == "sum":
        return f"{window}{how.zh_noun}{_property_zh(leaf.of)}合计{_amount_zh(op, leaf.value, leaf.of)}"
    if (op, leaf.value) in NEVER:
        return f"{window}没{how.zh_did}"
    if (op, leaf.value) in EVER:
        return f"{window}{how.zh_did}"
    if leaf.measure == "days":
        return f"{window}在{_times_zh(op, leaf.value, '个')}不同日子{how.zh_did}"
    if op == "=":
        return f"{window}恰好{how.zh_did}{leaf.value:g}次"
    return f"{window}{how.zh_did}{_times_zh(op, leaf.value, '次')}"


def _times_zh(op: str, value: Any, unit: str) -> str:
    match op:
        case ">=":
            return f"{value:g}{unit}以上"
        case ">":
            return f"超过{value:g}{unit}"
        case "<":
            return f"不到{value:g}{unit}"
        case "<=":
            return f"最多{value:g}{unit}"
        case "!=":
            return f"不是{value:g}{unit}"
        case "between":
            return f"{value[0]:g}到{value[1]:g}{unit}"
        case _:
            return f"恰好{value:g}{unit}"


def _recency_zh(op: str, value: Any) -> str:
    if all(is_number(each) for each in operands(value)):
        return f"距今{_times_zh(op, value, '天')}"
    if op == "between":
        return f"在{value[0]}至{value[1]}之间"
    ends = {"=": "当天", "!=": "以外的日子", ">": "之后", ">=": "及以后", "<": "之前", "<=": "及以前"}
    return f"在{value}{ends[op]}"


def _amount_zh(op: str, value: Any, of: str | None) -> str:
    shown = [_shown(each, of) for each in operands(value)]
    return f"在{shown[0]}到{shown[1]}之间" if op == "between" else f"{ZH[op]}{shown[0]}"


def _window_zh(leaf: EventLeaf) -> str:
    match leaf.window:
        case LastDays(last_days=1):
            return "今天"
        case LastDays(last_days=days):
            return f"近{days}天"
        case FromTo(from_=first, to=last) if first and last:
            return f"{first}当天" if first == last else f"{first}至{last}"
        case FromTo(from_=first, to=last):
            return f"{first}以来" if first else f"{last}及以前"
        case _:
            return ""


def _where_zh(leaf: EventLeaf) -> str:
    said = ",".join(_filter_zh(where) for where in leaf.where)
    return f"({said})" if said else ""


def _filter_zh(where: Where) -> str:
    name, shown = _property_zh(where.property), [_shown(each, where.property) for each in operands(where.value)]
    match where.op:
        case "missing":
            return f"没有{name}"
        case "present":
            return f"有{name}"
        case "in":
            return f"{name}是{'、'.join(shown)}之一"
        case "not_in":
            return f"{name}不是{'、'.join(shown)}"
        case "between":
            return f"{name}在{shown[0]}到{shown[1]}之间"
        case op:
            return f"{name}{WHERE_ZH[op]}{shown[0]}"


def _property_zh(name: str | None) -> str:
    return PROPERTIES_ZH.get(name or "", f"「{name}」")


def _shown(value: object, name: str | None) -> str:
    if name == "value_fen" and is_number(value):
        return f"¥{format_fen(int(value))}"  # type: ignore[call-overload]
    return f"{value:g}" if isinstance(value, float) else f"「{value}」" if isinstance(value, str) else str(value)


def _en(leaf: EventLeaf, how: Deed, op: str) -> str:
    window = _window_en(leaf)
    if leaf.measure in ("first", "last"):
        return f"{leaf.measure} {how.en_noun} {_recency_en(op, leaf.value)}{window}"
    if leaf.measure == "sum":
        name = PROPERTIES_EN.get(leaf.of or "", f"“{leaf.of}”")
        return (
            f"{how.en_noun} {name} {_than_en(op, [_shown(v, leaf.of) for v in operands(leaf.value)])} in total{window}"
        )
    if (op, leaf.value) in NEVER:
        return f"did not {how.en_do}{window}"
    if (op, leaf.value) in EVER:
        return f"{how.en_did}{window}"
    unit = "day" if leaf.measure == "days" else "time"
    than = _than_en(op, [f"{value:g}" for value in operands(leaf.value)])
    than = {"=": than.replace("is ", "exactly ", 1), "!=": than.replace("is not ", "not exactly ", 1)}.get(op, than)
    return f"{how.en_did} {'on ' if unit == 'day' else ''}{than} {_counted(unit, leaf.value)}{window}"


def _counted(unit: str, value: Any) -> str:
    """This function will put the unit into the plural unless the last number said before it is 1."""
    return unit if operands(value)[-1] == 1 else f"{unit}s"


def _than_en(op: str, shown: list[str]) -> str:
    return f"between {shown[0]} and {shown[1]}" if op == "between" else f"{EN[op]} {shown[0]}"


def _recency_en(op: str, value: Any) -> str:
    if all(is_number(each) for each in operands(value)):
        than = _than_en(op, [f"{each:g}" for each in operands(value)]).removeprefix("is ")
        return f"{than} {_counted('day', value)} ago"
    words = {"=": "on", "!=": "not on", ">": "after", ">=": "on or after", "<": "before", "<=": "on or before"}
    return f"between {value[0]} and {value[1]}" if op == "between" else f"{words[op]} {value}"


def _window_en(leaf: EventLeaf) -> str:
    match leaf.window:
        case LastDays(last_days=1):
            return " today"
        case LastDays(last_days=days):
            return f" in the last {days} days"
        case FromTo(from_=first, to=last) if first and last:
            return f" from {first} to {last}"
        case FromTo(from_=first, to=last):
            return f" since {first}" if first else f" up to {last}"
        case _:
            return ""


def _where_en(leaf: EventLeaf) -> str:
    said = ", ".join(_filter_en(where) for where in leaf.where)
    return f" (where {said})" if said else ""


def _filter_en(where: Where) -> str:
    name = PROPERTIES_EN.get(where.property, where.property)
    shown = [_shown(each, where.property).replace("「", "“").replace("」", "”") for each in operands(where.value)]
    match where.op:
        case "missing" | "present":
            return f"{name} is {where.op}"
        case "in" | "not_in":
            return f"{name} is {'not ' if where.op == 'not_in' else ''}one of {', '.join(shown)}"
        case "between":
            return f"{name} is between {shown[0]} and {shown[1]}"
        case op:
            return f"{name} {WHERE_EN[op]} {shown[0]}"
