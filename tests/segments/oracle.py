"""A slow reading of rules, one person at a time, sharing no code with the product."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.segments.factories import KINDS, ZONE, Deed, Person


def holds(rule: dict[str, Any], person: Person, today: date) -> bool:
    if "all" in rule:
        return all(holds(part, person, today) for part in rule["all"])
    if "any" in rule:
        return any(holds(part, person, today) for part in rule["any"])
    if "not" in rule:
        return not holds(rule["not"], person, today)
    if "tag" in rule:
        return rule["tag"] in person.tags
    if "attribute" in rule:
        return _attribute(rule, person, today)
    return _event(rule, person, today)


def compare(left: Any, op: str, right: Any) -> bool:
    if op in ("in", "not_in"):
        return (left in right) == (op == "in")
    if op == "between":
        return right[0] <= left <= right[1]
    return {
        "=": left == right,
        "!=": left != right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }[op]


def _attribute(rule: dict[str, Any], person: Person, today: date) -> bool:
    op, wanted = rule["op"], rule.get("value")
    held: Any = person.attributes.get(rule["attribute"])
    if op in ("missing", "present"):
        return (held is None) == (op == "missing")
    if held is None:
        return False
    kind = KINDS[rule["attribute"]].value
    if kind == "datetime":
        held = datetime.fromtimestamp(held / 1000, ZONE).date()
    elif kind == "date":
        held = date.fromisoformat(held)
    if kind in ("date", "datetime"):
        return _date(held, op, wanted, today)
    if op in ("contains", "starts_with"):
        return wanted in held if op == "contains" else held.startswith(wanted)
    return compare(held, op, wanted)


def _date(held: date, op: str, wanted: Any, today: date) -> bool:
    if op == "last_days":
        return today - timedelta(days=wanted) < held <= today
    if op == "next_days":
        return today <= held < today + timedelta(days=wanted)
    if op == "month":
        return held.month == wanted
    if op == "anniversary_days":
        return any(_returns(held, today + timedelta(days=i)) for i in range(min(wanted, 366)))
    if isinstance(wanted, list):
        return compare(held, op, [date.fromisoformat(one) for one in wanted])
    return compare(held, op, date.fromisoformat(wanted))


def _returns(born: date, day: date) -> bool:
    if (born.month, born.day) == (2, 29):
        leap = day.year % 4 == 0
        return (day.month, day.day) == ((2, 29) if leap else (2, 28))
    return (born.month, born.day) == (day.month, day.day)


def _event(rule: dict[str, Any], person: Person, today: date) -> bool:
    deeds = [deed for deed in person.deeds if _counts(rule, deed, today)]
    measure, op, wanted = rule.get("measure", "count"), rule.get("op", ">="), rule.get("value", 1)
    days = [deed.at.astimezone(ZONE).date() for deed in deeds]
    if measure in ("first", "last"):
        if not days:
            return False
        day = min(days) if measure == "first" else max(days)
        operands = wanted if isinstance(wanted, list) else [wanted]
        if isinstance(operands[0], str):
            turned = [date.fromisoformat(one) for one in operands]
            return compare(day, op, turned if isinstance(wanted, list) else turned[0])
        return compare((today - day).days, op, wanted)
    if measure == "sum":
        return compare(sum(_amount(rule["of"], deed) for deed in deeds), op, wanted)
    return compare(len(deeds) if measure == "count" else len(set(days)), op, wanted)


def _amount(of: str, deed: Deed) -> Any:
    if of in ("value_fen", "quantity"):
        return getattr(deed, of)
    return _number(deed.properties.get(of)) or 0


def _number(value: Any) -> Any:
    try:
        return None if isinstance(value, bool) else float(Decimal(str(value)))
    except InvalidOperation:
        return None


def _counts(rule: dict[str, Any], deed: Deed, today: date) -> bool:
    day = deed.at.astimezone(ZONE).date()
    window = rule.get("window") or {}
    if deed.name != rule["event"] or day > today:
        return False
    if "last_days" in window and day <= today - timedelta(days=window["last_days"]):
        return False
    if "from" in window and day < date.fromisoformat(window["from"]):
        return False
    if "to" in window and day > date.fromisoformat(window["to"]):
        return False
    return all(_passes(where, deed) for where in rule.get("where", []))


def _passes(where: dict[str, Any], deed: Deed) -> bool:
    own = where["property"] in ("value_fen", "quantity")
    held: Any = getattr(deed, where["property"]) if own else deed.properties.get(where["property"])
    op, wanted = where["op"], where.get("value")
    if op in ("missing", "present"):
        return (held is None) == (op == "missing")
    operands = wanted if isinstance(wanted, list) else [wanted]
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in operands):
        held = held if own else _number(held)
        return held is not None and compare(held, op, wanted)
    if held is None:
        return False
    text = _text(held)
    if op in ("contains", "starts_with"):
        return str(wanted) in text if op == "contains" else text.startswith(str(wanted))
    turned = [_text(one) for one in operands]
    return compare(text, op, turned if isinstance(wanted, list) else turned[0])


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
