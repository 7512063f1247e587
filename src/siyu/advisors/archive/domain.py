"""Pure rules of the archive: which conversation a message belongs to, and who in it is staff."""

from collections.abc import Collection
from dataclasses import dataclass

from siyu.advisors.archive.contracts import NewMessage, Side, TalkKind

# Customers and robots are told from members by these (p91774); a member whose userid looks so is known by name.
OUTSIDE_PREFIXES = ("wm", "wo", "wb")
SHOWN_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs: the conversation's key, its kind and the people in it."""

    key: str
    kind: TalkKind
    people: frozenset[str]
    external_userid: str
    room_id: str


def side_of(person: str, members: Collection[str]) -> Side:
    """This function will say on which side a person is; `members` are the userids we know."""
    outside = person not in members and person.startswith(OUTSIDE_PREFIXES)
    return Side.CUSTOMER if outside else Side.STAFF


def place(message: NewMessage, members: Collection[str]) -> Place:
    """This function will say which conversation a message belongs to: a group, a member and a customer, or members."""
    present = [message.sender, *message.receivers]
    staff = frozenset(one for one in present if one and side_of(one, members) is Side.STAFF)
    if message.room_id:
        return Place(f"r:{message.room_id}", TalkKind.GROUP, staff, "", message.room_id)
    outside = next((one for one in present if one and one not in staff), "")
    other = message.receivers[0] if message.receivers else ""
    pair = sorted({message.sender, other}) if not outside else [min(staff, default=""), outside]
    if outside:
        return Place(f"c:{pair[0]}:{outside}", TalkKind.CUSTOMER, frozenset(pair[:1]) - {""}, outside, "")
    return Place("s:" + ":".join(pair), TalkKind.STAFF, frozenset(pair) - {""}, "", "")


def shown(message: NewMessage) -> str:
    """This function will return a message as one short line of a list."""
    return " ".join(message.text.split())[:SHOWN_LENGTH_MAX]
