"""Reads of live codes: lists, one code, what a state belongs to, who is loaded with what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.live_codes.contracts import (
    Answer,
    Backup,
    CodeSettings,
    CodeStatus,
    LiveCode,
    Load,
    Placement,
    PlacementKind,
    Rotation,
    Rules,
    Seat,
    SyncState,
    Welcome,
)
from siyu.acquisition.live_codes.models import (
    live_code,
    live_code_arrival,
    live_code_day,
    live_code_member,
    live_code_picture,
    live_code_placement,
)
from siyu.customers.friends.queries import friend_counts
from siyu.kit.calendar import day_of
from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy import queries as tenancy
from siyu.tenancy.contracts import Staff

SEAT, BACKUP = "seat", "backup"
LIST_MAX = 200
IN_MAX = 500
STAFF_PAGES_MAX = 100
SORTS = {
    "newest": live_code.c.id.desc(),
    "updated": live_code.c.updated_at_ms.desc(),
    "name": live_code.c.name,
}


class UnknownCode(NotFound):
    """There is no such live code in the brand, or it belongs to another part of the organisation."""

    zh = "没有找到活码 {value}"
    en = "There is no live code {value}"
    fix_zh = "在「渠道活码」列表中查看"
    fix_en = "Look it up in the list of live codes"


def live_codes(
    conn: Connection,
    scope: Scope,
    *,
    search: str = "",
    status: CodeStatus | None = None,
    staff_id: int | None = None,
    sort: str = "newest",
    offset: int = 0,
    limit: int = 20,
) -> tuple[list[LiveCode], int]:
    """This function will list codes the scope may see, and count them; `search` in names; `staff_id` at a seat."""
    terms = [_visible(conn, scope)]
    if search:
        terms.append(live_code.c.name.contains(search, autoescape=True))
    if status is not None:
        terms.append(live_code.c.status == status.value)
    if staff_id is not None:
        member = scoped.select(scope, live_code_member.c.code_id).where(live_code_member.c.staff_id == staff_id)
        terms.append(live_code.c.id.in_(member))
    total = conn.execute(scoped.select(scope, sa.func.count(live_code.c.id)).where(*terms)).scalar_one()
    statement = scoped.select(scope, live_code).where(*terms).order_by(SORTS[sort], live_code.c.id.desc())
    rows = conn.execute(statement.offset(offset).limit(min(limit, LIST_MAX))).all()
    return _codes(conn, scope, rows), int(total)


def code_by_id(conn: Connection, scope: Scope, code_id: int) -> LiveCode:
    """This function will return one code with its placements. Raises UnknownCode."""
    statement = scoped.select(scope, live_code).where(live_code.c.id == code_id, _visible(conn, scope))
    rows = conn.execute(statement).all()
    if not rows:
        raise UnknownCode(field="code", value=code_id)
    return _codes(conn, scope, rows)[0]


def codes_by_id(conn: Connection, scope: Scope, ids: Sequence[int]) -> list[LiveCode]:
    """This function will return these codes (at most 500) as far as the scope may see them, oldest first."""
    statement = scoped.select(scope, live_code).where(live_code.c.id.in_(ids[:IN_MAX]), _visible(conn, scope))
    return _codes(conn, scope, conn.execute(statement.order_by(live_code.c.id)).all())


def due_codes(conn: Connection, scope: Scope, now_ms: int, limit: int) -> list[LiveCode]:
    """This function will return open codes whose answer has to be worked out again, longest waiting first."""
    due = (live_code.c.status == CodeStatus.OPEN.value, live_code.c.due_at_ms <= now_ms)
    statement = scoped.select(scope, live_code).where(*due).order_by(live_code.c.due_at_ms).limit(limit)
    return _codes(conn, scope, conn.execute(statement).all())


def welcome_of(conn: Connection, scope: Scope, state: str) -> Welcome | None:
    """This function will return what a friend who came with this channel state is greeted with; None: no code's own."""
    joined = live_code_placement.join(live_code, live_code_placement.c.code_id == live_code.c.id)
    statement = scoped.select(scope, live_code.c.settings, from_=joined).where(live_code_placement.c.state == state)
    body = conn.execute(statement).scalar()
    if body is None:
        return None
    welcome = decode(body, CodeSettings).welcome
    return welcome if welcome.text or welcome.attachments or welcome.journey_id else None


