"""Reads of group live codes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, func

from siyu.communities.join_codes.contracts import JoinCode, JoinCodeSettings
from siyu.communities.join_codes.models import join_code, join_code_picture
from siyu.communities.writing.contracts import WriteState
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, NotFound

IN_MAX = 500


class UnknownGroupCode(NotFound):
    """There is no such group live code in the brand."""

    zh = "没有找到群活码 {value}"
    en = "There is no group live code {value}"
    fix_zh = "请刷新列表"
    fix_en = "Reload the list"


class GroupCodePictureNotThere(Conflict):
    """The vendor's QR picture has not come yet."""

    zh = "群活码「{value}」的二维码还没有生成"
    en = "The QR picture of {value!r} is not there yet"
    fix_zh = "通常几秒内生成;若一直没有,请看列表里的同步状态"
    fix_en = "It usually takes seconds; if it stays away, look at the code's state in the list"


def join_codes(
    conn: Connection, scope: Scope, *, search: str = "", before_id: int | None = None, limit: int = 20
) -> tuple[list[JoinCode], int]:
    """This function will list codes that are not removed, newest first, and count them."""
    table = join_code.c
    terms: list[ColumnElement[bool]] = [table.removed.is_(False)]
    terms += [table.name.contains(search, autoescape=True)] if search else []
    total = conn.execute(scoped.select(scope, func.count(table.id)).where(*terms)).scalar_one()
    terms += [table.id < before_id] if before_id is not None else []
    rows = conn.execute(scoped.select(scope, join_code).where(*terms).order_by(table.id.desc()).limit(limit)).all()
    held = _pictured(conn, scope, [row.id for row in rows])
    return [_code(row, row.id in held) for row in rows], int(total)


def code_by_id(conn: Connection, scope: Scope, code_id: int) -> JoinCode:
    """This function will return one code that is not removed. Raises UnknownGroupCode."""
    own = (join_code.c.id == code_id, join_code.c.removed.is_(False))
    row = conn.execute(scoped.select(scope, join_code).where(*own)).first()
    if row is None:
        raise UnknownGroupCode(field="code", value=code_id)
    return _code(row, bool(_pictured(conn, scope, [row.id])))


def picture(conn: Connection, scope: Scope, code_id: int) -> bytes:
    """This function will return a code's QR picture. Raises UnknownGroupCode and GroupCodePictureNotThere."""
    code = code_by_id(conn, scope, code_id)
    statement = scoped.select(scope, join_code_picture.c.picture).where(join_code_picture.c.code_id == code_id)
    held = conn.execute(statement).scalar()
    if held is None:
        raise GroupCodePictureNotThere(field="code", value=code.settings.name)
    return bytes(held)


def names_by_state(conn: Connection, scope: Scope, states: Iterable[str]) -> dict[str, str]:
    """This function will return the names of the codes behind these words, removed ones too; unknown words are left out."""
    found: dict[str, str] = {}
    for part in scoped.batches(sorted(set(filter(None, states))), IN_MAX):
        statement = scoped.select(scope, join_code.c.state, join_code.c.name).where(join_code.c.state.in_(part))
        found |= {row.state: row.name for row in conn.execute(statement)}
    return found


def settings_of(row: Any) -> JoinCodeSettings:
    """This function will return what a row wants; for this room's own writes too."""
    chats = tuple(filter(None, row.chat_ids.split(",")))
    return JoinCodeSettings(row.name, chats, row.auto_create, row.base_name, row.base_number)


def _pictured(conn: Connection, scope: Scope, ids: list[int]) -> set[int]:
    statement = scoped.select(scope, join_code_picture.c.code_id)
    return set(conn.execute(statement.where(join_code_picture.c.code_id.in_(ids))).scalars())


def _code(row: Any, has_picture: bool) -> JoinCode:
    return JoinCode(
        id=row.id,
        settings=settings_of(row),
        state=row.state,
        sync=WriteState(row.sync),
        error=row.error,
        error_en=row.error_en,
        version=row.version,
        removed=row.removed,
        has_picture=has_picture,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        synced_at_ms=row.synced_at_ms,
    )
