"""Pure readers of single cells. A cell that cannot be read without guessing is refused, never bent."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

import phonenumbers

from siyu.kit.clock import SECOND_MS, from_datetime
from siyu.kit.errors import Invalid
from siyu.kit.money import FEN_MAX, parse_fen

NUMBER_MAX = 10**9
TEXT_LENGTH_MAX = 2_000
TAGS_PER_CELL_MAX = 50
YEAR_FIRST, YEAR_LAST = 1900, 2200
# Excel counts days from 1899-12-30; these serials are 1954-10-03 to 2119-01-20, so a bare year is never taken for one.
EXCEL_DAY_ZERO = datetime(1899, 12, 30)
EXCEL_SERIAL_MIN, EXCEL_SERIAL_MAX = 20_000, 80_000
EMPTY = frozenset({"", "-", "--", "null", "NULL", "None", "none", "NaN", "nan", "N/A", "n/a", "#N/A", "无", "空"})


class NotADate(Invalid):
    """A cell could not be read as a time."""

    zh = "「{value}」不是可识别的日期"
    en = "{value!r} is not a date Siyu can read"
    fix_zh = "请写成 2025-03-01 或 2025-03-01 12:30:00"
    fix_en = "Write it as 2025-03-01 or 2025-03-01 12:30:00"


class AmbiguousDate(Invalid):
    """Day and month could be either way round."""

    zh = "「{value}」可能是{first}月{second}日,也可能是{second}月{first}日"
    en = "{value!r} may have its month first or its day first"
    fix_zh = "在映射中设置 date_order 为 mdy 或 dmy,或把日期写成 2025-03-01"
    fix_en = "Set date_order to mdy or dmy in the mapping, or write dates as 2025-03-01"


class NotANumber(Invalid):
    """A cell could not be read as a whole number."""

    zh = "「{value}」不是整数"
    en = "{value!r} is not a whole number"
    fix_zh = "请填写 0 到 10 亿之间的整数"
    fix_en = "Write a whole number between 0 and 1,000,000,000"


class NotAMinorAmount(Invalid):
    """A cell could not be read as an amount in the minor unit."""

    zh = "「{value}」不是以分为单位的金额"
    en = "{value!r} is not an amount in the minor unit"
    fix_zh = "请填写整数的分;如果金额以元为单位,请把映射中的 amount_unit 改为 major"
    fix_en = "Write a whole number of cents, or set amount_unit to major in the mapping"


class NotAPhone(Invalid):
    """A cell could not be read as a phone number."""

    zh = "「{value}」不是有效的手机号"
    en = "{value!r} is not a valid phone number"
    fix_zh = "请填写 11 位手机号,或带国家码的号码,例如 +8613800138000"
    fix_en = "Write 11 digits, or the number with its country code, for example +8613800138000"


# Written as escapes: full-width comma ff0c, semicolon ff1b, bar ff5c, colon ff1a, ideographic comma 3001.
_LIST_BREAK = re.compile(r"[,;|\n\uff0c\uff1b\uff5c\u3001]")
_GOODS_BREAK = re.compile(r"[;\n\uff1b]")
_THOUSANDS = re.compile(r"[\s,\uff0c]")


def text_of(value: object) -> str:
    """This function will return a cell as trimmed text: whole floats without ".0", others with 15 digits like Excel."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip().strip("\u3000\ufeff").strip()
        return "" if text in EMPTY else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)


def read_amount(value: object, *, unit: str, field: str) -> int:
    """This function will return an amount in fen; `unit` "major" reads yuan with two decimals, "minor" whole fen.

    Raises kit.money.NotAnAmount or NotAMinorAmount.
    """
    text = text_of(value)
    if unit == "major":
        return parse_fen(text, field=field)
    number = _whole(text)
    if number is None or abs(number) > FEN_MAX:
        raise NotAMinorAmount(field=field, value=text)
    return number


def read_count(value: object, *, field: str) -> int:
    """This function will return a whole number from 0 to a thousand million. Raises NotANumber."""
    number = _whole(text_of(value))
    if number is None or not 0 <= number <= NUMBER_MAX:
        raise NotANumber(field=field, value=text_of(value))
    return number


def read_signed(value: object, *, field: str) -> int:
    """This function will return a whole number that may be negative. Raises NotANumber."""
    number = _whole(text_of(value))
    if number is None or abs(number) > NUMBER_MAX:
        raise NotANumber(field=field, value=text_of(value))
    return number


