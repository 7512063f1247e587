"""Writes of parked messages."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from sqlalchemy import Connection

from siyu.events.inbox.contracts import BATCH, OVERSIZED, Delivery
from siyu.events.inbox.operations import accept
from siyu.events.parked.contracts import NewParked, ParkedMessage, ParkedState
from siyu.events.parked.models import parked_event
from siyu.events.parked.queries import find_parked
from siyu.kit.codec import decode_any, encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, NotFound
from siyu.kit.platform import Platform


class ParkedUnknown(NotFound):
    """The brand has no such parked message."""

    zh = "没有编号为 {value} 的搁置消息"
    en = "There is no parked message number {value}"


class NotParked(Conflict):
    """The message was requeued or dismissed already."""

    zh = "消息 {value} 已经处理过"
    en = "Message {value} has been dealt with already"
    fix_zh = "刷新列表查看其状态"
    fix_en = "Reload the list to see where it stands"


def park(conn: Connection, scope: Scope, messages: Sequence[NewParked], *, at_ms: int) -> None:
    """This function will keep `messages` with their reasons in the caller's core transaction.

    A message parked before is not listed twice; if it had been requeued it is back on the list.
    """
    rows = [_row(message, at_ms) for message in messages]
    changing = ["state", "code", "field", "reason_zh", "reason_en", "parked_at_ms"]
    scoped.upsert(conn, scope, parked_event, rows, index=["brand_id", "digest"], update=changing)


def requeue(
    platform: Platform, scope: Scope, parked_id: int, *, corrected: Mapping[str, Any] | None = None
) -> ParkedMessage:
    """This function will put a parked message back into the inbox, as it was or `corrected`, and return it.

    It keeps the time it was received. The inbox is written first and the mark after: should the process die in between,
    the message is still listed, and queueing it again changes nothing, because it goes by its own message id.
    Raises ParkedUnknown, NotParked.
    """
    with platform.stores.core.reading() as conn:
        held = _open(conn, scope, parked_id)
    body = encode([_with_id(corrected if corrected is not None else _plain(held.message.body), parked_id)])
    kind = BATCH if held.message.kind == OVERSIZED else held.message.kind
    delivery = Delivery(held.message.source_id, kind, held.message.received_at_ms, "", 1, body)
    platform.stores.inbox.write(lambda conn: accept(conn, scope, [delivery]))
    return platform.stores.core.write(lambda conn: _mark(conn, scope, parked_id, ParkedState.REQUEUED))


def dismiss(conn: Connection, scope: Scope, parked_id: int) -> ParkedMessage:
    """This function will take a parked message off the list for good; it stays stored. Raises ParkedUnknown, NotParked."""
    _open(conn, scope, parked_id)
    return _mark(conn, scope, parked_id, ParkedState.DISMISSED)


def _row(message: NewParked, at_ms: int) -> dict[str, object]:
    digest = hashlib.blake2b(message.body, digest_size=16, person=f"{message.source_id % 10**15}".encode()).digest()
    # The message keeps its bytes; its reason may quote a NUL, which PostgreSQL's texts cannot hold.
    told = {name: text.replace("\0", "␀") if isinstance(text, str) else text for name, text in asdict(message).items()}
    return {**told, "digest": digest, "parked_at_ms": at_ms, "state": ParkedState.PARKED.value}


def _open(conn: Connection, scope: Scope, parked_id: int) -> ParkedMessage:
    held = find_parked(conn, scope, parked_id)
    if held is None:
        raise ParkedUnknown(field="parked_event", value=parked_id)
    if held.state != ParkedState.PARKED:
        raise NotParked(field="state", value=parked_id)
    return held


def _mark(conn: Connection, scope: Scope, parked_id: int, state: ParkedState) -> ParkedMessage:
    conn.execute(scoped.update(scope, parked_event).where(parked_event.c.id == parked_id).values(state=state))
    held = find_parked(conn, scope, parked_id)
    if held is None:
        raise ParkedUnknown(field="parked_event", value=parked_id)
    return held


def _plain(body: bytes) -> Any:
    try:
        return decode_any(body)
    except msgspec.DecodeError:
        return msgspec.Raw(body)


def _with_id(message: Any, parked_id: int) -> Any:
    if isinstance(message, Mapping) and not message.get("messageId"):
        return {**message, "messageId": f"parked:{parked_id}"}
    return message
