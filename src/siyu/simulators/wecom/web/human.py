"""The human door: the page at /sim, its data, the actions, and pictures standing in for QR codes."""

import io
import json
from pathlib import Path
from typing import Any

import segno
from anyio.to_thread import run_sync
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.web.actions import ACTIONS, describe
from siyu.simulators.wecom.web.overview import overview
from siyu.simulators.wecom.world import World

PAGE = Environment(autoescape=True).from_string((Path(__file__).parent / "page.html").read_text("utf-8"))
PIXELS_PER_MODULE = 8


class HumanDoor:
    """This door will let people and scripts act in one world."""

    def __init__(self, world: World) -> None:
        """Keep the world."""
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes below /sim."""
        return [
            Route("/sim", self.page, methods=["GET"]),
            Route("/sim/state", self.state, methods=["GET"]),
            Route("/sim/actions", self.actions, methods=["GET"]),
            Route("/sim/qr/{config_id}.png", self.code_picture, methods=["GET"]),
            Route("/sim/{action}", self.act, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Return the page for human eyes."""
        return HTMLResponse(PAGE.render(await run_sync(overview, self._world)))

    async def state(self, request: Request) -> Response:
        """Return the same data as JSON."""
        return JSONResponse(await run_sync(overview, self._world))

    async def actions(self, request: Request) -> Response:
        """Return every action with its fields and what it does, for scripts."""
        return JSONResponse({name: describe(action) for name, action in ACTIONS.items()})

    async def code_picture(self, request: Request) -> Response:
        """Return the QR code of a way in: it leads to the page that stands for scanning it."""
        config_id = request.path_params["config_id"]
        state = self._world.state
        if config_id not in state.ways and config_id not in state.groups.ways:
            return Response(status_code=404)
        picture = io.BytesIO()
        code = segno.make(f"{state.base_url}/sim/scan/{config_id}", error="m")
        code.save(picture, kind="png", scale=PIXELS_PER_MODULE, border=2)
        return Response(picture.getvalue(), media_type="image/png")

    async def act(self, request: Request) -> Response:
        """Run one action; unknown action 404, unsuitable fields or a refusal 400, both with zh and en."""
        name = request.path_params["action"]
        if name not in ACTIONS:
            return _error(404, f"没有这个动作:{name};可用:{'、'.join(ACTIONS)}", f"no such action: {name}")
        try:
            fields = json.loads(await request.body() or b"{}")
            return JSONResponse(await run_sync(_run, self._world, name, fields))
        except ActionRefused as refused:
            return _error(400, refused.zh, refused.en)
        except (ValueError, TypeError, KeyError) as error:
            return _error(400, f"参数不正确:{error}", f"unsuitable fields: {error}")


def _run(world: World, name: str, fields: Any) -> Json:
    if not isinstance(fields, dict):
        raise TypeError("the body must be a JSON object")
    action = ACTIONS[name]
    return action(world, **fields)


def _error(status: int, zh: str, en: str) -> Response:
    return JSONResponse({"error": {"zh": zh, "en": en}}, status_code=status)
