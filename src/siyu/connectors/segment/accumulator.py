"""The accumulator: requests that arrive while one transaction is being written share the next one.

So a disk flush is paid once for many requests, on both stores, and every request waits for the flush of its own data.
"""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from siyu.connectors.segment.errors import Overloaded
from siyu.events.inbox.contracts import Delivery
from siyu.events.inbox.operations import accept
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store

GROUP_MAX = 512
BACKLOG_BYTES_MAX = 64 << 20


@dataclass(frozen=True, slots=True)
class _Waiting:
    brand_id: int
    deliveries: list[Delivery]
    size: int
    stored: "asyncio.Future[None]"


class Accumulator:
    """Stores deliveries for the requests of one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []
        self._size = 0
        self._writer: asyncio.Task[None] | None = None

    async def store(self, brand_id: int, deliveries: list[Delivery]) -> None:
        """This function will return once `deliveries` are on disk. Raises Overloaded when too much is waiting already.

        Raises what the store raises (StoreFull); then nothing of this request was kept.
        """
        if self._size > BACKLOG_BYTES_MAX:
            raise Overloaded(value=self._size)
        size = sum(len(delivery.body) for delivery in deliveries)
        item = _Waiting(brand_id, deliveries, size, asyncio.get_running_loop().create_future())
        self._waiting.append(item)
        self._size += size
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await item.stored

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            try:
                await asyncio.to_thread(self._store.write, lambda conn, group=group: _accept(conn, group))
            except Exception as error:
                _settle(group, error)
            else:
                _settle(group, None)
            self._size -= sum(item.size for item in group)
        self._writer = None


def _accept(conn: Connection, group: list[_Waiting]) -> None:
    """This function will store a group, brand by brand in one order, so that two writers never wait for each other."""
    by_brand: dict[int, list[Delivery]] = {}
    for item in group:
        by_brand.setdefault(item.brand_id, []).extend(item.deliveries)
    for brand_id in sorted(by_brand):
        accept(conn, Scope(brand_id), by_brand[brand_id])


def _settle(group: list[_Waiting], error: Exception | None) -> None:
    for item in group:
        if item.stored.done():
            continue  # the sender has gone away meanwhile
        if error is None:
            item.stored.set_result(None)
        else:
            item.stored.set_exception(error)
