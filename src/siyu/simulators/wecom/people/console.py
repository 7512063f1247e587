"""What administrators do in WeCom's own console with corp tags: `change_external_tag`."""

from siyu.simulators.wecom.entities import Element, Tag, TagGroup
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.state import State


def tag_created(state: State, tag: Tag | TagGroup) -> None:
    """Publish create for a tag or a group."""
    _publish(state, "create", tag)


def rename_tag(state: State, ident: str, name: str) -> None:
    """Rename a tag or a group and publish update."""
    with state.lock:
        found = _need(state, ident)
        found.name = name
        _publish(state, "update", found)


def delete_tag(state: State, ident: str) -> None:
    """Delete a tag, or a group with all its tags, and publish one delete; a group goes with its last tag."""
    with state.lock:
        found = _need(state, ident)
        tag_ids = list(found.tag_ids) if isinstance(found, TagGroup) else [found.tag_id]
        group = found if isinstance(found, TagGroup) else state.tag_groups[found.group_id]
        for tag_id in tag_ids:
            state.tags[tag_id].deleted = True
        group.tag_ids = [tag_id for tag_id in group.tag_ids if tag_id not in tag_ids]
        group.deleted = not group.tag_ids
        _publish(state, "delete", found)


def shuffle_tags(state: State, group_id: str | None = None) -> None:
    """Turn the order of a group's tags round, or that of all groups, and publish shuffle."""
    with state.lock:
        groups = [state.tag_groups[group_id]] if group_id else list(state.tag_groups.values())
        for group in groups:
            for order, tag_id in enumerate(group.tag_ids):
                state.tags[tag_id].order = order
        ident: tuple[Element, ...] = (("Id", group_id),) if group_id else ()
        state.publish(None, ("Event", "change_external_tag"), ("ChangeType", "shuffle"), *ident)


def _need(state: State, ident: str) -> Tag | TagGroup:
    found = state.tags.get(ident) or state.tag_groups.get(ident)
    if found is None or found.deleted:
        raise ActionRefused(f"没有企业标签 {ident}", f"no corp tag {ident}")
    return found


def _publish(state: State, change: str, tag: Tag | TagGroup) -> None:
    is_group = isinstance(tag, TagGroup)
    ident = tag.group_id if isinstance(tag, TagGroup) else tag.tag_id
    kind = "tag_group" if is_group else "tag"
    head: tuple[Element, ...] = (("Event", "change_external_tag"), ("ChangeType", change))
    state.publish(None, *head, ("Id", ident), ("TagType", kind))
