"""Codes that lead into customer groups: add, get, update, delete (p92229)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_flag, read_int, read_text, read_texts, require_text
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.groups import JoinWay
from siyu.simulators.wecom.state import HEX_ALPHABET, State

CONFIG_ID_CHARS = 32
SCENE_BUTTON, SCENE_QR = 1, 2


def add_join_way(state: State, call: Call) -> Json:
    """Create a way and return its config_id only; its picture comes with get_join_way."""
    if len(state.ways) + len(state.groups.ways) >= state.limits.ways_per_corp_max:
        raise VendorError(41045)
    fields = _read_fields(state, call)
    config_id = state.new_id("", CONFIG_ID_CHARS, HEX_ALPHABET)
    way = JoinWay(config_id, state.next_serial(), call.app.agentid, state.now_ms(), fields)
    state.groups.ways[config_id] = way
    return {"config_id": config_id}


def get_join_way(state: State, call: Call) -> Json:
    """Return a way with all its settings."""
    way = _need_way(state, call)
    picture = {"qr_code": f"{state.base_url}/sim/qr/{way.config_id}.png"} if way.fields["scene"] == SCENE_QR else {}
    return {"join_way": {"config_id": way.config_id, **way.fields, **picture}}


def update_join_way(state: State, call: Call) -> Json:
    """Overwrite all settings of a way."""
    _need_way(state, call).fields = _read_fields(state, call)
    return {}


def del_join_way(state: State, call: Call) -> Json:
    """Delete a way; scans of its code lead nowhere from now on."""
    del state.groups.ways[_need_way(state, call).config_id]
    return {}


def _need_way(state: State, call: Call) -> JoinWay:
    config_id = require_text(call.body, "config_id", 41043)
    way = state.groups.ways.get(config_id)
    if way is None or way.agentid != call.app.agentid:
        raise VendorError(41044, config_id)
    return way


def _read_fields(state: State, call: Call) -> Json:
    body, limits = call.body, state.limits
    if "scene" not in body:
        raise VendorError(41038)
    scene = read_int(body, "scene")
    if scene not in (SCENE_BUTTON, SCENE_QR):
        raise VendorError(41040)
    return {
        "scene": scene,
        "remark": read_text(body, "remark")[: limits.way_text_chars_max],
        "auto_create_room": int(read_flag(body, "auto_create_room", default=True)),
        "room_base_name": read_text(body, "room_base_name", chars_max=limits.room_name_chars_max),
        "room_base_id": read_int(body, "room_base_id", default=1),
        "chat_id_list": _read_chats(state, call),
        "state": read_text(body, "state", chars_max=limits.way_text_chars_max),
        "mark_source": read_flag(body, "mark_source", default=True),
    }


def _read_chats(state: State, call: Call) -> list[str]:
    chat_ids = list(dict.fromkeys(read_texts(call.body, "chat_id_list")))
    if not chat_ids:
        raise VendorError(40063, "chat_id_list")
    if len(chat_ids) > state.limits.join_way_chats_max:
        raise VendorError(41091)
    for chat_id in chat_ids:
        chat = state.groups.chats.get(chat_id)
        if chat is None or not chat.is_open or not call.app.sees(chat.owner):
            raise VendorError(90501, chat_id)
    return chat_ids


ENDPOINTS = (
    Endpoint("externalcontact/groupchat/add_join_way", add_join_way),
    Endpoint("externalcontact/groupchat/get_join_way", get_join_way),
    Endpoint("externalcontact/groupchat/update_join_way", update_join_way),
    Endpoint("externalcontact/groupchat/del_join_way", del_join_way),
)
