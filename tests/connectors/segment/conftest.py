"""A tracking door with a source of its own, and a sender that speaks HTTP to it."""

import asyncio
import base64
from collections.abc import Mapping

import httpx
import pytest
from starlette.responses import PlainTextResponse

from siyu.connectors.segment.door import TrackingDoor
from siyu.events.folding.operations import fold
from siyu.events.parked.contracts import ParkedMessage
from siyu.events.parked.queries import parked_page
from siyu.events.sources.operations import create_source
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


class Sender:
    """Posts to the door with a write key of the brand."""

    def __init__(self, platform: Platform, scope: Scope) -> None:
        self.platform = platform
        self.scope = scope
        now_ms = platform.clock.now_ms()
        made = platform.stores.core.write(lambda conn: create_source(conn, scope, "mini-program", at_ms=now_ms))
        self.source = made.source
        self.key = made.write_key
        self.app = TrackingDoor(PlainTextResponse("the console"), platform)

    def post(
        self, path: str, body: object, *, key: str | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """This function will post `body` (JSON, or bytes as they are) with the sender's key, or another, or none ("")."""
        chosen = self.key if key is None else key
        sent = {"Authorization": "Basic " + base64.b64encode(f"{chosen}:".encode()).decode()} if chosen else {}
        content = body if isinstance(body, bytes) else encode(body)
        return self.request("POST", path, content=content, headers={**sent, **(headers or {})})

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        """This function will send any request to the door."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://siyu") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def post_all(self, path: str, bodies: list[object]) -> list[httpx.Response]:
        """This function will post all `bodies` at the same time."""
        headers = {"Authorization": "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()}

        async def send() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://siyu", headers=headers) as client:
                return await asyncio.gather(*(client.post(path, content=encode(body)) for body in bodies))

        return asyncio.run(send())

    def fold(self) -> int:
        """This function will fold until nothing waits and return how many messages were read."""
        total = 0
        while folded := fold(self.platform, self.scope):
            total += folded
        return total

    def log(self) -> list[dict]:
        """This function will return the brand's log in order of time."""
        with self.platform.stores.core.reading() as conn:
            names = self.platform.lake.names(conn, self.scope)
            rows = self.platform.lake.query(conn, self.scope, "SELECT * FROM events ORDER BY at_ms, seq").to_pylist()
        return [{**row, "event": names[row["event"]]} for row in rows]

    def parked(self) -> tuple[ParkedMessage, ...]:
        """This function will list the brand's parked messages, newest first."""
        with self.platform.stores.core.reading() as conn:
            return parked_page(conn, self.scope, limit=200).items


@pytest.fixture
def sender(platform: Platform, scope: Scope) -> Sender:
    """A sender with a source in the brand."""
    return Sender(platform, scope)
