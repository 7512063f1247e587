"""Messages and channels for tests."""

from collections.abc import Sequence

from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.contracts import (
    Content,
    Message,
    NewIntent,
    OpenTask,
    Origin,
    Outcome,
    Result,
    SentMessage,
    TaskReport,
)
from siyu.outreach.operations import plan, save_content
from siyu.outreach.queries import messages
from siyu.outreach.settings import OutreachSettings

FIRST = 65_536
SETTINGS = OutreachSettings(dispatch_lease_ms=1_000, collect_every_ms=1_000)


class Mailbox:
    """A channel that keeps what it is given; `mood` says how it answers."""

    name = "webhook"
    batch_max = 100

    def __init__(self, identity_kind: str | None = None) -> None:
        self.identity_kind = identity_kind
        self.mood = Result.DELIVERED
        self.down = False
        self.received: list[Message] = []
        self.asked: list[Message] = []
        self.known: Result | None = None
        self.reports: list[TaskReport] = []

    def send(self, scope: Scope, batch: Sequence[Message]) -> list[Outcome]:
        if self.down:
            raise Unavailable(value="down")
        self.received += batch
        return [Outcome(message.intent_id, self.mood) for message in batch]

    def reconcile(self, scope: Scope, batch: Sequence[Message]) -> list[Outcome]:
        self.asked += batch
        return [Outcome(message.intent_id, self.known or Result.RETRY) for message in batch]

    def collect(self, scope: Scope, tasks: Sequence[OpenTask]) -> list[TaskReport]:
        return self.reports


def content(platform: Platform, scope: Scope, text: str = "你好", channel: str = "webhook") -> Content:
    """This function will store a content."""
    return platform.stores.flow.write(lambda conn: save_content(conn, scope, channel=channel, text=text, known=None))


def planned(
    platform: Platform,
    scope: Scope,
    people: Sequence[int],
    key: str = "k",
    text: str = "你好",
    channel: str = "webhook",
) -> int:
    """This function will plan one message a person and return how many were new."""
    stored, now_ms = content(platform, scope, text, channel), platform.clock.now_ms()
    intents = [NewIntent(f"{key}:{person}", person, now_ms) for person in people]
    return platform.stores.flow.write(
        lambda conn: plan(conn, scope, stored, intents, origin=Origin("api"), at_ms=now_ms)
    )


def listed(platform: Platform, scope: Scope) -> dict[int, SentMessage]:
    """This function will return the newest message of each customer."""
    with platform.stores.flow.reading() as conn:
        return {message.customer_id: message for message in reversed(messages(conn, scope, limit=200))}