def placements_by_state(conn: Connection, scope: Scope, states: Iterable[str]) -> dict[str, Placement]:
    """This function will return the placements behind these channel states; unknown ones are left out."""
    found: dict[str, Placement] = {}
    for part in scoped.batches(sorted(set(states)), IN_MAX):
        statement = scoped.select(scope, live_code_placement).where(live_code_placement.c.state.in_(part))
        found |= {row.state: placement_of(row) for row in conn.execute(statement)}
    return found


def picture(conn: Connection, scope: Scope, placement_id: int) -> bytes | None:
    """This function will return the QR picture (PNG) of a placement, None before it is there."""
    statement = scoped.select(scope, live_code_picture.c.picture)
    return conn.execute(statement.where(live_code_picture.c.placement_id == placement_id)).scalar()


def loads(conn: Connection, scope: Scope, codes: Sequence[LiveCode], now_ms: int) -> dict[int, Load]:
    """This function will return each code's load now: today's friends by seat, friends in all, who was last."""
    if not codes:
        return {}
    day = day_of(now_ms, codes[0].settings.rules.zone)
    ids = [code.id for code in codes]
    today: dict[int, dict[int, int]] = defaultdict(dict)
    for part in scoped.batches(ids, IN_MAX):
        table = live_code_day.c
        statement = scoped.select(scope, table.code_id, table.staff_id, sa.func.sum(table.added).label("added"))
        statement = statement.where(table.code_id.in_(part), table.day == day).group_by(table.code_id, table.staff_id)
        for row in conn.execute(statement):
            today[row.code_id][row.staff_id] = int(row.added)
    friends = _friends(conn, scope, codes)
    last = _last_staff(conn, scope, ids)
    return {code.id: Load(today[code.id], friends, last.get(code.id)) for code in codes}


def staff_of(conn: Connection, scope: Scope, codes: Sequence[LiveCode]) -> dict[int, Staff]:
    """This function will return every member of staff these codes name, by id."""
    wanted = {staff_id for code in codes for staff_id in named_staff(code.settings.rules)}
    found: dict[int, Staff] = {}
    for part in scoped.batches(sorted(wanted), IN_MAX):
        found |= tenancy.staff_by_id(conn, scope, part)
    return found


def named_staff(rules: Rules) -> set[int]:
    """This function will return the ids of everybody the rules name."""
    people = {seat.staff_id for seat in rules.seats} | {backup.staff_id for backup in rules.backups}
    hours = [shift.hours for shift in rules.shifts] + [one for day in rules.special_dates for one in day.hours]
    return people | {rules.default_staff_id} | {staff_id for one in hours for staff_id in one.staff_ids}


def able_rules(rules: Rules, staff: Mapping[int, Staff]) -> Rules:
    """This function will switch off whoever left or has no WeCom account, so that nobody unable is answered with."""
    able = {one.id for one in staff.values() if one.active and one.wecom_userid}
    seats = tuple(replace(seat, on=seat.on and seat.staff_id in able) for seat in rules.seats)
    backups = tuple(replace(one, on=one.on and one.staff_id in able) for one in rules.backups)
    return replace(rules, seats=seats, backups=backups)


def arrivals_page(
    conn: Connection, scope: Scope, code_id: int, *, before_id: int | None, limit: int
) -> list[tuple[int, int]]:
    """This function will list (id, customer_id) of who came by a code, newest first."""
    statement = scoped.select(scope, live_code_arrival.c.id, live_code_arrival.c.customer_id)
    statement = statement.where(live_code_arrival.c.code_id == code_id)
    if before_id is not None:
        statement = statement.where(live_code_arrival.c.id < before_id)
    rows = conn.execute(statement.order_by(live_code_arrival.c.id.desc()).limit(min(limit, LIST_MAX)))
    return [(row.id, row.customer_id) for row in rows]


