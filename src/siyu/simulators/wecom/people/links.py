"""Customers come through acquisition links and use up quota; the events of `customer_acquisition`."""

from siyu.simulators.wecom.entities import Element, Member
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.links import ChatKey, Link, LinkCustomer, QuotaLot
from siyu.simulators.wecom.people.friends import Meeting, add_friend, chat, meet_customer
from siyu.simulators.wecom.state import State

ADDED_BY_LINK = 16
CHANNEL_BYTES_MAX = 64
LOW_BALANCE = 20
MILESTONES = (3, 5, 10)


def click(state: State, link_id: str) -> None:
    """Let somebody open a link; it counts in statistics."""
    with state.lock:
        _need_link(state, link_id).clicked_at_ms.append(state.now_ms())


def come(state: State, link_id: str, *, channel: str = "", external_userid: str | None = None) -> Meeting:
    """Let a customer add a member through a link with `customer_channel`; it costs one of the quota.

    Publishes friend_request, then add_external_contact; and link_unavailable when no member can meet customers.
    """
    with state.lock:
        link = _need_link(state, link_id)
        link.clicked_at_ms.append(state.now_ms())
        if not state.links.balance:
            raise ActionRefused("获客助手额度已用完", "the acquisition quota is used up")
        customer = meet_customer(state, external_userid)
        member = _choose(state, link, customer.external_userid)
        shown = channel.encode()[:CHANNEL_BYTES_MAX].decode("utf-8", "ignore")
        _publish(state, member.userid, "friend_request", ("LinkId", link_id), ("State", shown))
        met = add_friend(state, member.userid, customer.external_userid, channel=shown, add_way=ADDED_BY_LINK)
        if met.is_new:
            one = LinkCustomer(state.next_serial(), customer.external_userid, member.userid, shown)
            link.customers[customer.external_userid] = one
            link.added_at_ms.append(state.now_ms())
            _pay(state)
        return met


def say(state: State, userid: str, external_userid: str) -> None:
    """Let a customer of a link write to the member; publish customer_start_chat and message_from_customer."""
    with state.lock:
        chat(state, userid, external_userid)
        found = [link for link in state.links.links.values() if external_userid in link.customers]
        for link in found:
            one = link.customers[external_userid]
            one.said += 1
            if one.said == 1:
                who: tuple[Element, ...] = (("UserID", userid), ("ExternalUserID", external_userid))
                _publish(state, userid, "customer_start_chat", *who, ("LinkId", link.link_id))
            if one.said in MILESTONES:
                key = _hand_out_key(state, link, external_userid)
                _publish(state, userid, "message_from_customer", ("LinkId", link.link_id), ("ChatKey", key))


def buy_quota(state: State, amount: int, *, days: int = 365) -> None:
    """Let the corp buy quota; publish balance_increased when there was none."""
    with state.lock:
        before = state.links.balance
        state.links.lots.append(QuotaLot(state.now_ms() + days * 86_400_000, amount))
        state.links.bought += amount
        if not before:
            _publish(state, None, "balance_increased")


def delete_in_console(state: State, link_id: str) -> None:
    """Let an administrator delete a link; publish delete_link."""
    with state.lock:
        _need_link(state, link_id)
        del state.links.links[link_id]
        _publish(state, None, "delete_link", ("LinkId", link_id))


def _need_link(state: State, link_id: str) -> Link:
    link = state.links.links.get(link_id)
    if link is None:
        raise ActionRefused(f"没有获客链接 {link_id}", f"no acquisition link {link_id}")
    return link


def _choose(state: State, link: Link, external_userid: str) -> Member:
    userids = state.expand_users(link.fields["range"]["user_list"], link.fields["range"]["department_list"])
    known = [state.members[userid] for userid in userids if userid in state.members]
    able = [member for member in known if member.serves and not state.is_full(member, external_userid)]
    if not able:
        _publish(state, None, "link_unavailable", ("LinkId", link.link_id))
        raise ActionRefused("这个获客链接没有可用成员", "no usable member behind this link")
    first = link.fields["priority_option"].get("priority_userid_list", [])
    preferred = [member for member in able if member.userid in first]
    return state.random.choice(preferred or able)


def _pay(state: State) -> None:
    lot = next(lot for lot in state.links.lots if lot.balance)
    lot.balance -= 1
    if state.links.balance == LOW_BALANCE - 1:
        _publish(state, None, "balance_low")
    if not state.links.balance:
        _publish(state, None, "balance_exhausted")


def _hand_out_key(state: State, link: Link, external_userid: str) -> str:
    key = state.new_id("", 40)
    expires = state.now_ms() + state.limits.chat_key_life_ms
    state.links.chat_keys[key] = ChatKey(link.link_id, external_userid, expires)
    return key


def _publish(state: State, userid: str | None, change: str, *extra: Element) -> None:
    state.publish(userid, ("Event", "customer_acquisition"), ("ChangeType", change), *extra)
