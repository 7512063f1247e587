"""What the inbox takes in and hands out."""

from dataclasses import dataclass

BATCH = "batch"
OVERSIZED = "oversized"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The messages of one request. `body` is a JSON array of `count` raw messages, as they were sent.

    `kind` is "batch", or the type all messages have ("track", "identify", …) because the address said so, or
    "oversized" for a message above the size limit. `sent_at` is the sender's clock, "" when it was not told.
    """

    source_id: int
    kind: str
    received_at_ms: int
    sent_at: str
    count: int
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A delivery with its number; numbers become visible in order."""

    id: int
    delivery: Delivery
