"""HTTP of customer groups: the list, one group, its members, its days."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.communities import queries, schemas
from siyu.communities.contracts import GroupCard, GroupStatus
from siyu.communities.figures.queries import owner_days
from siyu.communities.join_codes.queries import names_by_state
from siyu.communities.members import queries as members
from siyu.communities.members.contracts import Member
from siyu.customers import queries as customers
from siyu.kit.calendar import day_begin_ms, day_date, day_of
from siyu.kit.db import scoped
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import own_brand, staff_by_wecom, units_by_id

router = APIRouter(prefix="/brands/{brand}/groups", tags=["groups"])
Read = Annotated[Access, Depends(allow("groups.read"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
DAYS_DEFAULT, DAYS_MAX = 30, 180
IN_MAX = 500


class BadGroupCursor(Invalid):
    """A page's cursor was not given out by this list."""

    zh = "翻页位置「{value}」无效"
    en = "{value!r} is no place in this list"
    fix_zh = "请从第一页重新打开"
    fix_en = "Open the list from its beginning"


@router.get("")
def groups(
    access: Read,
    search: str = "",
    owner: str = "",
    status: GroupStatus | None = None,
    cursor: str | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.GroupOut]:
    """Customer groups, newest first; without a status those that still exist. `search` in names, `owner` a WeCom userid."""
    before = _place(cursor)
    with access.platform.stores.core.reading() as conn:
        found, total = queries.group_page(
            conn, access.scope, search=search.strip(), owner=owner, status=status, before=before, limit=limit
        )
        items = _shown(access, conn, found)
    last = found[-1] if len(found) == limit else None
    after = f"{last.created_at_ms}/{last.chat_id}" if last else None
    return Page(items=items, next_cursor=after, total=total)


@router.get("/summary")
def summary(access: Read) -> schemas.GroupsSummaryOut:
    """How many groups, members and customers there are, who came and went today, and who owns groups."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        count, people, them = queries.totals(conn, access.scope)
        joined, left = queries.moves(conn, access.scope, None, from_ms=_today(access, conn))[""]
        userids = queries.owners(conn, access.scope)
        staff = _staff(conn, access, userids)
    owners = [schemas.GroupOwnerOut(userid=one, name=_name(staff, one)) for one in userids]
    return schemas.GroupsSummaryOut(
        groups=count,
        members=people,
        customers=them,
        joined_today=joined,
        left_today=left,
        owners=owners,
        as_of_ms=now_ms,
    )


@router.get("/{chat_id}")
def group(chat_id: str, access: Read) -> schemas.GroupDetailOut:
    """One group."""
    with access.platform.stores.core.reading() as conn:
        found = queries.group_by_id(conn, access.scope, chat_id)
        [shown] = _shown(access, conn, [found])
        scenes = members.scenes(conn, access.scope, chat_id)
        staff = _staff(conn, access, found.admins)
    return schemas.GroupDetailOut(
        **shown.model_dump(),
        notice=found.notice,
        admins=[_name(staff, one) for one in found.admins],
        scenes=[
            schemas.GroupSceneOut(scene=scene, joined=one.joined, left=one.left, kept=one.kept)
            for scene, one in sorted(scenes.items(), key=lambda item: -item[1].joined)
        ],
    )


@router.get("/{chat_id}/members")
def group_members(
    chat_id: str,
    access: Read,
    there: bool = True,
    search: str = "",
    cursor: str | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.GroupMemberOut]:
    """Who is in a group, newest first; with `there=false` who went, newest departure first."""
    before = _place(cursor)
    with access.platform.stores.core.reading() as conn:
        queries.group_by_id(conn, access.scope, chat_id)
        found, total = members.members_page(
            conn, access.scope, chat_id, there=there, search=search.strip(), before=before, limit=limit
        )
        items = _people(access, conn, found)
    last = found[-1] if len(found) == limit else None
    after = f"{last.joined_at_ms if there else last.left_at_ms}/{last.userid}" if last else None
    return Page(items=items, next_cursor=after, total=total)


@router.get("/{chat_id}/days")
def group_days(
    chat_id: str, access: Read, days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = DAYS_DEFAULT
) -> schemas.GroupDaysOut:
    """A group's last days, today included: customers who came, went and were there; messages as WeCom counts them."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        found = queries.group_by_id(conn, access.scope, chat_id)
        zone = own_brand(conn, access.scope).zone
        last = day_of(now_ms, zone)
        first = last - days + 1
        curve = members.group_days(conn, access.scope, chat_id, from_day=first, until_day=last, zone=zone)
        told = owner_days(conn, access.scope, found.owner_userid, from_day=first, until_day=last)
    messages = {one.day: one.messages for one in told}
    return schemas.GroupDaysOut(
        days=[
            schemas.GroupDayOut(
                day=str(day_date(one.day)),
                joined=one.joined,
                left=one.left,
                customers=one.members,
                owner_messages=messages.get(one.day),
            )
            for one in curve
        ],
        owner_groups=told[-1].groups if told else 0,
        as_of_ms=now_ms,
    )


