"""JSON in and out of the stores, through msgspec: fast, typed, strict."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

encode = msgspec.json.Encoder().encode


def decode(body: bytes, kind: type[T]) -> T:
    """This function will read `body` as a value of `kind`. Raises msgspec.ValidationError when it does not fit."""
    return msgspec.json.decode(body, type=kind)


def decode_any(body: bytes) -> Any:
    """This function will read `body` as plain JSON values."""
    return msgspec.json.decode(body)
