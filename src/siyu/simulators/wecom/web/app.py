"""The simulator as one web application: the vendor's door and the human door of a world."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from siyu.simulators.wecom.web.human import HumanDoor
from siyu.simulators.wecom.web.login import LoginDoor
from siyu.simulators.wecom.web.scan import ScanDoor
from siyu.simulators.wecom.web.vendor import VendorDoor
from siyu.simulators.wecom.world import World


def create_app(world: World) -> Starlette:
    """Return the application of a world: /cgi-bin/… and the login pages as the vendor, /sim… for people."""
    vendor = Route("/cgi-bin/{path:path}", VendorDoor(world).answer, methods=["GET", "POST"])
    return Starlette(
        routes=[
            Route("/", _to_page),
            vendor,
            *LoginDoor(world).routes(),
            *ScanDoor(world).routes(),
            *HumanDoor(world).routes(),
        ]
    )


async def _to_page(request: Request) -> Response:
    return RedirectResponse("/sim")
