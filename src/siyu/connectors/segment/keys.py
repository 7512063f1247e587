"""Write keys: taken from a request and looked up, remembered for ten seconds."""

import asyncio
import base64
import binascii

from siyu.connectors.segment.errors import BadWriteKey
from siyu.events.sources import queries as sources
from siyu.events.sources.contracts import Sender
from siyu.kit.clock import SECOND_MS
from siyu.kit.platform import Platform

REMEMBER_MS = 10 * SECOND_MS
REMEMBERED_MAX = 10_000


def key_of_header(header: str) -> str:
    """This function will return the write key of an Authorization header (Basic, key as user name), "" when none."""
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(coded, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


class KeyRing:
    """Knows the senders behind write keys; a rotated or closed key is noticed after ten seconds."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._known: dict[str, tuple[Sender | None, int]] = {}

    async def sender(self, key: str) -> Sender:
        """This function will return whom `key` belongs to. Raises BadWriteKey."""
        now_ms = self._platform.clock.now_ms()
        found, until_ms = self._known.get(key, (None, 0))
        if until_ms <= now_ms:
            found = await asyncio.to_thread(self._look_up, key) if key else None
            self._remember(key, found, now_ms + REMEMBER_MS)
        if found is None:
            raise BadWriteKey(value="")
        return found

    def _look_up(self, key: str) -> Sender | None:
        with self._platform.stores.core.reading() as conn:
            return sources.sender_of(conn, key)

    def _remember(self, key: str, found: Sender | None, until_ms: int) -> None:
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        self._known[key] = (found, until_ms)
