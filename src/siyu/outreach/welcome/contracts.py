"""What welcomes tell others: rules, the chosen content, and what became of each welcome."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MINUTES_PER_DAY = 24 * 60
# In the place of a rule's number: the live code's own welcome.
OF_LIVE_CODE = -1


class FriendKind(StrEnum):
    """Whom a rule greets: everybody, who was never a friend of the brand before, or who was."""

    ANY = "any"
    FIRST = "first"
    RETURNING = "returning"


class WelcomeOutcome(StrEnum):
    """What became of a welcome. DELIVERED_BEFORE: WeCom had delivered one already, or they were chatting (41051)."""

    SENT = "sent"
    DELIVERED_BEFORE = "delivered_before"
    LATE = "late"
    REFUSED = "refused"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class WelcomeContent:
    """What is sent: a text and up to nine attachments, in the vendor's form or as materials of the library.

    Materials ({"msgtype": "material", …}) are written in the vendor's form before the friend comes; `left_out` counts those
    that are not ready. `rule_id` is 0 for the brand's default text, OF_LIVE_CODE for what a live code says itself.
    """

    rule_id: int
    text: str
    attachments: tuple[dict[str, Any], ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class WelcomeRule:
    """A rule: the first enabled one in order of `position` that fits decides.

    `channel_state` "" fits every channel. Minutes of the day in the brand's zone, [from, to); from > to spans midnight,
    equal means all day. `source` names who keeps the rule ("manual", "live_code:12").
    """

    id: int
    name: str
    position: int
    enabled: bool
    channel_state: str
    friend: FriendKind
    from_minute: int
    to_minute: int
    text: str
    attachments: tuple[dict[str, Any], ...]
    source: str


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to store; see WelcomeRule."""

    name: str
    text: str
    position: int = 100
    enabled: bool = True
    channel_state: str = ""
    friend: FriendKind = FriendKind.ANY
    from_minute: int = 0
    to_minute: int = 0
    attachments: tuple[dict[str, Any], ...] = ()
    source: str = "manual"


@dataclass(frozen=True, slots=True)
class WelcomeResult:
    """What became of one welcome. `key` names the add: the same add is counted once. `took_ms` since the add."""

    key: str
    rule_id: int
    staff: str
    external_userid: str
    channel_state: str
    outcome: WelcomeOutcome
    reason: str
    at_ms: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many welcomes of a rule ended in one way, and for which reason."""

    rule_id: int
    outcome: WelcomeOutcome
    reason: str
    count: int
    took_ms_mean: int
    took_ms_max: int
