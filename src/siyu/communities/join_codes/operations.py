"""Writes of group live codes: make, change, remove; keep the vendor's copy equal, its groups known, its picture here."""

import secrets
from functools import partial
from typing import Any

from sqlalchemy import Connection, func

from siyu.communities.contracts import OPEN
from siyu.communities.join_codes import queries
from siyu.communities.join_codes.contracts import (
    BASE_NAME_CHARS_MAX,
    CODES_MAX,
    GROUPS_MAX,
    NAME_CHARS_MAX,
    HeldWay,
    JoinCode,
    JoinCodeSettings,
)
from siyu.communities.join_codes.models import join_code, join_code_picture
from siyu.communities.join_codes.ports import GroupCodes
from siyu.communities.queries import groups_by_id
from siyu.communities.writing.contracts import Ended, Outcome, WriteState
from siyu.communities.writing.operations import CALLS_PER_STEP_MAX, NEW, change_row, write_through
from siyu.kit.clock import HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.platform import Platform

READ_EVERY_MS = 6 * HOUR_MS
STATE_BYTES = 8


class BadGroupCode(Invalid):
    """The settings of a group live code are not usable."""

    zh = "群活码的「{field}」不正确:{value}"
    en = "{field} of the group live code is not usable: {value}"
    fix_zh = f"名称 1–{NAME_CHARS_MAX} 个字;选择 1–{GROUPS_MAX} 个未解散的客户群;自动建群的群名不超过 {BASE_NAME_CHARS_MAX} 个字"
    fix_en = f"A name of 1-{NAME_CHARS_MAX} characters, 1-{GROUPS_MAX} groups that still exist, a base name of at most {BASE_NAME_CHARS_MAX}"


class GroupCodeMovedOn(Conflict):
    """Somebody else changed the code since it was read."""

    zh = "这个群活码刚被别人修改过(现在是第 {value} 版)"
    en = "Somebody has changed this group live code meanwhile; it is now at version {value}"
    fix_zh = "刷新页面,在新版本上重新修改"
    fix_en = "Reload it and make the change again"


class TooManyGroupCodes(Conflict):
    """The brand has reached its limit of group live codes."""

    zh = "群活码数量超过上限 {value}"
    en = "A brand may have {value} group live codes at most"
    fix_zh = "请先删除不用的群活码"
    fix_en = "Delete codes that are no longer used"


def create_code(conn: Connection, scope: Scope, settings: JoinCodeSettings, *, at_ms: int) -> JoinCode:
    """This function will make a code; the vendor's copy and its picture follow. Raises BadGroupCode, TooManyGroupCodes."""
    check(conn, scope, settings)
    alive = scoped.select(scope, func.count(join_code.c.id)).where(join_code.c.removed.is_(False))
    if conn.execute(alive).scalar_one() >= CODES_MAX:
        raise TooManyGroupCodes(field="code", value=CODES_MAX)
    row = {
        **NEW,
        **_columns(settings),
        "state": f"g{secrets.token_hex(STATE_BYTES)}",
        "qr_url": "",
        "read_at_ms": 0,
        "created_by": scope.actor,
        "created_at_ms": at_ms,
        "updated_at_ms": at_ms,
    }
    return queries.code_by_id(conn, scope, scoped.insert(conn, scope, join_code, row))


def change_code(
    conn: Connection, scope: Scope, code_id: int, settings: JoinCodeSettings, *, version: int, at_ms: int
) -> JoinCode:
    """This function will change a code; its printed picture stays. Raises UnknownGroupCode, GroupCodeMovedOn, BadGroupCode."""
    held = queries.code_by_id(conn, scope, code_id)
    if held.version != version:
        raise GroupCodeMovedOn(field="version", value=held.version)
    check(conn, scope, settings)
    change_row(conn, scope, join_code, code_id, {**_columns(settings), "updated_at_ms": at_ms})
    return queries.code_by_id(conn, scope, code_id)


def remove_code(conn: Connection, scope: Scope, code_id: int, *, at_ms: int) -> None:
    """This function will delete a code: who scans it from now on finds nothing; who came stays. Raises UnknownGroupCode."""
    queries.code_by_id(conn, scope, code_id)
    change_row(conn, scope, join_code, code_id, {"removed": True, "updated_at_ms": at_ms})


