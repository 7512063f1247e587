"""Writes of live codes: create (one or many), change, switch people on and off, add places, close."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
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
    CodeStatus,
    Hours,
    LiveCode,
    NewPlacement,
    Rules,
    Seat,
    SyncState,
    Window,
)
from siyu.acquisition.live_codes.models import live_code, live_code_member, live_code_picture, live_code_placement
from siyu.acquisition.live_codes.queries import BACKUP, SEAT, named_staff
from siyu.customers import queries as customers
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.outreach.attaching.queries import attached_to_welcome
from siyu.tenancy.queries import staff_by_id, units_by_id

NAME_LENGTH_MAX = 60
REMARK_LENGTH_MAX = 20
PLACEMENTS_MAX = 20
CODES_MAX = 20_000
BULK_MAX = 1_000
TAGS_PER_CODE_MAX = 20
WELCOME_BYTES_MAX = 4_000
ATTACHMENTS_MAX = 9
BLOCKED_WORDS_MAX = 100
STATE_BYTES = 7
# What a closed code's placements should look like at the vendor: not there.
GONE = "gone"


class BadCode(Invalid):
    """Something about a live code's settings is not usable."""

    zh = "活码的「{field}」不正确：{reason_zh}"
    en = "Live code, {field}: {reason_en}"
    fix_zh = "修改后重新保存，原有活码未受影响"
    fix_en = "Correct it and save again; the code is as it was"


class CodeMovedOn(Conflict):
    """Somebody else changed the code since it was read."""

    zh = "这个活码刚被别人修改过(现在是第 {value} 版)"
    en = "Somebody has changed this live code meanwhile; it is now at version {value}"
    fix_zh = "刷新页面，在新版本上重新修改"
    fix_en = "Reload it and make the change again"


class CodeClosed(Conflict):
    """A closed code cannot be changed."""

    zh = "活码「{value}」已停用，不能修改"
    en = "The live code {value!r} is closed and cannot be changed"
    fix_zh = "新建一个活码"
    fix_en = "Create a new one"


class TooManyCodes(Conflict):
    """The brand has reached its limit of live codes."""

    zh = "活码数量超过上限 {value}"
    en = "A brand may have {value} live codes at most"
    fix_zh = "请先停用不用的活码"
    fix_en = "Close codes that are no longer used"


def create_codes(
    conn: Connection, scope: Scope, new: Sequence[tuple[CodeSettings, Sequence[NewPlacement]]], *, at_ms: int
) -> list[int]:
    """This function will store codes (at most 1,000) and return their ids; their contact ways are made by the lane.

    Raises BadCode, TooManyCodes.
    """
    if not 0 < len(new) <= BULK_MAX:
        raise _bad("codes", len(new), f"一次可建 1–{BULK_MAX} 个", f"1 to {BULK_MAX} at once")
    _check_all(conn, scope, [settings for settings, _ in new])
    held = conn.execute(scoped.select(scope, sa.func.count(live_code.c.id))).scalar_one()
    if held + len(new) > CODES_MAX:
        raise TooManyCodes(value=CODES_MAX)
    ids = [_insert(conn, scope, settings, at_ms) for settings, _ in new]
    _save_members(conn, scope, zip(ids, (settings for settings, _ in new), strict=True))
    pairs = zip(ids, (places for _, places in new), strict=True)
    _insert_placements(conn, scope, [(code_id, one) for code_id, places in pairs for one in _checked(places)])
    return ids


def change_code(
    conn: Connection, scope: Scope, code_id: int, settings: CodeSettings, *, version: int | None, at_ms: int
) -> LiveCode:
    """This function will replace a code's settings. Raises UnknownCode, CodeClosed, CodeMovedOn, BadCode."""
    held = _open(conn, scope, code_id)
    if version is not None and version != held.version:
        raise CodeMovedOn(field="version", value=held.version)
    _check_all(conn, scope, [settings])
    row = _row(settings) | {"version": held.version + 1, "updated_at_ms": at_ms, "due_at_ms": 0}
    conn.execute(scoped.update(scope, live_code).where(live_code.c.id == code_id).values(**row))
    conn.execute(scoped.delete(scope, live_code_member).where(live_code_member.c.code_id == code_id))
    _save_members(conn, scope, [(code_id, settings)])
    return queries.code_by_id(conn, scope, code_id)


def switch_staff(conn: Connection, scope: Scope, code_id: int, staff_id: int, *, on: bool, at_ms: int) -> LiveCode:
    """This function will let a member answer a code or not, at once. Raises UnknownCode, CodeClosed."""
    _open(conn, scope, code_id)
    mine = (live_code_member.c.code_id == code_id, live_code_member.c.staff_id == staff_id)
    conn.execute(scoped.update(scope, live_code_member).where(*mine).values(on=on))
    touch = scoped.update(scope, live_code).where(live_code.c.id == code_id)
    conn.execute(touch.values(due_at_ms=0, updated_at_ms=at_ms, version=live_code.c.version + 1))
    return queries.code_by_id(conn, scope, code_id)


