"""Where a row stands with the vendor, and how one call about it ended."""

from dataclasses import dataclass
from enum import StrEnum


class WriteState(StrEnum):
    """WAITING: the vendor's copy differs and is written soon; REFUSED: it said no, the reason says why; GONE: deleted."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    GONE = "gone"


class Ended(StrEnum):
    """How a call ended. REFUSED: no use trying before something changes."""

    DONE = "done"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One call's end, why in Chinese and English; `vendor_id` after something was made, `picture` after one was fetched.

    `mark` stands for what was written where that can run out at the vendor; only tables with such a column get one.
    """

    ended: Ended
    reason: str = ""
    reason_en: str = ""
    vendor_id: str = ""
    retry_after_ms: int = 0
    picture: bytes = b""
    mark: str = ""