def placement_of(row: Any, has_picture: bool = False) -> Placement:
    """This function will read a row of the placements' table."""
    return Placement(
        id=row.id,
        code_id=row.code_id,
        name=row.name,
        kind=PlacementKind(row.kind),
        state=row.state,
        config_id=row.config_id,
        qr_url=row.qr_url,
        has_picture=has_picture,
        sync=SyncState(row.sync),
        error=row.error,
        error_en=row.error_en,
        synced_at_ms=row.synced_at_ms,
    )


def _visible(conn: Connection, scope: Scope) -> sa.ColumnElement[bool]:
    units = tenancy.visible_unit_ids(conn, scope)
    return sa.true() if units is None else live_code.c.org_unit_id.in_(units)


def _friends(conn: Connection, scope: Scope, codes: Sequence[LiveCode]) -> dict[int, int]:
    least = [code for code in codes if code.settings.rules.rotation is Rotation.LEAST]
    userids = {one.wecom_userid: one.id for one in staff_of(conn, scope, least).values() if one.wecom_userid}
    return {userids[userid]: count for userid, count in friend_counts(conn, scope, userids).items()}


def _last_staff(conn: Connection, scope: Scope, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in scoped.batches(ids, IN_MAX):
        statement = scoped.select(scope, live_code.c.id, live_code.c.last_staff_id).where(live_code.c.id.in_(part))
        found |= {row.id: row.last_staff_id for row in conn.execute(statement)}
    return found


def _codes(conn: Connection, scope: Scope, rows: Sequence[Any]) -> list[LiveCode]:
    ids = [row.id for row in rows]
    members: dict[int, list[Any]] = defaultdict(list)
    placements: dict[int, list[Placement]] = defaultdict(list)
    for part in scoped.batches(ids, IN_MAX):
        of_codes = live_code_member.c.code_id.in_(part)
        order = (live_code_member.c.code_id, live_code_member.c.place)
        for row in conn.execute(scoped.select(scope, live_code_member).where(of_codes).order_by(*order)):
            members[row.code_id].append(row)
        for one in _placements(conn, scope, part):
            placements[one.code_id].append(one)
    return [_code(row, members[row.id], placements[row.id]) for row in rows]


def _placements(conn: Connection, scope: Scope, code_ids: Sequence[int]) -> list[Placement]:
    table = live_code_placement
    statement = scoped.select(scope, table).where(table.c.code_id.in_(code_ids)).order_by(table.c.id)
    rows = conn.execute(statement).all()
    of_these = live_code_picture.c.placement_id.in_(
        scoped.select(scope, table.c.id).where(table.c.code_id.in_(code_ids))
    )
    held = set(conn.execute(scoped.select(scope, live_code_picture.c.placement_id).where(of_these)).scalars())
    return [placement_of(row, row.id in held) for row in rows]


def _code(row: Any, members: Sequence[Any], placements: Sequence[Placement]) -> LiveCode:
    settings = decode(row.settings, CodeSettings)
    seats = [one for one in members if one.role == SEAT]
    backups = [one for one in members if one.role == BACKUP]
    rules = replace(
        settings.rules,
        seats=tuple(Seat(one.staff_id, one.weight, one.per_day_max, one.on) for one in seats),
        backups=tuple(Backup(one.staff_id, one.on) for one in backups),
    )
    return LiveCode(
        id=row.id,
        settings=replace(settings, rules=rules),
        status=CodeStatus(row.status),
        version=row.version,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        answer=decode(row.answer, Answer) if row.answer else None,
        answered_at_ms=row.answered_at_ms,
        due_at_ms=row.due_at_ms,
        placements=tuple(placements),
    )


def staff_by_unit(conn: Connection, scope: Scope, unit_ids: Iterable[int]) -> dict[int, list[Staff]]:
    """This function will return the able staff (active, with a WeCom account) of these units, at most 20,000 looked at."""
    wanted = set(unit_ids)
    found: dict[int, list[Staff]] = {unit_id: [] for unit_id in wanted}
    after_id = 0
    for _ in range(STAFF_PAGES_MAX):
        page = tenancy.staff_page(conn, scope, after_id=after_id, limit=tenancy.STAFF_PAGE_MAX)
        for one in page:
            if one.org_unit_id in wanted and one.active and one.wecom_userid:
                found[one.org_unit_id].append(one)
        if len(page) < tenancy.STAFF_PAGE_MAX:
            break
        after_id = page[-1].id
    return found
