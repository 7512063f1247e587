"""Members confirm mass messages; what customers received; what room they have left."""

from collections.abc import Iterable

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.entities import MassTask, SentMessage
from siyu.simulators.wecom.nouns.notices import Notice
from siyu.simulators.wecom.people import mass
from siyu.simulators.wecom.people.mass import Confirmed


class MassActs(Acts):
    """These methods will let members work on mass messages, and show what arrived."""

    def confirm_mass(
        self,
        msgid: str,
        userid: str,
        *,
        external_userids: Iterable[str] | None = None,
        chat_ids: Iterable[str] | None = None,
        share: float = 1.0,
    ) -> Confirmed:
        """Let a member confirm a mass message, to all, to some customers or groups, or to the first share of the list."""
        idents = external_userids if chat_ids is None else chat_ids
        return mass.confirm(self.state, msgid, userid, idents=idents, share=share)

    def send_own_group_mass(self, userid: str, chat_ids: list[str], *, text: str) -> str:
        """Let a member send a mass message of their own to groups they own; it counts in the groups' quota."""
        return mass.send_own_to_groups(self.state, userid, chat_ids, text=text)

    def put_group_mass(
        self, msgid: str, userid: str, chat_ids: Iterable[str], *, text: str, created_at_ms: int
    ) -> MassTask:
        """Put a task that has waited a while for a member to send to their groups; it waits for a hand."""
        return mass.put_to_groups(self.state, msgid, userid, chat_ids, text=text, created_at_ms=created_at_ms)

    def send_own_mass(self, userid: str, external_userids: list[str], *, text: str) -> str:
        """Let a member send a mass message of their own; it counts in the quota."""
        return mass.send_own(self.state, userid, external_userids, text=text)

    def sent_messages(self, external_userid: str | None = None) -> list[SentMessage]:
        """Return what customers received, or one customer, oldest first."""
        with self.state.lock:
            return [m for m in self.state.sent if external_userid is None or m.external_userid == external_userid]

    def notices(self, userid: str | None = None) -> list[Notice]:
        """Return what apps sent to members (message/send), or to one member, oldest first, recalled ones left out."""
        with self.state.lock:
            book = self.state.notices
            kept = [notice for notice in book.sent if notice.msgid not in book.recalled]
            return [notice for notice in kept if userid in (None, notice.userid)]

    def mass_tasks(self) -> list[MassTask]:
        """Return all mass messages, oldest first."""
        with self.state.lock:
            return list(self.state.tasks.values())

    def quota_left(self, external_userid: str, userid: str = "") -> int:
        """Return how many mass messages a customer (or a group, by its chat id) can still receive in the present period."""
        with self.state.lock:
            return self.state.quota.left(external_userid, userid, self.state.now_ms())
