"""Acquisition links, their customers, statistics and quota (p97297, p97298, p97375, p100130)."""

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
from siyu.simulators.wecom.api.members import need_member
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.links import Link, LinkCustomer
from siyu.simulators.wecom.paging import cut_serial_page, page_size
from siyu.simulators.wecom.state import State

DAY_S, CHINA_S = 86_400, 8 * 3_600
CHAT_NONE, CHAT_SENT = 0, 1


def list_link(state: State, call: Call) -> Json:
    """Return link ids, oldest first."""
    most = state.limits.link_page_max
    size = page_size(read_int(call.body, "limit"), default=most, maximum=most, over="clamp")
    links, cursor = list(state.links.links.values()), read_text(call.body, "cursor")
    page, after = cut_serial_page(links, scope=state.cursor_scope("links"), cursor=cursor, size=state.fit_page(size))
    return {"link_id_list": [link.link_id for link in page], "next_cursor": after}


def get(state: State, call: Call) -> Json:
    """Return a link with its range and priorities."""
    link = _need_link(state, call)
    shown = {
        **_shown(state, link),
        "skip_verify": link.fields["skip_verify"],
        "mark_source": link.fields["mark_source"],
    }
    del shown["link_id"]
    return {"link": shown, "range": link.fields["range"], "priority_option": link.fields["priority_option"]}


def create_link(state: State, call: Call) -> Json:
    """Create a link; 41095 over the corp's limit."""
    if len(state.links.links) >= state.limits.links_max:
        raise VendorError(41095)
    name = _read_name(state, call)
    fields = _read_fields(state, call, {})
    link = Link(state.new_id("ca"), state.next_serial(), call.app.agentid, state.now_ms(), name, fields)
    state.links.links[link.link_id] = link
    return {"link": _shown(state, link)}


def update_link(state: State, call: Call) -> Json:
    """Overwrite what is given."""
    link = _need_link(state, call)
    fields = _read_fields(state, call, link.fields)
    link.name = _read_name(state, call) if "link_name" in call.body else link.name
    link.fields = fields
    return {}


def delete_link(state: State, call: Call) -> Json:
    """Delete a link; no callback, as for everything done by the API."""
    del state.links.links[_need_link(state, call).link_id]
    return {}


def customer(state: State, call: Call) -> Json:
    """Return who came through a link and whether they have said something."""
    link = _need_link(state, call)
    most = state.limits.link_customer_page_max
    size = page_size(read_int(call.body, "limit"), default=most, maximum=most, over="clamp")
    scope, cursor = state.cursor_scope("linkcustomers", link.link_id), read_text(call.body, "cursor")
    page, after = cut_serial_page(list(link.customers.values()), scope=scope, cursor=cursor, size=state.fit_page(size))
    return {"customer_list": [_customer(one) for one in page], "next_cursor": after}


