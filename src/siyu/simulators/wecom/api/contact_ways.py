"""联系我 ways: add, get, list, update, delete (p92228)."""

from siyu.simulators.wecom.api.call import (
    Call,
    Endpoint,
    read_flag,
    read_int,
    read_object,
    read_text,
    read_texts,
    require_text,
)
from siyu.simulators.wecom.entities import ContactWay, Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.paging import cut_serial_page, page_size
from siyu.simulators.wecom.state import HEX_ALPHABET, State

CONFIG_ID_CHARS = 32
STYLES_MAX = {1: 3, 2: 2}
TEMP_LIFE_S = {"expires_in": 7 * 86_400, "chat_expires_in": 86_400}
SCENE_BUTTON, SCENE_QR = 1, 2


def add_contact_way(state: State, call: Call) -> Json:
    """Create a way and return its config_id, with the picture's address for scene 2."""
    kind = _read_choice(call.body, "type", missing=41037, invalid=41039)
    scene = _read_choice(call.body, "scene", missing=41038, invalid=41040)
    fields: Json = {"type": kind, "scene": scene, "is_temp": read_flag(call.body, "is_temp", default=False)}
    fields |= _read_settings(state, call, fields)
    if not fields["is_temp"] and _is_full(state):
        raise VendorError(41045)
    way = _create(state, call, fields)
    answer = {"config_id": way.config_id}
    return {**answer, "qr_code": fields["qr_code"]} if scene == SCENE_QR else answer


def get_contact_way(state: State, call: Call) -> Json:
    """Return a way with all its settings."""
    way = _need_way(state, call)
    return {"contact_way": {"config_id": way.config_id, **way.fields}}


def list_contact_way(state: State, call: Call) -> Json:
    """Return config ids of lasting ways created in a window, by default the last 90 days."""
    body, limits = call.body, state.limits
    now_s = state.now_ms() // 1000
    start = read_int(body, "start_time", default=now_s - limits.way_list_days * 86_400)
    end = read_int(body, "end_time", default=now_s)
    size = page_size(
        read_int(body, "limit"), default=limits.way_page_default, maximum=limits.way_page_max, over="clamp"
    )
    ways = [w for w in state.ways.values() if not w.fields["is_temp"] and start <= w.created_at_ms // 1000 <= end]
    scope = state.cursor_scope("ways", body.get("start_time"), body.get("end_time"))
    page, cursor = cut_serial_page(ways, scope=scope, cursor=read_text(body, "cursor"), size=state.fit_page(size))
    return {"contact_way": [{"config_id": way.config_id} for way in page], "next_cursor": cursor}


def update_contact_way(state: State, call: Call) -> Json:
    """Change the settings given; user and party overwrite; type, scene and is_temp never change."""
    way = _need_way(state, call)
    unchanged = {key: way.fields[key] for key in ("type", "scene", "is_temp")}
    merged = {**way.fields, **call.body, **unchanged}
    way.fields |= _read_settings(state, Call(call.app, call.query, merged), unchanged)
    return {}


def del_contact_way(state: State, call: Call) -> Json:
    """Delete a way; scans of its code lead nowhere from now on."""
    del state.ways[_need_way(state, call).config_id]
    return {}


def _create(state: State, call: Call, fields: Json) -> ContactWay:
    config_id = state.new_id("", CONFIG_ID_CHARS, HEX_ALPHABET)
    if fields["scene"] == SCENE_QR:
        fields["qr_code"] = f"{state.base_url}/sim/qr/{config_id}.png"
    way = ContactWay(config_id, state.next_serial(), call.app.agentid, state.now_ms(), fields)
    state.ways[config_id] = way
    return way


def _is_full(state: State) -> bool:
    most = state.limits.ways_per_corp_max
    return len(state.ways) >= most and sum(not way.fields["is_temp"] for way in state.ways.values()) >= most


def _need_way(state: State, call: Call) -> ContactWay:
    config_id = require_text(call.body, "config_id", 41043)
    way = state.ways.get(config_id)
    if way is None:
        raise VendorError(41044, config_id)
    return way


def _read_choice(body: Json, name: str, *, missing: int, invalid: int) -> int:
    if name not in body:
        raise VendorError(missing)
    if type(body[name]) is not int or body[name] not in (1, 2):
        raise VendorError(invalid)
    return int(body[name])


def _read_settings(state: State, call: Call, fixed: Json) -> Json:
    body, limits = call.body, state.limits
    settings: Json = {
        "style": _read_style(body, fixed),
        "remark": read_text(body, "remark", chars_max=limits.way_text_chars_max),
        "skip_verify": read_flag(body, "skip_verify", default=True),
        "state": read_text(body, "state", chars_max=limits.way_text_chars_max),
        "user": read_texts(body, "user"),
        "party": _read_party(body, fixed["type"]),
        "is_exclusive": read_flag(body, "is_exclusive", default=False),
    }
    _check_users(state, call, settings, fixed["type"])
    return settings | _read_temp(state, body) if fixed["is_temp"] else settings


def _read_style(body: Json, fixed: Json) -> int:
    style = body.get("style", 0)
    if fixed["scene"] != SCENE_BUTTON or not style:
        return 0
    if type(style) is not int or not 1 <= style <= STYLES_MAX[fixed["type"]]:
        raise VendorError(41042)
    return style


def _read_party(body: Json, kind: int) -> list[int]:
    party = body.get("party") or []
    if not isinstance(party, list) or not all(type(item) is int for item in party):
        raise VendorError(40058, "party must be a list of integers")
    return party if kind == 2 else []


def _read_temp(state: State, body: Json) -> Json:
    limits = state.limits
    ends = {name: read_int(body, name, default=life) for name, life in TEMP_LIFE_S.items()}
    if max(ends.values()) > limits.way_temp_life_s_max:
        raise VendorError(40058, "expires_in")
    conclusions = read_object(body, "conclusions")
    text = read_object(conclusions, "text")
    read_text(text, "content", bytes_max=limits.way_conclusion_bytes_max)
    return {**ends, "unionid": read_text(body, "unionid"), "conclusions": conclusions}


def _check_users(state: State, call: Call, settings: Json, kind: int) -> None:
    """Raise 40058 (single without exactly one user, nobody at all), 41041, 40003, 60011, 84074 or 41054."""
    users = list(dict.fromkeys(settings["user"]))
    if kind == 1 and len(users) != 1:
        raise VendorError(40058, "user must hold exactly one member")
    everyone = state.expand_users(users, settings["party"])
    if not everyone:
        raise VendorError(40058, "user and party are empty")
    if len(everyone) > state.limits.way_users_max:
        raise VendorError(41041)
    for userid in users:
        _check_user(state, call, userid)


def _check_user(state: State, call: Call, userid: str) -> None:
    member = state.members.get(userid)
    if member is None or not member.works_here:
        raise VendorError(40003, userid)
    if not call.app.sees(userid):
        raise VendorError(60011, userid)
    if not member.customer_contact:
        raise VendorError(84074, userid)
    if member.status != 1:
        raise VendorError(41054, userid)


WAYS_EMPTY: Json = {"contact_way": [], "next_cursor": ""}
ENDPOINTS = (
    Endpoint("externalcontact/add_contact_way", add_contact_way),
    Endpoint("externalcontact/get_contact_way", get_contact_way),
    Endpoint("externalcontact/list_contact_way", list_contact_way, WAYS_EMPTY),
    Endpoint("externalcontact/update_contact_way", update_contact_way),
    Endpoint("externalcontact/del_contact_way", del_contact_way),
)
