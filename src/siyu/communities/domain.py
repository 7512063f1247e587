"""Pure rules of readings: which stays began, which ended, given what was held and what a reading shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from siyu.communities.contracts import SeenMember


@dataclass(frozen=True, slots=True)
class HeldStay:
    """A stay as we hold it. `ended`: a reading did not show them, so a later one may show them again."""

    userid: str
    joined_at_ms: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """A stay that has ended by `left_at_ms`."""

    userid: str
    joined_at_ms: int
    left_at_ms: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What one reading changes; `back` are stays that had been thought ended."""

    came: tuple[SeenMember, ...]
    back: tuple[SeenMember, ...]
    went: tuple[Ending, ...]


def compare(held: Iterable[HeldStay], seen: Iterable[SeenMember], read_at_ms: int) -> Difference:
    """This function will return what a reading changes.

    Who is shown with another time of joining has gone and come again: the former stay ended by then.
    """
    stays = {(one.userid, one.joined_at_ms): one for one in held}
    shown = {(one.userid, one.joined_at_ms): one for one in seen}
    now = {one.userid: one.joined_at_ms for one in shown.values()}
    went = [
        Ending(userid, joined_at_ms, min(read_at_ms, max(now.get(userid, read_at_ms), joined_at_ms)))
        for (userid, joined_at_ms), one in stays.items()
        if not one.ended and (userid, joined_at_ms) not in shown
    ]
    came = [one for key, one in shown.items() if key not in stays]
    back = [one for key, one in shown.items() if key in stays and stays[key].ended]
    return Difference(tuple(came), tuple(back), tuple(went))
