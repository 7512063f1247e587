"""How one tracking message is read: who, when, what.

Time is corrected for the sender's clock as Segment describes: at = received - (sent - stated), never later than received.
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw

from siyu.customers.contracts import Identity
from siyu.events.contracts import RESERVED_NAMES
from siyu.events.inbox.contracts import BATCH, OVERSIZED, StoredDelivery
from siyu.events.messages.contracts import Message, Place, Refused
from siyu.events.messages.figures.domain import NOTHING, figures
from siyu.events.messages.traits.domain import Traits, read_traits
from siyu.kit.errors import Invalid, SiyuError

ID_LENGTH_MAX = 128
NAME_LENGTH_MAX = 200
# Nothing a customer did was recorded before 1980-01-01: a clock that was never set.
EARLIEST_MS = 315_532_800_000
PAGE_NAME, SCREEN_NAME = "Page Viewed", "Screen Viewed"


class Malformed(Invalid):
    """A message is not an object, or one of its fields has the wrong type."""

    zh = "消息格式不正确({value})"
    en = "The message has the wrong form: {value}"
    fix_zh = "请对照追踪接口文档修改后重新入队"
    fix_en = "Compare it with the tracking API reference, correct it and queue it again"


class UnknownType(Invalid):
    """A message's type is none of the six calls."""

    zh = "消息类型「{value}」不存在"
    en = "There is no message type {value!r}"
    fix_zh = "可用类型:identify、track、page、screen、group、alias"
    fix_en = "Types are identify, track, page, screen, group and alias"


class NobodyNamed(Invalid):
    """A message does not say whom it is about."""

    zh = "消息没有 userId 或 anonymousId"
    en = "The message has neither userId nor anonymousId"
    fix_zh = "请至少填写 userId 或 anonymousId 之一"
    fix_en = "Give a userId, an anonymousId or both"


class BadText(Invalid):
    """A text that must be there is empty or too long."""

    zh = "「{field}」为空或过长"
    en = "{field} is empty or too long"
    fix_zh = "最多 {limit} 个字符"
    fix_en = "Give 1 to {limit} characters"


class NotATime(Invalid):
    """A timestamp is not an ISO 8601 date and time, or lies before 1980."""

    zh = "「{field}」的时间「{value}」无法识别"
    en = "{field}: {value!r} is not a time"
    fix_zh = "请使用 ISO 8601,例如 2026-11-21T08:00:00.000Z"
    fix_en = "Use ISO 8601, for example 2026-11-21T08:00:00.000Z"


class ReservedName(Invalid):
    """An event has a name only Siyu itself writes."""

    zh = "事件名「{value}」由系统保留"
    en = "The event name {value!r} is reserved"
    fix_zh = "订单请使用 Order Completed / Order Refunded,其他事件请换名"
    fix_en = "For orders send Order Completed / Order Refunded; name other events differently"


class Oversized(Invalid):
    """A message is above the size limit of 32 KB."""

    zh = "单条消息超过 32 KB"
    en = "The message is larger than 32 KB"
    fix_zh = "请精简属性后重新发送"
    fix_en = "Send fewer or shorter properties"


Id = str | int | float | None


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A message as it is sent; unknown fields are ignored."""

    type: str = ""
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    timestamp: str | None = None
    original_timestamp: str | None = None
    sent_at: str | None = None
    properties: Raw = Raw(b"")
    traits: Raw = Raw(b"")


_read_all = msgspec.json.Decoder(list[Wire]).decode
_read_raws = msgspec.json.Decoder(list[Raw]).decode
_read_one = msgspec.json.Decoder(Wire).decode
_read_object = msgspec.json.Decoder(dict[str, Any]).decode


def read_delivery(stored: StoredDelivery) -> tuple[list[Message], list[Refused]]:
    """This function will read every message of a delivery: the good ones, and those refused with their reason."""
    delivery = stored.delivery
    good: list[Message] = []
    refused: list[Refused] = []
    for position, wire in enumerate(_wires(delivery.body)):
        place = Place(stored.id, position)
        try:
            if delivery.kind == OVERSIZED:
                raise Oversized(field="body")
            if isinstance(wire, SiyuError):
                raise wire
            good.append(_message(stored, place, wire))
        except msgspec.DecodeError as error:
            refused.append(Refused(place, Malformed(field="properties", value=str(error))))
        except SiyuError as error:
            refused.append(Refused(place, error))
    return good, refused


def raw_message(body: bytes, position: int) -> bytes:
    """This function will return one message of a delivery's body as it was sent."""
    return bytes(_read_raws(body)[position])


@lru_cache(maxsize=8192)
def parse_time(text: str, field: str = "timestamp") -> int:
    """This function will return an ISO 8601 text in milliseconds UTC; without a zone it is UTC. Raises NotATime."""
    try:
        moment = datetime.fromisoformat(text)
        at_ms = round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise NotATime(field=field, value=text) from None
    if at_ms < EARLIEST_MS:
        raise NotATime(field=field, value=text)
    return at_ms


def _wires(body: bytes) -> list[Wire | SiyuError]:
    """This function will read all messages at once, or one by one when some are malformed."""
    try:
        return list(_read_all(body))
    except msgspec.ValidationError:
        return [_wire(bytes(raw)) for raw in _read_raws(body)]