def quota(state: State, call: Call) -> Json:
    """Return what was bought, what is left, and when it expires."""
    now_ms = state.now_ms()
    live = [lot for lot in state.links.lots if lot.expires_at_ms > now_ms]
    lots = [{"expire_date": lot.expires_at_ms // 1000, "balance": lot.balance} for lot in live]
    return {"total": state.links.bought, "balance": state.links.balance_at(now_ms), "quota_list": lots}


def statistic(state: State, call: Call) -> Json:
    """Return clicks and new customers over whole days, at most 30 of the last 180."""
    link, limits = _need_link(state, call), state.limits
    first, last, today = (_day(at_s) for at_s in (*_read_span(call.body), state.now_ms() // 1000))
    if not today - limits.statistic_back_days <= first <= last or last - first > limits.statistic_span_days:
        raise VendorError(40058, "start_time and end_time")
    clicks = sum(first <= _day(at_ms // 1000) <= last for at_ms in link.clicked_at_ms)
    added = sum(first <= _day(at_ms // 1000) <= last for at_ms in link.added_at_ms)
    return {"click_link_customer_cnt": clicks, "new_customer_cnt": added}


def get_chat_info(state: State, call: Call) -> Json:
    """Return how much a customer of a link has said, for a chat key of the last half hour (41201)."""
    key = state.links.chat_keys.get(require_text(call.body, "chat_key", 41201))
    link = state.links.links.get(key.link_id) if key is not None else None
    if key is None or link is None or state.now_ms() >= key.expires_at_ms:
        raise VendorError(41201)
    one = link.customers[key.external_userid]
    info = {"recv_msg_cnt": one.said, "link_id": link.link_id, "state": one.state}
    return {"userid": one.userid, "external_userid": one.external_userid, "chat_info": info}


def _need_link(state: State, call: Call) -> Link:
    link_id = require_text(call.body, "link_id", 40063)
    link = state.links.links.get(link_id)
    if link is None:
        raise VendorError(40058, "link_id")
    if link.agentid != call.app.agentid:
        raise VendorError(41098)
    return link


def _read_name(state: State, call: Call) -> str:
    require_text(call.body, "link_name", 40063)
    return read_text(call.body, "link_name", chars_max=state.limits.way_text_chars_max)


def _read_fields(state: State, call: Call, old: Json) -> Json:
    body = {**old, **call.body}
    return {
        "range": _read_range(state, call, read_object(body, "range")),
        "skip_verify": read_flag(body, "skip_verify", default=True),
        "mark_source": read_flag(body, "mark_source", default=True),
        "priority_option": _read_priority(state, read_object(body, "priority_option")),
    }


def _read_range(state: State, call: Call, given: Json) -> Json:
    users = read_texts(given, "user_list")
    departments = given.get("department_list") or []
    if not isinstance(departments, list) or not all(type(item) is int for item in departments):
        raise VendorError(40058, "department_list")
    for userid in users:
        need_member(state, call, userid)
    people = state.expand_users(users, departments)
    if not people or len(people) > state.limits.link_members_max:
        raise VendorError(40063 if not people else 40058, "range")
    return {"user_list": users, "department_list": departments}


def _read_priority(state: State, given: Json) -> Json:
    if not given:
        return {}
    kind = read_int(given, "priority_type")
    users = read_texts(given, "priority_userid_list", count_max=state.limits.link_priority_max)
    if kind not in (1, 2) or (kind == 2 and not users):
        raise VendorError(40058, "priority_option")
    return {"priority_type": kind, "priority_userid_list": users}


def _read_span(body: Json) -> tuple[int, int]:
    return read_int(body, "start_time"), read_int(body, "end_time")


def _day(at_s: int) -> int:
    return (at_s + CHINA_S) // DAY_S


def _shown(state: State, link: Link) -> Json:
    url = f"{state.base_url}/ca/{link.link_id}"
    head: Json = {"link_id": link.link_id, "link_name": link.name, "url": url}
    return {**head, "create_time": link.created_at_ms // 1000}


def _customer(one: LinkCustomer) -> Json:
    status = CHAT_SENT if one.said else CHAT_NONE
    return {
        "external_userid": one.external_userid,
        "userid": one.userid,
        "chat_status": status,
        "state": one.state,
    }


ROOT = "externalcontact/customer_acquisition/"
ENDPOINTS = (
    Endpoint(ROOT + "list_link", list_link, {"link_id_list": [], "next_cursor": ""}),
    Endpoint(ROOT + "get", get),
    Endpoint(ROOT + "create_link", create_link),
    Endpoint(ROOT + "update_link", update_link),
    Endpoint(ROOT + "delete_link", delete_link),
    Endpoint(ROOT + "customer", customer, {"customer_list": [], "next_cursor": ""}),
    Endpoint("externalcontact/customer_acquisition_quota", quota, {"quota_list": []}),
    Endpoint(ROOT + "statistic", statistic),
    Endpoint(ROOT + "get_chat_info", get_chat_info),
)
