"""Members and customers act on moments; none of it raises a callback."""

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.nouns.moments import Moment
from siyu.simulators.wecom.people import moments


class MomentActs(Acts):
    """These methods will publish moments and react to them."""

    def publish_moment(self, moment_id: str, userid: str) -> int:
        """Let a member publish a corp's moment and return how many customers can see it."""
        return moments.publish(self.state, moment_id, userid)

    def publish_own_moment(self, userid: str, text: str) -> str:
        """Let a member publish a moment of their own and return its id."""
        return moments.publish_own(self.state, userid, text)

    def react_to_moment(self, moment_id: str, userid: str, by: str, *, kind: str = "like") -> None:
        """Let somebody "like" or "comment" on a member's post."""
        moments.react(self.state, moment_id, userid, by, kind=kind)

    def all_moments(self) -> list[Moment]:
        """Return all moments, oldest first."""
        with self.state.lock:
            return list(self.state.moments.moments.values())
