"""Writes of group welcome texts: make, change, remove; keep the vendor's copy equal."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, func

from siyu.communities.welcomes import queries
from siyu.communities.welcomes.contracts import (
    ADDRESS_BYTES_MAX,
    DESCRIPTION_BYTES_MAX,
    TEXT_BYTES_MAX,
    TEXTS_MAX,
    TITLE_BYTES_MAX,
    GroupWelcome,
    GroupWelcomeText,
    WelcomeLink,
)
from siyu.communities.welcomes.models import group_welcome
from siyu.communities.welcomes.ports import GroupWelcomes
from siyu.communities.writing.contracts import Outcome
from siyu.communities.writing.operations import NEW, change_row, write_through
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.platform import Platform


class BadGroupWelcome(Invalid):
    """A group welcome text is not usable."""

    zh = "入群欢迎语的「{field}」不正确:{value}"
    en = "{field} of the group welcome text is not usable: {value}"
    fix_zh = f"文字最多 {TEXT_BYTES_MAX} 字节(约 {TEXT_BYTES_MAX // 3} 个汉字);文字和链接至少填一项;链接以 http:// 或 https:// 开头,并填写标题"
    fix_en = f"Words of {TEXT_BYTES_MAX} bytes at most, words or a link or both; a link begins with http:// or https:// and has a title"


class TooManyGroupWelcomes(Conflict):
    """WeCom holds so many welcome texts a corp and no more."""

    zh = "企业微信每个企业最多 {value} 条入群欢迎语"
    en = "WeCom holds {value} group welcome texts a corp at most"
    fix_zh = "请先删除不用的欢迎语"
    fix_en = "Delete texts that are no longer used"


class GroupWelcomeMovedOn(Conflict):
    """Somebody else changed the text since it was read."""

    zh = "这条欢迎语刚被别人修改过(现在是第 {value} 版)"
    en = "Somebody has changed this text meanwhile; it is now at version {value}"
    fix_zh = "刷新页面,在新版本上重新修改"
    fix_en = "Reload it and make the change again"


def create_welcome(conn: Connection, scope: Scope, content: GroupWelcomeText, *, at_ms: int) -> GroupWelcome:
    """This function will make a text; the vendor's copy follows. Raises BadGroupWelcome, TooManyGroupWelcomes."""
    check(content)
    alive = scoped.select(scope, func.count(group_welcome.c.id)).where(group_welcome.c.removed.is_(False))
    if conn.execute(alive).scalar_one() >= TEXTS_MAX:
        raise TooManyGroupWelcomes(field="welcome", value=TEXTS_MAX)
    stamps = {"created_by": scope.actor, "created_at_ms": at_ms, "updated_at_ms": at_ms}
    made = scoped.insert(conn, scope, group_welcome, {**NEW, **_columns(content), **stamps})
    return queries.welcome_by_id(conn, scope, made)


def change_welcome(
    conn: Connection, scope: Scope, welcome_id: int, content: GroupWelcomeText, *, version: int, at_ms: int
) -> GroupWelcome:
    """This function will change a text. Raises UnknownGroupWelcome, GroupWelcomeMovedOn, BadGroupWelcome."""
    held = queries.welcome_by_id(conn, scope, welcome_id)
    if held.version != version:
        raise GroupWelcomeMovedOn(field="version", value=held.version)
    check(content)
    change_row(conn, scope, group_welcome, welcome_id, {**_columns(content), "updated_at_ms": at_ms})
    return queries.welcome_by_id(conn, scope, welcome_id)


def remove_welcome(conn: Connection, scope: Scope, welcome_id: int, *, at_ms: int) -> None:
    """This function will delete a text: groups it was put on greet nobody any more. Raises UnknownGroupWelcome."""
    queries.welcome_by_id(conn, scope, welcome_id)
    change_row(conn, scope, group_welcome, welcome_id, {"removed": True, "updated_at_ms": at_ms})


def make_again(conn: Connection, scope: Scope) -> None:
    """This function will have every text made anew at the vendor, for a corp that has forgotten them."""
    alive = scoped.update(scope, group_welcome).where(group_welcome.c.removed.is_(False))
    conn.execute(alive.values(**{**NEW, "version": group_welcome.c.version + 1}))


def check(content: GroupWelcomeText) -> None:
    """This function will raise BadGroupWelcome for a text that the vendor would not take."""
    if len(content.text.encode()) > TEXT_BYTES_MAX or (not content.text.strip() and content.link is None):
        raise BadGroupWelcome(field="text", value=content.text)
    if content.link is not None:
        _check_link(content.link)


def _check_link(link: WelcomeLink) -> None:
    if not 1 <= len(link.title.encode()) <= TITLE_BYTES_MAX:
        raise BadGroupWelcome(field="title", value=link.title)
    if not link.url.startswith(("http://", "https://")) or len(link.url.encode()) > ADDRESS_BYTES_MAX:
        raise BadGroupWelcome(field="url", value=link.url)
    if len(link.description.encode()) > DESCRIPTION_BYTES_MAX:
        raise BadGroupWelcome(field="description", value=link.description)
    if len(link.picture_url.encode()) > ADDRESS_BYTES_MAX:
        raise BadGroupWelcome(field="picture_url", value=link.picture_url)


def keep_welcomes(platform: Platform, welcomes: GroupWelcomes, scope: Scope) -> int:
    """This function will bring waiting texts to the vendor and return how many calls were made."""
    return write_through(platform, scope, group_welcome, partial(_call, welcomes, scope))


def _call(welcomes: GroupWelcomes, scope: Scope, row: Any) -> Outcome:
    if row.removed:
        return welcomes.remove(scope, row.vendor_id)
    content = queries.content_of(row)
    if row.vendor_id:
        return welcomes.update(scope, row.vendor_id, content)
    return welcomes.create(scope, content)


def _columns(content: GroupWelcomeText) -> dict[str, Any]:
    link = content.link or WelcomeLink("", "")
    return {
        "text": content.text,
        "link_title": link.title,
        "link_url": link.url,
        "link_description": link.description,
        "link_picture_url": link.picture_url,
        "notify": content.notify,
    }
