"""The vendor's figures of an owner's groups on one day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnerDay:
    """All groups of one owner on one local day; `messages` and who talked are known to nobody but the vendor."""

    owner: str
    day: int
    new_groups: int
    groups: int
    talking_groups: int
    new_members: int
    members: int
    talking_members: int
    messages: int
