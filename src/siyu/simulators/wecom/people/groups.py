"""People in customer groups: they open, join, invite, leave, rename, hand on and dismiss; `change_external_chat`."""

from collections.abc import Iterable, Sequence

from siyu.simulators.wecom.entities import Element, Json, SentMessage
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.groups import GroupChat, GroupMember, JoinScene, JoinWay
from siyu.simulators.wecom.people.friends import meet_customer, need_member
from siyu.simulators.wecom.state import State

CHINA_S, DAY_S = 8 * 3_600, 86_400
BY_INVITATION, BY_CODE = 0, 3
CUSTOMER = 2
LEFT, REMOVED = 0, 1


def open_group(state: State, owner: str, name: str, people: Iterable[str] = (), *, quietly: bool = False) -> GroupChat:
    """Let a member open a group with people in it; publish create unless told to do so quietly."""
    with state.lock:
        need_member(state, owner)
        chat = GroupChat(state.new_id("wr"), state.next_serial(), name, owner, state.now_ms())
        state.groups.chats[chat.chat_id] = chat
        for ident in (owner, *people):
            _put(state, chat, ident, JoinScene.INVITED, invitor="" if ident == owner else owner)
        if not quietly:
            _publish(state, chat, "create")
        return chat


def put_group(state: State, chat: GroupChat) -> None:
    """Put a group that has been there for a while, members with their own times of joining; no callback."""
    with state.lock:
        need_member(state, chat.owner)
        for member in chat.members.values():
            if member.type == CUSTOMER:
                meet_customer(state, member.ident)
        chat.serial = state.next_serial()
        state.groups.chats[chat.chat_id] = chat


def join(state: State, chat_id: str, ident: str, *, invitor: str | None = None, channel: str = "") -> GroupChat:
    """Let somebody come in, invited by somebody or by a code; publish add_member and send the group's welcome."""
    with state.lock:
        chat = need_group(state, chat_id)
        if ident in chat.members:
            return chat
        if len(chat.members) >= state.limits.group_members_max:
            raise ActionRefused("群已满员", "the group is full")
        before = chat.version
        scene = JoinScene.CODE if invitor is None else JoinScene.INVITED
        _put(state, chat, ident, scene, invitor=invitor or "", channel=channel)
        _publish_members(
            state, chat, "add_member", [ident], before=before, scenes=(BY_CODE if invitor is None else BY_INVITATION, 0)
        )
        _welcome(state, chat, ident)
        return chat


def scan_join_way(
    state: State, config_id: str, *, external_userid: str | None = None, name: str | None = None
) -> GroupChat:
    """Let a customer scan a group code: into the first group with room, or into a new one where that is set."""
    with state.lock:
        way = state.groups.ways.get(config_id)
        if way is None:
            raise ActionRefused(f"没有这个群二维码:{config_id}", f"no such join way: {config_id}")
        customer = meet_customer(state, external_userid, name=name)
        chats = [state.groups.chats[chat_id] for chat_id in way.fields["chat_id_list"]]
        inside = next((c for c in chats if c.is_open and customer.external_userid in c.members), None)
        chat = inside or _with_room(state, way, chats)
        return join(state, chat.chat_id, customer.external_userid, channel=way.fields["state"])


def leave(state: State, chat_id: str, ident: str, *, removed: bool = False) -> None:
    """Let somebody leave, or be removed by the owner; publish del_member."""
    with state.lock:
        chat = need_group(state, chat_id)
        stay = chat.members.get(ident)
        if stay is None or ident == chat.owner:
            raise ActionRefused(f"{ident} 不在群里,或者是群主", f"{ident} is not in the group, or owns it")
        before = chat.version
        del chat.members[ident]
        stay.left_at_ms = state.now_ms()
        chat.past.append(stay)
        chat.changes += 1
        _publish_members(state, chat, "del_member", [ident], before=before, scenes=(0, REMOVED if removed else LEFT))


def dismiss(state: State, chat_id: str) -> None:
    """Let the owner dismiss a group; publish dismiss."""
    with state.lock:
        chat = need_group(state, chat_id)
        chat.dismissed_at_ms = state.now_ms()
        _publish(state, chat, "dismiss")


def change_owner(state: State, chat_id: str, userid: str) -> None:
    """Let the owner hand a group to a colleague in it; publish change_owner."""
    with state.lock:
        chat = need_group(state, chat_id)
        need_member(state, userid)
        if userid not in chat.members:
            raise ActionRefused(f"{userid} 不在群里", f"{userid} is not in the group")
        chat.owner = userid
        _publish(state, chat, "update", ("UpdateDetail", "change_owner"))


