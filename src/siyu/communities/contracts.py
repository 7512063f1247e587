"""What communities tells others: groups, what a reading of one says, the facts about their members."""

from dataclasses import dataclass
from enum import StrEnum

MEMBERS_PER_FACT_MAX = 1_000


class GroupStatus(StrEnum):
    """Where a group stands. OWNER_LEFT: the owner has left the company and the group waits for a new one.

    GONE: the vendor no longer shows it, nobody saw it dismissed.
    """

    NORMAL = "normal"
    OWNER_LEFT = "owner_left"
    INHERITING = "inheriting"
    INHERITED = "inherited"
    DISMISSED = "dismissed"
    GONE = "gone"


OPEN = (GroupStatus.NORMAL, GroupStatus.OWNER_LEFT, GroupStatus.INHERITING, GroupStatus.INHERITED)
# Somebody is there who can send a message to it.
REACHABLE = (GroupStatus.NORMAL, GroupStatus.INHERITED)


class JoinScene(StrEnum):
    """How somebody came in."""

    INVITED = "invited"
    LINK = "link"
    CODE = "code"
    UNKNOWN = "unknown"


class QuitScene(StrEnum):
    """How somebody went. UNSEEN: a reading no longer showed them, nobody saw how."""

    LEFT = "left"
    REMOVED = "removed"
    DISMISSED = "dismissed"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Group:
    """A group one may send to. `owner_userid` is a WeCom userid; `org_unit_id` the owner's unit, None if unknown."""

    chat_id: str
    name: str
    owner_userid: str
    member_count: int
    org_unit_id: int | None


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group as lists show it. `joined`, `left`: customers who came and went since the local day began."""

    chat_id: str
    name: str
    owner_userid: str
    org_unit_id: int | None
    notice: str
    status: GroupStatus
    created_at_ms: int
    ended_at_ms: int
    member_count: int
    customer_count: int
    admins: tuple[str, ...]
    read_at_ms: int
    joined: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class SeenMember:
    """One member as a reading of the group shows them. `joined_at_ms` tells one stay from the next."""

    userid: str
    is_customer: bool
    joined_at_ms: int
    scene: JoinScene = JoinScene.UNKNOWN
    inviter: str = ""
    state: str = ""
    name: str = ""
    unionid: str = ""


@dataclass(frozen=True, slots=True)
class SeenGroup:
    """A whole reading of one group, begun at `read_at_ms`; `version` is the vendor's word for this set of members."""

    chat_id: str
    name: str
    owner: str
    created_at_ms: int
    version: str
    read_at_ms: int
    notice: str = ""
    admins: tuple[str, ...] = ()
    members: tuple[SeenMember, ...] = ()
    # What a listing said of it; None when it was not asked for in one.
    status: GroupStatus | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """Word that somebody went at `at_ms`, in the vendor's seconds."""

    chat_id: str
    userid: str
    at_ms: int
    scene: QuitScene


@dataclass(frozen=True, slots=True)
class MovedMember:
    """A customer who came into a group or went. `scene` is a JoinScene or a QuitScene; `state` the group code's word.

    `since_ms`: when the stay began, which tells it from the next one.
    """

    chat_id: str
    customer_id: int
    userid: str
    state: str
    scene: str
    at_ms: int
    since_ms: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Which customers came and which went by one write."""

    joined: tuple[MovedMember, ...] = ()
    left: tuple[MovedMember, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupMembersJoined:
    """Fact: these customers came into groups (at most 1,000)."""

    members: list[MovedMember]


@dataclass(frozen=True, slots=True)
class GroupMembersLeft:
    """Fact: these customers went out of groups (at most 1,000)."""

    members: list[MovedMember]
