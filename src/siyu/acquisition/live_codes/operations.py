"""Writes of live codes: create (one or many), change, switch people on and off, add places, close."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.live_codes import queries
from siyu.acquisition.live_codes.checking.operations import (
    NAME_LENGTH_MAX,
    bad_code,
    check_settings,
    checked_places,
)
from siyu.acquisition.live_codes.contracts import (
    SEATS_MAX,
    CodeSettings,
    CodeStatus,
    LiveCode,
    NewPlacement,
    Seat,
    SyncState,
)
from siyu.acquisition.live_codes.models import live_code, live_code_member, live_code_picture, live_code_placement
from siyu.acquisition.live_codes.queries import BACKUP, SEAT
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict
from siyu.tenancy.queries import staff_by_id, units_by_id

CODES_MAX = 20_000
BULK_MAX = 1_000
STATE_BYTES = 7
# What a closed code's placements should look like at the vendor: not there.
GONE = "gone"


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
        raise bad_code("codes", len(new), f"一次可建 1–{BULK_MAX} 个", f"1 to {BULK_MAX} at once")
    check_settings(conn, scope, [settings for settings, _ in new])
    held = conn.execute(scoped.select(scope, sa.func.count(live_code.c.id))).scalar_one()
    if held + len(new) > CODES_MAX:
        raise TooManyCodes(value=CODES_MAX)
    ids = [_insert(conn, scope, settings, at_ms) for settings, _ in new]
    _save_members(conn, scope, zip(ids, (settings for settings, _ in new), strict=True))
    pairs = zip(ids, (places for _, places in new), strict=True)
    _insert_placements(conn, scope, [(code_id, one) for code_id, places in pairs for one in checked_places(places)])
    return ids


def change_code(
    conn: Connection, scope: Scope, code_id: int, settings: CodeSettings, *, version: int | None, at_ms: int
) -> LiveCode:
    """This function will replace a code's settings. Raises UnknownCode, CodeClosed, CodeMovedOn, BadCode."""
    held = _open(conn, scope, code_id)
    if version is not None and version != held.version:
        raise CodeMovedOn(field="version", value=held.version)
    check_settings(conn, scope, [settings])
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
    checked = checked_places(new, held=len(held.placements))
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
