"""Which of those who left again are asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LostOf:
    """Those who came on the local days [from_day, until_day], at one place or to one member of staff if named."""

    from_day: int
    until_day: int
    place_id: int | None = None
    staff_id: int | None = None
