"""Months and days of reports."""

from datetime import date, timedelta

from siyu.insights.reading.contracts import WORDS
from siyu.kit.calendar import EPOCH

MONTHS_MAX = 60


def month_number(day: date) -> int:
    """This function will number the months: years times twelve plus the month from 0."""
    return day.year * 12 + day.month - 1


def month_days(number: int) -> tuple[date, date]:
    """This function will return the first and the last day of a month by its number."""
    first, after = date(number // 12, number % 12 + 1, 1), date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def month_text(number: int) -> str:
    """This function will write a month as "YYYY-MM"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_sql(day: str) -> str:
    """This function will return SQL for the month number of a day number."""
    moment = f"(DATE '{EPOCH.isoformat()}' + CAST({day} AS INTEGER))"
    return f"(year({moment}) * 12 + month({moment}) - 1)"


def definitions(keys: tuple[str, ...], lang: str) -> dict[str, str]:
    """This function will return the definitions of figures by key, in Chinese or English."""
    return {key: WORDS[key][2 if lang == "zh" else 3] for key in keys}


def share(part: int, whole: int) -> float | None:
    """This function will return part ÷ whole, None of nothing."""
    return part / whole if whole else None
