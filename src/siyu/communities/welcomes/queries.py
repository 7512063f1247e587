"""Reads of group welcome texts."""

from typing import Any

from sqlalchemy import Connection

from siyu.communities.welcomes.contracts import TEXTS_MAX, GroupWelcome, GroupWelcomeText
from siyu.communities.welcomes.models import group_welcome
from siyu.communities.writing.contracts import WriteState
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.outreach.contracts import Attachment


class UnknownGroupWelcome(NotFound):
    """There is no such group welcome text in the brand."""

    zh = "没有找到入群欢迎语 {value}"
    en = "There is no group welcome text {value}"
    fix_zh = "请刷新列表"
    fix_en = "Reload the list"


def group_welcomes(conn: Connection, scope: Scope) -> list[GroupWelcome]:
    """This function will list the texts that are not removed, newest first."""
    alive = scoped.select(scope, group_welcome).where(group_welcome.c.removed.is_(False))
    return [_welcome(row) for row in conn.execute(alive.order_by(group_welcome.c.id.desc()).limit(TEXTS_MAX))]


def welcome_by_id(conn: Connection, scope: Scope, welcome_id: int) -> GroupWelcome:
    """This function will return one text that is not removed. Raises UnknownGroupWelcome."""
    own = (group_welcome.c.id == welcome_id, group_welcome.c.removed.is_(False))
    row = conn.execute(scoped.select(scope, group_welcome).where(*own)).first()
    if row is None:
        raise UnknownGroupWelcome(field="welcome", value=welcome_id)
    return _welcome(row)


def content_of(row: Any) -> GroupWelcomeText:
    """This function will return what a row wants; for this room's own writes too."""
    return GroupWelcomeText(row.text, _attachments(row), row.notify)


def carrying(conn: Connection, scope: Scope) -> list[Any]:
    """This function will list the texts at the vendor that carry a material: (id, material_id, mark)."""
    table = group_welcome.c
    there = (table.sync == WriteState.READY, table.removed.is_(False), table.material_id != 0)
    statement = scoped.select(scope, table.id, table.material_id, table.mark).where(*there)
    return list(conn.execute(statement.order_by(table.id).limit(TEXTS_MAX)))


def brands_carrying(conn: Connection) -> list[int]:
    """This function will list the brands that have texts with a material."""
    table = group_welcome.c
    statement = scoped.select_across_brands(table.brand_id).where(table.material_id != 0, table.removed.is_(False))
    return [int(one) for one in conn.execute(statement.distinct()).scalars()]


def _attachments(row: Any) -> tuple[Attachment, ...]:
    if row.material_id:
        return (Attachment(row.material_title, material_id=row.material_id, kind=row.material_kind),)
    if row.link_url:
        return (Attachment(row.link_title, row.link_url, row.link_description, row.link_picture_url),)
    return ()


def _welcome(row: Any) -> GroupWelcome:
    return GroupWelcome(
        row.id, content_of(row), WriteState(row.sync), row.error, row.error_en, row.version, row.created_by,
        row.updated_at_ms,
    )  # fmt: skip
