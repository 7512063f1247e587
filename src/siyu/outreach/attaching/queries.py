"""Reading the materials that are attached. All but `check_moment_files` take a core connection."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.content import queries as content
from siyu.content.contracts import Material
from siyu.content.measuring.queries import shapes_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.attaching.domain import check_count, check_material, check_moment, check_moment_shapes, named
from siyu.outreach.contracts import Attachment

MATERIAL = "material"


def attached(conn: Connection, scope: Scope, attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """This function will name each material as it is now; link cards written by hand stay as they are.

    Raises UnknownMaterial, or BadAttachment for one that cannot be sent.
    """
    check_count(len(attachments))
    found = _materials(conn, scope, [one.material_id for one in attachments if one.material_id])
    for one in found.values():
        check_material(one)
    return tuple(named(found[one.material_id]) if one.material_id else one for one in attachments)


def attached_to_moment(
    platform: Platform, conn: Connection, scope: Scope, material_ids: Sequence[int]
) -> tuple[Attachment, ...]:
    """This function will name a moment's materials as they are now. Raises UnknownMaterial and BadAttachment.

    Their files are measured: too large pictures and too long videos are BadAttachment too.
    """
    check_count(len(material_ids))
    found = _materials(conn, scope, material_ids)
    chosen = [found[one] for one in material_ids]
    check_moment(chosen)
    check_moment_shapes(chosen, shapes_of(platform, scope, chosen))
    return tuple(named(one) for one in chosen)


def check_moment_files(platform: Platform, scope: Scope, attachments: Sequence[Attachment]) -> None:
    """This function will measure once more what a moment shows: files may be replaced after it was planned.

    Opens a reading of its own; materials that are gone are not judged. Raises as `check_moment_shapes`.
    """
    if not attachments:
        return
    with platform.stores.core.reading() as conn:
        found = list(content.materials_by_id(conn, scope, {one.material_id for one in attachments}).values())
    check_moment_shapes(found, shapes_of(platform, scope, found))


def attached_to_welcome(
    conn: Connection, scope: Scope, attachments: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """This function will name the materials of a welcome as they are now; what is in the vendor's form stays.

    A material stands there as {"msgtype": "material", "material": {"id": 12}}. Raises UnknownMaterial and BadAttachment.
    """
    check_count(len(attachments))
    found = _materials(conn, scope, material_ids(attachments))
    for one in found.values():
        check_material(one)
    return tuple(_named(one, found) if one.get("msgtype") == MATERIAL else dict(one) for one in attachments)


def material_ids(attachments: Iterable[Mapping[str, Any]]) -> list[int]:
    """This function will list the materials a welcome's attachments name."""
    named_ids = (one.get(MATERIAL) for one in attachments if one.get("msgtype") == MATERIAL)
    return [int(one.get("id") or 0) for one in named_ids if isinstance(one, Mapping)]


def _named(attachment: Mapping[str, Any], found: Mapping[int, Material]) -> dict[str, Any]:
    one = found[material_ids([attachment])[0]]
    return {"msgtype": MATERIAL, MATERIAL: {"id": one.id, "title": one.title, "kind": str(one.kind)}}


def _materials(conn: Connection, scope: Scope, ids: Sequence[int]) -> dict[int, Material]:
    found = content.materials_by_id(conn, scope, ids)
    for one in ids:
        if one not in found:
            raise content.UnknownMaterial(field="material", value=one)
    return found
