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
EXPIRY_DAYS = (14, 7, 3, 2, 1)
DAY_MS = 86_400_000


def click(state: State, link_id: str, *, channel: str = "", told: bool = False) -> None:
    """Let somebody open a link; it counts in statistics. Some categories are `told` of it: open_profile."""
    with state.lock:
        _need_link(state, link_id).clicked_at_ms.append(state.now_ms())
        if told:
            _publish(state, None, "open_profile", ("LinkId", link_id), ("State", _cut(channel)))


def come(state: State, link_id: str, *, channel: str = "", external_userid: str | None = None) -> Meeting:
    """Let a customer add a member through a link with `customer_channel`; it costs one of the quota.

    Publishes friend_request, then add_external_contact; and link_unavailable when no member can meet customers.
    """
    with state.lock:
        link = _need_link(state, link_id)
        link.clicked_at_ms.append(state.now_ms())
        if not state.links.balance_at(state.now_ms()):
            raise ActionRefused("获客助手额度已用完", "the acquisition quota is used up")
        customer = meet_customer(state, external_userid)
        member = _choose(state, link, customer.external_userid)
        shown = _cut(channel)
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
        before = state.links.balance_at(state.now_ms())
        state.links.lots.append(QuotaLot(state.now_ms() + days * DAY_MS, amount))
        state.links.bought += amount
        if not before:
            _publish(state, None, "balance_increased")


def warn_of_expiry(state: State) -> int:
    """Publish quota_expire_soon for lots with 14, 7, 3, 2 or 1 days left, as the vendor does daily; return how many."""
    with state.lock:
        now_ms = state.now_ms()
        soon = [
            lot for lot in state.links.lots if lot.balance and (lot.expires_at_ms - now_ms) // DAY_MS in EXPIRY_DAYS
        ]
        for lot in soon:
            left = (("ExpireTime", lot.expires_at_ms // 1000), ("ExpireQuotaNum", lot.balance))
            _publish(state, None, "quota_expire_soon", *left)
        return len(soon)


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
    now_ms = state.now_ms()
    lot = next(lot for lot in state.links.lots if lot.balance and lot.expires_at_ms > now_ms)
    lot.balance -= 1
    left = state.links.balance_at(now_ms)
    if left == LOW_BALANCE - 1:
        _publish(state, None, "balance_low")
    if not left:
        _publish(state, None, "balance_exhausted")


def _cut(channel: str) -> str:
    return channel.encode()[:CHANNEL_BYTES_MAX].decode("utf-8", "ignore")


def _hand_out_key(state: State, link: Link, external_userid: str) -> str:
    key = state.new_id("", 40)
    expires = state.now_ms() + state.limits.chat_key_life_ms
    state.links.chat_keys[key] = ChatKey(link.link_id, external_userid, expires)
    return key


def _publish(state: State, userid: str | None, change: str, *extra: Element) -> None:
    state.publish(userid, ("Event", "customer_acquisition"), ("ChangeType", change), *extra)
