"""What the vendor's desk for moments must be able to do; implemented by a connector, bound in bootstrap."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.outreach.moments.contracts import JobReport, NewMoment


class MomentGone(NotFound):
    """The vendor no longer knows the moment: it was deleted there."""

    zh = "企业微信里已经没有这条朋友圈"
    en = "WeCom no longer has this moment"
    fix_zh = "可能在企业微信里被删除了；已有的数字会保留"
    fix_en = "It may have been deleted in WeCom; the figures so far are kept"


class MomentDesk(Protocol):
    """Called outside any transaction; every method raises Unavailable when the vendor refuses or cannot be reached."""

    def create(self, scope: Scope, moment: NewMoment) -> str:
        """This function will start making a moment and return the vendor's job. Raises Uncertain too."""
        ...

    def progress(self, scope: Scope, job_id: str) -> JobReport | None:
        """This function will say how far a job is; None: the vendor no longer knows it."""
        ...

    def find(self, scope: Scope, text: str, *, since_ms: int, known: frozenset[str]) -> str:
        """This function will return the vendor's id of a moment with this text that is not `known`, "" for none."""
        ...

    def publications(self, scope: Scope, vendor_id: str) -> Iterator[tuple[str, bool]]:
        """This function will yield each advisor and whether they have published. Raises MomentGone."""
        ...

    def viewers(self, scope: Scope, vendor_id: str, advisor: str) -> list[str]:
        """This function will list the customers (external user ids) who can see an advisor's post."""
        ...

    def reactions(self, scope: Scope, vendor_id: str, advisor: str) -> tuple[int, int]:
        """This function will count the customers' comments and likes under an advisor's post."""
        ...

    def cancel(self, scope: Scope, vendor_id: str) -> None:
        """This function will stop what has not been published; what is out stays."""
        ...

    def tags(self, scope: Scope, tag_ids: Iterable[int] | None = None) -> dict[int, str]:
        """This function will return the vendor's ids of our tags (None: of all that have one), from our own store."""
        ...
