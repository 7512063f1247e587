"""HTTP of group welcome texts: list, make, change, remove."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from siyu.communities.welcomes import operations, queries, schemas
from siyu.communities.welcomes.contracts import GroupWelcome, GroupWelcomeText
from siyu.kit.http import Access, allow
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import actor_names

router = APIRouter(prefix="/brands/{brand}/group-welcomes", tags=["groups"])
Read = Annotated[Access, Depends(allow("groups.read"))]
Write = Annotated[Access, Depends(allow("groups.write"))]


@router.get("")
def group_welcomes(access: Read) -> list[schemas.GroupWelcomeOut]:
    """The texts that owners can put on their groups, newest first."""
    with access.platform.stores.core.reading() as conn:
        return _shown(access, conn, queries.group_welcomes(conn, access.scope))


@router.post("", status_code=201)
def create_group_welcome(body: schemas.GroupWelcomeBody, access: Write) -> schemas.GroupWelcomeOut:
    """Make a text; WeCom has it within seconds, then owners choose it in the group's settings."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.GroupWelcomeOut:
        made = operations.create_welcome(conn, access.scope, body.content(), at_ms=at_ms)
        record_audit(conn, access.scope, "group_welcome.create", str(made.id), {}, at_ms=at_ms)
        return _shown(access, conn, [made])[0]

    return access.platform.stores.core.write(work)


@router.put("/{welcome_id}")
def change_group_welcome(
    welcome_id: int, body: schemas.GroupWelcomeChangeBody, access: Write
) -> schemas.GroupWelcomeOut:
    """Change a text; groups that carry it greet with the new words."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.GroupWelcomeOut:
        held = operations.change_welcome(
            conn, access.scope, welcome_id, body.content(), version=body.version, at_ms=at_ms
        )
        record_audit(conn, access.scope, "group_welcome.change", str(welcome_id), {}, at_ms=at_ms)
        return _shown(access, conn, [held])[0]

    return access.platform.stores.core.write(work)


@router.delete("/{welcome_id}", status_code=204)
def remove_group_welcome(welcome_id: int, access: Write) -> None:
    """Delete a text: groups that carry it greet nobody any more."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> None:
        operations.remove_welcome(conn, access.scope, welcome_id, at_ms=at_ms)
        record_audit(conn, access.scope, "group_welcome.remove", str(welcome_id), {}, at_ms=at_ms)

    access.platform.stores.core.write(work)


def _shown(access: Access, conn: Connection, found: Sequence[GroupWelcome]) -> list[schemas.GroupWelcomeOut]:
    names = actor_names(conn, access.scope, {one.created_by for one in found})
    return [
        schemas.GroupWelcomeOut(
            id=one.id,
            text=one.content.text,
            **_attached(one.content),
            notify=one.content.notify,
            sync=one.sync,
            error=one.error_en if access.lang == "en" else one.error,
            version=one.version,
            created_by=names.get(one.created_by, one.created_by),
            updated_at_ms=one.updated_at_ms,
        )
        for one in found
    ]


def _attached(content: GroupWelcomeText) -> dict[str, Any]:
    found: dict[str, Any] = {"link": None, "material": None}
    for one in content.attachments:
        if one.material_id:
            found["material"] = schemas.GroupWelcomeMaterialOut(id=one.material_id, title=one.title, kind=one.kind)
        else:
            words = {"title": one.title, "url": one.url, "description": one.summary, "picture_url": one.picture_url}
            found["link"] = schemas.GroupWelcomeLinkBody(**words)
    return found
