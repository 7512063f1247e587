"""What writing tags to WeCom is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TagKind(StrEnum):
    """What is to be done about a corp tag. ANEW: make it again although it was deleted in WeCom."""

    LEVEL = "level"
    ANEW = "anew"
    DELETE = "delete"


class Waiting(StrEnum):
    """Where a task or a mark stands. ASKING: a call was announced, and whether it was made is not known yet."""

    WAITING = "waiting"
    ASKING = "asking"
    REFUSED = "refused"


class Shown(StrEnum):
    """How a tag stands towards WeCom. READ_ONLY: it comes from there, and nothing of ours is written back."""

    SYNCED = "synced"
    SYNCING = "syncing"
    INTERNAL = "internal"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class CorpTag:
    """A tag of the corp as it was last read; `deleted` there."""

    vendor_id: str
    vendor_group_id: str
    name: str
    group_name: str
    tag_id: int | None
    deleted: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tags that are written to WeCom: {tag: corp tag to put on, "" when there is none}, {tag: all that count as it}."""

    use: Mapping[int, str] = field(default_factory=dict)
    same: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One mark_tag: what to put on and take off one friendship, and the tags of ours it is about."""

    staff: str
    external_userid: str
    customer_id: int
    add: frozenset[str]
    remove: frozenset[str]
    tag_ids: frozenset[int]


class Outcome(StrEnum):
    """How comparing one customer's tag ended, the later ones counting for more."""

    DONE = "done"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a write, why in both languages, and after how long to try again."""

    outcome: Outcome
    reason: str = ""
    reason_en: str = ""
    wait_ms: int = 0
    # Nothing else can be written either until somebody has put something right, or WeCom's pause is over.
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Differences:
    """How friendships and Siyu differ. `missing`: Siyu has the tag, the friendship does not; `extra`: the other way."""

    relations: int = 0
    writes: int = 0
    missing: int = 0
    extra: int = 0
    over: int = 0
    whole: bool = True
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What showing a group would write, and about how long that takes within WeCom's limits."""

    tags_new: int
    tags_left_out: int
    relations: int
    writes: int
    seconds: int
    over: int
    whole: bool


@dataclass(frozen=True, slots=True)
class TagState:
    """How one tag stands; `waiting` and `refused` count customers, `reason` says why it is not (wholly) there."""

    tag_id: int
    shown: Shown
    reason: str = ""
    reason_en: str = ""
    waiting: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class GroupState:
    """How one tag group stands."""

    group_id: int
    shown: bool
    tags: tuple[TagState, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All groups, the counts against WeCom's limits, why writing pauses, and the last comparison."""

    groups: tuple[GroupState, ...]
    corp_tags: int
    waiting: int
    refused: int
    paused_until_ms: int
    reason: str
    reason_en: str
    differences: Differences | None
