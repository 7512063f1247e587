"""What an event condition measures, apart from what the measure is compared with."""

from dataclasses import dataclass

from siyu.segments.rules.contracts import Where


@dataclass(frozen=True, slots=True)
class Measured:
    """One number per customer: `measure` of the events called `event` in [from_ms, to_ms) that pass `where`.

    Conditions that differ only in what they compare with share it, so moving a threshold costs nothing.
    """

    event: str
    measure: str
    of: str | None
    from_ms: int | None
    to_ms: int
    where: tuple[Where, ...]
    where_key: str
