"""The outcome of bringing a segment up to date."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many members a segment has now, and how many came and went."""

    segment_id: int
    members: int
    entered: int
    left: int

    @property
    def changed(self) -> bool:
        """Whether anybody came or went."""
        return bool(self.entered or self.left)
