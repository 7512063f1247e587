"""Whom a mass message reaches: explicit customers, tag filter, or all customers of a sender (p92135)."""

from dataclasses import dataclass

from siyu.simulators.wecom.api.call import Call, read_object, read_objects, read_text, read_texts
from siyu.simulators.wecom.api.members import need_member, visible_relations
from siyu.simulators.wecom.entities import Json, Relation, RelationStatus
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State


@dataclass(frozen=True, slots=True)
class Audience:
    """This record splits a request: member -> customers (or groups) to confirm for, and the ids nobody can send to."""

    shares: dict[str, list[str]]
    failed: list[str]


def read_audience(state: State, call: Call) -> Audience:
    """Return who would send to whom; raise 40058 or 40063 for a request that names nobody."""
    chat_type = read_text(call.body, "chat_type") or "single"
    if chat_type == "group":
        return _groups(state, call)
    if chat_type != "single":
        raise VendorError(40058, "chat_type")
    sender = read_text(call.body, "sender")
    ids = read_texts(call.body, "external_userid", count_max=state.limits.mass_customers_max)
    filters = _read_filters(state, call)
    if not sender and not ids and not filters:
        raise VendorError(40063, "sender, external_userid and tag_filter")
    if sender:
        need_member(state, call, sender)
    if ids:
        return _by_ids(state, call, sender=sender, ids=ids)
    return _by_filter(state, call, sender=sender, filters=filters)


def _groups(state: State, call: Call) -> Audience:
    """Return the sender's groups out of those named; without names the sender chooses when confirming."""
    sender = read_text(call.body, "sender")
    if not sender:
        raise VendorError(40063, "sender")
    need_member(state, call, sender)
    asked = list(dict.fromkeys(read_texts(call.body, "chat_id_list", count_max=state.limits.mass_groups_max)))
    mine = [chat_id for chat_id in asked if state.owns_group(sender, chat_id)]
    failed = [chat_id for chat_id in asked if chat_id not in set(mine)]
    return Audience({sender: mine} if mine or not asked else {}, failed)


def _read_filters(state: State, call: Call) -> list[set[str]]:
    """Return tag sets: OR inside a set, AND between sets."""
    groups = read_objects(read_object(call.body, "tag_filter"), "group_list")
    found = [set(read_texts(group, "tag_list", count_max=state.limits.mass_filter_tags_max)) for group in groups]
    return [tags for tags in found if tags]


def _by_ids(state: State, call: Call, *, sender: str, ids: list[str]) -> Audience:
    shares: dict[str, list[str]] = {}
    failed: list[str] = []
    for external_userid in dict.fromkeys(ids):
        relation = _sender_of(state, call, sender, external_userid)
        if relation is None:
            failed.append(external_userid)
        else:
            shares.setdefault(relation.userid, []).append(external_userid)
    return Audience(shares, failed)


def _by_filter(state: State, call: Call, *, sender: str, filters: list[set[str]]) -> Audience:
    mine = (relation.external_userid for relation in state.friends.after(sender))
    candidates = list(mine if sender else state.friends.everybody())
    shares: dict[str, list[str]] = {}
    for external_userid in candidates:
        relation = _sender_of(state, call, sender, external_userid)
        if relation is not None and all(relation.tag_ids & tags for tags in filters):
            shares.setdefault(relation.userid, []).append(external_userid)
    return Audience(shares, [])


def _sender_of(state: State, call: Call, sender: str, external_userid: str) -> Relation | None:
    """Return the friendship that carries the message: the sender's, else that of whoever chatted last."""
    if sender:
        return state.friends.listed(sender, external_userid)
    relations = visible_relations(state, call, external_userid)
    return max(relations, key=_closeness, default=None)


def _closeness(relation: Relation) -> tuple[bool, int, int]:
    last = relation.last_chat_at_ms or relation.created_at_ms
    return relation.status is RelationStatus.NORMAL, last, relation.serial


AUDIENCE_EMPTY: Json = {"fail_list": []}
