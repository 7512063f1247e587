"""Writes of imports: take a file in, declare its mapping, run it batch by batch, each batch one transaction."""

from dataclasses import replace
from typing import Any, BinaryIO

from sqlalchemy import Connection

from siyu.imports.contracts import (
    Import,
    Kind,
    Mapping,
    State,
)
from siyu.imports.files.operations import KeptFile, keep_file
from siyu.imports.files.queries import file_path, is_kept
from siyu.imports.guess.domain import guess
from siyu.imports.mapping.domain import NAME, SHIPPED, BadMapping, check_mapping
from siyu.imports.mapping.schemas import write_mapping
from siyu.imports.models import import_mapping, import_run
from siyu.imports.ports import FILES
from siyu.imports.queries import as_import, find_import, find_mapping, sample
from siyu.imports.running.operations import change_run, end_run
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.jobs import enqueue
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand

RUN_JOB = "imports.run"
FILE_NAME_LENGTH_MAX = 200
UNFINISHED = (State.QUEUED, State.RUNNING, State.FAILED)


class WrongState(Conflict):
    """What was asked is not possible in the state the import is in."""

    zh = "导入任务目前是「{value}」状态,不能{what_zh}"
    en = "The import is {value}, so it cannot be {what_en}"


class FileGone(Conflict):
    """The import's file was deleted, because it was uploaded long ago."""

    zh = "「{value}」的原文件已过保留期,已被清除"
    en = "The file {value!r} is no longer kept: it was deleted after the time files are kept"
    fix_zh = "请重新上传同一个文件,已导入的行会自动跳过"
    fix_en = "Upload the same file again; rows already taken are left alone"


class WrongKind(Invalid):
    """The mapping is for another kind of file."""

    zh = "这个映射用于「{value}」文件,不能用于「{wanted}」"
    en = "This mapping is for files of {value}, not of {wanted}"
    fix_zh = "换一个映射,或换一种导入类型"
    fix_en = "Choose another mapping or another kind of import"


class ShippedMapping(Conflict):
    """The name belongs to a mapping that Siyu ships."""

    zh = "「{value}」是系统自带的映射,不能修改"
    en = "{value!r} is shipped with Siyu and cannot be changed"
    fix_zh = "换一个名称保存"
    fix_en = "Save it under another name"


def create_import(
    platform: Platform,
    scope: Scope,
    stream: BinaryIO,
    *,
    name: str,
    kind: Kind,
    mapping: Mapping | None = None,
    mapping_name: str = "",
) -> Import:
    """This function will keep the file and store an import of it as a draft; without a mapping, with a guessed one.

    Raises Invalid kinds for what is no table, and WrongKind.
    """
    kept = keep_file(platform, stream)
    if mapping is None and mapping_name:
        with platform.stores.core.reading() as conn:
            mapping = find_mapping(conn, scope, mapping_name)
    declared = _with_reader(platform, kept, name, mapping) or guess_mapping(platform, scope, kept.digest, name, kind)
    if declared.kind != kind:
        raise WrongKind(field="mapping", value=declared.kind.value, wanted=kind.value)
    if mapping is not None:
        check_mapping(declared)
    row = _new_row(scope, kept, name, declared, mapping_name=mapping_name, at_ms=platform.clock.now_ms())
    return platform.stores.core.write(
        lambda conn: find_import(conn, scope, scoped.insert(conn, scope, import_run, row))
    )


def resume_or_create(
    platform: Platform,
    scope: Scope,
    stream: BinaryIO,
    *,
    name: str,
    kind: Kind,
    mapping: Mapping | None = None,
    mapping_name: str = "",
) -> Import:
    """This function will return the unfinished import of the same file with the same mapping, or a new one."""
    made = create_import(platform, scope, stream, name=name, kind=kind, mapping=mapping, mapping_name=mapping_name)

    def work(conn: Connection) -> Import:
        statement = scoped.select(scope, import_run).where(
            import_run.c.digest == made.digest,
            import_run.c.mapping == write_mapping(made.mapping),
            import_run.c.state.in_(UNFINISHED),
        )
        row = conn.execute(statement.order_by(import_run.c.id).limit(1)).first()
        if row is None:
            return made
        conn.execute(scoped.delete(scope, import_run).where(import_run.c.id == made.id))
        return as_import(row)

    return platform.stores.core.write(work)


