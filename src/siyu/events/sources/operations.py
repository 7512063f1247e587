"""Writes of sources."""

from collections.abc import Mapping

from sqlalchemy import Connection

from siyu.events.sources import domain
from siyu.events.sources.contracts import NewKey, Source
from siyu.events.sources.models import source
from siyu.events.sources.queries import find_source, sender_of
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, NotFound

NAME_LENGTH_MAX = 100


class SourceNameTaken(Conflict):
    """The brand has a source of this name already."""

    zh = "数据源「{value}」已存在"
    en = "There is a source named {value!r} already"
    fix_zh = "换一个名称,或在已有数据源上重置密钥"
    fix_en = "Choose another name, or rotate the key of the existing source"


class BadWriteKey(Invalid):
    """A write key brought along does not have the form of one, or is in use."""

    zh = "写入密钥的格式不正确,或已被使用"
    en = "The write key has the wrong form, or is in use already"
    fix_zh = "请使用 20–100 位字母、数字、下划线或连字符,或留空由系统生成"
    fix_en = "Use 20 to 100 letters, digits, underscores or hyphens, or leave it empty to have one made"


class SourceUnknown(NotFound):
    """The brand has no such source."""

    zh = "没有编号为 {value} 的数据源"
    en = "There is no source number {value}"


def create_source(conn: Connection, scope: Scope, name: str, *, at_ms: int, key: str = "") -> NewKey:
    """This function will create a source and return it with its write key, which is never shown again.

    `key` lets a brand that moves to Siyu keep the write key its apps already have. Raises SourceNameTaken, BadWriteKey.
    """
    title = name.strip()[:NAME_LENGTH_MAX]
    taken = scoped.select(scope, source.c.id).where(source.c.name == title)
    if not title or conn.execute(taken).first():
        raise SourceNameTaken(field="name", value=title)
    secret = key or domain.new_write_key()
    if not domain.is_write_key(secret) or sender_of(conn, secret):
        raise BadWriteKey(field="write_key")
    row = {"name": title, "created_at_ms": at_ms, **_key_values(secret)}
    return NewKey(_get(conn, scope, scoped.insert(conn, scope, source, row)), secret)


def rotate_key(conn: Connection, scope: Scope, source_id: int, *, at_ms: int) -> NewKey:
    """This function will give a source a new write key; the old one stops within ten seconds. Raises SourceUnknown."""
    _get(conn, scope, source_id)
    secret = domain.new_write_key()
    _change(conn, scope, source_id, {**_key_values(secret), "rotated_at_ms": at_ms, "closed_at_ms": None})
    return NewKey(_get(conn, scope, source_id), secret)


def close_source(conn: Connection, scope: Scope, source_id: int, *, at_ms: int) -> Source:
    """This function will stop a source: its key no longer works; rotating the key opens it again. Raises SourceUnknown."""
    _get(conn, scope, source_id)
    _change(conn, scope, source_id, {"write_key_digest": None, "closed_at_ms": at_ms})
    return _get(conn, scope, source_id)


def _get(conn: Connection, scope: Scope, source_id: int) -> Source:
    found = find_source(conn, scope, source_id)
    if found is None:
        raise SourceUnknown(field="source", value=source_id)
    return found


def _change(conn: Connection, scope: Scope, source_id: int, values: Mapping[str, object]) -> None:
    conn.execute(scoped.update(scope, source).where(source.c.id == source_id).values(**values))


def _key_values(secret: str) -> dict[str, str]:
    return {"write_key_digest": domain.digest(secret), "key_hint": domain.hint(secret)}
