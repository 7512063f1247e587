"""HTTP of content: the library of materials and the book of scripts."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from siyu.content import operations, queries, schemas
from siyu.content.contracts import (
    COVERED_KINDS,
    Material,
    MaterialKind,
    NewMaterial,
    NewScript,
    Script,
    Stage,
    StoredFile,
)
from siyu.content.domain import VARIABLES
from siyu.content.files.operations import keep_file
from siyu.content.files.queries import file_path
from siyu.content.measuring.queries import shapes_of
from siyu.kit.errors import NotFound
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow

router = APIRouter(tags=["content"])
Read = Annotated[Access, Depends(allow("content.read"))]
Write = Annotated[Access, Depends(allow("content.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Text = Annotated[str, Form()]
SHOWN_INSIDE = ("image/jpeg", "image/png", "video/mp4")


class NoFile(NotFound):
    """The material has no file, or the file is no longer in the data folder."""

    zh = "素材 {value} 没有文件"
    en = "Material {value} has no file"
    fix_zh = "请重新上传文件;如刚恢复备份,请一并恢复数据目录的 content 文件夹"
    fix_en = "Upload the file again; after restoring a backup, restore the data folder's content folder too"


@router.get("/brands/{brand}/materials")
def materials(
    access: Read,
    search: str = "",
    kind: MaterialKind | None = None,
    category: str = "",
    archived: bool = False,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MaterialOut]:
    """Materials, newest first; `search` looks through titles, categories and words."""
    look = queries.Look(search, category, archived, cursor, limit)
    with access.platform.stores.core.reading() as conn:
        found = queries.materials(conn, access.scope, look, kind=kind)
    items = _materials_out(access, found)
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.post("/brands/{brand}/materials", status_code=201)
def create_material(body: schemas.MaterialBody, access: Write) -> schemas.MaterialOut:
    """Add a text, link or mini-program card."""
    new = NewMaterial(body.kind, body.title, body.category, body.body)
    at_ms = access.platform.clock.now_ms()
    made = access.platform.stores.core.write(
        lambda conn: operations.create_material(conn, access.scope, new, at_ms=at_ms)
    )
    return _materials_out(access, [made])[0]


@router.post("/brands/{brand}/materials/files", status_code=201)
def upload_material(
    access: Write, file: UploadFile, kind: Annotated[MaterialKind, Form()], title: Text = "", category: Text = ""
) -> schemas.MaterialOut:
    """Add an image, video or file; without a title it is called like its file."""
    kept = _keep(access, kind, file)
    new = NewMaterial(kind, title.strip() or kept.name[:60], category)
    at_ms = access.platform.clock.now_ms()
    made = access.platform.stores.core.write(
        lambda conn: operations.create_material(conn, access.scope, new, at_ms=at_ms, file=kept)
    )
    return _materials_out(access, [made])[0]


@router.get("/brands/{brand}/materials/{material_id}")
def one_material(material_id: int, access: Read) -> schemas.MaterialOut:
    """One material."""
    with access.platform.stores.core.reading() as conn:
        found = queries.material_by_id(conn, access.scope, material_id)
    return _materials_out(access, [found])[0]


@router.put("/brands/{brand}/materials/{material_id}")
def change_material(material_id: int, body: schemas.MaterialChange, access: Write) -> schemas.MaterialOut:
    """Replace a material's words."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> Material:
        kind = queries.material_by_id(conn, access.scope, material_id).kind
        new = NewMaterial(kind, body.title, body.category, body.body)
        return operations.change_material(conn, access.scope, material_id, new, version=body.version, at_ms=at_ms)

    return _materials_out(access, [access.platform.stores.core.write(work)])[0]


@router.put("/brands/{brand}/materials/{material_id}/file")
def replace_file(
    material_id: int, access: Write, file: UploadFile, version: Annotated[int, Form()]
) -> schemas.MaterialOut:
    """Replace a material's file, or give a link or mini-program card its cover."""
    with access.platform.stores.core.reading() as conn:
        held = queries.material_by_id(conn, access.scope, material_id)
    if held.file is None and held.kind not in COVERED_KINDS:
        raise operations.FileMissing(field="file", value=held.title)
    kept = _keep(access, held.kind, file)
    new = NewMaterial(held.kind, held.title, held.category, held.body)
    at_ms = access.platform.clock.now_ms()
    changed = access.platform.stores.core.write(
        lambda conn: operations.change_material(
            conn, access.scope, material_id, new, version=version, at_ms=at_ms, file=kept
        )
    )
    return _materials_out(access, [changed])[0]


