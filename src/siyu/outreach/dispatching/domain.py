"""Choosing what is handed over together."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Waiting(Protocol):
    """A message of a campaign that waits: its campaign and who is to send it."""

    origin_id: int
    advisor: str


Row = TypeVar("Row", bound=Waiting)


def whole_advisors(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """This function will keep the first campaign's messages, and of its advisors those whose messages are all there.

    `rows` are ordered by campaign and advisor and were cut at `most`; who alone has more than that gets several tasks.
    """
    if not rows:
        return rows
    same = [row for row in rows if row.origin_id == rows[0].origin_id]
    if len(rows) < most or len(same) < len(rows):
        return same
    whole = [row for row in same if row.advisor != same[-1].advisor]
    return whole or same
