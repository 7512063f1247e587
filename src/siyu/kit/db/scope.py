"""Who is asking, and which part of which brand they may see."""

from dataclasses import dataclass

SYSTEM_ACTOR = "system"


@dataclass(frozen=True, slots=True)
class Scope:
    """A brand and the branches of its organisation tree that are visible.

    `org_paths`: materialised paths ("/1/12/") whose subtrees are visible; None means the whole brand.
    `actor`: who acts ("user:3", "key:7", "system"), written to the audit log.
    `staff_id`: the member of staff the caller is, if they are one; rooms for advisors limit themselves to it.
    """

    brand_id: int
    org_paths: tuple[str, ...] | None = None
    actor: str = SYSTEM_ACTOR
    staff_id: int | None = None
