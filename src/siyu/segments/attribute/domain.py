"""The attribute condition: which comparisons each kind of attribute knows, and its words."""

from collections.abc import Iterator
from difflib import get_close_matches

from siyu.segments.compare.domain import EN, ZH, check_operand, is_number, operands, parse_day, wrong
from siyu.segments.rules.contracts import DAYS_MAX, AttributeLeaf
from siyu.segments.rules.domain import RuleInvalid
from siyu.segments.vocabulary.contracts import AttributeType, AttributeWord, Vocabulary

MOVING = frozenset({"last_days", "next_days", "anniversary_days"})
_PRESENCE = {"missing", "present"}
_EQUAL = {"=", "!=", "in", "not_in"} | _PRESENCE
_ORDER = _EQUAL | {">", ">=", "<", "<=", "between"}
_DATE = _ORDER | MOVING | {"month"}
OPS = {
    AttributeType.TEXT: _EQUAL | {"contains", "starts_with"},
    AttributeType.NUMBER: _ORDER,
    AttributeType.BOOLEAN: {"=", "!="} | _PRESENCE,
    AttributeType.DATE: _DATE,
    AttributeType.DATETIME: _DATE,
    AttributeType.UNIT: _EQUAL,
    AttributeType.STAFF: _EQUAL,
}
NEEDS_ZH = {
    "text": "文字",
    "number": "数字",
    "boolean": "true 或 false",
    "date": "1998-06-30 这样的日期",
    "datetime": "1998-06-30 这样的日期",
    "unit": "组织编号",
    "staff": "员工编号",
}
NEEDS_EN = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date like 1998-06-30",
    "datetime": "a date like 1998-06-30",
    "unit": "the number of a unit",
    "staff": "the number of a person",
}


def check(leaf: AttributeLeaf, path: str, vocabulary: Vocabulary) -> Iterator[RuleInvalid]:
    """This function will yield everything about the condition that has no meaning for this brand."""
    word = vocabulary.attributes.get(leaf.attribute)
    if word is None:
        near = get_close_matches(leaf.attribute, vocabulary.attributes, n=3, cutoff=0.5)
        hint_zh = f"相近的属性:{'、'.join(near)}" if near else "先登记这个属性,或改用已有的属性"
        hint_en = f"near names: {', '.join(near)}" if near else "register the attribute first, or use one that exists"
        yield wrong(
            f"{path}.attribute", leaf.attribute, ("没有这个属性", "there is no such attribute"), (hint_zh, hint_en)
        )
        return
    if leaf.op not in OPS[word.kind]:
        choices = ", ".join(sorted(OPS[word.kind]))
        yield wrong(
            f"{path}.op",
            leaf.op,
            (
                f"{word.label}是{NEEDS_ZH[word.kind]},不能这样比较",
                f"an attribute of the kind {word.kind} does not compare like this",
            ),
            (f"可选:{choices}", f"choose one of {choices}"),
        )
        return
    shape = list(check_operand(f"{path}.value", leaf.op, leaf.value))
    yield from shape or _check_values(leaf, word, f"{path}.value")


def moves(leaf: AttributeLeaf) -> bool:
    """This function will say whether the set changes by the calendar alone: with days counted from today."""
    return leaf.op in MOVING


def words(leaf: AttributeLeaf, vocabulary: Vocabulary, lang: str, *, negated: bool = False) -> str:
    """This function will say the condition in Chinese or English."""
    word = vocabulary.attributes.get(leaf.attribute)
    if leaf.op in _PRESENCE:
        has = (leaf.op == "present") != negated
        label = _label(word, leaf, lang)
        return f"{'有' if has else '没有'}{label}" if lang == "zh" else f"{'has' if has else 'has no'} {label}"
    said = _zh(leaf, _label(word, leaf, "zh")) if lang == "zh" else _en(leaf, _label(word, leaf, "en"))
    if negated:
        return f"并非“{said}”" if lang == "zh" else f"not ({said})"
    return said


def _label(word: AttributeWord | None, leaf: AttributeLeaf, lang: str) -> str:
    if word is None:
        return leaf.attribute
    return word.label if lang == "zh" else word.label_en


def _check_values(leaf: AttributeLeaf, word: AttributeWord, path: str) -> Iterator[RuleInvalid]:
    kind = word.kind
    for value in operands(leaf.value):
        if leaf.op == "month":
            fits, needs = is_number(value) and value in range(1, 13), ("1 到 12 的月份", "a month from 1 to 12")
        elif leaf.op in MOVING:
            fits = isinstance(value, int) and is_number(value) and 1 <= value <= DAYS_MAX
            needs = ("天数", "a number of days from 1")
        else:
            fits, needs = _fits(kind, value), (NEEDS_ZH[kind], NEEDS_EN[kind])
        if not fits:
            yield wrong(
                path, value, (f"需要{needs[0]}", f"{needs[1]} is needed"), (f"改成{needs[0]}", f"give {needs[1]}")
            )


def _fits(kind: AttributeType, value: object) -> bool:
    match kind:
        case AttributeType.TEXT:
            return isinstance(value, str)
        case AttributeType.BOOLEAN:
            return isinstance(value, bool)
        case AttributeType.DATE | AttributeType.DATETIME:
            return parse_day(value) is not None
        case AttributeType.NUMBER:
            return is_number(value) and abs(float(str(value))) <= 10**14
        case _:
            return is_number(value) and isinstance(value, int)


def _zh(leaf: AttributeLeaf, label: str) -> str:
    shown = [_shown(value, "zh") for value in operands(leaf.value)]
    match leaf.op:
        case "=":
            return f"{label}是{shown[0]}"
        case "!=":
            return f"{label}不是{shown[0]}"
        case "in":
            return f"{label}是{'、'.join(shown)}{'之一' if len(shown) > 1 else ''}"
        case "not_in":
            return f"{label}不是{'、'.join(shown)}"
        case "between":
            return f"{label}在{shown[0]}到{shown[1]}之间"
        case "contains":
            return f"{label}包含{shown[0]}"
        case "starts_with":
            return f"{label}以{shown[0]}开头"
        case "last_days":
            return f"{label}在近{shown[0]}天内"
        case "next_days":
            return f"{label}在未来{shown[0]}天内(含今天)"
        case "anniversary_days":
            return f"{label}的周年日在未来{shown[0]}天内(含今天)"
        case "month":
            return f"{label}在{shown[0]}月"
        case op:
            return f"{label}{ZH[op]}{shown[0]}"


def _en(leaf: AttributeLeaf, label: str) -> str:
    shown = [_shown(value, "en") for value in operands(leaf.value)]
    match leaf.op:
        case "in" | "not_in":
            return f"{label} is {'not ' if leaf.op == 'not_in' else ''}one of {', '.join(shown)}"
        case "between":
            return f"{label} is between {shown[0]} and {shown[1]}"
        case "contains":
            return f"{label} contains {shown[0]}"
        case "starts_with":
            return f"{label} starts with {shown[0]}"
        case "last_days":
            return f"{label} within the last {_days_en(shown[0])}"
        case "next_days":
            return f"{label} within the next {_days_en(shown[0])}"
        case "anniversary_days":
            return f"anniversary of {label} within the next {_days_en(shown[0])}"
        case "month":
            return f"{label} in month {shown[0]}"
        case op:
            return f"{label} {'' if op in ('=', '!=') else 'is '}{EN[op]} {shown[0]}"


def _days_en(count: str) -> str:
    return "1 day" if count == "1" else f"{count} days"


def _shown(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    return f"{value:g}" if isinstance(value, float) else str(value)
