"""The demo's outside world: a WeCom simulator in this process, with the brand's advisors and friends in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from siyu.kit.platform import Platform
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World


@contextmanager
def wecom(platform: Platform, *, port: int) -> Iterator[str]:
    """This function will run the simulator on `port` and yield its address."""
    world = World(platform.clock.now_ms, seed=platform.clock.now_ms())
    world.start()
    serving = serve_in_thread(world, port=port)
    try:
        yield serving.url
    finally:
        serving.stop()
        world.stop()
