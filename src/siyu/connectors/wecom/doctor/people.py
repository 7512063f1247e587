"""The members: who cannot have customers, who has not activated the account or has left."""

from collections.abc import Iterator

from siyu.connectors.wecom.client.codes import NO_CONTACT_PERMISSION, Page
from siyu.connectors.wecom.client.endpoints import staff
from siyu.connectors.wecom.client.endpoints.staff import Member
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.patient import Patient
from siyu.connectors.wecom.doctor.words import few

# Departments are asked for one by one; an examination is no full reading of a large organisation.
DEPARTMENTS_MAX = 50
STATES = {
    staff.DISABLED: ("已禁用", "disabled"),
    staff.NOT_ACTIVATED: ("未激活", "not activated"),
    staff.QUIT: ("已退出", "quit"),
}


def people(patient: Patient) -> Iterator[Finding]:
    """This function will look through the members of the first 50 departments."""
    followers = set(staff.follow_staff(patient.client, patient.corp))
    members = _members(patient)
    idle = [f"{_name(one)}({STATES[one['status']][0]})" for one in members if one.get("status") in STATES]
    idle_en = [f"{_name(one)} ({STATES[one['status']][1]})" for one in members if one.get("status") in STATES]
    without = [_name(one) for one in members if one.get("status") == staff.ACTIVE and one["userid"] not in followers]
    told = (f"{len(followers)} 名成员可以添加客户", f"Members who may have customers: {len(followers)}")
    yield Finding("staff", Level.GOOD if followers else Level.HINT, *told)
    if without:
        fix = ("若他们要服务客户,请开通客户联系", "If they serve customers, give them customer contact")
        zh, en = f"没有客户联系权限:{few(without)}", f"Without customer contact: {few(without)}"
        yield Finding("staff_permission", Level.HINT, zh, en, *fix, Page.CONTACT, errcode=NO_CONTACT_PERMISSION)
    if idle:
        fix = ("请他们登录企业微信,或移交他们的客户", "Ask them to sign in, or hand their customers over")
        zh, en = f"不能收发消息的成员:{few(idle)}", f"Members who can send nothing: {few(idle_en)}"
        yield Finding("staff_inactive", Level.HINT, zh, en, *fix, Page.PEOPLE)


def _members(patient: Patient) -> list[Member]:
    found: dict[str, Member] = {}
    for department in staff.departments(patient.client, patient.corp)[:DEPARTMENTS_MAX]:
        for one in staff.members(patient.client, patient.corp, department["id"]):
            found[one["userid"]] = one
    return list(found.values())


def _name(member: Member) -> str:
    name = member.get("name") or ""
    return f"{name}[{member['userid']}]" if name and name != member["userid"] else member["userid"]
