"""The one room that knows everyone: opens the platform, binds facts to handlers, lanes and jobs to the worker, routers."""

from fastapi import APIRouter, FastAPI

from siyu.acquisition import routes as acquisition_routes
from siyu.acquisition import tasks as acquisition_tasks
from siyu.acquisition.managing import routes as live_code_routes
from siyu.advisors import routes as advisors_routes
from siyu.advisors import tasks as advisors_tasks
from siyu.advisors.matrix import routes as matrix_routes
from siyu.connectors.files.tables import Files
from siyu.connectors.segment.door import TrackingDoor
from siyu.connectors.webhook.channel import WebhookChannel
from siyu.connectors.wecom import door as wecom_door
from siyu.connectors.wecom import tasks as wecom_tasks
from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.contact_ways.ways import WecomContactWays
from siyu.connectors.wecom.doctor import routes as wecom_doctor_routes
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.connectors.wecom.sidebar import routes as sidebar_routes
from siyu.connectors.wecom.sidebar.login import WecomStaffDoor
from siyu.connectors.wecom.sidebar.media import WecomMediaStore, media_lane
from siyu.connectors.wecom.sidebar.nudges import WecomNudge
from siyu.connectors.wecom.sidebar.signature import Tickets
from siyu.connectors.wecom.sync import routes as wecom_sync_routes
from siyu.connectors.wecom.sync import tasks as wecom_sync_tasks
from siyu.content import routes as content_routes
from siyu.customers import routes as customers_routes
from siyu.customers.friends import routes as friends_routes
from siyu.customers.friends.contracts import FriendsAdded, FriendsLost
from siyu.events import routes as events_routes
from siyu.events import tasks as events_tasks
from siyu.events.contracts import EventsObserved
from siyu.imports import routes as imports_routes
from siyu.imports import tasks as imports_tasks
from siyu.imports.operations import RUN_JOB
from siyu.imports.ports import FILES
from siyu.insights import routes as insights_routes
from siyu.insights.contracts import FunnelStep, JourneyFunnel
from siyu.journeys import routes as journeys_routes
from siyu.journeys import tasks as journeys_tasks
from siyu.journeys.queries import funnel_numbers
from siyu.kit.bits import BitStore
from siyu.kit.clock import Clock, SystemClock
from siyu.kit.collector import pace_collector
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import open_keyring
from siyu.kit.db import migrate
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store, open_stores
from siyu.kit.facts import FactBus
from siyu.kit.jobs import JobHandler, Lease
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane, Schedule, Worker, sweep
from siyu.orders import routes as orders_routes
from siyu.orders import tasks as orders_tasks
from siyu.outreach import routes as outreach_routes
from siyu.outreach import tasks as outreach_tasks
from siyu.outreach.contracts import MessagesMoved
from siyu.outreach.mass import routes as mass_routes
from siyu.outreach.mass import tasks as mass_tasks
from siyu.outreach.ports import Channel
from siyu.outreach.settings import OutreachSettings
from siyu.outreach.welcome import routes as welcome_routes
from siyu.segments import routes as segments_routes
from siyu.segments import tasks as segments_tasks
from siyu.segments.contracts import SegmentChanged
from siyu.tenancy import routes as tenancy_routes
from siyu.tenancy.routes import authenticate

FLUSH_EVERY_S = 10.0
COMPACT_EVERY_S = 60.0
REFRESH_EVERY_S = 1.0
FUNNEL_DEFINITION = {
    "zh": "每一步到达的人次;同一人再次进入旅程另算一次",
    "en": "Entries that reached each step; a person who comes again counts again",
}

__all__ = ["authenticate", "create_worker", "mount_doors", "open_platform", "routers"]


def open_platform(settings: KitSettings | None = None, clock: Clock | None = None) -> Platform:
    """This function will open the stores, sets, lake and keys that the environment names.

    The embedded store is brought to the newest schema by itself; PostgreSQL must have been (`siyu migrate`).
    Raises DatabaseBehind, UnknownDatabase or BadSecretKey.
    """
    settings = settings or KitSettings()
    platform = open_platform_unchecked(settings, clock)
    if platform.stores.core.dialect == "sqlite":
        migrate.upgrade(platform.stores)
    else:
        migrate.check(platform.stores)
    return platform


def open_platform_unchecked(settings: KitSettings, clock: Clock | None = None) -> Platform:
    """This function will open everything without looking at the schema's version; for `siyu migrate` and the doctor."""
    pace_collector()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    FILES.bind(Files())
    return Platform(
        settings=settings,
        clock=clock or SystemClock(),
        stores=open_stores(settings.url),
        bits=BitStore(settings.data_dir / "bits"),
        columns=ColumnStore(settings.data_dir / "columns"),
        lake=Lake(settings.data_dir / "lake", settings.duckdb_memory),
        keyring=open_keyring(settings.secret_key, settings.data_dir),
    )


def routers() -> list[APIRouter]:
    """This function will list the features' routers; the API mounts them under /api."""
    return [
        tenancy_routes.router,
        customers_routes.router,
        friends_routes.router,
        events_routes.router,
        orders_routes.router,
        imports_routes.router,
        segments_routes.router,
        outreach_routes.router,
        welcome_routes.router,
        wecom_sync_routes.router,
        mass_routes.router,
        journeys_routes.router,
        insights_routes.router,
        acquisition_routes.router,
        live_code_routes.router,
        content_routes.router,
        advisors_routes.router,
        matrix_routes.router,
        sidebar_routes.router,
        wecom_doctor_routes.router,
    ]


def mount_doors(app: FastAPI, platform: Platform) -> None:
    """This function will put the doors for machines beside /api: tracking SDKs, vendor callbacks."""
    app.state.journey_numbers = JourneyFunnels(platform)
    _open_sidebar(app, platform)
    app.include_router(wecom_door.router)
    app.add_middleware(TrackingDoor, platform=platform)


def _open_sidebar(app: FastAPI, platform: Platform) -> None:
    """This function will give the sidebar its vendor: staff sign-in, signatures, files ready to be sent."""
    wecom = WecomClient(platform.clock)
    app.state.staff_door = WecomStaffDoor(platform, wecom)
    app.state.wecom_tickets = Tickets(platform.clock, wecom)
    app.state.media_store = WecomMediaStore(platform, MediaLibrary(platform, wecom))


class JourneyFunnels:
    """Implements insights' JourneyNumbers port with journeys' own numbers; the two rooms do not know each other."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def funnel(self, scope: Scope, journey_id: int, lang: str) -> JourneyFunnel:
        """This function will return the funnel of the published version. Raises JourneyNotFound."""
        with self._platform.stores.flow.reading() as conn:
            found = funnel_numbers(conn, scope, journey_id)
        steps = tuple(
            FunnelStep(
                node.node,
                node.label,
                node.kind,
                node.arrived,
                node.waiting,
                node.passed,
                {},
                node.text,
                node.duration_ms,
            )
            for node in found.nodes
        )
        now_ms = self._platform.clock.now_ms()
        return JourneyFunnel(found.journey_id, found.name, now_ms, found.entered, steps, FUNNEL_DEFINITION[lang])


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
