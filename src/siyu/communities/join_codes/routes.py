"""HTTP of group live codes: list, make, change, remove, figures, picture."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from siyu.communities.join_codes import operations, queries, schemas
from siyu.communities.join_codes.contracts import JoinCode
from siyu.communities.members.contracts import Kept
from siyu.communities.members.queries import kept_by_state, state_days
from siyu.communities.queries import groups_by_id
from siyu.kit.calendar import day_date, day_of
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import actor_names, own_brand

router = APIRouter(prefix="/brands/{brand}/group-codes", tags=["groups"])
Read = Annotated[Access, Depends(allow("groups.read"))]
Write = Annotated[Access, Depends(allow("groups.write"))]
DAYS_DEFAULT, DAYS_MAX = 30, 180


@router.get("")
def group_codes(
    access: Read,
    search: str = "",
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[schemas.GroupCodeOut]:
    """Group live codes, newest first; `search` in names."""
    with access.platform.stores.core.reading() as conn:
        found, total = queries.join_codes(conn, access.scope, search=search.strip(), before_id=cursor, limit=limit)
        items = _shown(access, conn, found)
    return Page(items=items, next_cursor=str(found[-1].id) if len(found) == limit else None, total=total)


@router.post("", status_code=201)
def create_group_code(body: schemas.GroupCodeBody, access: Write) -> schemas.GroupCodeOut:
    """Make a code; its picture follows within seconds."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.GroupCodeOut:
        made = operations.create_code(conn, access.scope, body.settings(), at_ms=at_ms)
        record_audit(conn, access.scope, "group_code.create", str(made.id), {"name": body.name}, at_ms=at_ms)
        return _shown(access, conn, [made])[0]

    return access.platform.stores.core.write(work)


@router.get("/{code_id}")
def group_code(code_id: int, access: Read) -> schemas.GroupCodeOut:
    """One code."""
    with access.platform.stores.core.reading() as conn:
        return _shown(access, conn, [queries.code_by_id(conn, access.scope, code_id)])[0]


@router.put("/{code_id}")
def change_group_code(code_id: int, body: schemas.GroupCodeChangeBody, access: Write) -> schemas.GroupCodeOut:
    """Change a code; what is printed goes on leading to it."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.GroupCodeOut:
        held = operations.change_code(conn, access.scope, code_id, body.settings(), version=body.version, at_ms=at_ms)
        record_audit(conn, access.scope, "group_code.change", str(code_id), {"name": body.name}, at_ms=at_ms)
        return _shown(access, conn, [held])[0]

    return access.platform.stores.core.write(work)


@router.delete("/{code_id}", status_code=204)
def remove_group_code(code_id: int, access: Write) -> None:
    """Delete a code for good: who scans it from now on finds nothing."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> None:
        name = queries.code_by_id(conn, access.scope, code_id).settings.name
        operations.remove_code(conn, access.scope, code_id, at_ms=at_ms)
        record_audit(conn, access.scope, "group_code.remove", str(code_id), {"name": name}, at_ms=at_ms)

    access.platform.stores.core.write(work)


@router.get("/{code_id}/days")
def group_code_days(
    code_id: int, access: Read, days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = DAYS_DEFAULT
) -> schemas.GroupCodeDaysOut:
    """A code's last days, today included."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        code = queries.code_by_id(conn, access.scope, code_id)
        zone = own_brand(conn, access.scope).zone
        last = day_of(now_ms, zone)
        found = state_days(conn, access.scope, code.state, from_day=last - days + 1, until_day=last, zone=zone)
    rows = [
        schemas.GroupCodeDayOut(day=str(day_date(one.day)), joined=one.joined, left=one.left, kept=one.members)
        for one in found
    ]
    return schemas.GroupCodeDaysOut(days=rows, as_of_ms=now_ms)


@router.get("/{code_id}/qr.png")
def group_code_picture(code_id: int, access: Read) -> Response:
    """The QR picture of a code as it came from WeCom."""
    with access.platform.stores.core.reading() as conn:
        held = queries.picture(conn, access.scope, code_id)
    headers = {"Content-Disposition": f'inline; filename="group-code-{code_id}.png"'}
    return Response(held, media_type="image/png", headers=headers)


def _shown(access: Access, conn: Connection, found: Sequence[JoinCode]) -> list[schemas.GroupCodeOut]:
    """This function will render codes with their groups and figures, in a query each for all."""
    kept = kept_by_state(conn, access.scope, [one.state for one in found])
    cards = groups_by_id(conn, access.scope, [chat for one in found for chat in one.settings.chat_ids])
    names = actor_names(conn, access.scope, {one.created_by for one in found})
    shown = []
    for one in found:
        tally = kept.get(one.state, Kept())
        shown.append(
            schemas.GroupCodeOut(
                id=one.id,
                name=one.settings.name,
                groups=[
                    schemas.CodeGroupOut(
                        chat_id=chat,
                        name=cards[chat].name if chat in cards else "",
                        members=cards[chat].member_count if chat in cards else 0,
                        status=cards[chat].status if chat in cards else "unknown",
                    )
                    for chat in one.settings.chat_ids
                ],
                auto_create=one.settings.auto_create,
                base_name=one.settings.base_name,
                base_number=one.settings.base_number,
                state=one.state,
                sync=one.sync,
                error=one.error_en if access.lang == "en" else one.error,
                version=one.version,
                has_picture=one.has_picture,
                joined=tally.joined,
                left=tally.left,
                kept=tally.kept,
                created_by=names.get(one.created_by, one.created_by),
                created_at_ms=one.created_at_ms,
                updated_at_ms=one.updated_at_ms,
            )
        )
    return shown
