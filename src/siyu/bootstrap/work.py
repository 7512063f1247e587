"""Binds every fact to the features that hear it, and lanes, jobs and schedules to the worker."""

from siyu.acquisition import tasks as acquisition_tasks
from siyu.advisors import tasks as advisors_tasks
from siyu.connectors.webhook.channel import WebhookChannel
from siyu.connectors.wecom import tasks as wecom_tasks
from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.contact_ways.ways import WecomContactWays
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.connectors.wecom.sidebar.media import WecomMediaStore, media_lane
from siyu.connectors.wecom.sidebar.nudges import WecomNudge
from siyu.connectors.wecom.sync import tasks as wecom_sync_tasks
from siyu.customers.friends.contracts import FriendsAdded, FriendsLost
from siyu.events import tasks as events_tasks
from siyu.events.contracts import EventsObserved
from siyu.imports import tasks as imports_tasks
from siyu.imports.operations import RUN_JOB
from siyu.journeys import tasks as journeys_tasks
from siyu.kit.db.stores import Store
from siyu.kit.facts import FactBus
from siyu.kit.jobs import JobHandler, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane, Schedule, Worker, sweep
from siyu.orders import tasks as orders_tasks
from siyu.outreach import tasks as outreach_tasks
from siyu.outreach.contracts import MessagesMoved
from siyu.outreach.mass import tasks as mass_tasks
from siyu.outreach.ports import Channel
from siyu.outreach.settings import OutreachSettings
from siyu.segments import tasks as segments_tasks
from siyu.segments.contracts import SegmentChanged

FLUSH_EVERY_S = 10.0
COMPACT_EVERY_S = 60.0
REFRESH_EVERY_S = 1.0


def fact_bus() -> FactBus:
    """This function will bind every fact to the features that hear it."""
    bus = FactBus()
    bus.on(EventsObserved, orders_tasks.on_events)
    bus.on(EventsObserved, journeys_tasks.on_events_observed)
    bus.on(MessagesMoved, outreach_tasks.on_messages_moved)
    bus.on(SegmentChanged, journeys_tasks.on_segment_changed)
    bus.on(FriendsAdded, acquisition_tasks.on_friends_added)
    bus.on(FriendsLost, acquisition_tasks.on_friends_lost)
    return bus


def lanes(platform: Platform) -> list[Lane]:
    """This function will list the standing work of a worker; the clients of vendors are opened here, one a process."""
    bus = fact_bus()
    wecom = WecomClient(platform.clock)
    channels: list[Channel] = [WebhookChannel(platform), WecomChannel(platform, wecom)]
    return [
        *(_facts_lane(bus, concern) for concern in ("core", "inbox", "flow")),
        Lane("events.fold", _core, events_tasks.fold_lane),
        Lane("events.flush", _core, events_tasks.flush_lane, idle_s=FLUSH_EVERY_S),
        Lane("events.compact", _core, events_tasks.compact_lane, idle_s=COMPACT_EVERY_S),
        Lane("segments.refresh", _core, segments_tasks.refresh_lane, idle_s=REFRESH_EVERY_S),
        *journeys_tasks.LANES,
        *outreach_tasks.lanes({channel.name: channel for channel in channels}, OutreachSettings()),
        *mass_tasks.lanes(WecomDesk(platform, wecom), channels[-1]),
        wecom_sync_tasks.sync_lane(wecom),
        *wecom_tasks.callback_lanes(wecom),
        *acquisition_tasks.lanes(WecomContactWays(platform, wecom)),
        media_lane(WecomMediaStore(platform, MediaLibrary(platform, wecom))),
        advisors_tasks.remind_lane(WecomNudge(platform, wecom)),
    ]


def jobs() -> dict[str, JobHandler]:
    """This function will list the handlers of jobs by kind."""
    return {
        "events.sweep": events_tasks.sweep,
        "kit.sweep": sweep,
        RUN_JOB: imports_tasks.run,
        wecom_tasks.SWEEP_JOB: wecom_tasks.sweep,
        wecom_sync_tasks.NIGHTLY_JOB: wecom_sync_tasks.begin_nightly,
        **journeys_tasks.JOBS,
    }


def schedules() -> list[Schedule]:
    """This function will list the jobs that come round by the clock."""
    return [
        Schedule("events.sweep", "20 3 * * *"),
        Schedule("kit.sweep", "40 3 * * *"),
        Schedule(wecom_tasks.SWEEP_JOB, "50 3 * * *"),
        Schedule(wecom_sync_tasks.NIGHTLY_JOB, "10 2 * * *"),
    ]


def create_worker(platform: Platform) -> Worker:
    """This function will assemble a worker with every lane, job and schedule."""
    return Worker(platform, lanes(platform), jobs(), schedules())


def _core(platform: Platform) -> Store:
    return platform.stores.core


def _facts_lane(bus: FactBus, concern: str) -> Lane:
    def store(platform: Platform) -> Store:
        found: Store = getattr(platform.stores, concern)
        return found

    def deliver(platform: Platform, lease: Lease) -> int:
        return bus.deliver(platform, store(platform), lease)

    return Lane(f"{concern}.facts", store, deliver)
