"""What the tests of events share."""

import pytest

from siyu.customers import queries as customers
from siyu.events.folding.operations import fold
from siyu.events.inbox.contracts import BATCH, Delivery
from siyu.events.inbox.operations import accept
from siyu.events.parked.contracts import ParkedMessage
from siyu.events.parked.queries import parked_page
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FOLDS_MAX = 1_000


class Door:
    """A sender and a folder: puts messages into the inbox and folds until nothing waits."""

    def __init__(self, platform: Platform, scope: Scope) -> None:
        self.platform = platform
        self.scope = scope

    def send(self, *messages: object, kind: str = BATCH, sent_at: str = "") -> None:
        body = b"[" + b",".join(m if isinstance(m, bytes) else encode(m) for m in messages) + b"]"
        delivery = Delivery(1, kind, self.platform.clock.now_ms(), sent_at, len(messages), body)
        self.platform.stores.inbox.write(lambda conn: accept(conn, self.scope, [delivery]))

    def fold(self) -> int:
        total = 0
        for _ in range(FOLDS_MAX):
            folded = fold(self.platform, self.scope)
            total += folded
            if not folded:
                return total
        raise AssertionError("folding does not come to an end")

    def fold_once(self) -> int:
        return fold(self.platform, self.scope)

    def customer(self, kind: str, value: str) -> int | None:
        with self.platform.stores.core.reading() as conn:
            return customers.find(self.platform, conn, self.scope, kind, value)

    def attributes(self, user: str) -> dict[str, object]:
        one = self.customer("user_id", user)
        with self.platform.stores.core.reading() as conn:
            [card] = customers.cards(self.platform, conn, self.scope, [one] if one else [])
        return dict(card.attributes)

    def parked(self) -> tuple[ParkedMessage, ...]:
        with self.platform.stores.core.reading() as conn:
            return parked_page(conn, self.scope, limit=200).items

    def log(self) -> list[dict]:
        sql = "SELECT customer_id, at_ms, event, value_fen, quantity, ref, properties FROM events ORDER BY at_ms, seq"
        with self.platform.stores.core.reading() as conn:
            names = self.platform.lake.names(conn, self.scope)
            rows = self.platform.lake.query(conn, self.scope, sql).to_pylist()
        return [{**row, "event": names[row["event"]]} for row in rows]


@pytest.fixture
def door(platform: Platform, scope: Scope) -> Door:
    """A door into the brand."""
    return Door(platform, scope)


@pytest.fixture
def other_door(platform: Platform, other_scope: Scope) -> Door:
    """A door into another brand."""
    return Door(platform, other_scope)
