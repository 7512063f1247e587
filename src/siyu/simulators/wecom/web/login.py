"""The pages that stand in for open.weixin.qq.com and login.work.weixin.qq.com: pick a person, go back with a code."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.people.login import SignInRequest, check_request, sign_in
from siyu.simulators.wecom.world import World

PAGE = Environment(autoescape=True).from_string((Path(__file__).parent / "login.html").read_text("utf-8"))
AUTHORIZE_PATH = "/connect/oauth2/authorize"
SCAN_PATH = "/wwlogin/sso/login"
PEOPLE_MAX = 500
PERSON = "as"


class LoginDoor:
    """This door will sign people in: by a page, at once for who holds the phone, or for `as=<id>` in the address."""

    def __init__(self, world: World) -> None:
        """Keep the world."""
        self._world = world

    def routes(self) -> list[Route]:
        """Return the two pages."""
        return [Route(path, self.page, methods=["GET"]) for path in (AUTHORIZE_PATH, SCAN_PATH)]

    async def page(self, http: Request) -> Response:
        """Go back to the app with a code, or ask who is signing in, or say why not."""
        state = self._world.state
        query = dict(http.query_params)
        person = query.pop(PERSON, None) or state.login.signed_in
        try:
            asked = _read(query)
            if person:
                return RedirectResponse(sign_in(state, asked, person), status_code=302)
            check_request(state, asked)
        except ActionRefused as refused:
            return HTMLResponse(PAGE.render(refused=refused), status_code=400)
        return HTMLResponse(PAGE.render(people=self._people(query)))

    def _people(self, query: Mapping[str, str]) -> list[dict[str, str]]:
        with self._world.state.lock:
            members = [m for m in self._world.state.members.values() if m.works_here and m.status == 1][:PEOPLE_MAX]
        return [
            {"name": m.name, "ident": m.userid, "href": "?" + urlencode({**query, PERSON: m.userid})} for m in members
        ]


def _read(query: Mapping[str, str]) -> SignInRequest:
    agentid = query.get("agentid", "")
    if agentid and not agentid.isdigit():
        raise ActionRefused("agentid 应为整数", "40056 invalid agentid")
    if not query.get("redirect_uri"):
        raise ActionRefused("缺少 redirect_uri", "redirect_uri is missing")
    private = query.get("scope") == "snsapi_privateinfo"
    number = int(agentid) if agentid else None
    return SignInRequest(query.get("appid", ""), query["redirect_uri"], query.get("state", ""), number, private)
