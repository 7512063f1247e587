"""What the figures of a live code are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many came, how many of those were lost since."""

    added: int
    lost: int

    @property
    def net(self) -> int:
        """How many stayed."""
        return self.added - self.lost


@dataclass(frozen=True, slots=True)
class DayTally:
    """One local day (days since 1970-01-01)."""

    day: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Statistics:
    """A code's figures over a span of days: in all, by day, by placement id, by staff id (0: somebody unknown)."""

    total: Tally
    by_day: tuple[DayTally, ...]
    by_placement: dict[int, Tally]
    by_staff: dict[int, Tally]


NOTHING = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class JourneyArrival:
    """One customer who came; `key` is the same for the same arrival told again."""

    customer_id: int
    key: str


@dataclass(frozen=True, slots=True)
class ArrivedForJourney:
    """Fact: these customers came by a code or link after which this journey begins."""

    journey_id: int
    arrivals: list[JourneyArrival]
