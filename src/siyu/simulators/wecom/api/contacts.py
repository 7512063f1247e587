"""Members with 客户联系 and their customers: lists, details, remark, mark_tag (p92571, p92113-p92118, p92994)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_text, read_texts, require_text
from siyu.simulators.wecom.api.members import need_member, need_relation, visible_relations
from siyu.simulators.wecom.entities import ExternalUser, Json, Relation
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.paging import cut_page, decode_cursor, encode_cursor, page_size
from siyu.simulators.wecom.state import State

REMARK_FIELDS = ("remark", "description", "remark_company", "remark_mobiles", "remark_pic_mediaid")


def get_follow_user_list(state: State, call: Call) -> Json:
    """Return the members with 客户联系 that the app sees."""
    members = (m for m in state.members.values() if m.works_here and m.customer_contact)
    return {"follow_user": [m.userid for m in members if call.app.sees(m.userid)]}


def list_customers(state: State, call: Call) -> Json:
    """Return the customer ids of one member; a member without customers gives 84061."""
    userid = require_text(call.query, "userid", 40003)
    need_member(state, call, userid)
    listed = [relation.external_userid for relation in state.friends.of_member(userid)]
    if not listed:
        raise VendorError(84061)
    return {"external_userid": listed}


def get_customer(state: State, call: Call) -> Json:
    """Return one customer with its followers, 500 to a page; next_cursor is absent on the last page.

    The cursor dies (50100) when a follower comes or goes between two pages.
    """
    external_userid = require_text(call.query, "external_userid", 41035)
    relations = visible_relations(state, call, external_userid)
    if not relations:
        raise VendorError(84061)
    page, cursor = cut_page(
        relations,
        scope=state.cursor_scope("get", external_userid, len(relations)),
        cursor=call.query.get("cursor", ""),
        size=state.fit_page(state.limits.followers_per_page),
    )
    follow_user = [_follow_user(state, relation) for relation in page]
    answer = {"external_contact": _external_contact(state.customers[external_userid]), "follow_user": follow_user}
    return {**answer, "next_cursor": cursor} if cursor else answer


def batch_get_by_user(state: State, call: Call) -> Json:
    """Return customers of up to 100 members, one page; a limit over 100 is served as 100.

    The cursor is (position in the list of members, serial of the last friendship served), so friends who come or go
    between two pages neither shift nor repeat the others. `userid` alone is taken as an older form of `userid_list`.
    """
    limits = state.limits
    userids = read_texts(call.body, "userid_list", count_max=limits.batch_users_max)
    userids = userids or [require_text(call.body, "userid", 40063)]
    unlicensed = [userid for userid in userids if not need_member(state, call, userid).licensed]
    served = [userid for userid in userids if userid not in unlicensed]
    asked = page_size(
        read_int(call.body, "limit"), default=limits.batch_page_default, maximum=limits.batch_page_max, over="clamp"
    )
    page, cursor = _walk(state, served, read_text(call.body, "cursor"), state.fit_page(asked))
    contacts = [_contact_with_info(state, relation) for relation in page]
    failed = {"unlicensed_userid_list": unlicensed}
    return {"external_contact_list": contacts, "next_cursor": cursor, "fail_info": failed}


def remark(state: State, call: Call) -> Json:
    """Overwrite a member's notes on a customer; at least one field; a list holding "" clears the phones."""
    body, limits = call.body, state.limits
    relation = need_relation(
        state, call, require_text(body, "userid", 40003), require_text(body, "external_userid", 41035)
    )
    if not any(name in body for name in REMARK_FIELDS):
        raise VendorError(40063, "remark")
    name = read_text(body, "remark", chars_max=limits.remark_chars_max)
    description = read_text(body, "description", chars_max=limits.description_chars_max)
    company = read_text(body, "remark_company", chars_max=limits.company_chars_max)
    mobiles = tuple(mobile for mobile in read_texts(body, "remark_mobiles") if mobile)
    if "remark" in body:
        relation.remark = name
    if "description" in body:
        relation.description = description
    if "remark_company" in body and state.customers[relation.external_userid].type == 1:
        relation.remark_company = company
    if body.get("remark_mobiles"):
        relation.mobiles = mobiles
    return {}


