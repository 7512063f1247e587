"""What a customer's phone sees: after scanning a code or opening a link one button, and then what is said to them."""

from pathlib import Path

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.web.overview import message_text
from siyu.simulators.wecom.world import World

PAGE = Environment(autoescape=True).from_string((Path(__file__).parent / "scan.html").read_text("utf-8"))
SCAN_PATH = "/sim/scan"
LINK_PATH = "/ca"
MESSAGES_MAX = 20


class ScanDoor:
    """This door will let a phone scan: contact ways and group codes by their QR, acquisition links by their address."""

    def __init__(self, world: World) -> None:
        """Keep the world."""
        self._world = world

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route("/sim/phone/{external_userid}", self.phone, methods=["GET"]),
            Route(SCAN_PATH + "/{ident}", self.code, methods=["GET"]),
            Route(LINK_PATH + "/{ident}", self.link, methods=["GET"]),
        ]

    async def code(self, http: Request) -> Response:
        """Return the page of a contact way or a group code; 404 for neither."""
        ident = http.path_params["ident"]
        fields, state = {"config_id": ident}, self._world.state
        if ident in state.ways:
            about = state.ways[ident].fields["remark"] or ident
            return _page(title="添加企业微信好友", about=about, button="扫码添加", act="scan", fields=fields)
        if ident in state.groups.ways:
            about = state.groups.ways[ident].fields["remark"] or ident
            return _page(title="加入群聊", about=about, button="扫码入群", act="scan_join_way", fields=fields)
        return Response(status_code=404)

    async def phone(self, http: Request) -> Response:
        """Return the messages a customer has received, oldest first."""
        who = http.path_params["external_userid"]
        said = self._world.sent_messages(who)[-MESSAGES_MAX:]
        return JSONResponse([{"from": one.userid, "text": message_text(one.content)} for one in said])

    async def link(self, http: Request) -> Response:
        """Return the page of an acquisition link with its `customer_channel`; 404 for an unknown one."""
        ident = http.path_params["ident"]
        link = self._world.state.links.links.get(ident)
        if link is None:
            return Response(status_code=404)
        fields = {"link_id": ident, "channel": http.query_params.get("customer_channel", "")}
        return _page(title="添加企业微信好友", about=link.name, button="添加", act="scan_link", fields=fields)


def _page(**shown: str | Json) -> Response:
    return HTMLResponse(PAGE.render(**shown))
