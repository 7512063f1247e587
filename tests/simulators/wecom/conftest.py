"""A served corp and a callback receiver for every test of the WeCom simulator."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, Receiver, make_world, serve


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    serving, client = serve(world)
    with serving:
        yield client
    client.http.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._answer(200, kept.echo(query).encode() if kept.echo else b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kept.received.append((dict(parse_qsl(urlsplit(self.path).query)), body))
            self._answer(kept.statuses.pop(0) if kept.statuses else 200, b"success")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/callback"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()
