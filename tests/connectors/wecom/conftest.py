"""A simulated corp over real HTTP, set up in a brand, with our callback door on a port of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI

from siyu.connectors.wecom.callbacks.greeting import Greeter
from siyu.connectors.wecom.callbacks.taking import Taker
from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.door import CallbackDoor
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.http import install_errors
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World


@dataclass
class Corp:
    """The brand's corp: the simulated world, our client and channel for it."""

    world: World
    app: App
    url: str
    client: WecomClient
    channel: WecomChannel


def work_off(platform: Platform, corp: Corp) -> int:
    """This function will work off every callback that is due, welcomes first, and return how many steps that took."""
    greeter, taker = Greeter(corp.client, 2), Taker(corp.client, 2)
    steps = 0
    while greeter.run(platform) or taker.run(platform):
        steps += 1
    return steps


@pytest.fixture
def corp(platform: Platform, scope: Scope, clock: VirtualClock) -> Iterator[Corp]:
    """A corp with two advisors on the test's own clock; nothing happens by itself."""
    world = World(clock.now_ms)
    app = world.add_app()
    for userid in ("zhangsan", "lisi"):
        world.add_member(userid)
    with serve_in_thread(world) as serving:
        world.stop()  # callbacks are delivered when a test says so
        secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
        config = {"corpid": world.corpid, "base_url": serving.url, "welcome_text": "欢迎"}
        settings = ChannelSettings("wecom", True, config, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=clock.now_ms()))
        client = WecomClient(clock, sleep=lambda _: None)
        yield Corp(world, app, serving.url, client, WecomChannel(platform, client))


@pytest.fixture
def door(platform: Platform, corp: Corp) -> Iterator[str]:
    """Our callback door, served; the corp posts to it."""
    with serve_door(platform) as url:
        corp.world.set_callback_url(corp.app.agentid, url)
        yield url


@contextmanager
def serve_door(platform: Platform) -> Iterator[str]:
    """This function will serve the callback door of brand "golden" and lend its address."""
    app = FastAPI()
    app.state.platform = platform
    app.add_middleware(CallbackDoor, platform=platform)
    install_errors(app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/callbacks/wecom/golden"
    server.should_exit = True
    thread.join()
