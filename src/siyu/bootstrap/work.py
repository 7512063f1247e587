"""Binds every fact to the features that hear it, and lanes, jobs and schedules to the worker."""

from siyu.acquisition import tasks as acquisition_tasks
from siyu.acquisition.arrivals.contracts import ArrivedForJourney
from siyu.acquisition.links import tasks as link_tasks
from siyu.acquisition.links.ports import LinkDesk
from siyu.advisors import tasks as advisors_tasks
from siyu.advisors.archive import tasks as archive_tasks
from siyu.advisors.handover import tasks as handover_tasks
from siyu.communities import tasks as communities_tasks
from siyu.connectors.webhook.channel import WebhookChannel
from siyu.connectors.wecom import tasks as wecom_tasks
from siyu.connectors.wecom.archive.archive import WecomArchive
from siyu.connectors.wecom.archive.listening import LISTENERS as ARCHIVE_LISTENERS
from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.contact_ways.ways import WecomContactWays
from siyu.connectors.wecom.groups import tasks as wecom_groups_tasks
from siyu.connectors.wecom.groups.codes import WecomGroupCodes
from siyu.connectors.wecom.groups.welcomes import WecomGroupWelcomes
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.connectors.wecom.handover.listening import LISTENERS as HANDOVER_LISTENERS
from siyu.connectors.wecom.links.desk import WecomLinkDesk
from siyu.connectors.wecom.links.listening import LISTENERS as LINK_LISTENERS
from siyu.connectors.wecom.mass import tasks as wecom_mass_tasks
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.connectors.wecom.moments.desk import WecomMomentDesk
from siyu.connectors.wecom.sidebar.media import WecomMediaStore, media_lane
from siyu.connectors.wecom.sidebar.nudges import WecomNudge
from siyu.connectors.wecom.sync import tasks as wecom_sync_tasks
from siyu.connectors.wecom.tags import tasks as wecom_tags_tasks
from siyu.customers.contracts import CustomersTagged, CustomersUntagged, TagsChanged, TagsDeleted
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
from siyu.outreach.moments import tasks as moment_tasks
from siyu.outreach.ports import Channel
from siyu.outreach.settings import OutreachSettings
from siyu.segments import tasks as segments_tasks
from siyu.segments.contracts import SegmentChanged
from siyu.tenancy.contracts import StaffChanged, StaffLeft

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
    bus.on(StaffChanged, acquisition_tasks.on_staff_changed)
    bus.on(StaffLeft, acquisition_tasks.on_staff_changed)
    bus.on(StaffChanged, link_tasks.on_staff_changed)
    bus.on(StaffLeft, link_tasks.on_staff_changed)
    bus.on(StaffLeft, handover_tasks.on_staff_left)
    bus.on(FriendsAdded, link_tasks.on_friends_added)
    bus.on(FriendsLost, link_tasks.on_friends_lost)
    bus.on(ArrivedForJourney, journeys_tasks.on_arrived)
    bus.on(FriendsAdded, wecom_tags_tasks.on_friends_added)
    bus.on(CustomersTagged, wecom_tags_tasks.on_tagged)
    bus.on(CustomersUntagged, wecom_tags_tasks.on_tagged)
    bus.on(TagsChanged, wecom_tags_tasks.on_tags_changed)
    bus.on(TagsDeleted, wecom_tags_tasks.on_tags_deleted)
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
        moment_tasks.lane(WecomMomentDesk(platform, wecom)),
        wecom_sync_tasks.sync_lane(wecom),
        wecom_tags_tasks.tags_lane(wecom),
        *wecom_tasks.callback_lanes(
            wecom, {**HANDOVER_LISTENERS, **wecom_groups_tasks.LISTENERS, **ARCHIVE_LISTENERS, **LINK_LISTENERS}
        ),
        *acquisition_tasks.lanes(WecomContactWays(platform, wecom)),
        link_tasks.link_lane(WecomLinkDesk(platform, wecom)),
        *wecom_groups_tasks.group_lanes(wecom),
        *communities_tasks.lanes(WecomGroupCodes(platform, wecom), WecomGroupWelcomes(platform, wecom)),
        media_lane(WecomMediaStore(platform, MediaLibrary(platform, wecom))),
        advisors_tasks.remind_lane(WecomNudge(platform, wecom)),
        *archive_tasks.lanes(WecomArchive(platform, wecom), WecomNudge(platform, wecom)),
        *handover_tasks.lanes(WecomHandoverDesk(platform, wecom), WecomNudge(platform, wecom)),
    ]


def jobs() -> dict[str, JobHandler]:
    """This function will list the handlers of jobs by kind."""
    return {
        "events.sweep": events_tasks.sweep,
        "kit.sweep": sweep,
        RUN_JOB: imports_tasks.run,
        imports_tasks.SWEEP_JOB: imports_tasks.sweep,
        wecom_tasks.SWEEP_JOB: wecom_tasks.sweep,
        wecom_mass_tasks.LEARN_JOB: wecom_mass_tasks.learn,
        wecom_sync_tasks.NIGHTLY_JOB: wecom_sync_tasks.begin_nightly,
        **wecom_tags_tasks.JOBS,
        **link_tasks.link_jobs(_link_desk),
        handover_tasks.COUNT_JOB: handover_tasks.count_nightly,
        **archive_tasks.JOBS,
        **journeys_tasks.JOBS,
    }


def schedules() -> list[Schedule]:
    """This function will list the jobs that come round by the clock."""
    return [
        Schedule("events.sweep", "20 3 * * *"),
        Schedule("kit.sweep", "40 3 * * *"),
        Schedule(wecom_tasks.SWEEP_JOB, "50 3 * * *"),
        Schedule(imports_tasks.SWEEP_JOB, "25 3 * * *"),
        Schedule(journeys_tasks.SWEEP_JOB, "30 3 * * *"),
        Schedule(wecom_mass_tasks.LEARN_JOB, "35 2 * * *"),
        Schedule(wecom_sync_tasks.NIGHTLY_JOB, "10 2 * * *"),
        Schedule(handover_tasks.COUNT_JOB, "40 2 * * *"),
        Schedule(archive_tasks.PURGE_JOB, "30 4 * * *"),
        Schedule(wecom_tags_tasks.COMPARE_JOB, "40 4 * * *"),
        Schedule(link_tasks.NIGHTLY_JOB, "20 5 * * *"),
    ]


def create_worker(platform: Platform) -> Worker:
    """This function will assemble a worker with every lane, job and schedule."""
    return Worker(platform, lanes(platform), jobs(), schedules())


def _link_desk(platform: Platform) -> LinkDesk:
    return WecomLinkDesk(platform, WecomClient(platform.clock))


def _core(platform: Platform) -> Store:
    return platform.stores.core


def _facts_lane(bus: FactBus, concern: str) -> Lane:
    def store(platform: Platform) -> Store:
        found: Store = getattr(platform.stores, concern)
        return found

    def deliver(platform: Platform, lease: Lease) -> int:
        return bus.deliver(platform, store(platform), lease)

    return Lane(f"{concern}.facts", store, deliver)
