"""HTTP of choosing groups for a mass message: the groups, what would happen, a draft."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.communities import queries as communities
from siyu.communities.contracts import Group
from siyu.communities.sending import schemas
from siyu.kit.errors import NotFound
from siyu.kit.http import PAGE_MAX, Access, allow
from siyu.outreach.attaching.queries import attached
from siyu.outreach.contracts import Attachment
from siyu.outreach.mass import operations
from siyu.outreach.mass.contracts import Audience, GroupTarget, Plan, Reminders
from siyu.outreach.mass.groups.queries import say_groups
from siyu.outreach.mass.planning.operations import foretell
from siyu.outreach.quota.queries import group_room
from siyu.tenancy.queries import own_brand, staff_by_wecom

router = APIRouter(prefix="/brands/{brand}/group-mass", tags=["mass"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("outreach.write"))]


class GroupNotReachable(NotFound):
    """A chosen group cannot be sent to: it is gone, has no owner, or belongs to another part of the organisation."""

    zh = "客户群「{value}」现在不能群发"
    en = "The group {value!r} cannot be sent to"
    fix_zh = "群可能已解散、群主已离职，或不在您的管理范围；请重新选择"
    fix_en = "It may be dismissed, without an owner, or outside your part of the organisation; choose again"


@router.get("/groups")
def groups(
    access: Read, search: str = "", limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX
) -> list[schemas.GroupChoiceOut]:
    """Groups one may send to, whose names or owners contain `search`, with the room their quota leaves now."""
    with access.platform.stores.core.reading() as conn:
        found = communities.reachable_groups(conn, access.scope)
        staff = staff_by_wecom(conn, access.scope, {one.owner_userid for one in found})
    names = {userid: one.name for userid, one in staff.items()}
    words = search.strip().lower()
    shown = [one for one in found if words in f"{one.name} {names.get(one.owner_userid, '')}".lower()][:limit]
    at_ms = access.platform.clock.now_ms()
    with access.platform.stores.flow.reading() as conn:
        room = group_room(conn, access.scope, [one.chat_id for one in shown], at_ms=at_ms)
    return [
        schemas.GroupChoiceOut(
            chat_id=one.chat_id,
            name=one.name,
            owner=one.owner_userid,
            owner_name=names.get(one.owner_userid, ""),
            members=one.member_count,
            room=room[one.chat_id],
        )
        for one in shown
    ]


@router.post("/forecast")
def forecast(body: schemas.GroupMassPlanBody, access: Read) -> schemas.GroupMassForecast:
    """What a mass message to these groups would do; nothing is written."""
    with access.platform.stores.core.reading() as conn:
        zone = own_brand(conn, access.scope).zone
    told = foretell(access.platform, access.scope, _plan(access, body), zone=zone)
    with access.platform.stores.core.reading() as conn:
        staff = staff_by_wecom(conn, access.scope, {one.advisor for one in told.shares})
    names = {userid: one.name for userid, one in staff.items()}
    shares = [asdict(one) | {"name": names.get(one.advisor, "")} for one in told.shares]
    words = {"shares": shares, "sentence": say_groups(told, access.lang)}
    return schemas.GroupMassForecast.model_validate(asdict(told) | words)


@router.post("", status_code=201)
def create(body: schemas.GroupMassBody, access: Write) -> schemas.GroupMassMade:
    """Draft a mass message to groups; it is sent off like any other."""
    plan, at_ms = _plan(access, body.plan), access.platform.clock.now_ms()
    made = access.platform.stores.flow.write(
        lambda conn: operations.create_campaign(conn, access.scope, name=body.name, plan=plan, at_ms=at_ms)
    )
    return schemas.GroupMassMade(id=made.id)


@router.put("/{campaign_id}")
def change(campaign_id: int, body: schemas.GroupMassBody, access: Write) -> schemas.GroupMassMade:
    """Change a draft to groups."""
    plan, at_ms = _plan(access, body.plan), access.platform.clock.now_ms()
    access.platform.stores.flow.write(
        lambda conn: operations.change_campaign(conn, access.scope, campaign_id, name=body.name, plan=plan, at_ms=at_ms)
    )
    return schemas.GroupMassMade(id=campaign_id)


def _plan(access: Access, body: schemas.GroupMassPlanBody) -> Plan:
    """This function will read a plan. Raises GroupNotReachable, UnknownMaterial and BadAttachment."""
    written = [Attachment(**one.model_dump()) for one in body.attachments]
    with access.platform.stores.core.reading() as conn:
        attachments = attached(conn, access.scope, written)
        known = _known(conn, access, body.chat_ids)
    chosen = dict.fromkeys(body.chat_ids)
    for chat_id in chosen:
        if chat_id not in known:
            raise GroupNotReachable(field="chat_ids", value=chat_id)
    targets = tuple(_target(known[one]) for one in chosen)
    reminders = Reminders(**body.reminders.model_dump())
    return Plan(Audience(groups=targets), body.text, attachments, (), body.start_at_ms, reminders)


def _known(conn: Connection, access: Access, chat_ids: Sequence[str]) -> dict[str, Group]:
    found = communities.reachable_groups(conn, access.scope, chat_ids=chat_ids) if chat_ids else []
    return {one.chat_id: one for one in found}


def _target(group: Group) -> GroupTarget:
    return GroupTarget(group.chat_id, group.name, group.owner_userid)
