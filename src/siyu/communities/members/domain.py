"""The curve of a group from its stays. Pure."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from siyu.communities.members.contracts import GroupDay
from siyu.kit.calendar import local_days


def curve(stays: Sequence[tuple[int, int]], *, from_day: int, until_day: int, zone: str) -> list[GroupDay]:
    """This function will count comings, goings and people there for each local day from `from_day` to `until_day`.

    `stays` are (joined_at_ms, left_at_ms), 0 for who is still there.
    """
    came = Counter(_days([joined for joined, _ in stays], zone))
    went = Counter(_days([left for _, left in stays if left], zone))
    there = sum(times for day, times in came.items() if day < from_day)
    there -= sum(times for day, times in went.items() if day < from_day)
    found = []
    for day in range(from_day, until_day + 1):
        there += came[day] - went[day]
        found.append(GroupDay(day, came[day], went[day], there))
    return found


def _days(moments: Sequence[int], zone: str) -> list[int]:
    days: list[int] = local_days(np.array(moments, dtype=np.int64), zone).tolist()
    return days
