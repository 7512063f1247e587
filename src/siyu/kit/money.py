"""Money: integers of the brand's minor unit (fen 分, cents). Never floats."""

import re
from decimal import Decimal, DecimalException

from siyu.kit.errors import Invalid

_CLEAN = re.compile(r"[\s,,¥¥$元]")
FEN_MAX = 10**15


class NotAnAmount(Invalid):
    """A text could not be read as an amount of money."""

    zh = "「{value}」不是金额"
    en = "{value!r} is not an amount of money"
    fix_zh = "请填写数字,最多两位小数,例如 1234.50"
    fix_en = "Write a number with at most two decimals, for example 1234.50"


def parse_fen(text: str, *, field: str = "amount") -> int:
    """This function will return the amount written in `text` (yuan, e.g. "¥1,234.50") in fen, exactly.

    Raises NotAnAmount for anything that is not a number with at most two decimals and at most 10**15 fen.
    """
    try:
        fen = Decimal(_CLEAN.sub("", text)) * 100
    except DecimalException:
        raise NotAnAmount(field=field, value=text) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) > FEN_MAX:
        raise NotAnAmount(field=field, value=text)
    return int(fen)


def format_fen(fen: int) -> str:
    """This function will return `fen` as yuan with two decimals and thousands separators, e.g. "1,234.50"."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{amount // 100:,}.{amount % 100:02d}"
