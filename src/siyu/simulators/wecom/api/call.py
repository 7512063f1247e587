"""One call to the vendor's API, as the endpoints see it, and readers that check its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from siyu.simulators.wecom.entities import App, AppKind, Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State

INT_END = 2**63


@dataclass(frozen=True, slots=True)
class Upload:
    """This record is the file part of a multipart request."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Blob:
    """This record is a binary answer instead of JSON."""

    content: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class Call:
    """This record is an authenticated request: `query` text values, `body` parsed JSON, at most one file."""

    app: App
    query: Mapping[str, str]
    body: Json
    upload: Upload | None = None


Handler = Callable[[State, Call], Json | Blob]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """This record is one path of the API.

    `empty` are the containers that also accompany an error; `credentials` the kinds of secret that may call it.
    """

    path: str
    handler: Handler
    empty: Json = field(default_factory=dict)
    credentials: tuple[AppKind, ...] = ("app",)


def read_text(body: Mapping[str, Any], name: str, *, chars_max: int | None = None, bytes_max: int | None = None) -> str:
    """Return a text field ("" when absent); raise 40058 when it is no text or too long in characters or UTF-8 bytes."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise VendorError(40058, f"{name} must be a string")
    if chars_max is not None and len(value) > chars_max:
        raise VendorError(40058, f"{name} exceeds {chars_max} characters")
    if bytes_max is not None and len(value.encode("utf-8", "surrogatepass")) > bytes_max:
        raise VendorError(40058, f"{name} exceeds {bytes_max} bytes")
    return value


def require_text(body: Mapping[str, Any], name: str, code: int) -> str:
    """Return a text field; raise `code` when it is absent or empty."""
    value = read_text(body, name)
    if not value:
        raise VendorError(code, name)
    return value


def read_int(body: Mapping[str, Any], name: str, *, default: int = 0, end: int = INT_END) -> int:
    """Return a whole number in [0, end); raise 40058 for anything else."""
    value = body.get(name)
    if value is None:
        return default
    if type(value) is not int or not 0 <= value < end:
        raise VendorError(40058, f"{name} must be an integer in range")
    return value


def read_flag(body: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Return a boolean; 0 and 1 are taken as well."""
    value = body.get(name)
    if value is None:
        return default
    if value not in (0, 1):
        raise VendorError(40058, f"{name} must be a boolean")
    return bool(value)


def read_texts(body: Mapping[str, Any], name: str, *, count_max: int | None = None) -> list[str]:
    """Return a list of texts; raise 40058 for another shape or too many."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise VendorError(40058, f"{name} must be a list of strings")
    if count_max is not None and len(value) > count_max:
        raise VendorError(40058, f"{name} holds more than {count_max} items")
    return value


def read_object(body: Mapping[str, Any], name: str) -> Json:
    """Return a nested object ({} when absent); raise 40058 for another shape."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise VendorError(40058, f"{name} must be an object")
    return value


def read_objects(body: Mapping[str, Any], name: str) -> list[Json]:
    """Return a list of objects; raise 40058 for another shape."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise VendorError(40058, f"{name} must be a list of objects")
    return value
