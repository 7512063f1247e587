"""Comparing numbers a whole set at a time, and checking that an operator has the operands it needs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from siyu.segments.rules.domain import RuleInvalid

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
LISTS = frozenset({"in", "not_in"})
PRESENCE = frozenset({"missing", "present"})
SIMPLE = {"=": np.equal, "!=": np.not_equal, ">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}
# Up to so many values, comparing one by one beats sorting.
FEW = 16
ZH = {"=": "等于", "!=": "不等于", ">": "大于", ">=": "不低于", "<": "低于", "<=": "不超过"}
EN = {"=": "is", "!=": "is not", ">": "over", ">=": "at least", "<": "under", "<=": "at most"}


def compare(values: Numbers, op: str, operand: Any) -> Flags:
    """This function will say for each of `values` (any numeric dtype, [n]) whether it satisfies `op` `operand`: bool[n].

    `operand` is a number, a list of numbers for in and not_in, or (low, high), both included, for between.
    """
    flags: Flags
    match op:
        case "in" if 0 < len(operand) <= FEW:
            flags = values == operand[0]
            for each in operand[1:]:
                flags |= values == each
        case "in" | "not_in":
            flags = np.isin(values, list(operand), invert=op == "not_in")
        case "between":
            flags = (values >= operand[0]) & (values <= operand[1])
        case _:
            flags = SIMPLE[op](values, operand)
    return flags


def check_operand(path: str, op: str, value: Any) -> Iterator[RuleInvalid]:
    """This function will yield what is wrong with the shape of an operator's operand."""
    is_list = isinstance(value, tuple)
    if op in PRESENCE and value is not None:
        yield wrong(path, value, ("这个比较不需要值", f"{op} takes no value"), ("删掉 value", "remove the value"))
    elif op in LISTS and not (is_list and value):
        yield wrong(
            path, value, ("需要一个非空列表", f"{op} needs a list of values"), ('写成 ["甲", "乙"]', 'write ["a", "b"]')
        )
    elif op == "between" and not (is_list and len(value) == 2 and _ascending(value)):
        yield wrong(
            path,
            value,
            ("需要由小到大的两个值", "between needs two values, the lower one first"),
            ("写成 [最小, 最大]", "write [low, high]"),
        )
    elif op not in PRESENCE | LISTS | {"between"} and (value is None or is_list):
        yield wrong(path, value, ("需要恰好一个值", f"{op} needs exactly one value"), ("填写一个值", "give one value"))


def _ascending(pair: tuple[Any, ...]) -> bool:
    low, high = pair
    if isinstance(low, str) != isinstance(high, str):
        return False
    return bool(low <= high)


def operands(value: Any) -> tuple[Any, ...]:
    """This function will return the operands of a comparison one by one."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def is_number(value: object) -> bool:
    """This function will say whether `value` is a number (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def parse_day(text: object) -> date | None:
    """This function will read "YYYY-MM-DD", or return None when that is not a day of the calendar."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def wrong(path: str, value: object, why: tuple[str, str], fix: tuple[str, str]) -> RuleInvalid:
    """This function will build the error for one place of a rule; `why` and `fix` in Chinese and English."""
    shown = list(value) if isinstance(value, tuple) else value
    return RuleInvalid(field=path, value=shown, why_zh=why[0], why_en=why[1], hint_zh=fix[0], hint_en=fix[1])
