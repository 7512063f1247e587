"""Folding one batch: from the inbox into customers, attributes, log and facts, in one core transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.contracts import AttributeProblem, Identity
from siyu.events import operations as log
from siyu.events.contracts import NAMES_MAX
from siyu.events.domain import LogEntry
from siyu.events.folding.models import fold_cursor
from siyu.events.folding.queries import position
from siyu.events.inbox import queries as inbox
from siyu.events.inbox.contracts import BATCH, StoredDelivery
from siyu.events.messages.contracts import Message, Refused
from siyu.events.messages.domain import raw_message, read_delivery
from siyu.events.parked.contracts import NewParked
from siyu.events.parked.operations import park
from siyu.events.queries import names_beyond_limit
from siyu.kit.clock import to_datetime
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid, SiyuError, Unavailable
from siyu.kit.ids import Ids
from siyu.kit.metrics import events_folded
from siyu.kit.platform import Platform

FOLD_MESSAGES_MAX = 5_000
FOLD_BYTES_MAX = 8 << 20
OUTSIDE = "outside"
SOURCE = "tracking"
# Identities whose form is checked by customers; ids of the sender's own making were checked when read.
PLAIN_KINDS = frozenset({"user_id", "anonymous_id"})

logger = structlog.get_logger(__name__)


class Unfoldable(Invalid):
    """A message that reads well broke the work on it; it was set aside so that the others could go on."""

    zh = "处理消息时出错:{value}"
    en = "The message could not be processed: {value}"
    fix_zh = "请把编号告诉管理员;修正后可重新入队"
    fix_en = "Give the number to your administrator; once put right it can be queued again"


class TooManyNames(Invalid):
    """The brand has as many event names as it may have; names are for kinds of events, not for single ones."""

    zh = "事件名已达上限 {value} 个"
    en = "The brand already has {value} event names, the most it may have"
    fix_zh = "请用固定的事件名,把编号等放进 properties"
    fix_en = "Use a fixed event name and put numbers and the like into properties"


class AttributeRefused(Invalid):
    """A trait does not fit the kind its attribute is registered with; the rest of the message was taken."""

    zh = "属性「{field}」的值「{value}」不是 {kind} 类型"
    en = "The attribute {field} is of kind {kind}: {value!r} does not fit"
    fix_zh = "修正取值或更改属性类型后重新入队"
    fix_en = "Correct the value or register the attribute with another kind, then queue it again"


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one fold works on."""

    deliveries: dict[int, StoredDelivery]
    messages: list[Message]
    refused: list[Refused]


def fold(platform: Platform, scope: Scope, *, messages_max: int = FOLD_MESSAGES_MAX) -> int:
    """This function will fold the brand's next batch (at most 5,000 messages or 8 MB) and return how many it read.

    The place in the inbox moves in the same transaction as everything the messages changed, so each is folded once,
    whoever else folds and whenever the process dies.
    """
    with platform.stores.core.reading() as conn:
        start = position(conn, scope)
    with platform.stores.inbox.reading() as conn:
        found = inbox.after(conn, scope, start, messages_max=messages_max, bytes_max=FOLD_BYTES_MAX)
    if not found:
        return 0
    batch = _read(found)
    if not platform.stores.core.write(lambda conn: _fold_batch(platform, conn, scope, start, batch)):
        return 0
    count = sum(stored.delivery.count for stored in found)
    events_folded.labels(str(scope.brand_id)).inc(count)
    return count


def _read(found: Sequence[StoredDelivery]) -> _Batch:
    batch = _Batch({stored.id: stored for stored in found}, [], [])
    for stored in found:
        good, refused = read_delivery(stored)
        batch.refused.extend(refused)
        for message in good:
            try:
                batch.messages.append(_with_clean_people(message))
            except SiyuError as error:
                batch.refused.append(Refused(message.place, error))
    return batch


def _with_clean_people(message: Message) -> Message:
    """This function will return the message with its identities in canonical form. Raises BadIdentity."""
    if all(one.kind in PLAIN_KINDS for one in message.people):
        return message
    return replace(message, people=tuple(customers.clean(one.kind, one.value) for one in message.people))


def _fold_batch(platform: Platform, conn: Connection, scope: Scope, start: int, batch: _Batch) -> bool:
    """This function will fold `batch` if nobody else has folded from `start`; says whether it did."""
    now_ms = platform.clock.now_ms()
    if not _advance(conn, scope, start, max(batch.deliveries), now_ms):
        return False
    refused = [*batch.refused, *_fold_or_split(platform, conn, scope, batch.messages)]
    park(conn, scope, [_parked(batch, one) for one in refused], at_ms=now_ms)
    return True


def _advance(conn: Connection, scope: Scope, start: int, end: int, now_ms: int) -> bool:
    """This function will move the cursor from `start` to `end`; False when it no longer stands at `start`."""
    if start == 0:
        scoped.insert_new(conn, scope, fold_cursor, [{"delivery_id": 0, "folded_at_ms": now_ms}])
    change = scoped.update(scope, fold_cursor).where(fold_cursor.c.delivery_id == start)
    return bool(conn.execute(change.values(delivery_id=end, folded_at_ms=now_ms)).rowcount)


