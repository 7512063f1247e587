"""What orders do when something happened elsewhere."""

from siyu.events.contracts import EventsObserved
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.ecommerce.operations import hear


def on_events(platform: Platform, scope: Scope, fact: EventsObserved) -> None:
    """This function will save the orders and refunds that Segment e-commerce events tell of (fact EventsObserved)."""
    platform.stores.core.write(lambda conn: hear(platform, conn, scope, fact))
