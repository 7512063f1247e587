"""Customer groups: list, get, opengid (p92120, p92122, p94822)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_object, read_text, read_texts, require_text
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.groups import GroupChat, GroupMember
from siyu.simulators.wecom.paging import cut_serial_page
from siyu.simulators.wecom.state import State

OPENGID_PREFIX = "og"
EVERY_STATUS = 0
STATUS_END = 4


def list_groups(state: State, call: Call) -> Json:
    """Return group ids, oldest first; `limit` (1 to 1,000) is required; groups of owners who left only when named.

    Raise 81017 without an owner filter when the app sees more than 1,000 members.
    """
    body = call.body
    size = _required_limit(state, body)
    owners = read_texts(read_object(body, "owner_filter"), "userid_list", count_max=state.limits.group_owners_max)
    wanted = read_int(body, "status_filter", end=STATUS_END)
    if not owners and _seen_members(state, call) > state.limits.group_range_members_max:
        raise VendorError(81017, "owner_filter is needed")
    chats = [c for c in state.groups.chats.values() if _is_listed(state, call, c, owners)]
    chats = [c for c in chats if wanted in (EVERY_STATUS, int(c.status))]
    scope = state.cursor_scope("groups", ",".join(owners), wanted)
    page, cursor = cut_serial_page(chats, scope=scope, cursor=read_text(body, "cursor"), size=state.fit_page(size))
    return {"group_chat_list": [{"chat_id": c.chat_id, "status": int(c.status)} for c in page], "next_cursor": cursor}


def get_group(state: State, call: Call) -> Json:
    """Return a group with its members; names only with need_name 1."""
    chat = need_group(state, call, require_text(call.body, "chat_id", 40063))
    with_names = read_int(call.body, "need_name", end=2) == 1
    shown = [_member(state, member, with_names=with_names) for member in chat.members.values()]
    return {
        "group_chat": {
            "chat_id": chat.chat_id,
            "name": chat.name,
            "owner": chat.owner,
            "create_time": chat.created_at_ms // 1000,
            "notice": chat.notice,
            "member_list": shown,
            "admin_list": [{"userid": userid} for userid in chat.admins],
            "member_version": chat.version,
        }
    }


def opengid_to_chatid(state: State, call: Call) -> Json:
    """Return the chat id behind an opengid; raise 90511."""
    chat_id = require_text(call.body, "opengid", 40063).removeprefix(OPENGID_PREFIX)
    if chat_id not in state.groups.chats:
        raise VendorError(90511)
    return {"chat_id": chat_id}


def need_group(state: State, call: Call, chat_id: str) -> GroupChat:
    """Return a group whose owner the app sees; raise 90501 unknown, 49008 dismissed, 60011 out of range."""
    chat = state.groups.chats.get(chat_id)
    if chat is None:
        raise VendorError(90501, chat_id)
    if not chat.is_open:
        raise VendorError(49008, chat_id)
    if not call.app.sees(chat.owner):
        raise VendorError(60011, chat.owner)
    return chat


def _required_limit(state: State, body: Json) -> int:
    limit = read_int(body, "limit")
    if not 1 <= limit <= state.limits.group_page_max:
        raise VendorError(40058, f"limit must be 1 to {state.limits.group_page_max}")
    return limit


def _seen_members(state: State, call: Call) -> int:
    return sum(member.works_here and call.app.sees(member.userid) for member in state.members.values())


def _is_listed(state: State, call: Call, chat: GroupChat, owners: list[str]) -> bool:
    if not chat.is_open or not call.app.sees(chat.owner):
        return False
    owner = state.members.get(chat.owner)
    return chat.owner in owners if owners else owner is not None and owner.works_here


def _member(state: State, member: GroupMember, *, with_names: bool) -> Json:
    shown: Json = {"userid": member.ident, "type": member.type}
    customer = state.customers.find(member.ident) if member.type == 2 else None
    if customer is not None and customer.unionid and customer.type == 1:
        shown["unionid"] = customer.unionid
    shown |= {"join_time": member.joined_at_ms // 1000, "join_scene": int(member.scene), "group_nickname": ""}
    if member.invitor:
        shown["invitor"] = {"userid": member.invitor}
    if member.state:
        shown["state"] = member.state
    if with_names:
        colleague = state.members.get(member.ident)
        shown["name"] = customer.name if customer else colleague.name if colleague else ""
    return shown


ENDPOINTS = (
    Endpoint("externalcontact/groupchat/list", list_groups, {"group_chat_list": [], "next_cursor": ""}),
    Endpoint("externalcontact/groupchat/get", get_group),
    Endpoint("externalcontact/opengid_to_chatid", opengid_to_chatid),
)
