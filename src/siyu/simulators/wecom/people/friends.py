"""Customers scan, chat and leave; members edit and delete. Each raises the callback the vendor would raise."""

from dataclasses import dataclass

from siyu.simulators.wecom.entities import ContactWay, ExternalUser, Member, Relation, RelationStatus, Welcome
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.state import State

ADDED_BY_QR = 1
EVENT = "change_external_contact"


@dataclass(frozen=True, slots=True)
class Meeting:
    """This record is the outcome of a scan: who met whom, and the welcome code when there is one."""

    userid: str
    external_userid: str
    is_new: bool
    welcome_code: str | None


def scan_contact_way(
    state: State, config_id: str, *, external_userid: str | None = None, name: str | None = None
) -> Meeting:
    """Let a customer (a new one unless named) scan a contact way and become a friend of one of its members.

    A customer who already is a friend only opens the chat: no event. Raise `ActionRefused` for an unknown code or
    when no active member is behind it.
    """
    with state.lock:
        way = state.ways.get(config_id)
        if way is None:
            raise ActionRefused(f"没有这个联系我二维码:{config_id}", f"no such contact way: {config_id}")
        customer = meet_customer(state, external_userid, name=name)
        member = _choose_member(state, way, customer)
        way.served[customer.external_userid] = member.userid
        return add_friend(state, member.userid, customer.external_userid, channel=way.fields["state"])


def add_friend(
    state: State,
    userid: str,
    external_userid: str,
    *,
    channel: str = "",
    add_way: int = ADDED_BY_QR,
    half: bool = False,
) -> Meeting:
    """Make two people friends now and publish add_external_contact, with a welcome code where the vendor gives one.

    `half` leaves the member's confirmation open: add_half_external_contact, and the API answers 84061 until this is
    called again without it; a welcome sent meanwhile is not offered twice.
    """
    with state.lock:
        member = need_member(state, userid)
        if state.is_friend(userid, external_userid):
            return Meeting(userid, external_userid, is_new=False, welcome_code=None)
        if state.is_full(member, external_userid):
            raise ActionRefused(f"{userid} 的客户已满", f"{userid} has no room for another customer")
        greeted = _was_greeted(state, userid, external_userid)
        relation = _renew(state, userid, external_userid, channel=channel, add_way=add_way)
        relation.status = RelationStatus.HALF if half else RelationStatus.NORMAL
        code = None if member.has_own_welcome or greeted else _issue_welcome(state, relation)
        extra = [("State", relation.state)] if relation.state else []
        extra += [("WelcomeCode", code)] if code else []
        _publish(state, relation, "add_half_external_contact" if half else "add_external_contact", *extra)
        return Meeting(userid, external_userid, is_new=True, welcome_code=code)


def customer_deletes(state: State, external_userid: str, userid: str) -> None:
    """Let a customer delete a member: del_follow_user; the API still shows the friendship one way."""
    with state.lock:
        relation = need_friend(state, userid, external_userid)
        relation.status = RelationStatus.DELETED_BY_CUSTOMER
        _publish(state, relation, "del_follow_user")


def member_deletes(state: State, userid: str, external_userid: str) -> None:
    """Let a member delete a customer: del_external_contact; the API answers 84061 from now on."""
    with state.lock:
        relation = state.friends.listed(userid, external_userid)
        if relation is None:
            raise _not_friends(userid, external_userid)
        relation.status = RelationStatus.DELETED_BY_MEMBER
        _publish(state, relation, "del_external_contact")


def member_edits(
    state: State,
    userid: str,
    external_userid: str,
    *,
    remark: str | None = None,
    mobiles: list[str] | None = None,
    personal_tags: list[str] | None = None,
    tag_ids: list[str] | None = None,
) -> None:
    """Let a member change remark, phones, personal or corp tags (`tag_ids`) in the client: edit_external_contact."""
    with state.lock:
        relation = need_friend(state, userid, external_userid)
        relation.remark = relation.remark if remark is None else remark
        relation.mobiles = relation.mobiles if mobiles is None else tuple(mobiles)
        relation.personal_tags = relation.personal_tags if personal_tags is None else tuple(personal_tags)
        relation.tag_ids = relation.tag_ids if tag_ids is None else frozenset(_live_tags(state, tag_ids))
        _publish(state, relation, "edit_external_contact")