def mark_tag(state: State, call: Call) -> Json:
    """Add and remove corp tags on one friendship; raise 40063, 40068 unknown tag or 40144 over 3,000 tags."""
    body = call.body
    relation = need_relation(
        state, call, require_text(body, "userid", 40003), require_text(body, "external_userid", 41035)
    )
    added, removed = set(read_texts(body, "add_tag")), set(read_texts(body, "remove_tag"))
    if not added and not removed:
        raise VendorError(40063, "add_tag and remove_tag")
    unknown = [tag_id for tag_id in added | removed if tag_id not in state.tags or state.tags[tag_id].deleted]
    if unknown:
        raise VendorError(40068, unknown[0])
    tag_ids = (relation.tag_ids | added) - removed
    if sum(not state.tags[tag_id].deleted for tag_id in tag_ids) > state.limits.tags_per_pair_max:
        raise VendorError(40144)
    relation.tag_ids = frozenset(tag_ids)
    return {}


def _walk(state: State, userids: list[str], cursor: str, size: int) -> tuple[list[Relation], str]:
    """Return up to `size` friendships after the cursor, and the cursor of the next page ("" at the end)."""
    scope = state.cursor_scope("batch", ",".join(userids))
    start, last = decode_cursor(scope, cursor, first=(0, 0))
    page: list[Relation] = []
    for index in range(start, len(userids)):
        for relation in state.friends.after(userids[index], last if index == start else 0):
            if len(page) == size:
                return page, encode_cursor(scope, index, relation.serial - 1)
            page.append(relation)
    return page, ""


def _external_contact(customer: ExternalUser) -> Json:
    contact: Json = {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "type": customer.type,
        "avatar": customer.avatar,
        "gender": customer.gender,
    }
    if customer.unionid and customer.type == 1:
        contact["unionid"] = customer.unionid
    return contact


def _contact_with_info(state: State, relation: Relation) -> Json:
    contact = _external_contact(state.customers[relation.external_userid])
    tag_ids = [tag_id for tag_id in sorted(relation.tag_ids) if not state.tags[tag_id].deleted]
    return {"external_contact": contact, "follow_info": {**_notes(relation), "tag_id": tag_ids}}


def _follow_user(state: State, relation: Relation) -> Json:
    tags = (state.tags[tag_id] for tag_id in sorted(relation.tag_ids))
    shown: list[Json] = [
        {"group_name": state.tag_groups[t.group_id].name, "tag_name": t.name, "tag_id": t.tag_id, "type": 1}
        for t in tags
        if not t.deleted
    ]
    shown += [{"group_name": "", "tag_name": name, "type": 2} for name in relation.personal_tags]
    return {**_notes(relation), "tags": shown}


def _notes(relation: Relation) -> Json:
    notes: Json = {
        "userid": relation.userid,
        "remark": relation.remark,
        "description": relation.description,
        "createtime": relation.created_at_ms // 1000,
        "remark_mobiles": list(relation.mobiles),
        "add_way": relation.add_way,
        "oper_userid": relation.oper_userid,
    }
    if relation.remark_company:
        notes["remark_corp_name"] = relation.remark_company
    if relation.state:
        notes["state"] = relation.state
    return notes


BATCH_EMPTY: Json = {"external_contact_list": [], "next_cursor": ""}
ENDPOINTS = (
    Endpoint("externalcontact/get_follow_user_list", get_follow_user_list, {"follow_user": []}),
    Endpoint("externalcontact/list", list_customers, {"external_userid": []}),
    Endpoint("externalcontact/get", get_customer, {"follow_user": []}),
    Endpoint("externalcontact/batch/get_by_user", batch_get_by_user, BATCH_EMPTY),
    Endpoint("externalcontact/remark", remark),
    Endpoint("externalcontact/mark_tag", mark_tag),
)
