"""Fill the corp with what was there before: members, tags, hundreds of thousands of friends, without callbacks."""

from collections.abc import Iterable, Mapping

from siyu.simulators.wecom.entities import ExternalUser, Member
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.state import State


def add_members(state: State, members: Iterable[Member]) -> None:
    """Add members; one with a known userid replaces the old record."""
    with state.lock:
        for member in members:
            state.members[member.userid] = member


def seed_friends(
    state: State,
    userid: str,
    external_userids: Iterable[str],
    *,
    names: Mapping[str, str] | None = None,
    created_at_ms: int | None = None,
) -> int:
    """Make these customers friends of one member and return how many are new; nothing is published.

    Unknown customers are created with the name given, else a numbered one, and a unionid derived from their id.
    """
    names = names or {}
    with state.lock:
        if userid not in state.members:
            raise ActionRefused(f"没有成员 {userid}", f"no member {userid}")
        known = state.friends.by_member.setdefault(userid, {})
        added = 0
        for ident in external_userids:
            if ident in known:
                continue
            if ident not in state.customers:
                state.customers[ident] = _customer(ident, names.get(ident))
            state.befriend(userid, ident, created_at_ms=created_at_ms)
            added += 1
        return added


def _customer(ident: str, name: str | None) -> ExternalUser:
    return ExternalUser(ident, name or f"微信客户{ident[-6:]}", unionid=f"oU{ident}")