def rename(state: State, chat_id: str, name: str) -> None:
    """Let the owner rename a group; publish change_name."""
    with state.lock:
        chat = need_group(state, chat_id)
        chat.name = name
        _publish(state, chat, "update", ("UpdateDetail", "change_name"))


def set_notice(state: State, chat_id: str, notice: str) -> None:
    """Let the owner change a group's notice; publish change_notice."""
    with state.lock:
        chat = need_group(state, chat_id)
        chat.notice = notice
        _publish(state, chat, "update", ("UpdateDetail", "change_notice"))


def speak(state: State, chat_id: str, ident: str, *, times: int = 1) -> None:
    """Let somebody in a group say something; it shows in statistics only."""
    with state.lock:
        chat = need_group(state, chat_id)
        if ident not in chat.members:
            raise ActionRefused(f"{ident} 不在群里", f"{ident} is not in the group")
        chat.said[((state.now_ms() // 1000 + CHINA_S) // DAY_S, ident)] += times


def attach_template(state: State, chat_id: str, template_id: str | None) -> None:
    """Let the owner put a welcome template on a group, or take it off."""
    with state.lock:
        if template_id is not None and template_id not in state.groups.templates:
            raise ActionRefused(f"没有入群欢迎语 {template_id}", f"no welcome template {template_id}")
        need_group(state, chat_id).template_id = template_id


def need_group(state: State, chat_id: str) -> GroupChat:
    """Return a group that still exists or raise `ActionRefused`."""
    chat = state.groups.chats.get(chat_id)
    if chat is None or not chat.is_open:
        raise ActionRefused(f"没有客户群 {chat_id}", f"no group {chat_id}")
    return chat


def _with_room(state: State, way: JoinWay, chats: Sequence[GroupChat]) -> GroupChat:
    room = next((c for c in chats if c.is_open and len(c.members) < state.limits.group_members_max), None)
    if room is not None:
        return room
    if not way.fields["auto_create_room"]:
        raise ActionRefused("群都满了,也没有设置自动建群", "all groups are full and none is opened automatically")
    name = f"{way.fields['room_base_name'] or chats[-1].name}{way.fields['room_base_id']}"
    chat = open_group(state, chats[-1].owner, name)
    way.fields["room_base_id"] += 1
    way.fields["chat_id_list"] = [*way.fields["chat_id_list"], chat.chat_id][-state.limits.join_way_chats_max :]
    return chat


def _put(state: State, chat: GroupChat, ident: str, scene: JoinScene, *, invitor: str = "", channel: str = "") -> None:
    kind = 1 if ident in state.members else 2
    if kind == 2:
        meet_customer(state, ident)
    chat.members[ident] = GroupMember(ident, kind, state.now_ms(), scene, invitor, channel)
    chat.changes += 1


def _welcome(state: State, chat: GroupChat, ident: str) -> None:
    template = state.groups.templates.get(chat.template_id or "")
    if template is not None and ident not in state.members:
        shown = _still_there(state, template.fields)
        sent = SentMessage("group_welcome", template.template_id, chat.owner, ident, shown, state.now_ms())
        state.sent.append(sent)


def _still_there(state: State, fields: Json) -> Json:
    """Return a template without what its three-day file has run out of: no page says that the vendor keeps a copy."""
    return {name: body for name, body in fields.items() if not _has_run_out(state, body)}


def _has_run_out(state: State, body: object) -> bool:
    named = (body.get("media_id") or body.get("pic_media_id")) if isinstance(body, dict) else None
    media = state.media.get(named or "")
    return bool(named) and (media is None or state.now_ms() >= media.expires_at_ms)


def _publish_members(
    state: State, chat: GroupChat, detail: str, idents: list[str], *, before: str, scenes: tuple[int, int]
) -> None:
    _publish(
        state,
        chat,
        "update",
        ("UpdateDetail", detail),
        ("JoinScene", scenes[0]),
        ("QuitScene", scenes[1]),
        ("MemChangeCnt", len(idents)),
        ("MemChangeList", tuple(("Item", ident) for ident in idents)),
        ("LastMemVer", before),
        ("CurMemVer", chat.version),
    )


def _publish(state: State, chat: GroupChat, change: str, *extra: Element) -> None:
    head: tuple[Element, ...] = (("Event", "change_external_chat"), ("ChatId", chat.chat_id), ("ChangeType", change))
    state.publish(chat.owner, *head, *extra)
