"""What others may know of messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class IntentState(IntEnum):
    """Where a message stands; see docs/explanation/journeys.md for the moves between states."""

    PLANNED = 0
    DEFERRED = 1
    DROPPED = 2
    QUEUED = 3
    DISPATCHING = 4
    ACCEPTED = 5
    DELIVERED = 6
    READ = 7
    CLICKED = 8
    FAILED = 9
    UNKNOWN = 10


class Reason(StrEnum):
    """Why the gate dropped or put off a message; vendors' refusals and template errors add their own texts."""

    NO_CONSENT = "no_consent"
    UNREACHABLE = "unreachable"
    NO_FRIEND = "no_friend"
    PERSON_CAP = "person_cap"
    QUOTA = "wecom_quota"
    QUIET_HOURS = "quiet_hours"
    CANCELLED = "cancelled"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What a channel needs: the identity a person is reached by (None: everybody is), its settings and its secrets."""

    identity_kind: str | None
    config: tuple[str, ...]
    secrets: tuple[str, ...]


CHANNELS = {
    "webhook": ChannelKind(None, ("url",), ("secret",)),
    "wecom": ChannelKind(
        "external_userid",
        ("corpid", "agentid", "base_url", "welcome_text", "public_url", "oauth_url", "login_url"),
        ("secret", "token", "aes_key", "archive_secret"),
    ),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a message comes from: ("journey", journey id, node number), ("mass", campaign id, 0) or ("api", 0, 0)."""

    kind: str
    id: int = 0
    node: int = 0


@dataclass(frozen=True, slots=True)
class NewIntent:
    """A message to plan. `key` is unique in the brand: the same key is the same message, however often planned."""

    key: str
    customer_id: int
    not_before_ms: int


MASS = "mass"
"""The origin of messages of a mass campaign."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes with a text, sent by WeCom as a message of its own: a link card, or a material of the library.

    A material is named by `material_id` and goes out as it is when the vendor's task is made; `title` and `kind` are what
    it was called and was when it was chosen.
    """

    title: str
    url: str = ""
    summary: str = ""
    picture_url: str = ""
    material_id: int = 0
    kind: str = "link"


@dataclass(frozen=True, slots=True)
class Content:
    """A stored message template for a channel."""

    id: int
    channel: str
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message for a channel to hand over. `key` is the same for every attempt: receivers may rely on it.

    `advisor` is who is to send it, "" leaves that to the channel.
    """

    intent_id: int
    key: str
    customer_id: int
    address: str
    text: str
    content_id: int
    origin: Origin
    dispatched_at_ms: int
    advisor: str = ""
    attachments: tuple[Attachment, ...] = ()


class Result(StrEnum):
    """What a channel says became of a message. `RETRY`: surely not sent. `UNKNOWN`: may have been sent, ask later."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETRY = "retry"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. `vendor_id` and `advisor` name the vendor's task when a person must confirm it."""

    intent_id: int
    result: Result
    reason: str = ""
    vendor_id: str = ""
    advisor: str = ""
    retry_after_ms: int = 0


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A vendor task that has not been settled yet."""

    vendor_id: str
    advisor: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of one recipient of a confirmed task: `result` DELIVERED or FAILED."""

    address: str
    result: Result
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaskReport:
    """News of one advisor's task: when it was confirmed (0: not yet), for whom it is, and who got it or did not."""

    vendor_id: str
    advisor: str
    confirmed_at_ms: int
    addresses: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffTask:
    """A message that waits for an advisor, or has been confirmed by one."""

    id: int
    channel: str
    vendor_id: str
    advisor: str
    text: str
    people: int
    delivered: int
    failed: int
    created_at_ms: int
    confirmed_at_ms: int | None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One line of the list of messages."""

    id: int
    customer_id: int
    channel: str
    state: IntentState
    reason: str
    text: str
    origin: Origin
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, slots=True)
class GateSettings:
    """The brand's rules: at most `cap_count` messages a person within `cap_window_ms` over all channels (0: no cap).

    Quiet hours run from `quiet_from_minute` to `quiet_until_minute` of the brand's day (equal: none); messages put off
    until their end are spread over `spread_ms`.
    """

    cap_count: int = 3
    cap_window_ms: int = 7 * 86_400_000
    quiet_from_minute: int = 0
    quiet_until_minute: int = 0
    spread_ms: int = 30 * 60_000


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """A channel's settings in a brand; `secrets` are stored encrypted and never shown."""

    channel: str
    enabled: bool
    config: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would happen if a message were planned now for these people."""

    people: int
    sent: int
    deferred: Mapping[str, int]
    dropped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MovedMessage:
    """One message of a fact."""

    intent_id: int
    customer_id: int
    channel: str
    origin: Origin
    reason: str


@dataclass(frozen=True, slots=True)
class MessagesMoved:
    """Fact: these messages (at most 1,000) reached `states` in this order, all at `at_ms`."""

    states: tuple[IntentState, ...]
    messages: list[MovedMessage]
    at_ms: int
