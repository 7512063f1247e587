"""The earlier periods that a period is compared with: the one before it (环比) and the same one a year ago (同比)."""

from datetime import date, timedelta

from siyu.insights.contracts import Against
from siyu.insights.reading.domain import month_days, month_number

YEAR_MONTHS = 12
Span = tuple[date, date]


def earlier_spans(first: date, last: date) -> dict[Against, Span]:
    """This function will return the spans to compare first…last (both included) with, in the order they are shown.

    A period that begins with a month is moved by whole months, so that a running month meets as many days of an
    earlier one; any other is moved by its days. A year that would overlap the period, or be the period before it,
    is told once.
    """
    months = month_number(last) - month_number(first) + 1
    by_months = first.day == 1
    days = timedelta(days=(last - first).days + 1)
    before = _moved(first, last, months) if by_months else (first - days, last - days)
    if by_months and months == YEAR_MONTHS:
        return {Against.YEAR_BEFORE: before}
    if months > YEAR_MONTHS:
        return {Against.BEFORE: before}
    return {Against.BEFORE: before, Against.YEAR_BEFORE: _moved(first, last, YEAR_MONTHS)}


def _moved(first: date, last: date, months: int) -> Span:
    return _day_back(first, months), _day_back(last, months, end=last == month_days(month_number(last))[1])


def _day_back(day: date, months: int, *, end: bool = False) -> date:
    """This function will go back by months; the end of a month stays one, a day that is not there becomes the last."""
    _, final = month_days(month_number(day) - months)
    return final if end else final.replace(day=min(day.day, final.day))
