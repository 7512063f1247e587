"""What advisors needs from the outside: a way to nudge a member of staff."""

from typing import Protocol

from siyu.kit.db.scope import Scope


class Nudge(Protocol):
    """Tells a member of staff something in the app they work in; implemented by a connector, bound in bootstrap."""

    def nudge(self, scope: Scope, userid: str, text: str) -> bool:
        """This function will send `text` and say whether it went out; False when the vendor will never take it.

        The same text to the same person within hours arrives once. Called outside any transaction. Raises Unavailable
        when trying later can help, and when the brand has not set the vendor up.
        """
        ...
