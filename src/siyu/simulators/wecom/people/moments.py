"""Members publish moments, customers comment and like."""

from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.moments import Moment, Reaction
from siyu.simulators.wecom.people.friends import need_member
from siyu.simulators.wecom.state import State


def publish(state: State, moment_id: str, userid: str) -> int:
    """Let a member publish a corp's moment and return how many customers can see it."""
    with state.lock:
        moment = _need_moment(state, moment_id)
        if userid not in moment.customers or userid in moment.published:
            raise ActionRefused(f"{userid} 没有待发表的朋友圈", f"{userid} has no moment to publish")
        if moment.cancelled_at_ms is not None:
            raise ActionRefused("朋友圈任务已停止", "the moment task was cancelled")
        need_member(state, userid)
        moment.published[userid] = state.now_ms()
        return sum(state.is_friend(userid, ident) for ident in moment.customers[userid])


def publish_own(state: State, userid: str, text: str) -> str:
    """Let a member publish a moment of their own to all their customers and return its id."""
    with state.lock:
        need_member(state, userid)
        content: Json = {"text": {"content": text}}
        customers = {userid: [relation.external_userid for relation in state.friends.of_member(userid)]}
        ident, now = state.new_id("mom"), state.now_ms()
        moment = Moment(ident, "", state.next_serial(), None, userid, now, content, customers)
        moment.published, moment.is_public = {userid: now}, True
        state.moments.moments[ident] = moment
        return ident


def react(state: State, moment_id: str, userid: str, by: str, *, kind: str) -> None:
    """Let a customer or a member comment on or like a member's post ("comment" or "like")."""
    with state.lock:
        moment = _need_moment(state, moment_id)
        if kind not in ("comment", "like") or userid not in moment.published:
            raise ActionRefused("还没有发表,或动作不对", "not published yet, or no such reaction")
        moment.reactions.append(Reaction(kind, userid, by, state.now_ms()))


def _need_moment(state: State, moment_id: str) -> Moment:
    moment = state.moments.moments.get(moment_id)
    if moment is None:
        raise ActionRefused(f"没有朋友圈 {moment_id}", f"no moment {moment_id}")
    return moment
