"""What friends tells others: friendships, the news they are made of, and the facts about them."""

from dataclasses import dataclass
from enum import StrEnum

FRIENDS_PER_FACT_MAX = 1_000


class FriendState(StrEnum):
    """Where a friendship stands. HALF: the customer added a member who has not confirmed; GONE: ended, nobody saw by whom."""

    HALF = "half"
    NORMAL = "normal"
    DELETED_BY_CUSTOMER = "deleted_by_customer"
    DELETED_BY_STAFF = "deleted_by_staff"
    TRANSFERRED = "transferred"
    GONE = "gone"


FRIENDLY = (FriendState.HALF, FriendState.NORMAL)


class LostBy(StrEnum):
    """Who ended a friendship. SYNC: a full reading no longer showed it; UNKNOWN: noted before this was told apart."""

    CUSTOMER = "customer"
    STAFF = "staff"
    TRANSFER = "transfer"
    SYNC = "sync"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Added:
    """Word that they became friends at `at_ms`; `channel_state` is the live code's own word, `add_way` WeCom's number."""

    at_ms: int
    half: bool = False
    channel_state: str = ""
    add_way: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """Word that they ceased to be friends at `at_ms`."""

    at_ms: int
    by: LostBy


@dataclass(frozen=True, slots=True)
class Notes:
    """What the member of staff had noted about the customer when it was read at `at_ms`."""

    at_ms: int
    remark: str = ""
    description: str = ""
    # The vendor's ids of the tags they carry, sorted.
    vendor_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FriendNews:
    """All that one source says about one friendship. `seen_at_ms`: a full reading begun then showed it (0: none did)."""

    staff: str
    external_userid: str
    customer_id: int
    added: Added | None = None
    lost: Lost | None = None
    notes: Notes | None = None
    seen_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Friend:
    """A friendship of a member of staff (their WeCom userid) and a customer. `since_ms`, `lost_at_ms`: 0 when unknown."""

    customer_id: int
    staff: str
    external_userid: str
    state: FriendState
    channel_state: str
    add_way: int
    remark: str
    description: str
    since_ms: int
    changed_at_ms: int
    lost_at_ms: int
    lost_by: str


@dataclass(frozen=True, slots=True)
class NewFriend:
    """One friendship that began. `first_time`: the customer had never been anybody's friend here."""

    customer_id: int
    staff: str
    external_userid: str
    channel_state: str
    add_way: int
    first_time: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class LostFriend:
    """One friendship that ended, and by whom."""

    customer_id: int
    staff: str
    external_userid: str
    channel_state: str
    by: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class FriendsAdded:
    """Fact: these friendships began (at most 1,000)."""

    friends: list[NewFriend]
    source: str


@dataclass(frozen=True, slots=True)
class FriendsLost:
    """Fact: these friendships ended (at most 1,000)."""

    friends: list[LostFriend]
    source: str


@dataclass(frozen=True, slots=True)
class Retagged:
    """The vendor's tags on one friendship before and after a batch of news; `ended`: it is over, so none are left."""

    customer_id: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of news changed."""

    added: tuple[NewFriend, ...] = ()
    lost: tuple[LostFriend, ...] = ()
    retagged: tuple[Retagged, ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """How many friends a member of staff gained through one channel."""

    staff: str
    channel_state: str
    count: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A present friendship and the vendor's tags on it."""

    staff: str
    external_userid: str
    customer_id: int
    state: FriendState
    vendor_tags: tuple[str, ...]