def _live_tags(state: State, tag_ids: list[str]) -> list[str]:
    unknown = [one for one in tag_ids if one not in state.tags or state.tags[one].deleted]
    if unknown:
        raise ActionRefused(f"没有企业标签 {unknown[0]}", f"no corp tag {unknown[0]}")
    return tag_ids


def chat(state: State, userid: str, external_userid: str) -> None:
    """Let the two exchange a message now; a pending welcome is lost (41051)."""
    with state.lock:
        need_friend(state, userid, external_userid).last_chat_at_ms = state.now_ms()


def contend_welcome(state: State, welcome_code: str, *, times: int = 1) -> None:
    """Make the next sends of this welcome meet another app that is sending (41096)."""
    with state.lock:
        state.welcomes[welcome_code].contended_times = times


def meet_customer(state: State, external_userid: str | None, *, name: str | None = None) -> ExternalUser:
    """Return a known customer, or a new one under this id (or under a generated one)."""
    known = state.customers.find(external_userid) if external_userid else None
    if known is not None:
        return known
    ident = external_userid or state.new_id("wm")
    customer = ExternalUser(ident, name or f"微信客户{len(state.customers) + 1}", unionid=f"oU{ident}")
    state.customers[ident] = customer
    return customer


def need_member(state: State, userid: str) -> Member:
    """Return an active member with 客户联系 or raise `ActionRefused`."""
    member = state.members.get(userid)
    if member is None or not member.serves:
        raise ActionRefused(f"成员不可用(不存在、未激活或无客户联系权限):{userid}", f"member not usable: {userid}")
    return member


def need_friend(state: State, userid: str, external_userid: str) -> Relation:
    """Return the friendship while both sides keep it, or raise `ActionRefused`."""
    relation = state.friends.find(userid, external_userid)
    if relation is None or relation.status is not RelationStatus.NORMAL:
        raise _not_friends(userid, external_userid)
    return relation


def _not_friends(userid: str, external_userid: str) -> ActionRefused:
    return ActionRefused(f"{userid} 与 {external_userid} 不是好友", f"{userid} and {external_userid} are not friends")


def _choose_member(state: State, way: ContactWay, customer: ExternalUser) -> Member:
    userids = state.expand_users(way.fields["user"], way.fields["party"])
    known = (state.members[userid] for userid in userids if userid in state.members)
    able = [m for m in known if m.serves and not state.is_full(m, customer.external_userid)]
    if not able:
        raise ActionRefused("这个二维码没有可用成员", "no usable member behind this contact way")
    before = way.served.get(customer.external_userid)
    kept = [member for member in able if way.fields["is_exclusive"] and member.userid == before]
    return kept[0] if kept else state.random.choice(able)


def _renew(state: State, userid: str, external_userid: str, *, channel: str, add_way: int) -> Relation:
    """Return a new friendship; one the customer had ended is revived with the member's notes kept."""
    old = state.friends.find(userid, external_userid)
    if old is None or old.status is RelationStatus.DELETED_BY_MEMBER:
        return state.befriend(userid, external_userid, add_way=add_way, state=channel)
    was_half = old.status is RelationStatus.HALF
    old.status, old.created_at_ms, old.last_chat_at_ms = RelationStatus.NORMAL, state.now_ms(), 0
    if not was_half:
        old.state, old.add_way = channel, add_way
    return old


def _was_greeted(state: State, userid: str, external_userid: str) -> bool:
    """Return whether a half friend has been welcomed already."""
    old = state.friends.find(userid, external_userid)
    if old is None or old.status is not RelationStatus.HALF:
        return False
    pair = (userid, external_userid)
    return any(w.used and (w.userid, w.external_userid) == pair for w in state.welcomes.values())


def _issue_welcome(state: State, relation: Relation) -> str:
    code = state.new_id("WC", 40)
    expires = state.now_ms() + state.limits.welcome_window_ms
    state.welcomes[code] = Welcome(code, relation.userid, relation.external_userid, expires)
    return code


def _publish(state: State, relation: Relation, change: str, *extra: tuple[str, str | int]) -> None:
    state.publish(
        relation.userid,
        ("Event", EVENT),
        ("ChangeType", change),
        ("UserID", relation.userid),
        ("ExternalUserID", relation.external_userid),
        *extra,
    )