def make_again(conn: Connection, scope: Scope) -> None:
    """This function will have every code made anew at the vendor, for a corp that has forgotten them."""
    forgotten = {**NEW, "version": join_code.c.version + 1, "qr_url": "", "read_at_ms": 0}
    alive = scoped.update(scope, join_code).where(join_code.c.removed.is_(False))
    conn.execute(alive.values(**{**forgotten, "removed": False}))
    conn.execute(scoped.delete(scope, join_code_picture))


def check(conn: Connection, scope: Scope, settings: JoinCodeSettings) -> None:
    """This function will raise BadGroupCode for settings that the vendor would not take."""
    if not 1 <= len(settings.name) <= NAME_CHARS_MAX:
        raise BadGroupCode(field="name", value=settings.name)
    if len(settings.base_name) > BASE_NAME_CHARS_MAX:
        raise BadGroupCode(field="base_name", value=settings.base_name)
    if settings.base_number < 0:
        raise BadGroupCode(field="base_number", value=settings.base_number)
    if not 1 <= len(set(settings.chat_ids)) <= GROUPS_MAX:
        raise BadGroupCode(field="chat_ids", value=len(set(settings.chat_ids)))
    known = groups_by_id(conn, scope, settings.chat_ids)
    for chat_id in settings.chat_ids:
        if chat_id not in known or known[chat_id].status not in OPEN:
            raise BadGroupCode(field="chat_ids", value=known[chat_id].name if chat_id in known else chat_id)


def keep_codes(platform: Platform, codes: GroupCodes, scope: Scope) -> int:
    """This function will bring waiting codes to the vendor, read back what it holds, fetch pictures; returns the calls made."""
    written = write_through(platform, scope, join_code, partial(_call, codes, scope))
    return written + _read_back(platform, codes, scope) + _fetch_pictures(platform, codes, scope)


def _call(codes: GroupCodes, scope: Scope, row: Any) -> Outcome:
    if row.removed:
        return codes.remove(scope, row.vendor_id)
    settings = queries.settings_of(row)
    if row.vendor_id:
        return codes.update(scope, row.vendor_id, settings, row.state)
    return codes.create(scope, settings, row.state)


def _read_back(platform: Platform, codes: GroupCodes, scope: Scope) -> int:
    now_ms = platform.clock.now_ms()
    table = join_code.c
    due = (table.sync == WriteState.READY, table.read_at_ms <= now_ms - READ_EVERY_MS)
    with platform.stores.core.reading() as conn:
        rows = conn.execute(scoped.select(scope, join_code).where(*due).limit(CALLS_PER_STEP_MAX)).all()
    for row in rows:
        _, held = codes.read(scope, row.vendor_id)
        platform.stores.core.write(partial(_note_held, scope, row, held, now_ms))
    return len(rows)


def _note_held(scope: Scope, row: Any, held: HeldWay | None, now_ms: int, conn: Connection) -> None:
    """This function will note what the vendor holds, unless somebody has changed the code meanwhile."""
    values: dict[str, Any] = {"read_at_ms": now_ms}
    if held is not None:
        values |= {"chat_ids": ",".join(held.chat_ids), "base_number": held.base_number, "qr_url": held.qr_url}
    own = (join_code.c.id == row.id, join_code.c.version == row.version)
    conn.execute(scoped.update(scope, join_code).where(*own).values(**values))


def _fetch_pictures(platform: Platform, codes: GroupCodes, scope: Scope) -> int:
    table = join_code.c
    with platform.stores.core.reading() as conn:
        held = scoped.select(scope, join_code_picture.c.code_id)
        missing = (table.qr_url != "", table.removed.is_(False), table.id.not_in(held))
        rows = conn.execute(
            scoped.select(scope, table.id, table.qr_url).where(*missing).limit(CALLS_PER_STEP_MAX)
        ).all()
    outcomes = [(row.id, codes.picture(scope, row.qr_url)) for row in rows]
    got = [
        {"code_id": code_id, "picture": outcome.picture}
        for code_id, outcome in outcomes
        if outcome.ended is Ended.DONE and outcome.picture
    ]
    if got:
        platform.stores.core.write(lambda conn: scoped.insert_new(conn, scope, join_code_picture, got))
    return len(got)


def _columns(settings: JoinCodeSettings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "chat_ids": ",".join(dict.fromkeys(settings.chat_ids)),
        "auto_create": settings.auto_create,
        "base_name": settings.base_name,
        "base_number": settings.base_number,
    }
