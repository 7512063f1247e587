"""Fill the corp with what was there before: members, tags, hundreds of thousands of friends, without callbacks."""

from collections.abc import Iterable, Mapping, Sequence

from siyu.simulators.wecom.crowds import Crowd
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
        added = 0
        for ident in external_userids:
            if state.friends.find(userid, ident) is not None:
                continue
            if ident not in state.customers:
                state.customers[ident] = _customer(ident, names.get(ident))
            state.befriend(userid, ident, created_at_ms=created_at_ms)
            added += 1
        return added


def seed_crowd(
    state: State, userids: Sequence[str], per_member: int, *, prefix: str, created_at_ms: int | None = None
) -> Crowd:
    """Give each of these members that many customers of their own, without callbacks and without using memory."""
    with state.lock:
        unknown = [userid for userid in userids if userid not in state.members]
        if unknown:
            raise ActionRefused(f"没有成员 {unknown[0]}", f"no member {unknown[0]}")
        if any(prefix.startswith(crowd.prefix) or crowd.prefix.startswith(prefix) for crowd in state.friends.crowds):
            raise ActionRefused(f"前缀已被使用:{prefix}", f"the prefix is taken: {prefix}")
        at_ms = state.now_ms() if created_at_ms is None else created_at_ms
        return state.add_crowd(prefix, tuple(userids), per_member, at_ms)


def seed_corp(state: State, *, members: int, friends: int) -> Crowd | None:
    """Hire members with numbered ids and give them about that many friends together; return the crowd, if any."""
    with state.lock:
        userids = [f"staff{number:05d}" for number in range(1, members + 1)]
        add_members(state, (Member(userid, f"顾问{userid[5:]}") for userid in userids))
        each = -(-friends // members)
        return seed_crowd(state, userids, each, prefix="wmSeed") if friends else None


def _customer(ident: str, name: str | None) -> ExternalUser:
    return ExternalUser(ident, name or f"微信客户{ident[-6:]}", unionid=f"oU{ident}")
