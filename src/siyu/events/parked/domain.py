"""What people may see of a parked message."""

from collections.abc import Mapping
from typing import Any

PHONE_KEYS = frozenset({"phone", "mobile"})
SHOWN_HEAD, SHOWN_TAIL = 3, 4
DEPTH_MAX = 6


def masked(value: Any, depth: int = 0) -> Any:
    """This function will return a message with its phone numbers masked (138****8000), six levels deep at most."""
    if depth > DEPTH_MAX:
        return "…"
    if isinstance(value, Mapping):
        return {
            key: _hidden(one) if key.lower() in PHONE_KEYS else masked(one, depth + 1) for key, one in value.items()
        }
    return [masked(one, depth + 1) for one in value] if isinstance(value, list) else value


def _hidden(value: Any) -> str:
    text = str(value)
    return f"{text[:SHOWN_HEAD]}****{text[-SHOWN_TAIL:]}" if len(text) > SHOWN_HEAD + SHOWN_TAIL else "****"
