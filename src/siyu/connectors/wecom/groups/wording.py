"""What WeCom says of groups, in Siyu's words (p92120, p92122, p92130)."""

from collections.abc import Mapping
from typing import Any

from siyu.communities.contracts import GroupStatus, JoinScene, QuitScene, SeenGroup, SeenMember
from siyu.kit.clock import SECOND_MS

STAFF, CUSTOMER = 1, 2
STATUSES = {
    0: GroupStatus.NORMAL,
    1: GroupStatus.OWNER_LEFT,
    2: GroupStatus.INHERITING,
    3: GroupStatus.INHERITED,
}
# `groupchat/get` counts ways in otherwise than the callback does.
SCENES = {1: JoinScene.INVITED, 2: JoinScene.LINK, 3: JoinScene.CODE}
QUITS = {"0": QuitScene.LEFT, "1": QuitScene.REMOVED}


def read_group(answer: Mapping[str, Any], *, status: int, read_at_ms: int) -> SeenGroup:
    """This function will read an answer of `groupchat/get`; `status` is the list's number for it, or unknown."""
    held = answer.get("group_chat") or {}
    return SeenGroup(
        chat_id=str(held.get("chat_id", "")),
        name=str(held.get("name") or ""),
        owner=str(held.get("owner") or ""),
        created_at_ms=int(held.get("create_time") or 0) * SECOND_MS,
        version=str(held.get("member_version") or ""),
        read_at_ms=read_at_ms,
        notice=str(held.get("notice") or ""),
        admins=tuple(str(one["userid"]) for one in held.get("admin_list") or []),
        members=tuple(_member(one) for one in held.get("member_list") or [] if one.get("userid")),
        status=STATUSES.get(status),
    )


def _member(one: Mapping[str, Any]) -> SeenMember:
    return SeenMember(
        userid=str(one["userid"]),
        is_customer=int(one.get("type") or CUSTOMER) == CUSTOMER,
        joined_at_ms=int(one.get("join_time") or 0) * SECOND_MS,
        scene=SCENES.get(int(one.get("join_scene") or 0), JoinScene.UNKNOWN),
        inviter=str((one.get("invitor") or {}).get("userid") or ""),
        state=str(one.get("state") or ""),
        name=str(one.get("name") or ""),
        unionid=str(one.get("unionid") or ""),
    )
