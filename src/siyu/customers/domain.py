"""Pure rules of customers: clean identities, typed values, who a record belongs to."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from siyu.customers.contracts import IDENTITY_RANK, NUMBER_SCALE, AttributeKind, Identity
from siyu.kit.errors import Invalid
from siyu.kit.phones import e164, mask_phone

KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
ATTRIBUTE_KEY = re.compile(r"[^\s$\"'\\\x00-\x1f\ud800-\udfff]{1,64}")
# No store keeps NUL, and half of a surrogate pair is no character.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
DATETIME_MAX_MS = 10**15
VALUE_LENGTH_MAX = 128
TEXT_LENGTH_MAX = 500
NUMBER_MAX = 10**14
_TRUE = {"true", "1", "yes", "y", "是", "有"}
_FALSE = {"false", "0", "no", "n", "否", "无"}
Key = tuple[str, str]


class BadIdentity(Invalid):
    """An identity cannot be used: an unknown form of kind, an empty or too long value, no real phone number."""

    zh = "身份「{field}」的值「{value}」不正确"
    en = "The identity {field} has no usable value: {value!r}"
    fix_zh = "手机号请填 11 位数字或带国家码;其他标识 1–128 个字符"
    fix_en = "Give phones with 11 digits or a country code; other identities have 1-128 characters"


class BadValue(ValueError):
    """A value does not fit its attribute's kind; the caller reports it with its place."""


def clean_identity(kind: str, value: str) -> Identity:
    """This function will return the identity in canonical form: phones as E.164, other values trimmed.

    Raises BadIdentity.
    """
    text = value.strip()
    if not KIND.fullmatch(kind) or not text or len(text) > VALUE_LENGTH_MAX or UNSTORABLE.search(text):
        raise BadIdentity(field=kind, value=value)
    return Identity(kind, clean_phone(text) if kind == "phone" else text)


def clean_phone(text: str) -> str:
    """This function will return a phone number as E.164, read as Chinese without a country code. Raises BadIdentity."""
    number = e164(text)
    if number is None:
        raise BadIdentity(field="phone", value=mask_phone(text))
    return number


def rank(kind: str) -> int:
    """This function will return how strongly an identity kind decides; 0 is strongest, unknown kinds are last."""
    return IDENTITY_RANK.index(kind) if kind in IDENTITY_RANK else len(IDENTITY_RANK)


@dataclass(slots=True)
class Assignment:
    """Who each record belongs to.

    `slots[i]` is record i's customer: an id if positive, -(n+1) for the n-th new one. `attach` maps new identity keys
    to slots, `conflicts` lists (key, kept slot, other slot).
    """

    slots: list[int] = field(default_factory=list)
    attach: dict[Key, int] = field(default_factory=dict)
    conflicts: list[tuple[Key, int, int]] = field(default_factory=list)
    new: int = 0


def assign(people: Sequence[Sequence[Key]], known: Mapping[Key, int]) -> Assignment:
    """This function will decide which customer each record belongs to.

    `people[i]` are record i's identity keys, `known` the stored owner of each key. Records are taken in order; within
    one, the strongest identity that has an owner decides, identities without an owner join them, and identities owned
    by someone else stay there and are reported as conflicts.
    """
    result = Assignment()
    owner = dict(known)
    for keys in people:
        ordered = sorted(keys, key=lambda key: rank(key[0]))
        slot = next((owner[key] for key in ordered if key in owner), None)
        if slot is None:
            result.new += 1
            slot = -result.new
        for key in ordered:
            if owner.setdefault(key, slot) != slot:
                result.conflicts.append((key, slot, owner[key]))
            elif key not in known:
                result.attach[key] = slot
        result.slots.append(slot)
    return result


def coerce(kind: AttributeKind, value: object) -> object:
    """This function will return `value` as its kind's JSON form: text str, number int or float, boolean bool,

    date "YYYY-MM-DD", datetime int milliseconds. Raises BadValue when it does not fit.
    """
    return _COERCE[kind](value)


def infer_kind(value: object) -> AttributeKind:
    """This function will guess the kind of an attribute first seen with `value`."""
    if isinstance(value, bool):
        return AttributeKind.BOOLEAN
    return AttributeKind.NUMBER if isinstance(value, (int, float)) else AttributeKind.TEXT


def column_value(kind: AttributeKind, value: object, codes: Mapping[str, int]) -> int | None:
    """This function will return a stored value as its int64 column form; None for a text without a code."""
    match kind:
        case AttributeKind.TEXT:
            return codes.get(str(value))
        case AttributeKind.NUMBER:
            return round(Decimal(str(value)) * NUMBER_SCALE)
        case AttributeKind.DATE:
            return date.fromisoformat(str(value)).toordinal() - _EPOCH_DAY
        case _:
            return int(value)  # type: ignore[call-overload, no-any-return]


def _text(value: object) -> str:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value).strip()
    if not text or len(text) > TEXT_LENGTH_MAX or UNSTORABLE.search(text):
        raise BadValue
    return text


def _number(value: object) -> int | float:
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        raise BadValue from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > NUMBER_MAX:
        raise BadValue
    return int(number) if number == number.to_integral_value() else float(number)


def _boolean(value: object) -> bool:
    text = str(value).strip().lower()
    if text not in _TRUE | _FALSE:
        raise BadValue
    return text in _TRUE


def _date(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value).strip()[:10].replace("/", "-")).isoformat()
    except ValueError:
        raise BadValue from None


def _datetime(value: object) -> int:
    if isinstance(value, bool):
        raise BadValue
    if isinstance(value, int):
        if abs(value) > DATETIME_MAX_MS:
            raise BadValue
        return value
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise BadValue from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


_EPOCH_DAY = date(1970, 1, 1).toordinal()
_COERCE = {
    AttributeKind.TEXT: _text,
    AttributeKind.NUMBER: _number,
    AttributeKind.BOOLEAN: _boolean,
    AttributeKind.DATE: _date,
    AttributeKind.DATETIME: _datetime,
}