def _shown(access: Access, conn: Connection, found: Sequence[GroupCard]) -> list[schemas.GroupOut]:
    """This function will render groups with names and today's figures, in a query each for all."""
    staff = _staff(conn, access, [one.owner_userid for one in found])
    units = units_by_id(conn, access.scope, {one.org_unit_id for one in found if one.org_unit_id})
    moved = queries.moves(conn, access.scope, [one.chat_id for one in found], from_ms=_today(access, conn))
    return [
        schemas.GroupOut(
            chat_id=one.chat_id,
            name=one.name,
            owner=one.owner_userid,
            owner_name=_name(staff, one.owner_userid),
            unit=units[one.org_unit_id].name if one.org_unit_id in units else "",
            status=one.status,
            created_at_ms=one.created_at_ms,
            ended_at_ms=one.ended_at_ms,
            members=one.member_count,
            customers=one.customer_count,
            joined_today=moved[one.chat_id][0],
            left_today=moved[one.chat_id][1],
            read_at_ms=one.read_at_ms,
        )
        for one in found
    ]


def _people(access: Access, conn: Connection, found: Sequence[Member]) -> list[schemas.GroupMemberOut]:
    """This function will render stays: customers by the name we know them by, staff and inviters by theirs."""
    ids = sorted({one.customer_id for one in found if one.customer_id})
    known = {one.id: one.name for one in customers.cards(access.platform, conn, access.scope, ids)}
    staff = _staff(conn, access, [name for one in found for name in (one.userid, one.inviter)])
    codes = names_by_state(conn, access.scope, {one.state for one in found})
    return [
        schemas.GroupMemberOut(
            userid=one.userid,
            customer_id=one.customer_id if one.customer_id in known else 0,
            is_customer=one.is_customer,
            name=known.get(one.customer_id) or one.name if one.is_customer else _name(staff, one.userid),
            scene=one.scene,
            inviter_name=_name(staff, one.inviter) if one.inviter else "",
            code=codes.get(one.state, ""),
            joined_at_ms=one.joined_at_ms,
            left_at_ms=one.left_at_ms,
            quit_scene=one.quit_scene,
        )
        for one in found
    ]


def _staff(conn: Connection, access: Access, userids: Iterable[str]) -> dict[str, Staff]:
    return {
        userid: one
        for part in scoped.batches(sorted(set(filter(None, userids))), IN_MAX)
        for userid, one in staff_by_wecom(conn, access.scope, part).items()
    }


def _name(staff: Mapping[str, Staff], userid: str) -> str:
    """This function will return a member's name; somebody not known to Siyu is called by their userid."""
    return staff[userid].name if userid in staff else userid


def _today(access: Access, conn: Connection) -> int:
    zone = own_brand(conn, access.scope).zone
    return day_begin_ms(day_of(access.platform.clock.now_ms(), zone), zone)


def _place(cursor: str | None) -> queries.Place | None:
    if cursor is None:
        return None
    at_ms, _, mark = cursor.partition("/")
    if not at_ms.isdigit() or not mark:
        raise BadGroupCursor(field="cursor", value=cursor)
    return int(at_ms), mark
