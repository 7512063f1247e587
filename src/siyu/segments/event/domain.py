"""The event condition: its check, its window in time, and what its measure is compared with."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from siyu.kit.calendar import day_begin_ms, day_number
from siyu.segments.compare.domain import check_operand, is_number, operands, parse_day, wrong
from siyu.segments.event.contracts import Measured
from siyu.segments.rules.contracts import DAYS_MAX, EventLeaf, FromTo, LastDays, Where
from siyu.segments.rules.domain import RuleInvalid
from siyu.segments.vocabulary.contracts import Moment, Vocabulary

COLUMNS = frozenset({"value_fen", "quantity"})
RECENCY = frozenset({"first", "last"})
RECENT_OPS = frozenset({"=", "<", "<=", "between"})
SHORTEST_LOOK_DAYS = 32
TEXT_OPS = frozenset({"contains", "starts_with"})


def check(leaf: EventLeaf, path: str, vocabulary: Vocabulary) -> Iterator[RuleInvalid]:
    """This function will yield everything about the condition that has no meaning for this brand."""
    if leaf.event not in vocabulary.events:
        near = get_close_matches(leaf.event, vocabulary.events, n=3, cutoff=0.5)
        hint_zh = f"相近的事件:{'、'.join(near)}" if near else "检查事件名;有数据进来后才能用"
        hint_en = f"near names: {', '.join(near)}" if near else "check the name; it can be used once it has been seen"
        yield wrong(f"{path}.event", leaf.event, ("没有这个事件", "this event has never been seen"), (hint_zh, hint_en))
    yield from _check_measure(leaf, path)
    yield from _check_window(leaf, f"{path}.window")
    for i, where in enumerate(leaf.where):
        yield from _check_where(where, f"{path}.where[{i}]")


def moves(leaf: EventLeaf) -> bool:
    """This function will say whether the set changes by the calendar alone: with sliding windows and days ago."""
    days_ago = leaf.measure in RECENCY and all(is_number(value) for value in operands(leaf.value))
    return days_ago or isinstance(leaf.window, LastDays)


def measured(leaf: EventLeaf, moment: Moment) -> Measured:
    """This function will return what the condition measures as of `moment`."""
    from_ms, to_ms = window_ms(leaf, moment)
    if (days := _looks_back(leaf)) is not None:
        recent_ms = day_begin_ms(moment.day - days + 1, moment.zone)
        from_ms = recent_ms if from_ms is None else max(from_ms, recent_ms)
    key = "|".join(sorted(where.model_dump_json() for where in leaf.where))
    return Measured(leaf.event, leaf.measure, leaf.of, from_ms, to_ms, leaf.where, key)


def _looks_back(leaf: EventLeaf) -> int | None:
    """This function will return how many days decide whether the last event was recent; None when all of them do.

    Rounded up to a power of two, so that moving the threshold a little needs no new measure.
    """
    if leaf.measure != "last" or leaf.op not in RECENT_OPS or not counts_days_ago(leaf):
        return None
    furthest = max(float(value) for value in operands(leaf.value))
    return min(max(SHORTEST_LOOK_DAYS, 1 << int(max(furthest, 0) + 1).bit_length()), DAYS_MAX)


def window_ms(leaf: EventLeaf, moment: Moment) -> tuple[int | None, int]:
    """This function will return the window in milliseconds UTC: from (None: open) and to, the latter excluded.

    Days are whole local days; nothing after the as-of day counts, whatever the window says.
    """
    match leaf.window:
        case LastDays(last_days=days):
            return day_begin_ms(moment.day - days + 1, moment.zone), moment.end_ms
        case FromTo(from_=first, to=last):
            from_ms = day_begin_ms(_day(first), moment.zone) if first else None
            to_ms = day_begin_ms(_day(last) + 1, moment.zone) if last else moment.end_ms
            return from_ms, min(to_ms, moment.end_ms)
        case _:
            return None, moment.end_ms


def operand(leaf: EventLeaf, moment: Moment) -> Any:
    """This function will return what the measure is compared with: a number or (low, high).

    For first and last these are days ago, or, when the rule says dates, day numbers (see `counts_days_ago`).
    """
    if leaf.measure not in RECENCY or counts_days_ago(leaf):
        return leaf.value
    days = tuple(_day(str(value)) for value in operands(leaf.value))
    return days if isinstance(leaf.value, tuple) else days[0]


def counts_days_ago(leaf: EventLeaf) -> bool:
    """This function will say whether a first / last condition compares days ago rather than dates."""
    return all(is_number(value) for value in operands(leaf.value))


def _day(text: str) -> int:
    day = parse_day(text)
    assert day is not None  # checked before
    return day_number(day)


def _check_measure(leaf: EventLeaf, path: str) -> Iterator[RuleInvalid]:
    if (leaf.measure == "sum") != (leaf.of is not None):
        yield wrong(
            f"{path}.of",
            leaf.of,
            ("合计需要(且只有合计需要)说明加什么", "sum, and only sum, says what it adds up"),
            (
                '写 "of": "value_fen"、"quantity" 或一个数字属性',
                'write "of": "value_fen", "quantity" or a numeric property',
            ),
        )
    yield from check_operand(f"{path}.value", leaf.op, leaf.value)
    numbers = all(is_number(value) for value in operands(leaf.value))
    if leaf.measure not in RECENCY and not numbers:
        yield wrong(f"{path}.value", leaf.value, ("需要数字", "a number is needed"), ("填写数字", "give a number"))
    if leaf.measure in RECENCY:
        yield from _check_recency(leaf, path, numbers)


def _check_recency(leaf: EventLeaf, path: str, numbers: bool) -> Iterator[RuleInvalid]:
    dates = all(parse_day(value) for value in operands(leaf.value))
    if "value" not in leaf.model_fields_set or "op" not in leaf.model_fields_set:
        yield wrong(
            path,
            leaf.measure,
            ("首次、最近一次需要写明比较方式和值", "first and last need an op and a value"),
            (
                '例如 "op": ">=", "value": 30 表示30天前或更早',
                'for example "op": ">=", "value": 30: 30 days ago or longer',
            ),
        )
    elif not numbers and not dates:
        yield wrong(
            f"{path}.value",
            leaf.value,
            ("需要天数或日期", "a number of days or dates are needed"),
            ('填写距今天数,或 "1998-06-30" 这样的日期', 'give days ago, or a date like "1998-06-30"'),
        )


def _check_window(leaf: EventLeaf, path: str) -> Iterator[RuleInvalid]:
    if not isinstance(leaf.window, FromTo):
        return
    ends = {"from": leaf.window.from_, "to": leaf.window.to}
    days = {name: parse_day(text) for name, text in ends.items() if text is not None}
    for name, day in days.items():
        if day is None or not 1970 <= day.year <= 2100:
            yield wrong(
                f"{path}.{name}",
                ends[name],
                ("日历上没有这一天", "the calendar has no such day"),
                ("写成 1998-06-30 这样的日期(1970 至 2100 年)", "write a date like 1998-06-30, from 1970 to 2100"),
            )
    if not days:
        yield wrong(
            path,
            "{}",
            ("时间范围是空的", "the window is empty"),
            ("写上 from、to 或 last_days", "give from, to or last_days"),
        )
    first, last = days.get("from"), days.get("to")
    if first and last and first > last:
        yield wrong(
            f"{path}.to",
            leaf.window.to,
            ("结束早于开始", "the window ends before it starts"),
            ("把结束日期改到开始日期之后", "choose an end after the start"),
        )


def _check_where(where: Where, path: str) -> Iterator[RuleInvalid]:
    yield from check_operand(f"{path}.value", where.op, where.value)
    if where.op in TEXT_OPS and not isinstance(where.value, str):
        yield wrong(f"{path}.value", where.value, ("需要文字", f"{where.op} needs a text"), ("填写文字", "give a text"))
    if where.property in COLUMNS and not all(is_number(value) for value in operands(where.value)):
        yield wrong(f"{path}.value", where.value, ("需要数字", "a number is needed"), ("填写数字", "give a number"))
