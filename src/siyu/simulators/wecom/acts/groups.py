"""People in customer groups."""

from collections.abc import Iterable

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.nouns.groups import GroupChat
from siyu.simulators.wecom.people import groups


class GroupActs(Acts):
    """These methods will let people act in groups; each raises `change_external_chat` unless it says otherwise."""

    def seed_group(self, owner: str, name: str, people: Iterable[str] = ()) -> GroupChat:
        """Open a group with people in it, without callbacks."""
        return groups.open_group(self.state, owner, name, people, quietly=True)

    def put_group(self, chat: GroupChat) -> None:
        """Put a group as it is, members with their own times of joining, without callbacks."""
        groups.put_group(self.state, chat)

    def open_group(self, owner: str, name: str, people: Iterable[str] = ()) -> GroupChat:
        """Let a member open a group (create)."""
        return groups.open_group(self.state, owner, name, people)

    def join_group(self, chat_id: str, person: str, *, invitor: str | None = None, channel: str = "") -> None:
        """Let a customer or member come in (add_member): by a code, or invited by somebody."""
        groups.join(self.state, chat_id, person, invitor=invitor, channel=channel)

    def scan_join_way(self, config_id: str, *, external_userid: str | None = None, name: str | None = None) -> str:
        """Let a customer scan a group code and return the chat id they landed in."""
        return groups.scan_join_way(self.state, config_id, external_userid=external_userid, name=name).chat_id

    def leave_group(self, chat_id: str, person: str) -> None:
        """Let somebody leave (del_member, QuitScene 0)."""
        groups.leave(self.state, chat_id, person)

    def remove_from_group(self, chat_id: str, person: str) -> None:
        """Let the owner remove somebody (del_member, QuitScene 1)."""
        groups.leave(self.state, chat_id, person, removed=True)

    def dismiss_group(self, chat_id: str) -> None:
        """Let the owner dismiss the group (dismiss)."""
        groups.dismiss(self.state, chat_id)

    def change_group_owner(self, chat_id: str, userid: str) -> None:
        """Let the owner hand the group to a colleague in it (change_owner)."""
        groups.change_owner(self.state, chat_id, userid)

    def rename_group(self, chat_id: str, name: str) -> None:
        """Let the owner rename the group (change_name)."""
        groups.rename(self.state, chat_id, name)

    def set_group_notice(self, chat_id: str, notice: str) -> None:
        """Let the owner change the notice (change_notice)."""
        groups.set_notice(self.state, chat_id, notice)

    def speak_in_group(self, chat_id: str, person: str, *, times: int = 1) -> None:
        """Let somebody say something; it counts in statistics, without a callback."""
        groups.speak(self.state, chat_id, person, times=times)

    def attach_group_welcome(self, chat_id: str, template_id: str | None) -> None:
        """Let the owner put a welcome template on the group (None takes it off); no callback."""
        groups.attach_template(self.state, chat_id, template_id)