def _wire(raw: bytes) -> Wire | SiyuError:
    try:
        return _read_one(raw)
    except msgspec.ValidationError as error:
        return Malformed(field=str(error).rpartition("`$.")[2].rstrip("`") or "body", value=str(error))


def _message(stored: StoredDelivery, place: Place, wire: Wire) -> Message:
    kind = wire.type if stored.delivery.kind == BATCH else stored.delivery.kind
    read = _READERS.get(kind)
    if read is None:
        raise UnknownType(field="type", value=kind)
    people = _people(wire)
    name, properties, traits = read(wire)
    if traits.identities:
        people = tuple(dict.fromkeys(people + traits.identities))
    if not people:
        raise NobodyNamed(field="userId")
    worth = figures(name, properties) if properties else NOTHING
    text = properties.decode() if properties else None
    at_ms = _time(stored, wire)
    message_id = _message_id(stored, place, wire)
    return Message(place, message_id, people, at_ms, name, text, *worth, traits.attributes)


def _people(wire: Wire) -> tuple[Identity, ...]:
    people = []
    if user_id := _id("userId", wire.user_id):
        people.append(Identity("user_id", user_id))
    if anonymous_id := _id("anonymousId", wire.anonymous_id):
        people.append(Identity("anonymous_id", anonymous_id))
    return tuple(people)


def _id(field: str, value: Id, limit: int = ID_LENGTH_MAX) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        value = int(value) if isinstance(value, float) and value.is_integer() else value
    text = str(value).strip()
    if len(text) > limit or "\0" in text:
        raise BadText(field=field, value=text, limit=limit)
    return text


def _time(stored: StoredDelivery, wire: Wire) -> int:
    received_ms = stored.delivery.received_at_ms
    if not wire.timestamp:
        return received_ms
    at_ms = parse_time(wire.timestamp)
    sent_at = wire.sent_at or stored.delivery.sent_at
    # A message that carries originalTimestamp has been corrected on its way already.
    if sent_at and not wire.original_timestamp:
        at_ms += received_ms - parse_time(sent_at, "sentAt")
    return max(min(at_ms, received_ms), EARLIEST_MS)


def _message_id(stored: StoredDelivery, place: Place, wire: Wire) -> str:
    """This function will return the message's id, or one made from its content when the sender gave none.

    Without a timestamp two equal messages may well be two events, so then the place tells them apart.
    """
    if given := _id("messageId", wire.message_id):
        return given
    if not wire.timestamp:
        return f"place:{place.delivery_id}:{place.position}"
    return "content:" + hashlib.sha256(raw_message(stored.delivery.body, place.position)).hexdigest()


def _track(wire: Wire) -> tuple[str, bytes, Traits]:
    name = (wire.event or "").strip()
    if not name or len(name) > NAME_LENGTH_MAX or "\0" in name:
        raise BadText(field="event", value=name, limit=NAME_LENGTH_MAX)
    if name in RESERVED_NAMES:
        raise ReservedName(field="event", value=name)
    return name, _object(wire.properties), NO_TRAITS


def _page(wire: Wire) -> tuple[str, bytes, Traits]:
    return PAGE_NAME, _titled(wire), NO_TRAITS


def _screen(wire: Wire) -> tuple[str, bytes, Traits]:
    return SCREEN_NAME, _titled(wire), NO_TRAITS


def _identify(wire: Wire) -> tuple[str, bytes, Traits]:
    return "", b"", read_traits(_traits(wire))


def _group(wire: Wire) -> tuple[str, bytes, Traits]:
    group_id = _id("groupId", wire.group_id)
    if not group_id:
        raise BadText(field="groupId", value="", limit=ID_LENGTH_MAX)
    return "", b"", read_traits({**_traits(wire), "id": group_id}, "group_")


def _alias(wire: Wire) -> tuple[str, bytes, Traits]:
    previous = _id("previousId", wire.previous_id)
    if not previous:
        raise BadText(field="previousId", value="", limit=ID_LENGTH_MAX)
    # The sender does not say which kind the old id was: it is kept as both, so later messages with it find the person.
    return "", b"", Traits((Identity("anonymous_id", previous), Identity("user_id", previous)), {})


def _titled(wire: Wire) -> bytes:
    title = {key: value for key, value in (("name", wire.name), ("category", wire.category)) if value}
    held = _object(wire.properties)
    if not title:
        return held
    return msgspec.json.encode({**(_read_object(held) if held else {}), **title})


def _traits(wire: Wire) -> dict[str, Any]:
    held = _object(wire.traits, "traits")
    return _read_object(held) if held else {}


def _object(raw: Raw, field: str = "properties") -> bytes:
    held = bytes(raw)
    if held in (b"", b"null", b"{}"):
        return b""
    if held[:1] != b"{":
        raise Malformed(field=field, value=f"{field} must be an object")
    return held


NO_TRAITS = Traits((), {})
_READERS = {
    "track": _track,
    "identify": _identify,
    "page": _page,
    "screen": _screen,
    "group": _group,
    "alias": _alias,
}
