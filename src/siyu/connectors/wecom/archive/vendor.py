"""Pulling through the vendor's library, which runs in processes of its own: one for messages, one for files."""

import base64
import json
from collections.abc import Callable

from siyu.advisors.archive.contracts import Envelope, FilePart
from siyu.advisors.archive.ports import CannotOpen
from siyu.connectors.wecom.archive.process import TOO_OLD, LibraryProcess, LibraryRefused
from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.archive.simulated import envelopes
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.kit.clock import Clock

FROM_THE_OLDEST = 0


class VendorArchive:
    """The archive of one brand through the library; `who` says for every call which corp that is."""

    def __init__(self, settings: ArchiveSettings, clock: Clock, who: Callable[[], WecomApp]) -> None:
        self._line = {
            "proxy": settings.proxy,
            "password": settings.proxy_password,
            "timeout_s": settings.timeout_s,
        }
        self._messages = LibraryProcess(settings, clock, who)
        self._files = LibraryProcess(settings, clock, who)

    def pull(self, after_seq: int, limit: int) -> list[Envelope]:
        """This function will return up to `limit` messages after a number.

        A number older than the five days the vendor keeps begins at the oldest message there is; the gap is seen in the
        numbers. Raises WecomRefused, or what the process raises.
        """
        try:
            return self._pulled(after_seq, limit)
        except LibraryRefused as error:
            if error.number != TOO_OLD or after_seq == FROM_THE_OLDEST:
                raise
        return [one for one in self._pulled(FROM_THE_OLDEST, limit) if one.seq > after_seq]

    def open(self, envelope: Envelope, secret: str) -> Json:
        """This function will open a message. Raises CannotOpen, or what the process raises.

        A process that could not sign in says nothing about the message: it is no reason to give that up.
        """
        try:
            text = self._messages.call("open", secret=secret, body=envelope.sealed_body)["text"]
            found: Json = json.loads(text)
        except (LibraryRefused, ValueError) as error:
            if isinstance(error, LibraryRefused) and error.asked != "open":
                raise
            raise CannotOpen(value=envelope.msgid) from error
        return found

    def part(self, file_id: str, mark: str) -> FilePart:
        """This function will return a piece of a file. Raises what the process raises."""
        answer = self._files.call("part", file_id=file_id, mark=mark, **self._line)
        return FilePart(base64.b64decode(answer["data"]), str(answer["mark"]), bool(answer["last"]))

    def close(self) -> None:
        """This function will end the processes."""
        self._messages.close()
        self._files.close()

    def _pulled(self, after_seq: int, limit: int) -> list[Envelope]:
        answer: Json = json.loads(self._messages.call("pull", seq=after_seq, limit=limit, **self._line)["text"])
        if answer.get("errcode"):
            raise WecomRefused(int(answer["errcode"]), str(answer.get("errmsg", "")), answer, path="GetChatData")
        return envelopes(answer)
