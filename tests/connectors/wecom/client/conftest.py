"""A simulated corp served once for the module, and for each test a client with a clock and waits of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.curl import CurlTransport
from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.kit.clock import VirtualClock
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World

START_MS = 1_735_689_600_000
TAGS = "externalcontact/get_corp_tag_list"


class Waits:
    """Moves the clock instead of waiting, and remembers what was asked for."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.asked: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.clock.advance(round(seconds * 1000))
        if seconds:
            self.asked.append(seconds)


@dataclass
class Bench:
    """A client and the corp it calls; `calls` counts since the test began."""

    world: World
    app: WecomApp
    clock: VirtualClock
    waits: Waits
    client: WecomClient
    before: dict[str, int] = field(default_factory=dict)

    def calls(self, path: str) -> int:
        return self.world.calls().get(path, 0) - self.before.get(path, 0)

    def spoil(self, path: str, kind: str = "errcode", *, times: int = 1_000, errcode: int = -1) -> None:
        self.world.add_fault(Fault(path, kind, times=times, errcode=errcode))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[World, WecomApp]]:
    world = World(VirtualClock(START_MS).now_ms)
    app = world.add_app()
    for userid in ("zhangsan", "lisi"):
        world.add_member(userid)
    with serve_in_thread(world) as serving:
        world.stop()
        yield world, WecomApp(world.corpid, app.secret, str(app.agentid), serving.url)


@pytest.fixture(scope="module")
def network() -> Iterator[CurlTransport]:
    opened = CurlTransport()
    yield opened
    opened.close()


@pytest.fixture
def make(served: tuple[World, WecomApp], network: CurlTransport) -> Iterator[Callable[..., Bench]]:
    """Makes a bench with settings of the test's own; the connections are the module's."""
    world, app = served

    def work(**settings: object) -> Bench:
        clock = VirtualClock(START_MS)
        waits = Waits(clock)
        numbers = WecomClientSettings(**settings)  # type: ignore[arg-type]
        client = WecomClient(clock, network, settings=numbers, sleep=waits)
        return Bench(world, app, clock, waits, client, world.calls())

    yield work
    world.faults.clear()


@pytest.fixture
def bench(make: Callable[..., Bench]) -> Bench:
    """A client with the default settings."""
    return make()
