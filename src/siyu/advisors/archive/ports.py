"""What the archive needs from the outside: somewhere to pull from. Implemented by a connector, bound in bootstrap."""

from collections.abc import Sequence
from typing import Protocol

from siyu.advisors.archive.contracts import Answer, Envelope, FilePart, NewMessage, Source
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable


class CannotOpen(Unavailable):
    """The body of a message does not fit the secret that its envelope carried."""

    zh = "会话消息无法解密({value})"
    en = "A message of the archive cannot be opened ({value})"
    fix_zh = "请核对该公钥版本对应的私钥"
    fix_en = "Check the private key of that public key version"


class Archive(Protocol):
    """A brand's archive at the vendor's. Every call may take seconds; none is made inside a transaction.

    All raise Unavailable when trying later can help, and when the brand has not set the archive up.
    """

    def source(self, scope: Scope) -> Source:
        """This function will say where the brand's messages come from; NONE when it is not set up."""
        ...

    def changed(self, scope: Scope) -> bool:
        """This function will say whether the brand's settings are others than when it was last asked; True at first.

        What failed under the old ones is worth trying at once.
        """
        ...

    def pull(self, scope: Scope, after_seq: int, limit: int) -> list[Envelope]:
        """This function will return up to `limit` (at most 1,000) messages after a number; none means caught up."""
        ...

    def open(self, scope: Scope, envelope: Envelope, secret: str) -> NewMessage | None:
        """This function will open a message with the unsealed `secret`; None for what is no message to people.

        Raises CannotOpen when the body does not fit the secret.
        """
        ...

    def part(self, scope: Scope, file_id: str, mark: str) -> FilePart:
        """This function will return the piece of a file at `mark` ("" for the first), 512 KB at most."""
        ...

    def members(self, scope: Scope) -> list[str]:
        """This function will list the members whose messages are archived, by userid."""
        ...

    def answers(self, scope: Scope, pairs: Sequence[tuple[str, str]]) -> list[Answer]:
        """This function will return what customers answered towards members: pairs of (userid, external user id)."""
        ...

    def room_answers(self, scope: Scope, room_id: str) -> list[Answer]:
        """This function will return what the customers of a group answered."""
        ...
