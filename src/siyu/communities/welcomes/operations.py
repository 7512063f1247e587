"""Writes of group welcome texts: make, change, remove; keep the vendor's copy equal."""

from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, func

from siyu.communities.welcomes import queries
from siyu.communities.welcomes.contracts import (
    ADDRESS_BYTES_MAX,
    ATTACHMENTS_MAX,
    DESCRIPTION_BYTES_MAX,
    TEXT_BYTES_MAX,
    TEXTS_MAX,
    TITLE_BYTES_MAX,
    GroupWelcome,
    GroupWelcomeText,
)
from siyu.communities.welcomes.models import group_welcome
from siyu.communities.welcomes.ports import GroupWelcomes
from siyu.communities.writing.contracts import Outcome, WriteState
from siyu.communities.writing.operations import NEW, WAITING, change_row, write_through
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.platform import Platform
from siyu.outreach.attaching.queries import attached
from siyu.outreach.contracts import Attachment


class BadGroupWelcome(Invalid):
    """The link of a group welcome text is not usable."""

    zh = "入群欢迎语的「{field}」不正确：{value}"
    en = "{field} of the group welcome text is not usable: {value}"
    fix_zh = "链接以 http:// 或 https:// 开头，并填写标题（最多 42 个汉字）；描述最多 170 个汉字"
    fix_en = (
        "A link begins with http:// or https:// and has a title of 128 bytes at most; its description holds 512 bytes"
    )


class EmptyGroupWelcome(Invalid):
    """A group welcome text has neither words nor anything attached."""

    zh = "入群欢迎语是空的"
    en = "The group welcome text is empty"
    fix_zh = "请写文字，或带上一个附件"
    fix_en = "Write some words, or attach something"


class GroupWelcomeTooLong(Invalid):
    """The words are more than WeCom takes."""

    zh = "文字有 {value} 字节，企业微信的入群欢迎语最多 {most} 字节"
    en = "The words are {value} bytes; WeCom takes {most} for a group welcome text"
    fix_zh = "一个汉字占 3 个字节，请控制在 1000 个汉字以内"
    fix_en = "A Chinese character is 3 bytes: keep to 1,000 of them"


class OneAttachmentOnly(Invalid):
    """More than one thing is to follow the words."""

    zh = "入群欢迎语只能带 {most} 个附件，现在有 {value} 个"
    en = "A group welcome text takes {most} attachment, not {value}"
    fix_zh = "素材和链接只留一个"
    fix_en = "Keep either the material or the link"


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
    """This function will make a text; the vendor's copy follows. Raises what `checked` does, TooManyGroupWelcomes."""
    content = checked(conn, scope, content)
    alive = scoped.select(scope, func.count(group_welcome.c.id)).where(group_welcome.c.removed.is_(False))
    if conn.execute(alive).scalar_one() >= TEXTS_MAX:
        raise TooManyGroupWelcomes(field="welcome", value=TEXTS_MAX)
    stamps = {"created_by": scope.actor, "created_at_ms": at_ms, "updated_at_ms": at_ms}
    made = scoped.insert(conn, scope, group_welcome, {**NEW, **_columns(content), **stamps})
    return queries.welcome_by_id(conn, scope, made)


def change_welcome(
    conn: Connection, scope: Scope, welcome_id: int, content: GroupWelcomeText, *, version: int, at_ms: int
) -> GroupWelcome:
    """This function will change a text. Raises UnknownGroupWelcome, GroupWelcomeMovedOn, and what `checked` does."""
    held = queries.welcome_by_id(conn, scope, welcome_id)
    if held.version != version:
        raise GroupWelcomeMovedOn(field="version", value=held.version)
    content = checked(conn, scope, content)
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


def checked(conn: Connection, scope: Scope, content: GroupWelcomeText) -> GroupWelcomeText:
    """This function will return a text that the vendor takes, its material named as it is now.

    Raises EmptyGroupWelcome, GroupWelcomeTooLong, OneAttachmentOnly, BadGroupWelcome, BadAttachment, UnknownMaterial.
    """
    size, count = len(content.text.encode()), len(content.attachments)
    if size > TEXT_BYTES_MAX:
        raise GroupWelcomeTooLong(field="text", value=size, most=TEXT_BYTES_MAX)
    if count > ATTACHMENTS_MAX:
        raise OneAttachmentOnly(field="attachments", value=count, most=ATTACHMENTS_MAX)
    if not content.text.strip() and not count:
        raise EmptyGroupWelcome(field="text", value=content.text)
    for one in content.attachments:
        if not one.material_id:
            _check_link(one)
    return replace(content, attachments=attached(conn, scope, content.attachments))


def _check_link(link: Attachment) -> None:
    if not 1 <= len(link.title.encode()) <= TITLE_BYTES_MAX:
        raise BadGroupWelcome(field="title", value=link.title)
    if not link.url.startswith(("http://", "https://")) or len(link.url.encode()) > ADDRESS_BYTES_MAX:
        raise BadGroupWelcome(field="url", value=link.url)
    if len(link.summary.encode()) > DESCRIPTION_BYTES_MAX:
        raise BadGroupWelcome(field="description", value=link.summary)
    if len(link.picture_url.encode()) > ADDRESS_BYTES_MAX:
        raise BadGroupWelcome(field="picture_url", value=link.picture_url)


def keep_welcomes(platform: Platform, welcomes: GroupWelcomes, scope: Scope) -> int:
    """This function will bring waiting texts to the vendor and return how many calls were made."""
    return write_through(platform, scope, group_welcome, partial(_call, welcomes, scope))


def renew_welcomes(platform: Platform, welcomes: GroupWelcomes, scope: Scope) -> int:
    """This function will have texts written again whose material has changed, or whose file runs out at the vendor.

    Returns how many. Their version stays: nobody who has one open is told that it was changed.
    """
    with platform.stores.core.reading() as conn:
        rows = queries.carrying(conn, scope)
    marks = welcomes.marks(scope, {row.material_id for row in rows}) if rows else {}
    behind = [row.id for row in rows if marks.get(row.material_id, row.mark) != row.mark]
    if behind:
        own = (group_welcome.c.id.in_(behind), group_welcome.c.sync == WriteState.READY)
        change = scoped.update(scope, group_welcome).where(*own).values(**WAITING)
        platform.stores.core.write(lambda conn: conn.execute(change))
    return len(behind)


def _call(welcomes: GroupWelcomes, scope: Scope, row: Any) -> Outcome:
    if row.removed:
        return welcomes.remove(scope, row.vendor_id)
    content = queries.content_of(row)
    if row.vendor_id:
        return welcomes.update(scope, row.vendor_id, content)
    return welcomes.create(scope, content)


def _columns(content: GroupWelcomeText) -> dict[str, Any]:
    one = content.attachments[0] if content.attachments else Attachment("")
    link = Attachment("") if one.material_id else one
    return {
        "text": content.text,
        "link_title": link.title,
        "link_url": link.url,
        "link_description": link.summary,
        "link_picture_url": link.picture_url,
        "material_id": one.material_id,
        "material_title": one.title if one.material_id else "",
        "material_kind": one.kind if one.material_id else "",
        "notify": content.notify,
    }
