"""Checks on members and friendships that several endpoint families share."""

from siyu.simulators.wecom.api.call import Call
from siyu.simulators.wecom.entities import Member, Relation
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State


def need_member(state: State, call: Call, userid: str) -> Member:
    """Return a member the app may act for; raise 40003 unknown, 60011 out of range, 84074 without 客户联系."""
    member = state.members.get(userid)
    if member is None or not member.works_here:
        raise VendorError(40003, userid)
    if not call.app.sees(userid):
        raise VendorError(60011, userid)
    if not member.customer_contact:
        raise VendorError(84074, userid)
    return member


def need_relation(state: State, call: Call, userid: str, external_userid: str) -> Relation:
    """Return the friendship of the two; raise 41035 without a customer id, 84061 when they are not friends."""
    if not external_userid:
        raise VendorError(41035)
    need_member(state, call, userid)
    relation = state.friends.listed(userid, external_userid)
    if relation is None:
        raise VendorError(84061)
    return relation


def visible_relations(state: State, call: Call, external_userid: str) -> list[Relation]:
    """Return a customer's friendships with members that this app sees and that have 客户联系."""
    found = state.friends.of_customer(external_userid)
    return [r for r in found if call.app.sees(r.userid) and state.members[r.userid].customer_contact]
