"""What a full reading is, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SyncState(StrEnum):
    """Where a reading stands. WAITING: it goes on by itself; STOPPED: somebody has to do something first."""

    RUNNING = "running"
    WAITING = "waiting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"


class Stage(StrEnum):
    """What is being read, in this order."""

    ORGANISATION = "organisation"
    TAGS = "tags"
    STAFF = "staff"
    FRIENDS = "friends"
    RECONCILE = "reconcile"
    GROUPS = "groups"
    MEMBERS = "members"
    END = "end"


STAGES = tuple(Stage)


class PartState(StrEnum):
    """Where a batch of staff stands. REFUSED: WeCom does not show these members' customers; the reason says why."""

    OPEN = "open"
    READ = "read"
    RECONCILED = "reconciled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sync:
    """A full reading. `notes`: stage → why it gave less than all. `begun_at_ms` is the watermark of what it has seen."""

    id: int
    state: SyncState
    stage: Stage
    reason: str
    started_by: str
    begun_at_ms: int
    ended_at_ms: int
    updated_at_ms: int
    staff: int
    lost: int
    notes: Mapping[str, str]
    # Groups listed, and where their listing goes on.
    groups: int
    groups_place: str


@dataclass(frozen=True, slots=True)
class Part:
    """Up to 100 members and the cursor of the page that comes next."""

    number: int
    staff: tuple[str, ...]
    cursor: str
    state: PartState
    reason: str
    pages: int
    friends: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A reading with the sums of its parts. `staff_done` have been read to the end; `groups_left` wait to be read."""

    sync: Sync
    parts: int
    parts_done: int
    staff_done: int
    staff_refused: int
    pages: int
    friends: int
    groups_left: int
