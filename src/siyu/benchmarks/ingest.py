"""The door: Siyu's tracking route, against the same route written with FastAPI and Pydantic.

Both are asked in process by the same client, with the same requests and as many at a time; both answer once the
messages are on disk in the same inbox, and both check the write key.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from siyu.benchmarks.scratch import scratch
from siyu.benchmarks.traffic import STATED, messages
from siyu.connectors.segment.door import TrackingDoor
from siyu.events.inbox.contracts import BATCH, Delivery
from siyu.events.inbox.operations import accept
from siyu.events.sources import queries as sources
from siyu.events.sources.contracts import Sender
from siyu.events.sources.operations import create_source
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

BATCH_SIZE = 100
BATCHES = 1_500
BASELINE_BATCHES = 300
AT_ONCE = 32
Ask = Callable[[bytes], Awaitable[int]]


class MessageBody(BaseModel):
    """A message of the baseline."""

    type: Literal["identify", "track", "page", "screen", "group", "alias"]
    messageId: str | None = None
    userId: str | None = None
    anonymousId: str | None = None
    event: str | None = None
    timestamp: datetime | None = None
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}


class BatchBody(BaseModel):
    """A batch of the baseline."""

    batch: list[MessageBody]
    sentAt: datetime | None = None


def rows() -> list[dict[str, Any]]:
    """This function will measure messages accepted per second, durably, in one process, both ways."""
    ours = _measure(_door, BATCHES)
    theirs = _measure(_baseline, BASELINE_BATCHES)
    return [
        {
            "name": f"ingest: messages per second accepted durably, {BATCH_SIZE} a request, {AT_ONCE} requests at a time",
            "ours": round(ours),
            "baseline": round(theirs),
            "baseline_name": "FastAPI + Pydantic route into the same inbox",
            "ratio": round(ours / theirs, 1),
        }
    ]


def _door(platform: Platform) -> Any:
    return TrackingDoor(PlainTextResponse(""), platform)


def _baseline(platform: Platform) -> FastAPI:
    """This function will build the route as FastAPI's guide has it: a sync function, models in, a dependency for the key."""
    app = FastAPI()
    known: dict[str, Sender] = {}

    def sender(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> Sender:
        found = known.get(credentials.username)
        if found is None:
            with platform.stores.core.reading() as conn:
                found = sources.sender_of(conn, credentials.username)
            if found is None:
                raise HTTPException(401)
            known[credentials.username] = found
        return found

    @app.post("/v1/batch")
    def batch(body: BatchBody, owner: Annotated[Sender, Depends(sender)]) -> dict[str, bool]:
        stored = body.model_dump_json(include={"batch"}, exclude_none=True).encode()
        received_ms = platform.clock.now_ms()
        delivery = Delivery(owner.source_id, BATCH, received_ms, str(body.sentAt), len(body.batch), stored)
        platform.stores.inbox.write(lambda conn: accept(conn, Scope(owner.brand_id), [delivery]))
        return {"success": True}

    return app


def _measure(build: Callable[[Platform], Any], batches: int) -> float:
    """This function will return messages per second through the application that `build` makes."""
    with scratch() as (platform, scope):
        now_ms = platform.clock.now_ms()
        made = platform.stores.core.write(lambda conn: create_source(conn, scope, "bench", at_ms=now_ms))
        ask = _client(build(platform), made.write_key)
        took_s = asyncio.run(_send_all(ask, _bodies(batches)))
    return batches * BATCH_SIZE / took_s


def _bodies(batches: int) -> list[bytes]:
    every = list(messages(batches * BATCH_SIZE))
    parts = (every[start : start + BATCH_SIZE] for start in range(0, len(every), BATCH_SIZE))
    return [encode({"batch": part, "sentAt": STATED}) for part in parts]


async def _send_all(ask: Ask, bodies: list[bytes]) -> float:
    """This function will send every body, 32 at a time, and return how many seconds that took."""
    await ask(bodies[0])  # so that neither pays for its first look at the key
    waiting = iter(bodies)

    async def worker() -> None:
        for body in waiting:
            if (status := await ask(body)) != 200:
                raise RuntimeError(f"the route answered {status}")

    started = perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return perf_counter() - started


def _client(app: Any, key: str) -> Ask:
    """This function will return a client that calls an ASGI application directly."""
    basic = b"Basic " + base64.b64encode(f"{key}:".encode())

    async def ask(body: bytes) -> int:
        headers = [(b"authorization", basic), (b"content-type", b"application/json"), (b"host", b"siyu")]
        request: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": "/v1/batch",
            "raw_path": b"/v1/batch",
            "headers": headers,
        }
        request |= {"query_string": b"", "scheme": "http", "http_version": "1.1", "root_path": "", "app": app}
        request |= {"asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])
        status = 0

        async def receive() -> Any:
            return next(parts, {"type": "http.disconnect"})

        async def send(event: Any) -> None:
            nonlocal status
            status = event.get("status", status)

        await app(request, receive, send)
        return status

    return ask
