"""What apps sent to members, and how often."""

from collections import deque
from dataclasses import dataclass, field

from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.frequency import Window

LOG_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Notice:
    """This record is a message from an app as it arrived at one member."""

    msgid: str
    agentid: int
    userid: str
    kind: str
    content: Json
    at_ms: int


@dataclass(slots=True)
class NoticeBook:
    """This record holds delivered messages, what was recalled, card ids used, and counts per (app, member, window)."""

    sent: deque[Notice] = field(default_factory=lambda: deque(maxlen=LOG_MAX))
    recalled: set[str] = field(default_factory=set)
    task_ids: set[tuple[int, str]] = field(default_factory=set)
    windows: dict[tuple[int, str, int], Window] = field(default_factory=dict)
