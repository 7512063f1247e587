"""The keeper: callbacks that arrive while one transaction is being written share the next one.

So a disk flush is paid once for many callbacks, and each is answered only when it is on disk itself.
"""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from siyu.connectors.wecom.callbacks.inbox import Arrived, keep
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform

GROUP_MAX = 512
WAITING_MAX = 20_000
# How long a group is gathered: nobody notices it, a burst needs fewer disk flushes, and the worker gets its turn to write.
GATHER_S = 0.02


class Overrun(Unavailable):
    """More callbacks wait to be stored than may; WeCom delivers again what is not answered."""

    zh = "待写入的企业微信回调过多({value})"
    en = "Too many WeCom callbacks are waiting to be stored ({value})"
    fix_zh = "企业微信会自动重发,请检查磁盘是否变慢"
    fix_en = "WeCom will deliver them again; see whether the disk has become slow"


@dataclass(frozen=True, slots=True)
class _Waiting:
    brand_id: int
    arrived: Arrived
    stored: "asyncio.Future[None]"


class Keeper:
    """Stores callbacks for the requests of one event loop."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, scope: Scope, arrived: Arrived) -> None:
        """This function will return once the callback is on disk. Raises Overrun, or what the store raises."""
        if len(self._waiting) >= WAITING_MAX:
            raise Overrun(value=len(self._waiting))
        item = _Waiting(scope.brand_id, arrived, asyncio.get_running_loop().create_future())
        self._waiting.append(item)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await item.stored

    async def _write_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_S)
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            error: Exception | None = None
            try:
                await asyncio.to_thread(self._store, group)
            except Exception as raised:
                error = raised
            for item in group:
                _settle(item.stored, error)
        self._writer = None

    def _store(self, group: list[_Waiting]) -> None:
        """This function will store a group in one transaction, brand by brand in one order."""
        by_brand: dict[int, list[Arrived]] = {}
        for item in group:
            by_brand.setdefault(item.brand_id, []).append(item.arrived)
        now_ms = self._platform.clock.now_ms()

        def work(conn: Connection) -> None:
            for brand_id in sorted(by_brand):
                keep(conn, Scope(brand_id), by_brand[brand_id], at_ms=now_ms)

        self._platform.stores.inbox.write(work)


def _settle(stored: "asyncio.Future[None]", error: Exception | None) -> None:
    if stored.done():
        return  # the sender has gone away meanwhile
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)
