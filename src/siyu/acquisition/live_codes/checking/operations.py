"""Checks of live codes' settings and placements, before anything is written: lengths, people, times, references."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from siyu.acquisition.live_codes import queries
from siyu.acquisition.live_codes.contracts import (
    DAY_MINUTES,
    RANGES_PER_DATE_MAX,
    SEATS_MAX,
    SHIFTS_MAX,
    SPECIAL_DATES_MAX,
    WEIGHT_MAX,
    CodeSettings,
    Hours,
    NewPlacement,
    Rules,
    Window,
)
from siyu.acquisition.live_codes.domain import REMARK_LENGTH_MAX
from siyu.acquisition.live_codes.queries import named_staff
from siyu.customers import queries as customers
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.outreach.attaching.queries import attached_to_welcome
from siyu.tenancy.queries import staff_by_id

NAME_LENGTH_MAX = 60
PLACEMENTS_MAX = 20
TAGS_PER_CODE_MAX = 20
WELCOME_BYTES_MAX = 4_000
ATTACHMENTS_MAX = 9
BLOCKED_WORDS_MAX = 100


class BadCode(Invalid):
    """Something about a live code's settings is not usable."""

    zh = "活码的「{field}」不正确：{reason_zh}"
    en = "Live code, {field}: {reason_en}"
    fix_zh = "修改后重新保存，原有活码未受影响"
    fix_en = "Correct it and save again; the code is as it was"


def check_settings(conn: Connection, scope: Scope, every: Sequence[CodeSettings]) -> None:
    """This function will refuse settings that cannot be kept or served, people and tags read once for all of them.

    Raises BadCode, and what `attached_to_welcome` raises for an attachment.
    """
    staff_ids = sorted({one for settings in every for one in named_staff(settings.rules)})
    known: dict[int, bool] = {}
    for part in scoped.batches(staff_ids, queries.IN_MAX):
        known |= {one.id: bool(one.active and one.wecom_userid) for one in staff_by_id(conn, scope, part).values()}
    tags = {tag.id for tag in customers.tags(conn, scope)} if any(one.tag_ids for one in every) else set()
    for settings in every:
        attached_to_welcome(conn, scope, settings.welcome.attachments)
        _check_one(settings, tags)
        _check_people(settings.rules, known)
        _check_times(settings.rules)


def checked_places(new: Sequence[NewPlacement], held: int = 0) -> Sequence[NewPlacement]:
    """This function will return the placements to add to a code with `held` of them: one by default. Raises BadCode."""
    places = new or ([] if held else [NewPlacement("默认")])
    if held + len(places) > PLACEMENTS_MAX:
        raise bad_code("placements", held + len(places), *_most(PLACEMENTS_MAX))
    for one in places:
        if not 0 < len(one.name.strip()) <= NAME_LENGTH_MAX:
            raise bad_code(
                "placement", one.name, f"名称 1–{NAME_LENGTH_MAX} 字", f"a name of 1-{NAME_LENGTH_MAX} characters"
            )
    return places


def bad_code(field: str, value: object, zh: str, en: str) -> BadCode:
    """This function will word what is wrong with one field of a code."""
    return BadCode(field=field, value=value, reason_zh=zh, reason_en=en)


def _check_one(settings: CodeSettings, tags: set[int]) -> None:
    welcome = settings.welcome
    _need(
        0 < len(settings.name.strip()) <= NAME_LENGTH_MAX,
        "name",
        settings.name,
        f"1–{NAME_LENGTH_MAX} 字",
        f"1 to {NAME_LENGTH_MAX} characters",
    )
    _need(len(settings.remark) <= REMARK_LENGTH_MAX, "remark", settings.remark, *_most(REMARK_LENGTH_MAX))
    _need(len(welcome.text.encode()) <= WELCOME_BYTES_MAX, "welcome", "…", *_most(WELCOME_BYTES_MAX))
    _need(
        len(welcome.attachments) <= ATTACHMENTS_MAX,
        "attachments",
        len(welcome.attachments),
        *_most(ATTACHMENTS_MAX),
    )
    _need(len(welcome.blocked_words) <= BLOCKED_WORDS_MAX, "blocked_words", "…", *_most(BLOCKED_WORDS_MAX))
    _need(len(settings.tag_ids) <= TAGS_PER_CODE_MAX, "tag_ids", len(settings.tag_ids), *_most(TAGS_PER_CODE_MAX))
    for tag_id in settings.tag_ids:
        _need(tag_id in tags, "tag_ids", tag_id, f"没有编号为 {tag_id} 的标签", f"there is no tag {tag_id}")