def add_placements(conn: Connection, scope: Scope, code_id: int, new: Sequence[NewPlacement], *, at_ms: int) -> None:
    """This function will make further places for a code. Raises UnknownCode, CodeClosed, BadCode."""
    held = _open(conn, scope, code_id)
    checked = _checked(new, held=len(held.placements))
    _insert_placements(conn, scope, [(code_id, one) for one in checked])
    touch = scoped.update(scope, live_code).where(live_code.c.id == code_id)
    conn.execute(touch.values(due_at_ms=0, updated_at_ms=at_ms))


def close_code(conn: Connection, scope: Scope, code_id: int, *, at_ms: int) -> None:
    """This function will close a code for good; the lane deletes it at the vendor. Raises UnknownCode."""
    queries.code_by_id(conn, scope, code_id)
    change = scoped.update(scope, live_code).where(live_code.c.id == code_id)
    conn.execute(change.values(status=CodeStatus.CLOSED.value, updated_at_ms=at_ms, due_at_ms=None))
    places = scoped.update(scope, live_code_placement).where(live_code_placement.c.code_id == code_id)
    conn.execute(places.values(wanted=GONE, next_try_at_ms=0))


def staff_changed(conn: Connection, scope: Scope, staff_ids: Sequence[int]) -> None:
    """This function will have every code with these people worked out again: somebody left, or got an account."""
    codes = scoped.select(scope, live_code_member.c.code_id).where(live_code_member.c.staff_id.in_(list(staff_ids)))
    conn.execute(scoped.update(scope, live_code).where(live_code.c.id.in_(codes)).values(due_at_ms=0))


def _open(conn: Connection, scope: Scope, code_id: int) -> LiveCode:
    held = queries.code_by_id(conn, scope, code_id)
    if held.status is CodeStatus.CLOSED:
        raise CodeClosed(field="code", value=held.settings.name)
    return held


def _row(settings: CodeSettings) -> dict[str, Any]:
    bare = replace(settings, rules=replace(settings.rules, seats=(), backups=()))
    return {
        "name": settings.name,
        "org_unit_id": settings.org_unit_id,
        "owner_staff_id": settings.owner_staff_id,
        "settings": encode(bare),
    }


def _insert(conn: Connection, scope: Scope, settings: CodeSettings, at_ms: int) -> int:
    row = _row(settings) | {"status": CodeStatus.OPEN.value, "version": 1, "created_by": scope.actor}
    row |= {"created_at_ms": at_ms, "updated_at_ms": at_ms, "answered_at_ms": 0, "due_at_ms": 0}
    return scoped.insert(conn, scope, live_code, row)


def _save_members(conn: Connection, scope: Scope, codes: Iterable[tuple[int, CodeSettings]]) -> None:
    rows = []
    for code_id, settings in codes:
        for place, seat in enumerate(settings.rules.seats):
            row = {"code_id": code_id, "role": SEAT, "staff_id": seat.staff_id, "place": place, "on": seat.on}
            rows.append(row | {"weight": seat.weight, "per_day_max": seat.per_day_max})
        for place, one in enumerate(settings.rules.backups):
            row = {"code_id": code_id, "role": BACKUP, "staff_id": one.staff_id, "place": place, "on": one.on}
            rows.append(row | {"weight": 1, "per_day_max": None})
    scoped.insert_many(conn, scope, live_code_member, rows)


def _insert_placements(conn: Connection, scope: Scope, new: Sequence[tuple[int, NewPlacement]]) -> None:
    blank: dict[str, object] = {"config_id": "", "qr_url": "", "sync": SyncState.NEW.value, "wanted": "", "applied": ""}
    blank |= {"error": "", "error_en": ""}
    blank |= dict.fromkeys(("tried_at_ms", "next_try_at_ms", "attempts", "synced_at_ms"), 0)
    rows = [
        {**blank, "code_id": code_id, "name": one.name, "kind": one.kind.value, "state": _state()}
        for code_id, one in new
    ]
    scoped.insert_many(conn, scope, live_code_placement, rows)


def _state() -> str:
    """This function will draw a channel state: short (the vendor allows 30 characters), and nobody else's."""
    return f"lc{secrets.token_hex(STATE_BYTES)}"


