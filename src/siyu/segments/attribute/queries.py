"""Attribute conditions: a column of the shard compared at once. A missing value satisfies only `missing`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from siyu.customers import queries as customers
from siyu.customers.contracts import NUMBER_SCALE
from siyu.kit.calendar import day_number, offsets
from siyu.kit.clock import DAY_MS
from siyu.kit.columns import MISSING, ColumnStore, Values
from siyu.kit.words import Words
from siyu.segments.compare.domain import Flags, compare, operands, parse_day
from siyu.segments.remembering.domain import Remembered
from siyu.segments.rules.contracts import AttributeLeaf
from siyu.segments.rules.domain import rule_key
from siyu.segments.vocabulary.contracts import AttributeType
from siyu.segments.vocabulary.queries import Reading, pack_flags
from siyu.tenancy import queries as tenancy

TEXT_MATCH: dict[str, Callable[[str, str], bool]] = {"contains": str.__contains__, "starts_with": str.startswith}

REMEMBERED_BYTES_MAX = 64 * 1024 * 1024
Key = tuple[int, int, int, int, str]
_remembered: WeakKeyDictionary[ColumnStore, Remembered[Key, Words]] = WeakKeyDictionary()


def fill(reading: Reading, leaves: Sequence[AttributeLeaf], shard: int) -> dict[str, Words]:
    """This function will return the bits of every attribute condition in `shard`, from memory or from its column.

    What is remembered holds for one state of the brand's customers and one day.
    """
    held = _remembered.setdefault(reading.platform.columns, Remembered(REMEMBERED_BYTES_MAX))
    changes = customers.changes(reading.conn, reading.scope)
    found: dict[str, Words] = {}
    for leaf in leaves:
        name = rule_key(leaf)
        key = (reading.scope.brand_id, shard, changes, reading.moment.day, name)
        words = held.get(key)
        if words is None:
            words = pack_flags(_flags(reading, leaf, _column(reading, leaf.attribute, shard)))
            if reading.vocabulary.attributes[leaf.attribute].kind != AttributeType.UNIT:
                held.put(key, words)  # the tree of units changes without its customers, and each caller sees a part
        found[name] = words
    return found


def _column(reading: Reading, key: str, shard: int) -> Values:
    return customers.attribute_column(reading.platform, reading.conn, reading.scope, key, shard)


def _flags(reading: Reading, leaf: AttributeLeaf, column: Values) -> Flags:
    """This function will compare a column (int64[1048576]) with the condition: bool[1048576]."""
    here: Flags = column != MISSING
    if leaf.op in ("missing", "present"):
        return ~here if leaf.op == "missing" else here
    match reading.vocabulary.attributes[leaf.attribute].kind:
        case AttributeType.NUMBER:
            return here & compare(column, leaf.op, _each(leaf.value, _scaled))
        case AttributeType.TEXT:
            return here & _text(reading, leaf, column)
        case AttributeType.DATE:
            return here & _day(leaf, column, reading.moment.day)
        case AttributeType.DATETIME:
            return here & _day(leaf, local_days(column, reading.moment.zone), reading.moment.day)
        case AttributeType.UNIT:
            wanted = _with_units_below(reading, operands(leaf.value))
            return here & compare(column, "not_in" if leaf.op in ("!=", "not_in") else "in", wanted)
        case _:
            return here & compare(column, leaf.op, _each(leaf.value, int))


def _each(value: Any, turn: Callable[[Any], Any]) -> Any:
    return tuple(turn(one) for one in value) if isinstance(value, tuple) else turn(value)


def _scaled(value: Any) -> float | int:
    """This function will return a number in the column's unit; kept exact where it has more than four decimals."""
    scaled = Decimal(str(value)) * NUMBER_SCALE
    return int(scaled) if scaled == scaled.to_integral_value() else float(scaled)


def _text(reading: Reading, leaf: AttributeLeaf, column: Values) -> Flags:
    """This function will compare dictionary codes; a text nobody has ever had has no code and equals nothing."""
    codes = customers.text_codes(reading.conn, reading.scope, leaf.attribute)
    if match := TEXT_MATCH.get(leaf.op):
        return np.isin(column, [code for text, code in codes.items() if match(text, str(leaf.value))])
    wanted = [codes[value] for value in operands(leaf.value) if value in codes]
    return compare(column, "not_in" if leaf.op in ("!=", "not_in") else "in", wanted)


def _day(leaf: AttributeLeaf, days: Values, today: int) -> Flags:
    match leaf.op:
        case "last_days":
            return compare(days, "between", (today - _number(leaf) + 1, today))
        case "next_days":
            return compare(days, "between", (today, today + _number(leaf) - 1))
        case "month":
            months: Values = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
            return compare(months % 12 + 1, "=", leaf.value)
        case "anniversary_days":
            return _anniversary(days, today, _number(leaf))
        case _:
            return compare(days, leaf.op, _each(leaf.value, _day_of_text))


def _anniversary(days: Values, today: int, within: int) -> Flags:
    """This function will say whose month and day come round within the days ahead; 29 February on 28 in short years."""
    if within >= 366:
        return np.ones(len(days), dtype=np.bool_)
    coming = (np.datetime64(today, "D") + np.arange(within)).astype("datetime64[D]")
    wanted = set(_month_days(coming).tolist())
    short_years = [day for day in coming.tolist() if (day.month, day.day) == (2, 28) and not _is_leap(day.year)]
    return np.isin(_month_days(days.astype("datetime64[D]")), [*wanted, *([229] if short_years else [])])


def _month_days(days: npt.NDArray[np.datetime64]) -> Values:
    """This function will return month * 100 + day of each date."""
    months = days.astype("datetime64[M]")
    number: Values = (months.astype(np.int64) % 12 + 1) * 100 + (days - months).astype(np.int64) + 1
    return number


def _is_leap(year: int) -> bool:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days == 366


def local_days(at_ms: Values, zone: str) -> Values:
    """This function will return the local day number of each moment; MISSING stays MISSING."""
    steps = offsets(zone, 1990, 2045)
    starts = np.array([start for start, _ in steps[1:]], dtype=np.int64)
    shifts = np.array([offset for _, offset in steps], dtype=np.int64)
    days = (at_ms + shifts[np.searchsorted(starts, at_ms, side="right")]) // DAY_MS
    return np.where(at_ms == MISSING, MISSING, days)


def _with_units_below(reading: Reading, units: Iterable[Any]) -> list[int]:
    """This function will return the units named and all below them."""
    tree = tenancy.org_units(reading.conn, reading.scope)
    paths = tuple(unit.path for unit in tree if unit.id in set(units))
    return [unit.id for unit in tree if unit.path.startswith(paths)] if paths else []


def _number(leaf: AttributeLeaf) -> int:
    assert isinstance(leaf.value, int)
    return leaf.value


def _day_of_text(text: Any) -> int:
    day = parse_day(text)
    assert day is not None  # checked before
    return day_number(day)