def _check_people(rules: Rules, known: dict[int, bool]) -> None:
    seats = [seat.staff_id for seat in rules.seats]
    backups = [one.staff_id for one in rules.backups]
    _need(0 < len(seats) <= SEATS_MAX, "seats", len(seats), f"需要 1–{SEATS_MAX} 位员工", f"1 to {SEATS_MAX} people")
    _need(len(backups) <= SEATS_MAX, "backups", len(backups), *_most(SEATS_MAX))
    for field, ids in (("seats", seats), ("backups", backups)):
        _need(len(set(ids)) == len(ids), field, "", "同一员工出现了两次", "somebody is named twice")
    for staff_id in sorted(named_staff(rules)):
        _need(
            staff_id in known,
            "staff",
            staff_id,
            f"没有编号为 {staff_id} 的员工",
            f"there is no member of staff {staff_id}",
        )
    reason = ("兜底员工须在职且已绑定企业微信", "the default person must be active and have a WeCom account")
    _need(known.get(rules.default_staff_id, False), "default_staff_id", rules.default_staff_id, *reason)
    for seat in rules.seats:
        _need(1 <= seat.weight <= WEIGHT_MAX, "weight", seat.weight, f"1–{WEIGHT_MAX}", f"1 to {WEIGHT_MAX}")
        _need(
            seat.per_day_max is None or seat.per_day_max >= 0,
            "per_day_max",
            seat.per_day_max,
            "不能为负",
            "not below 0",
        )


def _check_times(rules: Rules) -> None:
    ZoneInfo(rules.zone)
    _need(len(rules.shifts) <= SHIFTS_MAX, "shifts", len(rules.shifts), *_most(SHIFTS_MAX))
    _need(
        len(rules.special_dates) <= SPECIAL_DATES_MAX,
        "special_dates",
        len(rules.special_dates),
        *_most(SPECIAL_DATES_MAX),
    )
    seats = {seat.staff_id for seat in rules.seats}
    for shift in rules.shifts:
        _need(
            bool(shift.days) and set(shift.days) <= set(range(7)),
            "days",
            str(shift.days),
            "至少选一天",
            "0 to 6, one at least",
        )
        _check_hours(shift.hours, seats)
    days = [special.date for special in rules.special_dates]
    _need(len(set(days)) == len(days), "special_dates", "", "同一日期出现了两次", "a date is named twice")
    for special in rules.special_dates:
        _need(_is_date(special.date), "special_dates", special.date, "日期格式为 YYYY-MM-DD", "a date is YYYY-MM-DD")
        _need(
            len(special.hours) <= RANGES_PER_DATE_MAX,
            "special_dates",
            special.date,
            *_most(RANGES_PER_DATE_MAX),
        )
        for hours in special.hours:
            _check_hours(hours, seats)
    for window in rules.auto_accept:
        _check_span(window)


def _check_hours(hours: Hours, seats: set[int]) -> None:
    _check_span(hours)
    _need(bool(hours.staff_ids), "staff_ids", "", "班次里至少有一位员工", "a shift needs somebody")
    _need(
        set(hours.staff_ids) <= seats,
        "staff_ids",
        "",
        "班次里的员工须在接待员工中",
        "everybody of a shift needs a seat",
    )


def _check_span(span: Hours | Window) -> None:
    fine = 0 <= span.from_minute < DAY_MINUTES and 0 < span.until_minute <= DAY_MINUTES
    reason = ("起止时间须在 0:00–24:00 之间且不相同", "from and until lie in 0:00-24:00 and differ")
    _need(fine and span.from_minute != span.until_minute, "hours", f"{span.from_minute}-{span.until_minute}", *reason)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _need(fine: bool, field: str, value: object, zh: str, en: str) -> None:
    if not fine:
        raise bad_code(field, value, zh, en)


def _most(count: int) -> tuple[str, str]:
    return f"不能超过 {count}", f"not more than {count}"