def _fold_or_split(platform: Platform, conn: Connection, scope: Scope, messages: Sequence[Message]) -> list[Refused]:
    """This function will fold `messages`; when that fails, each half by itself, until only the culprits are left."""
    if not messages:
        return []
    try:
        with conn.begin_nested():
            return _fold_messages(platform, conn, scope, messages)
    except (OperationalError, InterfaceError, Unavailable, MemoryError):
        raise  # the store's trouble, not the message's: the whole batch is tried again
    except Exception as error:
        if len(messages) == 1:
            logger.exception("event.unfoldable", place=messages[0].place)
            reason = error if isinstance(error, SiyuError) else Unfoldable(value=f"{type(error).__name__}: {error}")
            return [Refused(messages[0].place, reason)]
    middle = len(messages) // 2
    first = _fold_or_split(platform, conn, scope, messages[:middle])
    return first + _fold_or_split(platform, conn, scope, messages[middle:])


def _fold_messages(platform: Platform, conn: Connection, scope: Scope, messages: Sequence[Message]) -> list[Refused]:
    now_ms = platform.clock.now_ms()
    # Before they are remembered as seen: a refused message may come again once names have been tidied up.
    messages, refused = _within_vocabulary(conn, scope, messages)
    seen = [message.message_id for message in messages]
    new = log.first_seen(conn, scope, seen, origin=OUTSIDE, at_ms=now_ms)
    fresh = [message for message, is_new in zip(messages, new, strict=True) if is_new]
    if not fresh:
        return refused
    ids = _resolve(platform, conn, scope, fresh, now_ms)
    refused += _set_attributes(platform, conn, scope, fresh, ids)
    logged = [(message, one) for message, one in zip(fresh, ids.tolist(), strict=True) if message.name]
    log.append(platform, conn, scope, [_entry(message, one) for message, one in logged])
    return refused


def _within_vocabulary(
    conn: Connection, scope: Scope, messages: Sequence[Message]
) -> tuple[Sequence[Message], list[Refused]]:
    """This function will refuse messages whose names would be more than a brand may have."""
    beyond = names_beyond_limit(conn, scope, {message.name for message in messages if message.name})
    if not beyond:
        return messages, []
    error = TooManyNames(field="event", value=NAMES_MAX)
    refused = [Refused(message.place, error) for message in messages if message.name in beyond]
    return [message for message in messages if message.name not in beyond], refused


def _resolve(platform: Platform, conn: Connection, scope: Scope, messages: Sequence[Message], now_ms: int) -> Ids:
    """This function will return the customer of each message: int64 array. Equal sets of identities are asked once."""
    places: dict[tuple[Identity, ...], int] = {}
    which = [places.setdefault(message.people, len(places)) for message in messages]
    found = customers.resolve(platform, conn, scope, list(places), source=SOURCE, at_ms=now_ms)
    return found[np.array(which, dtype=np.int64)]


def _set_attributes(
    platform: Platform, conn: Connection, scope: Scope, messages: Sequence[Message], ids: Ids
) -> list[Refused]:
    telling = [i for i, message in enumerate(messages) if message.traits]
    if not telling:
        return []
    result = set_attributes(
        platform,
        conn,
        scope,
        ids[telling],
        [messages[i].traits for i in telling],
        at_ms=[messages[i].at_ms for i in telling],
        source=SOURCE,
        define_missing=True,
    )
    return [_refusal(messages[telling[one.row]], one) for one in result.problems]


def _refusal(message: Message, problem: AttributeProblem) -> Refused:
    """This function will park the one trait that did not fit, as a message of its own that can be queued again."""
    error = AttributeRefused(field=problem.key, value=problem.value, kind=problem.kind.value)
    ids = {one.kind: one.value for one in message.people}
    left_over = {
        "type": "identify",
        "messageId": f"{message.message_id}#{problem.key}",
        "userId": ids.pop("user_id", None),
        "anonymousId": ids.pop("anonymous_id", None),
        "timestamp": to_datetime(message.at_ms, "UTC").isoformat(),
        "traits": {**ids, problem.key: problem.value},
    }
    return Refused(message.place, error, encode(left_over))


def _entry(message: Message, customer_id: int) -> LogEntry:
    worth = (message.value_fen, message.quantity, message.ref)
    return LogEntry(message.message_id, customer_id, message.at_ms, message.name, *worth, message.properties)


def _parked(batch: _Batch, refused: Refused) -> NewParked:
    stored = batch.deliveries[refused.place.delivery_id]
    error = refused.error
    body = refused.body or raw_message(stored.delivery.body, refused.place.position)
    return NewParked(
        source_id=stored.delivery.source_id,
        kind=BATCH if refused.body else stored.delivery.kind,
        received_at_ms=stored.delivery.received_at_ms,
        code=error.code,
        field=error.field or "",
        reason_zh=" ".join(filter(None, (error.detail("zh"), error.fix("zh")))),
        reason_en=" ".join(filter(None, (error.detail("en"), error.fix("en")))),
        body=body,
    )
