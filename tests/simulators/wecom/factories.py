"""A small corp on a clock that stands still, a client of its API over real HTTP, and a callback receiver."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.web.server import Serving, serve_in_thread
from siyu.simulators.wecom.world import World

START_MS = 1_763_690_400_000  # 2025-11-21 10:00 in China


@dataclass
class Api:
    """A client of the vendor's API that knows nothing but HTTP."""

    url: str
    world: World
    app: App
    token: str = ""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=10))

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(f"{self.url}/cgi-bin/{path}", params=self._with_token(query)).json()

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        url = f"{self.url}/cgi-bin/{path}"
        return self.http.post(url, params=self._with_token(query), json=body or {}).json()

    def customer(self, name: str, body: Any = None) -> Any:
        return self.post(f"externalcontact/{name}", body)

    def act(self, action: str, /, **fields: Any) -> httpx.Response:
        return self.http.post(f"{self.url}/sim/{action}", json=fields)

    def _with_token(self, query: dict[str, Any]) -> dict[str, Any]:
        if not self.token:
            credentials = {"corpid": self.world.corpid, "corpsecret": self.app.secret}
            self.token = self.http.get(f"{self.url}/cgi-bin/gettoken", params=credentials).json()["access_token"]
        return {"access_token": self.token, **query}


@dataclass
class Receiver:
    """A callback server that keeps what it gets; `statuses` are answered first, then 200."""

    url: str = ""
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    echo: Any = None


def make_world(**limits: Any) -> World:
    world = World(lambda: START_MS, limits=Limits(**limits))
    world.add_app()
    world.add_member("zhangsan", "张三")
    world.add_member("lisi", "李四")
    return world


def serve(world: World) -> tuple[Serving, Api]:
    serving = serve_in_thread(world)
    return serving, Api(serving.url, world, next(iter(world.state.apps.values())))
