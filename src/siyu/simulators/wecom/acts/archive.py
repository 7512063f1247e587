"""People under 会话内容存档."""

from collections.abc import Sequence
from typing import Any

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.people import archive


class ArchiveActs(Acts):
    """These methods will fill the archive and ask customers."""

    def set_archive_key(self, public_key_pem: str, *, version: int = 1) -> None:
        """Let an administrator set the corp's public key of a version."""
        archive.set_key(self.state, public_key_pem, version)

    def permit_archive(self, userid: str, *, edition: int = 1) -> None:
        """Let an administrator keep a member's messages from now on."""
        archive.permit(self.state, userid, edition)

    def agree_to_archive(self, userid: str, external_userid: str) -> None:
        """Let a customer agree towards a member (msg_audit_approved)."""
        archive.answer(self.state, userid, external_userid, agreed=True)

    def disagree_to_archive(self, userid: str, external_userid: str) -> None:
        """Let a customer disagree towards a member."""
        archive.answer(self.state, userid, external_userid, agreed=False)

    def archive_message(
        self, sender: str, receivers: Sequence[str], body: dict[str, Any] | str, *, roomid: str = ""
    ) -> int | None:
        """Let somebody write to others and return the message's seq, or None where it is not kept (msgaudit_notify).

        `body` is a text, or msgtype and its object as the vendor's format has them.
        """
        whole = {"msgtype": "text", "text": {"content": body}} if isinstance(body, str) else body
        return archive.archive(self.state, sender, receivers, whole, roomid=roomid)

    def seed_archive(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep these members' messages and let these customers have agreed (member, customer), without callbacks."""
        archive.seed(self.state, pairs)

    def archive_file(self, content: bytes) -> dict[str, Any]:
        """Put a file behind the archive and return what an image or file object of a message carries of it."""
        return archive.keep_file(self.state, content)

    def revoke_archived(self, seq: int) -> int | None:
        """Let the sender of an archived message take it back within the archive, and return the seq of that."""
        said = self.state.archive.plain[seq - 1]
        body = {"action": "recall", "msgtype": "revoke", "revoke": {"pre_msgid": said["msgid"]}}
        return archive.archive(self.state, said["from"], said["tolist"], body, roomid=said["roomid"])
