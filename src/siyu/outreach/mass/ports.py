"""What the vendor's desk for mass messages must be able to do; implemented by a connector, bound in bootstrap."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from siyu.kit.db.scope import Scope
from siyu.outreach.contracts import Content, TaskReport
from siyu.outreach.mass.contracts import Reminded
from siyu.outreach.quota.contracts import OwnSend, Subject


class MassDesk(Protocol):
    """Called outside any transaction; every method raises Unavailable when the vendor cannot be reached."""

    channel: str

    def remind(self, scope: Scope, vendor_id: str) -> Reminded:
        """This function will have the vendor remind the advisors of a task who have not confirmed."""
        ...

    def cancel(self, scope: Scope, vendor_id: str) -> None:
        """This function will stop what has not been confirmed of a task; one stopped before stays stopped."""
        ...

    def own_sends(self, scope: Scope, subject: Subject, *, since_ms: int, known: frozenset[str]) -> Iterator[OwnSend]:
        """This function will yield the mass messages advisors made by themselves since then, but those `known`.

        Those to customers, or those to customer groups, the oldest first: after a failure what was not yielded is younger.
        """
        ...

    def foreign_sends(
        self, scope: Scope, *, since_ms: int, known: frozenset[str], ours: frozenset[str]
    ) -> Iterator[OwnSend]:
        """This function will yield the confirmed shares, but those `known`, of mass messages that other apps made.

        `ours` are the vendor's ids of our own tasks.
        """
        ...

    def send_to_groups(
        self, scope: Scope, owner: str, chat_ids: Sequence[str], content: Content
    ) -> tuple[str, frozenset[str]]:
        """This function will make one task for up to 2,000 groups of an owner: (vendor's id, groups it did not take).

        Raises Uncertain too.
        """
        ...

    def find_group_task(
        self, scope: Scope, owner: str, chat_ids: Sequence[str], text: str, *, since_ms: int, known: frozenset[str]
    ) -> str | None:
        """This function will look for a task with this text and owner for these groups that is not `known`.

        Returns "" when there is none for sure, None while the vendor cannot tell yet.
        """
        ...

    def group_report(self, scope: Scope, vendor_id: str, owner: str) -> TaskReport | None:
        """This function will return news of an owner's task (addresses are chat ids), None while there is none."""
        ...
