"""A contact way as Siyu wants it, and how a call about it ended."""

from dataclasses import dataclass
from enum import StrEnum

REMARK_CHARS_MAX = 30


@dataclass(frozen=True, slots=True)
class Way:
    """A contact way as it should be at the vendor: `staff` are WeCom userids, ascending."""

    state: str
    staff: tuple[str, ...]
    skip_verify: bool
    sticky: bool
    remark: str


class Ended(StrEnum):
    """How a call ended. UNKNOWN: it may or may not have been done. REFUSED: no use trying before something changes."""

    DONE = "done"
    UNKNOWN = "unknown"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """One call's end, why in Chinese and English; `config_id` and `qr_url` after a way was made or found, `picture` after one was fetched."""

    ended: Ended
    reason: str = ""
    reason_en: str = ""
    config_id: str = ""
    qr_url: str = ""
    retry_after_ms: int = 0
    picture: bytes = b""
