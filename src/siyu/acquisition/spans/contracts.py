"""How many days figures cover."""

from siyu.kit.errors import Invalid

DAYS_MAX = 366
RECENT_DAYS = 30


class BadSpan(Invalid):
    """A span of days that runs backwards or is too long."""

    zh = "日期范围「{value}」不正确"
    en = "{value!r} is not a usable span of days"
    fix_zh = f"起始不晚于结束，最多 {DAYS_MAX} 天"
    fix_en = f"From is not after until, {DAYS_MAX} days at most"
