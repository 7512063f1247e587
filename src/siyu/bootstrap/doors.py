"""What the API is made of: the features' routers, the doors for machines, the vendors behind the sidebar."""

from fastapi import APIRouter, FastAPI

from siyu.acquisition import routes as acquisition_routes
from siyu.acquisition.links import routes as link_routes
from siyu.acquisition.managing import routes as live_code_routes
from siyu.advisors import routes as advisors_routes
from siyu.advisors.archive import routes as archive_routes
from siyu.advisors.archive.managing import routes as archive_managing_routes
from siyu.advisors.handover import routes as handover_routes
from siyu.advisors.matrix import routes as matrix_routes
from siyu.communities import routes as groups_routes
from siyu.communities.join_codes import routes as group_code_routes
from siyu.communities.sending import routes as group_mass_routes
from siyu.communities.welcomes import routes as group_welcome_routes
from siyu.connectors.segment.door import TrackingDoor
from siyu.connectors.wecom.archive.archive import WecomArchive
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.doctor import routes as wecom_doctor_routes
from siyu.connectors.wecom.door import CallbackDoor
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.connectors.wecom.moments.desk import WecomMomentDesk
from siyu.connectors.wecom.sidebar import routes as sidebar_routes
from siyu.connectors.wecom.sidebar.login import WecomStaffDoor
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.connectors.wecom.sidebar.signature import Tickets
from siyu.connectors.wecom.sync import routes as wecom_sync_routes
from siyu.connectors.wecom.tags import routes as wecom_tags_routes
from siyu.content import routes as content_routes
from siyu.customers import routes as customers_routes
from siyu.customers.friends import routes as friends_routes
from siyu.events import routes as events_routes
from siyu.imports import routes as imports_routes
from siyu.insights import routes as insights_routes
from siyu.insights.contracts import FunnelStep, JourneyFunnel
from siyu.journeys import routes as journeys_routes
from siyu.journeys.queries import funnel_numbers
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders import routes as orders_routes
from siyu.outreach import routes as outreach_routes
from siyu.outreach.mass import routes as mass_routes
from siyu.outreach.moments import routes as moment_routes
from siyu.outreach.welcome import routes as welcome_routes
from siyu.segments import routes as segments_routes
from siyu.tenancy import routes as tenancy_routes

FUNNEL_DEFINITION = {
    "zh": "每一步到达的人次;同一人再次进入旅程另算一次",
    "en": "Entries that reached each step; a person who comes again counts again",
}


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
        moment_routes.router,
        group_mass_routes.router,
        journeys_routes.router,
        insights_routes.router,
        acquisition_routes.router,
        live_code_routes.router,
        link_routes.router,
        wecom_tags_routes.router,
        groups_routes.router,
        group_code_routes.router,
        group_welcome_routes.router,
        content_routes.router,
        advisors_routes.router,
        matrix_routes.router,
        handover_routes.router,
        archive_routes.router,
        archive_managing_routes.router,
        sidebar_routes.router,
        wecom_doctor_routes.router,
    ]


def mount_doors(app: FastAPI, platform: Platform) -> None:
    """This function will say who a caller is, and put the doors for machines beside /api: SDKs, vendor callbacks."""
    app.state.authenticate = tenancy_routes.authenticate
    app.state.journey_numbers = JourneyFunnels(platform)
    _open_sidebar(app, platform)
    app.add_middleware(CallbackDoor, platform=platform)
    app.add_middleware(TrackingDoor, platform=platform)


def _open_sidebar(app: FastAPI, platform: Platform) -> None:
    """This function will give the sidebar its vendor: staff sign-in, signatures, files ready to be sent."""
    wecom = WecomClient(platform.clock)
    app.state.staff_door = WecomStaffDoor(platform, wecom)
    app.state.wecom_tickets = Tickets(platform.clock, wecom)
    app.state.archive = WecomArchive(platform, wecom)
    app.state.handover_desk = WecomHandoverDesk(platform, wecom)
    app.state.media_store = WecomMediaStore(platform, MediaLibrary(platform, wecom))
    app.state.moment_desk = WecomMomentDesk(platform, wecom)


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
