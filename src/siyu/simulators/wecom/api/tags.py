"""Corp tags: list, add, edit, delete (p92117). Apps may change only what they created."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_objects, read_text, read_texts, require_text
from siyu.simulators.wecom.entities import Json, Tag, TagGroup
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State


def get_corp_tag_list(state: State, call: Call) -> Json:
    """Return all groups, or those asked for by group or tag id; `deleted` shows only when asked by id."""
    group_ids, tag_ids = read_texts(call.body, "group_id"), read_texts(call.body, "tag_id")
    if group_ids:
        return {"tag_group": [_group(state, group, None) for group in _known_groups(state, group_ids)]}
    if tag_ids:
        return {"tag_group": _groups_of_tags(state, tag_ids)}
    live = [group for group in state.tag_groups.values() if not group.deleted]
    return {"tag_group": [_group(state, group, None, with_deleted=False) for group in live]}


def add_corp_tag(state: State, call: Call) -> Json:
    """Create tags in an existing or new group and return only the created ones; same names in a request are merged."""
    body, limits = call.body, state.limits
    wanted = _wanted_tags(body, limits.tag_name_chars_max, limits.tag_order_end)
    group_order = read_int(body, "order", end=limits.tag_order_end)
    group = _target_group(state, body)
    taken = {state.tags[tag_id].name for tag_id in group.tag_ids} if group else set()
    if taken & wanted.keys():
        raise VendorError(40071, sorted(taken & wanted.keys())[0])
    if _live_tags(state) + len(wanted) > limits.tags_per_corp_max:
        raise VendorError(40126)
    group = group or create_group(state, body["group_name"], order=group_order, agentid=call.app.agentid)
    created = [create_tag(state, group, name, order=order, agentid=call.app.agentid) for name, order in wanted.items()]
    return {"tag_group": _group(state, group, [tag.tag_id for tag in created])}


def edit_corp_tag(state: State, call: Call) -> Json:
    """Rename or reorder a tag or a group; raise 40068 unknown, 40071 name taken, 81011 made by another."""
    ident = require_text(call.body, "id", 40068)
    target = _need_own(state, call, ident)
    name = read_text(call.body, "name", chars_max=state.limits.tag_name_chars_max)
    order = read_int(call.body, "order", default=target.order, end=state.limits.tag_order_end)
    if name and name != target.name:
        if name in _sibling_names(state, target):
            raise VendorError(40071, name)
        target.name = name
    target.order = order
    return {}


def del_corp_tag(state: State, call: Call) -> Json:
    """Delete tags and whole groups; a group goes with its last tag."""
    tag_ids, group_ids = read_texts(call.body, "tag_id"), read_texts(call.body, "group_id")
    if not tag_ids and not group_ids:
        raise VendorError(40063, "tag_id and group_id")
    targets = [_need_own(state, call, ident) for ident in [*tag_ids, *group_ids]]
    for target in targets:
        members = target.tag_ids if isinstance(target, TagGroup) else [target.tag_id]
        for tag_id in list(members):
            _drop_tag(state, state.tags[tag_id])
    return {}


def create_group(state: State, name: str, *, order: int, agentid: int | None) -> TagGroup:
    """Create an empty tag group; the caller fills it at once."""
    group = TagGroup(state.new_id("et"), name, order, state.now_ms(), agentid)
    state.tag_groups[group.group_id] = group
    return group


def create_tag(state: State, group: TagGroup, name: str, *, order: int, agentid: int | None) -> Tag:
    """Create a tag in a group."""
    tag = Tag(state.new_id("et"), group.group_id, name, order, state.now_ms(), agentid)
    state.tags[tag.tag_id] = tag
    group.tag_ids.append(tag.tag_id)
    return tag


def _wanted_tags(body: Json, chars_max: int, order_end: int) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for item in read_objects(body, "tag"):
        require_text(item, "name", 40063)
        wanted.setdefault(read_text(item, "name", chars_max=chars_max), read_int(item, "order", end=order_end))
    if not wanted:
        raise VendorError(40063, "tag")
    return wanted


def _target_group(state: State, body: Json) -> TagGroup | None:
    group_id = read_text(body, "group_id")
    if group_id:
        group = state.tag_groups.get(group_id)
        if group is None or group.deleted:
            raise VendorError(40068, group_id)
        return group
    require_text(body, "group_name", 40063)
    name = read_text(body, "group_name", chars_max=state.limits.tag_name_chars_max)
    return next((g for g in state.tag_groups.values() if g.name == name and not g.deleted), None)


def _need_own(state: State, call: Call, ident: str) -> Tag | TagGroup:
    target = state.tags.get(ident) or state.tag_groups.get(ident)
    if target is None or target.deleted:
        raise VendorError(40068, ident)
    if target.agentid != call.app.agentid:
        raise VendorError(81011, ident)
    return target


def _sibling_names(state: State, target: Tag | TagGroup) -> set[str]:
    if isinstance(target, TagGroup):
        return {group.name for group in state.tag_groups.values() if not group.deleted}
    return {state.tags[tag_id].name for tag_id in state.tag_groups[target.group_id].tag_ids}


def _drop_tag(state: State, tag: Tag) -> None:
    group = state.tag_groups[tag.group_id]
    tag.deleted = True
    group.tag_ids = [tag_id for tag_id in group.tag_ids if tag_id != tag.tag_id]
    group.deleted = not group.tag_ids


def _live_tags(state: State) -> int:
    return sum(not tag.deleted for tag in state.tags.values())


def _known_groups(state: State, group_ids: list[str]) -> list[TagGroup]:
    missing = [group_id for group_id in group_ids if group_id not in state.tag_groups]
    if missing:
        raise VendorError(40068, missing[0])
    return [state.tag_groups[group_id] for group_id in group_ids]


def _groups_of_tags(state: State, tag_ids: list[str]) -> list[Json]:
    by_group: dict[str, list[str]] = {}
    for tag_id in tag_ids:
        if tag_id not in state.tags:
            raise VendorError(40068, tag_id)
        by_group.setdefault(state.tags[tag_id].group_id, []).append(tag_id)
    return [_group(state, state.tag_groups[group_id], ids) for group_id, ids in by_group.items()]


def _group(state: State, group: TagGroup, tag_ids: list[str] | None, *, with_deleted: bool = True) -> Json:
    tags = [state.tags[tag_id] for tag_id in (group.tag_ids if tag_ids is None else tag_ids)]
    shown: Json = {
        "group_id": group.group_id,
        "group_name": group.name,
        "create_time": group.created_at_ms // 1000,
        "order": group.order,
        "tag": [_tag(tag, with_deleted=with_deleted) for tag in tags],
    }
    return {**shown, "deleted": True} if group.deleted and with_deleted else shown


def _tag(tag: Tag, *, with_deleted: bool) -> Json:
    shown: Json = {"id": tag.tag_id, "name": tag.name, "create_time": tag.created_at_ms // 1000, "order": tag.order}
    return {**shown, "deleted": True} if tag.deleted and with_deleted else shown


ENDPOINTS = (
    Endpoint("externalcontact/get_corp_tag_list", get_corp_tag_list, {"tag_group": []}),
    Endpoint("externalcontact/add_corp_tag", add_corp_tag),
    Endpoint("externalcontact/edit_corp_tag", edit_corp_tag),
    Endpoint("externalcontact/del_corp_tag", del_corp_tag),
)