def guess_mapping(platform: Platform, scope: Scope, digest: str, name: str, kind: Kind) -> Mapping:
    """This function will propose a mapping for a kept file from its column names and first rows."""
    options = FILES.tables.look(file_path(platform, digest), name)
    with platform.stores.core.reading() as conn:
        zone = own_brand(conn, scope).zone
    return guess(kind, sample(platform, digest, options), options, zone=zone)


def set_mapping(conn: Connection, scope: Scope, import_id: int, mapping: Mapping) -> Import:
    """This function will declare another mapping for an import not yet started. Raises BadMapping, WrongState."""
    run = find_import(conn, scope, import_id)
    if run.state is not State.DRAFT:
        raise WrongState(value=run.state.value, what_zh="修改映射", what_en="given another mapping")
    if mapping.kind != run.kind:
        raise WrongKind(field="mapping", value=mapping.kind.value, wanted=run.kind.value)
    mapping = replace(mapping, reader=mapping.reader or run.mapping.reader)
    check_mapping(mapping)
    change_run(conn, scope, import_id, mapping=write_mapping(mapping), mapping_name="")
    return find_import(conn, scope, import_id)


def save_mapping(conn: Connection, scope: Scope, name: str, mapping: Mapping, *, at_ms: int) -> None:
    """This function will keep a mapping under a name of the brand. Raises BadMapping, ShippedMapping."""
    if not NAME.fullmatch(name):
        why = ("名称 1–64 个字符,不含空格和斜线", "a name has 1-64 characters without spaces or slashes")
        raise BadMapping(field="name", value=name, why_zh=why[0], why_en=why[1])
    if name in SHIPPED:
        raise ShippedMapping(field="name", value=name)
    check_mapping(mapping)
    row = {"name": name, "mapping": write_mapping(mapping), "saved_at_ms": at_ms}
    key = ["brand_id", "name"]
    scoped.upsert(conn, scope, import_mapping, [row], index=key, update=["mapping", "saved_at_ms"])


def start_import(platform: Platform, conn: Connection, scope: Scope, import_id: int, *, at_ms: int) -> Import:
    """This function will queue an import for a worker. Raises WrongState when it runs or is done, FileGone, BadMapping."""
    run = find_import(conn, scope, import_id)
    if run.state not in (State.DRAFT, State.FAILED, State.CANCELLED):
        raise WrongState(value=run.state.value, what_zh="再次启动", what_en="started")
    if not is_kept(platform, run.digest):
        raise FileGone(field="file", value=run.file_name)
    check_mapping(run.mapping)
    change_run(conn, scope, import_id, state=State.QUEUED.value, finished_at_ms=None, error_zh="", error_en="")
    enqueue(conn, scope, RUN_JOB, {"import_id": import_id}, run_at_ms=at_ms, key=f"{import_id}:{at_ms}")
    return find_import(conn, scope, import_id)


def cancel_import(conn: Connection, scope: Scope, import_id: int, *, at_ms: int) -> Import:
    """This function will stop an import before its next batch; what was taken stays. Raises WrongState at its end."""
    run = find_import(conn, scope, import_id)
    if run.state not in (State.DRAFT, State.QUEUED, State.RUNNING):
        raise WrongState(value=run.state.value, what_zh="取消", what_en="cancelled")
    end_run(conn, scope, import_id, State.CANCELLED, at_ms=at_ms)
    return find_import(conn, scope, import_id)


def _with_reader(platform: Platform, kept: KeptFile, name: str, mapping: Mapping | None) -> Mapping | None:
    if mapping is None or mapping.reader is not None:
        return mapping
    return replace(mapping, reader=FILES.tables.look(file_path(platform, kept.digest), name))


def _new_row(
    scope: Scope, kept: KeptFile, name: str, mapping: Mapping, *, mapping_name: str, at_ms: int
) -> dict[str, Any]:
    counts = ("rows", "imported", "unchanged", "rejected", "customers", "amount_fen", "bytes_done")
    return {
        "kind": mapping.kind.value,
        "state": State.DRAFT.value,
        "file_name": name[-FILE_NAME_LENGTH_MAX:],
        "file_bytes": kept.size,
        "digest": kept.digest,
        "mapping": write_mapping(mapping),
        "mapping_name": mapping_name,
        "created_at_ms": at_ms,
        "actor": scope.actor,
        "error_zh": "",
        "error_en": "",
        **dict.fromkeys(counts, 0),
    }
