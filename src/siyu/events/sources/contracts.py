"""What sources tells others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A sender of events. The write key itself is shown once; `key_hint` is its last four characters."""

    id: int
    name: str
    key_hint: str
    created_at_ms: int
    rotated_at_ms: int | None
    closed_at_ms: int | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A source with its write key in full, just made."""

    source: Source
    write_key: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a write key belongs to."""

    brand_id: int
    source_id: int