@router.patch("/brands/{brand}/materials/{material_id}")
def archive_material(material_id: int, body: schemas.ArchiveBody, access: Write) -> schemas.MaterialOut:
    """Take a material out of the library, or bring it back."""
    at_ms = access.platform.clock.now_ms()
    changed = access.platform.stores.core.write(
        lambda conn: operations.archive_material(conn, access.scope, material_id, archived=body.archived, at_ms=at_ms)
    )
    return _materials_out(access, [changed])[0]


@router.get("/brands/{brand}/materials/{material_id}/file", response_class=FileResponse)
def material_file(material_id: int, access: Read) -> FileResponse:
    """A material's file; images and videos are shown, everything else is downloaded."""
    with access.platform.stores.core.reading() as conn:
        held = queries.material_by_id(conn, access.scope, material_id)
    place = file_path(access.platform, access.scope, held.file.digest) if held.file else None
    if held.file is None or place is None or not place.is_file():
        raise NoFile(field="material", value=material_id)
    shown = "inline" if held.file.media_type in SHOWN_INSIDE else "attachment"
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(held.file.name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }
    return FileResponse(place, media_type=held.file.media_type, headers=headers)


@router.get("/brands/{brand}/scripts")
def scripts(
    access: Read,
    search: str = "",
    stage: Stage | None = None,
    category: str = "",
    archived: bool = False,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.ScriptOut]:
    """Scripts, newest first; `search` looks through titles, texts, objections and categories."""
    look = queries.Look(search, category, archived, cursor, limit)
    with access.platform.stores.core.reading() as conn:
        items = _scripts_out(conn, access, queries.scripts(conn, access.scope, look, stage=stage))
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.post("/brands/{brand}/scripts", status_code=201)
def create_script(body: schemas.ScriptBody, access: Write) -> schemas.ScriptOut:
    """Add a script."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.ScriptOut:
        made = operations.create_script(conn, access.scope, NewScript(**body.model_dump()), at_ms=at_ms)
        return _scripts_out(conn, access, [made])[0]

    return access.platform.stores.core.write(work)


@router.get("/brands/{brand}/scripts/{script_id}")
def one_script(script_id: int, access: Read) -> schemas.ScriptOut:
    """One script."""
    with access.platform.stores.core.reading() as conn:
        return _scripts_out(conn, access, [queries.script_by_id(conn, access.scope, script_id)])[0]


@router.put("/brands/{brand}/scripts/{script_id}")
def change_script(script_id: int, body: schemas.ScriptChange, access: Write) -> schemas.ScriptOut:
    """Replace a script."""
    new = NewScript(**body.model_dump(exclude={"version"}))
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.ScriptOut:
        changed = operations.change_script(conn, access.scope, script_id, new, version=body.version, at_ms=at_ms)
        return _scripts_out(conn, access, [changed])[0]

    return access.platform.stores.core.write(work)


@router.patch("/brands/{brand}/scripts/{script_id}")
def archive_script(script_id: int, body: schemas.ArchiveBody, access: Write) -> schemas.ScriptOut:
    """Take a script out of use, or bring it back."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.ScriptOut:
        changed = operations.archive_script(conn, access.scope, script_id, archived=body.archived, at_ms=at_ms)
        return _scripts_out(conn, access, [changed])[0]

    return access.platform.stores.core.write(work)


@router.get("/brands/{brand}/content-categories")
def categories(access: Read) -> schemas.CategoriesOut:
    """The categories in use."""
    with access.platform.stores.core.reading() as conn:
        return schemas.CategoriesOut(**queries.categories(conn, access.scope))


@router.get("/brands/{brand}/script-variables")
def variables(access: Read) -> list[schemas.VariableOut]:
    """What may stand in a script between braces."""
    return [
        schemas.VariableOut(name=name, meaning=zh if access.lang == "zh" else en, fallback=word)
        for name, (word, zh, en) in VARIABLES.items()
    ]


def _keep(access: Access, kind: MaterialKind, file: UploadFile) -> StoredFile:
    return keep_file(access.platform, access.scope, kind, file.filename or "file", file.file)


def _materials_out(access: Access, found: Sequence[Material]) -> list[schemas.MaterialOut]:
    shapes = shapes_of(access.platform, access.scope, found)
    return [schemas.material_out(one, shapes.get(one.id)) for one in found]


def _scripts_out(conn: Connection, access: Access, found: Sequence[Script]) -> list[schemas.ScriptOut]:
    attached = {one.material_id for one in found if one.material_id is not None}
    held = queries.materials_by_id(conn, access.scope, attached).values()
    known = {one.id: one for one in _materials_out(access, list(held))}
    return [schemas.script_out(one, known.get(one.material_id or 0)) for one in found]
