"""The organisation, read side: departments, members, and the id list of 通讯录同步 (p90196-p90208, p95350, p96067)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_text, require_text
from siyu.simulators.wecom.entities import AppKind, Department, Json, Member
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.paging import cut_page, page_size
from siyu.simulators.wecom.state import State

ROOT_ID = 1
APP_OR_CONTACTS: tuple[AppKind, ...] = ("app", "contacts")


def department_list(state: State, call: Call) -> Json:
    """Return a department and everything below it, or all departments."""
    return {"department": [_department(state, d) for d in _subtree(state, call)]}


def department_simplelist(state: State, call: Call) -> Json:
    """Return the same as ids, parents and order only."""
    rows = [{"id": d.department_id, "parentid": d.parent_id, "order": d.order} for d in _subtree(state, call)]
    return {"department_id": rows}


def department_get(state: State, call: Call) -> Json:
    """Return one department; raise 60123 for an unknown one."""
    return {"department": _department(state, _need_department(state, _number(call, "id")))}


def user_simplelist(state: State, call: Call) -> Json:
    """Return id, name and departments of the members directly in a department."""
    rows = [
        {"userid": m.userid, "name": m.name, "department": list(m.departments), "open_userid": f"wo{m.userid}"}
        for m in _direct_members(state, call)
    ]
    return {"userlist": rows}


def user_list(state: State, call: Call) -> Json:
    """Return the members directly in a department with their details."""
    return {"userlist": [_details(member) for member in _direct_members(state, call)]}


def user_get(state: State, call: Call) -> Json:
    """Return one member; the id is matched whatever its case; raise 60111 unknown, 60011 out of range."""
    asked = require_text(call.query, "userid", 40003)
    member = _find(state, asked)
    if member is None:
        raise VendorError(60111, asked)
    if not call.app.sees(member.userid):
        raise VendorError(60011, asked)
    return _details(member)


def user_list_id(state: State, call: Call) -> Json:
    """Return (member, department) pairs, up to 10,000 a page; a member of two departments has two rows."""
    limits = state.limits
    asked = read_int(call.body, "limit", default=limits.list_id_page_max)
    size = page_size(asked, default=limits.list_id_page_max, maximum=limits.list_id_page_max, over="clamp")
    rows = [{"userid": m.userid, "department": department} for m in _employed(state) for department in m.departments]
    scope = state.cursor_scope("list_id")
    page, cursor = cut_page(rows, scope=scope, cursor=read_text(call.body, "cursor"), size=state.fit_page(size))
    return {"dept_user": page, "next_cursor": cursor}


def agent_get(state: State, call: Call) -> Json:
    """Return the calling app with its visible range; raise 301002 for another app's id."""
    app = call.app
    if _number(call, "agentid") != app.agentid:
        raise VendorError(301002)
    users = [] if app.visible_userids is None else [{"userid": userid} for userid in sorted(app.visible_userids)]
    return {
        "agentid": app.agentid,
        "name": app.name,
        "square_logo_url": f"{state.base_url}/sim/logo.svg",
        "description": "",
        "allow_userinfos": {"user": users},
        "allow_partys": {"partyid": [ROOT_ID] if app.visible_userids is None else []},
        "allow_tags": {"tagid": []},
        "close": int(not app.enabled),
        "redirect_domain": app.trusted_domain or "",
        "report_location_flag": 0,
        "isreportenter": 0,
        "home_url": "",
    }


def _subtree(state: State, call: Call) -> list[Department]:
    if not call.query.get("id"):
        return list(state.departments.values())
    found = [_need_department(state, _number(call, "id"))]
    for department in found:
        found += [d for d in state.departments.values() if d.parent_id == department.department_id]
    return found


def _need_department(state: State, department_id: int) -> Department:
    department = state.departments.get(department_id)
    if department is None:
        raise VendorError(60123, str(department_id))
    return department


def _direct_members(state: State, call: Call) -> list[Member]:
    department_id = _need_department(state, _number(call, "department_id")).department_id
    return [m for m in _employed(state) if department_id in m.departments and call.app.sees(m.userid)]


def _employed(state: State) -> list[Member]:
    return [member for member in state.members.values() if member.works_here]


def _find(state: State, asked: str) -> Member | None:
    exact = state.members.get(asked)
    lower = asked.lower()
    found = exact or next((m for m in state.members.values() if m.userid.lower() == lower), None)
    return found if found is not None and found.works_here else None


def _number(call: Call, name: str) -> int:
    text = require_text(call.query, name, 40063)
    if not text.isascii() or not text.isdigit():
        raise VendorError(40058, f"{name} must be an integer")
    return int(text)


def _department(state: State, department: Department) -> Json:
    leaders = [m.userid for m in _employed(state) if department.department_id in m.leads]
    return {
        "id": department.department_id,
        "name": department.name,
        "name_en": "",
        "department_leader": leaders,
        "parentid": department.parent_id,
        "order": department.order,
    }


def _details(member: Member) -> Json:
    """Return what apps made after June 2022 may read: no phone, mail, gender, avatar (those come by OAuth)."""
    return {
        "userid": member.userid,
        "name": member.name,
        "department": list(member.departments),
        "order": [0] * len(member.departments),
        "position": member.position,
        "is_leader_in_dept": [int(department in member.leads) for department in member.departments],
        "direct_leader": list(member.direct_leaders),
        "status": member.status,
        "main_department": member.departments[0] if member.departments else ROOT_ID,
        "alias": member.alias,
        "telephone": "",
        "extattr": {"attrs": []},
        "external_position": "",
        "external_profile": {"external_corp_name": "", "external_attr": []},
    }


ENDPOINTS = (
    Endpoint("department/list", department_list, {"department": []}),
    Endpoint("department/simplelist", department_simplelist, {"department_id": []}, APP_OR_CONTACTS),
    Endpoint("department/get", department_get),
    Endpoint("user/simplelist", user_simplelist, {"userlist": []}),
    Endpoint("user/list", user_list, {"userlist": []}),
    Endpoint("user/get", user_get),
    Endpoint("user/list_id", user_list_id, {"dept_user": [], "next_cursor": ""}, ("contacts",)),
    Endpoint("agent/get", agent_get),
)
