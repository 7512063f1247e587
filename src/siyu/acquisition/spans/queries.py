"""The span of local days that figures cover: asked for, or the last thirty."""

from datetime import date

from sqlalchemy import Connection

from siyu.acquisition.spans.contracts import DAYS_MAX, RECENT_DAYS, BadSpan
from siyu.kit.calendar import day_number, day_of
from siyu.kit.http import Access
from siyu.tenancy.queries import own_brand


def days_between(access: Access, conn: Connection, from_day: date | None, until_day: date | None) -> tuple[int, int]:
    """This function will return the first and last day as numbers: those named, else the last thirty. Raises BadSpan."""
    last = day_number(until_day) if until_day else _today(access, conn)
    first = day_number(from_day) if from_day else last - RECENT_DAYS + 1
    if first > last or last - first >= DAYS_MAX:
        raise BadSpan(field="from", value=f"{from_day} – {until_day}")
    return first, last


def first_recent_day(access: Access, conn: Connection) -> int:
    """This function will return the first of the last thirty days, today included, as a number."""
    return _today(access, conn) - RECENT_DAYS + 1


def _today(access: Access, conn: Connection) -> int:
    return day_of(access.platform.clock.now_ms(), own_brand(conn, access.scope).zone)
