"""Serve a world from a thread of this process: for the demo and for tests."""

import socket
import threading
import time
from dataclasses import dataclass

import uvicorn

from siyu.simulators.wecom.web.app import create_app
from siyu.simulators.wecom.world import World

START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 10.0
POLL_S = 0.01


@dataclass(frozen=True, slots=True)
class Serving:
    """This handle is a running simulator; use it as a context manager or call `stop`."""

    url: str
    world: World
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self) -> None:
        """End the server and the world's background; stopping twice changes nothing."""
        self._server.should_exit = True
        self._thread.join(STOP_TIMEOUT_S)
        self.world.stop()

    def __enter__(self) -> "Serving":
        """Return the handle itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()


def serve_in_thread(world: World, *, port: int = 0, host: str = "127.0.0.1") -> Serving:
    """Serve a world on a port (0 = a free one) with its background running, and return the handle.

    Raise OSError when the port is taken and RuntimeError when the server does not come up in time.
    """
    listener = _listen(host, port)
    url = f"http://{host}:{listener.getsockname()[1]}"
    world.state.base_url = url
    server = uvicorn.Server(_config(world))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="wecom-server", daemon=True)
    thread.start()
    _wait_until_up(server, thread)
    world.start()
    return Serving(url, world, server, thread)


def _listen(host: str, port: int) -> socket.socket:
    """Return a bound socket; only with the protocol named does asyncio switch Nagle's 40 ms waits off."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _config(world: World) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(world), log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=2
    )


def _wait_until_up(server: uvicorn.Server, thread: threading.Thread) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise RuntimeError("the WeCom simulator did not start")
        time.sleep(POLL_S)
