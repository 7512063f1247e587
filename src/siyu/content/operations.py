"""Writes of content: save, change, archive and bring back materials and scripts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table

from siyu.content import queries
from siyu.content.contracts import COVERED_KINDS, FILE_KINDS, Material, NewMaterial, NewScript, Script, StoredFile
from siyu.content.domain import BadContent, check_material, check_script
from siyu.content.models import material, script
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict
from siyu.tenancy.operations import record_audit


class ContentMoved(Conflict):
    """Somebody else has changed the piece since it was opened."""

    zh = "内容已被别人修改(当前是第 {value} 版)"
    en = "Somebody has changed it meanwhile; version {value} is the newest"
    fix_zh = "请刷新后在最新版本上修改"
    fix_en = "Reload and make the change on the newest version"


class FileMissing(BadContent):
    """A material of a kind with a file has none, or one of another kind has one."""

    zh = "这类素材需要上传文件"
    en = "This kind of material needs a file"
    fix_zh = "请选择文件后保存"
    fix_en = "Choose a file, then save"


def create_material(
    conn: Connection, scope: Scope, new: NewMaterial, *, at_ms: int, file: StoredFile | None = None
) -> Material:
    """This function will store a material. Raises BadContent or FileMissing."""
    checked = check_material(new)
    if checked.kind not in COVERED_KINDS and (checked.kind in FILE_KINDS) != (file is not None):
        raise FileMissing(field="file", value=checked.title)
    row = {"kind": checked.kind, **_material_row(checked), **_file_row(file), **_new(scope, at_ms)}
    material_id = scoped.insert(conn, scope, material, row)
    record_audit(conn, scope, "material.create", str(material_id), {"title": checked.title}, at_ms=at_ms)
    return queries.material_by_id(conn, scope, material_id)


def change_material(
    conn: Connection, scope: Scope, material_id: int, new: NewMaterial, *, version: int, at_ms: int,
    file: StoredFile | None = None,
) -> Material:  # fmt: skip
    """This function will replace a material's words, and its file when one is given; its kind stays.

    Raises UnknownMaterial, BadContent, or ContentMoved when `version` is not the newest.
    """
    held = queries.material_by_id(conn, scope, material_id)
    checked = check_material(NewMaterial(held.kind, new.title, new.category, new.body))
    values = _material_row(checked)
    if file is not None:
        if held.kind not in FILE_KINDS + COVERED_KINDS:
            raise FileMissing(field="file", value=checked.title)
        values |= _file_row(file)
    _change(conn, scope, material, material_id, values, version=version, at_ms=at_ms)
    record_audit(conn, scope, "material.change", str(material_id), {"title": checked.title}, at_ms=at_ms)
    return queries.material_by_id(conn, scope, material_id)


def archive_material(conn: Connection, scope: Scope, material_id: int, *, archived: bool, at_ms: int) -> Material:
    """This function will take a material out of the library or bring it back. Raises UnknownMaterial."""
    held = queries.material_by_id(conn, scope, material_id)
    if held.archived != archived:
        _change(conn, scope, material, material_id, {"archived": archived}, version=held.version, at_ms=at_ms)
        action = "material.archive" if archived else "material.restore"
        record_audit(conn, scope, action, str(material_id), {"title": held.title}, at_ms=at_ms)
    return queries.material_by_id(conn, scope, material_id)


def create_script(conn: Connection, scope: Scope, new: NewScript, *, at_ms: int) -> Script:
    """This function will store a script. Raises BadContent, UnknownVariable or UnknownMaterial."""
    row = _script_row(conn, scope, check_script(new))
    script_id = scoped.insert(conn, scope, script, row | _new(scope, at_ms))
    record_audit(conn, scope, "script.create", str(script_id), {"title": row["title"]}, at_ms=at_ms)
    return queries.script_by_id(conn, scope, script_id)


def change_script(
    conn: Connection, scope: Scope, script_id: int, new: NewScript, *, version: int, at_ms: int
) -> Script:
    """This function will replace a script. Raises UnknownScript, ContentMoved, and what `create_script` raises."""
    queries.script_by_id(conn, scope, script_id)
    row = _script_row(conn, scope, check_script(new))
    _change(conn, scope, script, script_id, row, version=version, at_ms=at_ms)
    record_audit(conn, scope, "script.change", str(script_id), {"title": row["title"]}, at_ms=at_ms)
    return queries.script_by_id(conn, scope, script_id)


def archive_script(conn: Connection, scope: Scope, script_id: int, *, archived: bool, at_ms: int) -> Script:
    """This function will take a script out of use or bring it back. Raises UnknownScript."""
    held = queries.script_by_id(conn, scope, script_id)
    if held.archived != archived:
        _change(conn, scope, script, script_id, {"archived": archived}, version=held.version, at_ms=at_ms)
        action = "script.archive" if archived else "script.restore"
        record_audit(conn, scope, action, str(script_id), {"title": held.title}, at_ms=at_ms)
    return queries.script_by_id(conn, scope, script_id)


def _change(
    conn: Connection, scope: Scope, table: Table, one: int, values: Mapping[str, Any], *, version: int, at_ms: int
) -> None:
    """This function will write the next version of a row, if `version` is still the newest."""
    newest = scoped.update(scope, table).where(table.c.id == one, table.c.version == version)
    if not conn.execute(newest.values(**values, version=version + 1, updated_at_ms=at_ms)).rowcount:
        now = conn.execute(scoped.select(scope, table.c.version).where(table.c.id == one)).scalar_one()
        raise ContentMoved(field="version", value=int(now))


def _new(scope: Scope, at_ms: int) -> dict[str, Any]:
    return {
        "version": 1,
        "archived": False,
        "created_by": scope.actor,
        "created_at_ms": at_ms,
        "updated_at_ms": at_ms,
    }


def _material_row(new: NewMaterial) -> dict[str, Any]:
    words = " ".join((new.title, new.category, *new.body.values())).lower()
    return {"title": new.title, "category": new.category, "body": encode(dict(new.body)).decode(), "words": words}


def _file_row(file: StoredFile | None) -> dict[str, Any]:
    if file is None:
        return {"file_digest": None, "file_name": "", "file_bytes": 0, "file_type": ""}
    return {
        "file_digest": file.digest,
        "file_name": file.name,
        "file_bytes": file.size_bytes,
        "file_type": file.media_type,
    }


def _script_row(conn: Connection, scope: Scope, new: NewScript) -> dict[str, Any]:
    if new.material_id is not None:
        queries.material_by_id(conn, scope, new.material_id)
    return {
        "title": new.title,
        "text": new.text,
        "stage": new.stage,
        "objection": new.objection,
        "category": new.category,
        "material_id": new.material_id,
        "words": " ".join((new.title, new.text, new.objection, new.category)).lower(),
    }
