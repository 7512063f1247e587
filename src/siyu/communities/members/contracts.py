"""What members tells others: people in a group as lists show them, and a group's days."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One stay. `customer_id` 0: a member of staff, or somebody with an unusable id; `left_at_ms` 0: still there."""

    chat_id: str
    userid: str
    customer_id: int
    is_customer: bool
    name: str
    scene: str
    inviter: str
    state: str
    joined_at_ms: int
    left_at_ms: int
    quit_scene: str


@dataclass(frozen=True, slots=True)
class GroupDay:
    """One local day: customers who came and went, and who were there at its end."""

    day: int
    joined: int
    left: int
    members: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Customers who came by a code (or a way in), who went again, who are there still; each stay counts once."""

    joined: int = 0
    left: int = 0

    @property
    def kept(self) -> int:
        """Who are still there."""
        return self.joined - self.left
