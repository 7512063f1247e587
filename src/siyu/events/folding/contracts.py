"""What folding tells others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoldState:
    """How far a brand is folded: the last delivery's number, when, and what waits behind it (0: nothing)."""

    delivery_id: int
    folded_at_ms: int
    waiting: int
    oldest_received_at_ms: int
