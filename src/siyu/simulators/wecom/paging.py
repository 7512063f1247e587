"""Opaque cursors bound to the query they came from, and the vendor's two clamp rules for page sizes."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

from siyu.simulators.wecom.errors import VendorError


class Numbered(Protocol):
    """Anything with a serial that grows with creation."""

    @property
    def serial(self) -> int:
        """Return the number of creation."""


T = TypeVar("T")
N = TypeVar("N", bound=Numbered)
OverMax = Literal["clamp", "default"]


def encode_cursor(scope: str, *position: int) -> str:
    """Return an opaque text for a position; `scope` names the endpoint and its parameters."""
    packed = json.dumps([_digest(scope), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str, *, first: tuple[int, ...]) -> tuple[int, ...]:
    """Return the position of a cursor, or `first` for an empty one; raise 50100 when it belongs to another query."""
    if not cursor:
        return first
    try:
        digest, *position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise VendorError(50100) from error
    if digest != _digest(scope) or len(position) != len(first) or not all(type(p) is int for p in position):
        raise VendorError(50100)
    return tuple(position)


def page_size(asked: int, *, default: int, maximum: int, over: OverMax) -> int:
    """Return the page size in force: 0 means default; over the maximum means maximum or default, per endpoint."""
    if asked < 0:
        raise VendorError(40058, "limit")
    if asked == 0:
        return default
    if asked > maximum:
        return maximum if over == "clamp" else default
    return asked


def cut_page(items: Sequence[T], *, scope: str, cursor: str, size: int) -> tuple[list[T], str]:
    """Return one page of an append-only list and the next cursor, which is empty at the end."""
    (start,) = decode_cursor(scope, cursor, first=(0,))
    end = start + size
    return list(items[start:end]), encode_cursor(scope, end) if end < len(items) else ""


def cut_serial_page(items: Sequence[N], *, scope: str, cursor: str, size: int) -> tuple[list[N], str]:
    """Return one page in order of creation and the next cursor; deletions between pages neither shift nor repeat."""
    (after,) = decode_cursor(scope, cursor, first=(0,))
    rest = [item for item in items if item.serial > after]
    page = rest[:size]
    return page, encode_cursor(scope, page[-1].serial) if len(rest) > size else ""


def _digest(scope: str) -> str:
    return hashlib.blake2b(scope.encode(), digest_size=6).hexdigest()
