"""The whole way with the product's own worker: a segment changes, people enter, messages leave, results come back."""

from typing import Any

import numpy as np

from siyu.bootstrap import work
from siyu.customers import operations as customers
from siyu.events import queries as events
from siyu.journeys import queries
from siyu.journeys.operations import create_journey, publish_journey
from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach import queries as outreach
from siyu.outreach.contracts import ChannelSettings, IntentState
from siyu.outreach.operations import save_channel
from siyu.segments.operations import create_segment
from tests.connectors.webhook.test_channel import SECRET
from tests.journeys.factories import three_nodes
from tests.journeys.test_killed_workers import Receiver
from tests.journeys.test_routes import make_people


def tag(platform: Platform, scope: Scope, people: list[int]) -> None:
    at_ms = platform.clock.now_ms()

    def work(conn: Any) -> None:
        tag_id = customers.ensure_tags(conn, scope, ["VIP"], at_ms=at_ms)["VIP"]
        customers.add_tags(platform, conn, scope, tag_id, np.array(people), source="test", at_ms=at_ms)

    platform.stores.core.write(work)


def test_the_circle_is_walked_once(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    people = make_people(platform, scope, 6)
    tag(platform, scope, people[:2])
    segment_id = platform.stores.core.write(
        lambda conn: create_segment(platform, conn, scope, name="贵宾", rule={"tag": "VIP"}, at_ms=clock.now_ms()).id
    )
    draft = three_nodes()
    draft["nodes"][0]["trigger"] = {"segment": segment_id}
    made = platform.stores.flow.write(
        lambda conn: create_journey(conn, scope, name="回访", draft=draft, at_ms=clock.now_ms())
    )
    worker = work.create_worker(platform)
    worker.run_until_idle()
    publish_journey(platform, scope, made.id, enter_current=True)
    worker.run_until_idle()
    clock.advance(1_000)
    tag(platform, scope, people[2:4])
    worker.run_until_idle()
    receiver = Receiver()
    with receiver.served() as url:
        settings = ChannelSettings("webhook", True, {"url": url}, {"secret": SECRET})
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        worker.run_until_idle()
        clock.advance(HOUR_MS + DAY_MS)
        worker.run_until_idle()
    assert sum(receiver.seen.values()) == 4
    with platform.stores.flow.reading() as conn:
        funnel = queries.funnel_numbers(conn, scope, made.id)
        assert outreach.state_counts(conn, scope) == {IntentState.DELIVERED: 4}
    assert (funnel.entered, funnel.exited) == (4, 4)
    with platform.stores.core.reading() as conn:
        names = {entry.name for entry in events.timeline(platform, conn, scope, people[2]).entries}
        nothing = events.timeline(platform, conn, scope, people[5]).entries
    assert names >= {"Message Sent", "Message Delivered"} and nothing == ()
