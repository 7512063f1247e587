"""Limits on what one request may hold, looked at before it is sent."""

from collections.abc import Iterable
from typing import Any

from siyu.connectors.wecom.client.errors import TooManyForOneCall


def at_most(most: int, **fields: Iterable[Any] | None) -> None:
    """This function will raise TooManyForOneCall for a list that is longer than the vendor takes."""
    for field, given in fields.items():
        count = len(list(given or ()))
        if count > most:
            raise TooManyForOneCall(field=field, value=count, most=most)


def bytes_at_most(most: int, field: str, text: str) -> None:
    """This function will raise TooManyForOneCall for a text with more UTF-8 bytes than the vendor takes."""
    count = len(text.encode("utf-8", "replace"))
    if count > most:
        raise TooManyForOneCall(field=field, value=count, most=most)


def given(**fields: Any) -> dict[str, Any]:
    """This function will return the fields that were given, without the Nones."""
    return {name: value for name, value in fields.items() if value is not None}