def read_phone(value: object, *, region: str, field: str) -> str:
    """This function will return a phone number in E.164 form. Raises NotAPhone.

    Excel's "1.38001E+10" is refused: its last digits are gone.
    """
    text = text_of(value)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise NotAPhone(field=field, value=text) from None
    if "E+" in text.upper() or not phonenumbers.is_valid_number(number):
        raise NotAPhone(field=field, value=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_tags(value: object) -> tuple[str, ...]:
    """This function will return the tag names of a cell, split at ,、;| or given as a list; at most 50, no doubles."""
    parts = value if isinstance(value, list | tuple) else _LIST_BREAK.split(text_of(value))
    names = dict.fromkeys(text_of(part) for part in parts)
    return tuple(name for name in names if name)[:TAGS_PER_CELL_MAX]


def read_goods(value: object) -> tuple[tuple[str, int], ...]:
    """This function will return (name, quantity) of a cell like "rice×2;oil×1"; a name alone counts once."""
    found = []
    for part in _GOODS_BREAK.split(text_of(value)):
        match = re.fullmatch(r"(.+?)\s*[×xX*]\s*(\d{1,6})", part.strip())
        if match:
            found.append((match[1], int(match[2])))
        elif part.strip():
            found.append((part.strip(), 1))
    return tuple(found)


def read_when(value: object, *, zone: str, order: str | None, field: str) -> int:
    """This function will return a time in milliseconds UTC; times without a zone are read in `zone`.

    `order` is "mdy" or "dmy" for files that write 03/01/2025; without it such a value is refused unless only one
    reading is possible. Raises NotADate or AmbiguousDate.
    """
    if isinstance(value, datetime):
        return from_datetime(value, zone)
    if isinstance(value, date):
        return from_datetime(datetime(value.year, value.month, value.day), zone)
    text = text_of(value)
    for pattern, build in _READERS:
        if match := pattern.fullmatch(text):
            try:
                return _in_range(build(match, order), zone)
            except (ValueError, OverflowError, OSError):
                break
            except _EitherWay as either:
                first, second = either.args
                raise AmbiguousDate(field=field, value=text, first=first, second=second) from None
    raise NotADate(field=field, value=text)


class _EitherWay(Exception):
    """Both readings of a date are possible."""


def _in_range(moment: datetime, zone: str) -> int:
    if not YEAR_FIRST <= moment.year <= YEAR_LAST:
        raise ValueError(moment.year)
    return from_datetime(moment, zone)


def _whole(text: str) -> int | None:
    try:
        number = Decimal(_THOUSANDS.sub("", text))
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and number == number.to_integral_value() else None


_DATE = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_LAST = r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})"
_TIME = (
    r"(?:(?:[T\s]\s*|(?<=日))(?P<H>\d{1,2})\s*[:\uff1a时]\s*(?P<M>\d{1,2})(?:\s*[:\uff1a分]\s*(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?"
    r"\s*分?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?\s*(?P<z>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)


def _clock_of(match: re.Match[str], day: datetime) -> datetime:
    if match["H"] is None:
        return day
    hour = int(match["H"])
    if match["ap"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["ap"][0] in "pP" else 0)
    micro = int((match["f"] or "0").ljust(6, "0")[:6])
    return day.replace(
        hour=hour, minute=int(match["M"]), second=int(match["S"] or 0), microsecond=micro, tzinfo=_zone_of(match["z"])
    )


def _zone_of(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if text[0] == "+" else -offset)


def _year_first(match: re.Match[str], _order: str | None) -> datetime:
    return _clock_of(match, datetime(int(match["y"]), int(match["m"]), int(match["d"])))


def _year_last(match: re.Match[str], order: str | None) -> datetime:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if order is None and first != second and first <= 12 and second <= 12:
        raise _EitherWay(first, second)
    month_first = order == "mdy" or (order is None and first <= 12)
    month, day = (first, second) if month_first else (second, first)
    return _clock_of(match, datetime(year, month, day))


def _compact(match: re.Match[str], _order: str | None) -> datetime:
    parts = [int(part) for part in match.groups() if part is not None]
    return datetime(*parts)  # type: ignore[arg-type]  # three or six integers


def _unix_ms(match: re.Match[str], _order: str | None) -> datetime:
    scale = 1 if len(match[0]) == 13 else SECOND_MS
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[0]) * scale)


def _excel_serial(match: re.Match[str], _order: str | None) -> datetime:
    serial = float(match[0])
    if not EXCEL_SERIAL_MIN <= serial <= EXCEL_SERIAL_MAX:
        raise ValueError(serial)
    return EXCEL_DAY_ZERO + timedelta(seconds=round(serial * 86_400))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str | None], datetime]], ...] = (
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), _compact),
    (re.compile(r"(\d{4})(\d{2})(\d{2})\s?(\d{2})(\d{2})(\d{2})"), _compact),
    (re.compile(_DATE + _TIME), _year_first),
    (re.compile(_LAST + _TIME), _year_last),
    (re.compile(r"\d{10}|\d{13}"), _unix_ms),
    (re.compile(r"\d{5}(?:\.\d+)?"), _excel_serial),
)
