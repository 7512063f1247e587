"""A memory of results by key that forgets the least used ones beyond a number of bytes. Safe to share by threads."""

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows how many bytes it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        ...


K = TypeVar("K")
V = TypeVar("V", bound=Sized)


class Remembered(Generic[K, V]):
    """At most `bytes_max` of results (one larger result is kept by itself)."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._held: OrderedDict[K, V] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """This function will return what is remembered under `key`, and count that as use."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: K, value: V) -> None:
        """This function will remember `value` and forget the least used beyond the limit."""
        with self._lock:
            if key in self._held:
                return
            self._held[key] = value
            self._bytes += value.nbytes
            while self._bytes > self._bytes_max and len(self._held) > 1:
                self._bytes -= self._held.popitem(last=False)[1].nbytes
