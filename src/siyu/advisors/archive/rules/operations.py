"""Changing a brand's rules for its archive."""

from dataclasses import asdict

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import ArchiveRules
from siyu.advisors.archive.models import archive_rules, archive_week, archive_week_due
from siyu.advisors.archive.rules import queries
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id

MINUTES = 24 * 60
TOLD_MAX = 20


class BadWorkHours(Invalid):
    """The working hours are empty or lie outside the day."""

    zh = "上班时间不正确:要在一天之内,开始早于结束,至少选一个工作日"
    en = "The hours must lie within a day, begin before they end, and hold on one weekday at least"
    fix_zh = "例如 09:00–21:00,周一到周日"
    fix_en = "For example 09:00-21:00, Monday to Sunday"


class UnknownListener(Invalid):
    """Somebody who is to be told of hits is no active member of staff."""

    zh = "编号 {value} 的员工不存在或已离职"
    en = "There is no active member of staff {value}"
    fix_zh = "请选择在职员工,最多 20 人"
    fix_en = "Choose active members of staff, 20 at most"


def save_rules(conn: Connection, scope: Scope, new: ArchiveRules, *, at_ms: int) -> ArchiveRules:
    """This function will store the brand's rules; changed hours have every week counted again.

    Raises BadWorkHours or UnknownListener.
    """
    _check(conn, scope, new)
    held = queries.rules(conn, scope)
    scoped.upsert(conn, scope, archive_rules, [{"rules": encode(new)}], index=["brand_id"], update=["rules"])
    if (held.hours, held.session_gap_hours) != (new.hours, new.session_gap_hours):
        weeks = conn.execute(scoped.select(scope, archive_week.c.monday).distinct()).scalars()
        rows = [{"monday": week, "due_at_ms": at_ms} for week in weeks]
        scoped.upsert(conn, scope, archive_week_due, rows, index=["brand_id", "monday"], update=["due_at_ms"])
    was, now = asdict(held), asdict(new)
    changed = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if changed:
        record_audit(conn, scope, "archive.rules", "archive", changed, at_ms=at_ms)
    return new


def _check(conn: Connection, scope: Scope, new: ArchiveRules) -> None:
    hours = new.hours
    whole = 0 <= hours.from_minute < hours.to_minute <= MINUTES
    if not whole or not hours.days or not set(hours.days) <= set(range(1, 8)):
        raise BadWorkHours(field="hours", value=f"{hours.from_minute}-{hours.to_minute}")
    known = staff_by_id(conn, scope, new.told)
    for one in new.told:
        if one not in known or not known[one].active or len(new.told) > TOLD_MAX:
            raise UnknownListener(field="told", value=one)