def _checked(new: Sequence[NewPlacement], held: int = 0) -> Sequence[NewPlacement]:
    places = new or ([] if held else [NewPlacement("默认")])
    if held + len(places) > PLACEMENTS_MAX:
        raise _bad("placements", held + len(places), *_most(PLACEMENTS_MAX))
    for one in places:
        if not 0 < len(one.name.strip()) <= NAME_LENGTH_MAX:
            raise _bad(
                "placement", one.name, f"名称 1–{NAME_LENGTH_MAX} 字", f"a name of 1-{NAME_LENGTH_MAX} characters"
            )
    return places


def _check_all(conn: Connection, scope: Scope, every: Sequence[CodeSettings]) -> None:
    staff_ids = sorted({one for settings in every for one in named_staff(settings.rules)})
    known: dict[int, bool] = {}
    for part in scoped.batches(staff_ids, queries.IN_MAX):
        known |= {one.id: bool(one.active and one.wecom_userid) for one in staff_by_id(conn, scope, part).values()}
    tags = {tag.id for tag in customers.tags(conn, scope)} if any(one.tag_ids for one in every) else set()
    for settings in every:
        attached_to_welcome(conn, scope, settings.welcome.attachments)
        _check_settings(settings, tags)
        _check_people(settings.rules, known)
        _check_times(settings.rules)


def _check_settings(settings: CodeSettings, tags: set[int]) -> None:
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
        raise _bad(field, value, zh, en)


def _most(count: int) -> tuple[str, str]:
    return f"不能超过 {count}", f"not more than {count}"


def _bad(field: str, value: object, zh: str, en: str) -> BadCode:
    return BadCode(field=field, value=value, reason_zh=zh, reason_en=en)


def settings_for_units(
    conn: Connection, scope: Scope, template: CodeSettings, unit_ids: Sequence[int]
) -> tuple[list[CodeSettings], list[str]]:
    """This function will write the template out for each unit, its able staff at the seats.

    Returns the settings and the names of units without anybody able, which get none.
    """
    units = units_by_id(conn, scope, unit_ids)
    staff = queries.staff_by_unit(conn, scope, units)
    made, empty = [], []
    for unit_id in unit_ids:
        if unit_id not in units or not staff[unit_id]:
            empty.append(units[unit_id].name if unit_id in units else f"#{unit_id}")
            continue
        people = [one.id for one in staff[unit_id][:SEATS_MAX]]
        made.append(_written_out(template, units[unit_id].name, people, org_unit_id=unit_id))
    return made, empty


def settings_for_staff(
    conn: Connection, scope: Scope, template: CodeSettings, staff_ids: Sequence[int]
) -> tuple[list[CodeSettings], list[str]]:
    """This function will write the template out for each member of staff, alone at the seats; returns who is unable."""
    people = {
        one_id: one
        for part in scoped.batches(list(staff_ids), queries.IN_MAX)
        for one_id, one in staff_by_id(conn, scope, part).items()
    }
    made, unable = [], []
    for staff_id in staff_ids:
        one = people.get(staff_id)
        if one is None or not one.active or not one.wecom_userid:
            unable.append(one.name if one else f"#{staff_id}")
            continue
        settings = _written_out(template, one.name, [staff_id], org_unit_id=one.org_unit_id)
        made.append(replace(settings, owner_staff_id=staff_id))
    return made, unable


def _written_out(template: CodeSettings, name: str, staff_ids: Sequence[int], *, org_unit_id: int) -> CodeSettings:
    pattern = template.rules.seats[0] if template.rules.seats else Seat(0)
    everybody = tuple(staff_ids)
    shifts = tuple(replace(one, hours=replace(one.hours, staff_ids=everybody)) for one in template.rules.shifts)
    dates = tuple(
        replace(one, hours=tuple(replace(hours, staff_ids=everybody) for hours in one.hours))
        for one in template.rules.special_dates
    )
    rules = replace(
        template.rules,
        seats=tuple(replace(pattern, staff_id=staff_id, on=True) for staff_id in staff_ids),
        shifts=shifts,
        special_dates=dates,
    )
    return replace(
        template, name=template.name.replace("{name}", name)[:NAME_LENGTH_MAX], rules=rules, org_unit_id=org_unit_id
    )


def make_again(conn: Connection, scope: Scope) -> None:
    """This function will have every contact way made again, for a corp that does not know them: another one, or reset.

    The states stay, so figures go on; what was printed before leads nowhere.
    """
    table = live_code_placement
    blank = {"config_id": "", "qr_url": "", "applied": "", "sync": SyncState.NEW.value, "next_try_at_ms": 0}
    open_ones = scoped.select(scope, live_code.c.id).where(live_code.c.status == CodeStatus.OPEN.value)
    held = scoped.select(scope, table.c.id).where(table.c.code_id.in_(open_ones))
    conn.execute(scoped.delete(scope, live_code_picture).where(live_code_picture.c.placement_id.in_(held)))
    conn.execute(scoped.update(scope, table).where(table.c.code_id.in_(open_ones)).values(**blank, attempts=0))
