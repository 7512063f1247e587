"""Reads of content: materials and scripts by id, by search, and the words a customer's script needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_

from siyu.content.contracts import Material, MaterialKind, Script, Stage, StoredFile
from siyu.content.domain import fill, variables_of
from siyu.content.models import material, script
from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound

PAGE_MAX = 200
CATEGORIES_MAX = 200
IN_MAX = 500


class UnknownMaterial(NotFound):
    """There is no such material in the brand."""

    zh = "没有找到素材 {value}"
    en = "There is no material {value}"
    fix_zh = "素材可能属于别的品牌,请回到素材库"
    fix_en = "It may belong to another brand; see the library"


class UnknownScript(NotFound):
    """There is no such script in the brand."""

    zh = "没有找到话术 {value}"
    en = "There is no script {value}"
    fix_zh = "话术可能属于别的品牌,请回到话术库"
    fix_en = "It may belong to another brand; see the list of scripts"


@dataclass(frozen=True, slots=True)
class Look:
    """What a list shows: words searched for, one category, only archived ones or only active ones, and where to go on."""

    search: str = ""
    category: str = ""
    archived: bool = False
    below_id: int | None = None
    limit: int = 20


def materials(conn: Connection, scope: Scope, look: Look, *, kind: MaterialKind | None = None) -> list[Material]:
    """This function will list materials, newest first, at most 200."""
    terms = [material.c.kind == kind] if kind else []
    return [_material(row) for row in _list(conn, scope, material, look, terms)]


def scripts(
    conn: Connection, scope: Scope, look: Look, *, stage: Stage | None = None, or_any: bool = False
) -> list[Script]:
    """This function will list scripts, newest first, at most 200; `or_any` adds those for every stage."""
    terms = []
    if stage:
        fitting = [script.c.stage == stage] + ([script.c.stage == Stage.ANY] if or_any else [])
        terms.append(or_(*fitting))
    return [_script(row) for row in _list(conn, scope, script, look, terms)]


def material_by_id(conn: Connection, scope: Scope, material_id: int) -> Material:
    """This function will return one material, archived or not. Raises UnknownMaterial."""
    found = materials_by_id(conn, scope, [material_id])
    if material_id not in found:
        raise UnknownMaterial(field="material", value=material_id)
    return found[material_id]


def materials_by_id(conn: Connection, scope: Scope, ids: Iterable[int]) -> dict[int, Material]:
    """This function will return materials by id, at most 500; unknown ids are left out."""
    statement = scoped.select(scope, material).where(material.c.id.in_(list(ids)[:IN_MAX]))
    return {row.id: _material(row) for row in conn.execute(statement)}


def script_by_id(conn: Connection, scope: Scope, script_id: int) -> Script:
    """This function will return one script, archived or not. Raises UnknownScript."""
    row = conn.execute(scoped.select(scope, script).where(script.c.id == script_id)).first()
    if row is None:
        raise UnknownScript(field="script", value=script_id)
    return _script(row)


def with_files(conn: Connection, scope: Scope, *, after_id: int, limit: int) -> list[Material]:
    """This function will list the active materials that have a file, by id, after `after_id`."""
    statement = scoped.select(scope, material).where(
        material.c.archived.is_(False), material.c.file_digest.is_not(None), material.c.id > after_id
    )
    return [_material(row) for row in conn.execute(statement.order_by(material.c.id).limit(min(limit, PAGE_MAX)))]


def categories(conn: Connection, scope: Scope) -> dict[str, list[str]]:
    """This function will list the categories in use: {"materials": […], "scripts": […]}, at most 200 each."""
    return {name: _categories(conn, scope, table) for name, table in (("materials", material), ("scripts", script))}


def spoken(found: Script, values: Mapping[str, str]) -> str:
    """This function will return a script's text for one customer; a variable without a value gets its general word."""
    return fill(found.text, values)


def _categories(conn: Connection, scope: Scope, table: Table) -> list[str]:
    statement = scoped.select(scope, table.c.category).where(table.c.category != "", table.c.archived.is_(False))
    return list(conn.execute(statement.distinct().order_by(table.c.category).limit(CATEGORIES_MAX)).scalars())


def _list(conn: Connection, scope: Scope, table: Table, look: Look, terms: list[Any]) -> list[Any]:
    statement = scoped.select(scope, table).where(table.c.archived.is_(look.archived), *terms)
    for word in look.search.lower().split()[:10]:
        statement = statement.where(table.c.words.contains(word, autoescape=True))
    if look.category:
        statement = statement.where(table.c.category == look.category)
    if look.below_id is not None:
        statement = statement.where(table.c.id < look.below_id)
    return list(conn.execute(statement.order_by(table.c.id.desc()).limit(min(look.limit, PAGE_MAX))))


def _material(row: Any) -> Material:
    file = StoredFile(row.file_digest, row.file_name, row.file_bytes, row.file_type) if row.file_digest else None
    return Material(
        id=row.id,
        kind=MaterialKind(row.kind),
        title=row.title,
        category=row.category,
        body=decode(row.body.encode(), dict[str, str]),
        file=file,
        version=row.version,
        archived=bool(row.archived),
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
    )


def _script(row: Any) -> Script:
    return Script(
        id=row.id,
        title=row.title,
        text=row.text,
        stage=Stage(row.stage),
        objection=row.objection,
        category=row.category,
        material_id=row.material_id,
        variables=variables_of(row.text),
        version=row.version,
        archived=bool(row.archived),
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
    )
