"""Members join, move and leave, departments come and go: `change_contact`, heard by 通讯录同步 only (p90970-p90973).

Addresses set up after August 2022 get ids and departments only, so that is what is sent.
"""

from siyu.simulators.wecom.entities import Department, Element, Member
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.groups import GroupStatus
from siyu.simulators.wecom.state import State

ROOT_ID = 1


def add_department(state: State, department: Department) -> Department:
    """Add a department whose parent exists, quietly."""
    with state.lock:
        if department.department_id in state.departments:
            raise ActionRefused(f"部门已存在:{department.department_id}", "the department exists")
        need_department(state, department.parent_id)
        state.departments[department.department_id] = department
        return department


def create_department(state: State, department: Department) -> Department:
    """Add a department and publish create_party."""
    with state.lock:
        add_department(state, department)
        _publish(state, "create_party", *_party(department), ("Order", department.order))
        return department


def rename_department(state: State, department_id: int, name: str) -> None:
    """Rename a department and publish update_party."""
    with state.lock:
        department = need_department(state, department_id)
        department.name = name
        _publish(state, "update_party", *_party(department))


def delete_department(state: State, department_id: int) -> None:
    """Delete a department that holds nobody and nothing, and publish delete_party."""
    with state.lock:
        need_department(state, department_id)
        people = any(m.works_here and department_id in m.departments for m in state.members.values())
        children = any(d.parent_id == department_id for d in state.departments.values())
        if people or children or department_id == ROOT_ID:
            raise ActionRefused("部门下还有成员或子部门,不能删除", "the department is not empty")
        del state.departments[department_id]
        _publish(state, "delete_party", ("Id", department_id))


def member_joins(state: State, member: Member) -> Member:
    """Add a member and publish create_user."""
    with state.lock:
        known = state.members.get(member.userid)
        if known is not None and known.works_here:
            raise ActionRefused(f"成员已存在:{member.userid}", f"member exists: {member.userid}")
        state.members[member.userid] = member
        _publish_member(state, "create_user", member)
        return member


def member_moves(state: State, userid: str, departments: tuple[int, ...]) -> None:
    """Put a member into other departments and publish update_user."""
    with state.lock:
        member = need_colleague(state, userid)
        for department_id in departments:
            need_department(state, department_id)
        member.departments = tuple(departments)
        _publish_member(state, "update_user", member)


def member_resigns(state: State, userid: str) -> None:
    """Take a member out of the corp and publish delete_user; their groups wait for a new owner."""
    with state.lock:
        member = need_colleague(state, userid)
        member.resigned_at_ms, member.status = state.now_ms(), 5
        for chat in state.groups.chats.values():
            if chat.owner == userid:
                chat.status = GroupStatus.OWNER_LEFT
        _publish(state, "delete_user", ("UserID", userid))


def need_colleague(state: State, userid: str) -> Member:
    """Return a member who works here or raise `ActionRefused`."""
    member = state.members.get(userid)
    if member is None or not member.works_here:
        raise ActionRefused(f"没有成员 {userid}", f"no member {userid}")
    return member


def need_department(state: State, department_id: int) -> Department:
    """Return a department or raise `ActionRefused`."""
    department = state.departments.get(department_id)
    if department is None:
        raise ActionRefused(f"没有部门 {department_id}", f"no department {department_id}")
    return department


def _party(department: Department) -> tuple[Element, ...]:
    return ("Id", department.department_id), ("Name", department.name), ("ParentId", department.parent_id)


def _publish_member(state: State, change: str, member: Member) -> None:
    departments = ",".join(map(str, member.departments))
    _publish(state, change, ("UserID", member.userid), ("Department", departments))


def _publish(state: State, change: str, *fields: Element) -> None:
    state.publish(None, ("Event", "change_contact"), ("ChangeType", change), *fields, audience="contacts")
