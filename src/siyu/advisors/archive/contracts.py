"""What the archive tells others, and what a connector hands it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

REVOKE = "revoke"


class TalkKind(StrEnum):
    """Who talks: a member with a customer, people in a group, or members among themselves."""

    CUSTOMER = "customer"
    GROUP = "group"
    STAFF = "staff"


class Side(StrEnum):
    """Which side a person is on."""

    STAFF = "staff"
    CUSTOMER = "customer"


class Watched(StrEnum):
    """Whose messages a word is looked for in."""

    STAFF = "staff"
    CUSTOMER = "customer"
    BOTH = "both"


class WordLevel(StrEnum):
    """How serious a hit is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class HitState(StrEnum):
    """Where a hit stands."""

    OPEN = "open"
    HANDLED = "handled"
    IGNORED = "ignored"


class LookBackState(StrEnum):
    """Where looking through kept messages stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class FileState(StrEnum):
    """Where the file of a message stands; LEFT: larger than the brand keeps."""

    WAITING = "waiting"
    KEPT = "kept"
    LEFT = "left"
    FAILED = "failed"


class Source(StrEnum):
    """Where messages come from: nowhere yet, the vendor's own library, or a simulated corp."""

    NONE = "none"
    VENDOR = "vendor"
    SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it is pulled: its body is locked, the key to it sealed for one version of ours (base64)."""

    seq: int
    msgid: str
    key_version: int
    sealed_key: str
    sealed_body: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """The file of a message, still at the vendor's."""

    file_id: str
    name: str
    size_bytes: int
    digest_md5: str = ""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """An opened message. `text` is what people read and search, `details` the rest worth showing.

    `revokes` names the message it takes back; `consent` is the answer of a customer who was asked.
    """

    msgid: str
    at_ms: int
    kind: str
    sender: str
    receivers: tuple[str, ...]
    room_id: str = ""
    text: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)
    file: NewFile | None = None
    revokes: str = ""
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class FilePart:
    """A piece of a file; `mark` asks for the next one, `last` says that there is none."""

    content: bytes
    mark: str
    last: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer answered towards a member (`userid`) or in a group (`room_id`)."""

    userid: str
    room_id: str
    external_userid: str
    agreed: bool
    changed_at_ms: int


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When staff are expected to answer: minutes of the day, and weekdays (1 Monday ... 7 Sunday), by the brand's clock."""

    from_minute: int = 540
    to_minute: int = 1_260
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class ArchiveRules:
    """A brand's rules. `session_gap_hours`: silence after which a session is over; 0 days keeps messages for ever,
    0 megabytes fetches no files; `told` are the members of staff who hear of hits."""

    on: bool = True
    kept_days: int = 180
    file_megabytes_max: int = 20
    session_gap_hours: int = 24
    hours: WorkHours = WorkHours()
    told: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """How far the pull has come; `problem` is why it stopped (Chinese line, English line), `missing` counts gaps."""

    seq: int = 0
    pulled_at_ms: int = 0
    checked_at_ms: int = 0
    due_at_ms: int = 0
    failures: int = 0
    problem: str = ""
    missing: int = 0
    missing_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key pair as far as anybody may see it."""

    version: int
    fingerprint: str
    public_pem: str
    created_at_ms: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did."""

    messages: int = 0
    repeated: int = 0
    unopened: int = 0
    seq: int = 0
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. `people` are the members in it; a customer's is named by `external_userid`, a group's by `room_id`."""

    id: int
    kind: TalkKind
    people: tuple[str, ...]
    external_userid: str
    room_id: str
    messages: int
    first_at_ms: int
    last_at_ms: int
    last_kind: str
    last_text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a conversation."""

    id: int
    talk_id: int
    at_ms: int
    kind: str
    sender: str
    side: Side
    text: str
    details: Mapping[str, str | int]
    revoked_at_ms: int | None
    file: FileState | None
    file_name: str
    file_bytes: int


@dataclass(frozen=True, slots=True)
class Word:
    """A sensitive word."""

    id: int
    word: str
    level: WordLevel
    watched: Watched


@dataclass(frozen=True, slots=True)
class LookBack:
    """How far kept messages have been looked through for the present words; `hits` are those found there and new."""

    state: LookBackState
    done: int
    total: int
    hits: int
    begun_at_ms: int
    finished_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in a message."""

    id: int
    talk_id: int
    message_id: int
    word: str
    level: WordLevel
    sender: str
    side: Side
    text: str
    at_ms: int
    state: HitState
    note: str
    settled_by: str
    settled_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """One member's week. `reply_ms` adds up the working time until the first reply of `replied` sessions."""

    monday: int
    userid: str
    sessions: int
    received: int
    sent: int
    replied: int
    reply_ms: int
    unanswered: int
