"""Planning messages and changing the brand's settings. All take a flow connection and never commit."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Select, Text, literal

from siyu.kit.codec import encode
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment, ChannelSettings, Content, GateSettings, IntentState, NewIntent, Origin
from siyu.outreach.models import outreach_channel, outreach_content, outreach_intent, outreach_setting
from siyu.outreach.queries import find_content, open_secrets, stored_channel
from siyu.outreach.templates.domain import check_template

CAP_COUNT_MAX = 1_000
CAP_WINDOW_MS_MAX = 366 * 86_400_000
DAY_MINUTES = 24 * 60
_FIXED: dict[str, Any] = {
    "state": int(IntentState.PLANNED),
    "reason": "",
    "passed_at_ms": 0,
    "dispatched_at_ms": 0,
    "attempts": 0,
    "lease_until_ms": 0,
    "token": 0,
    "vendor_id": "",
    "advisor": "",
}


class BadGateSettings(Invalid):
    """A rule of the gate is out of range."""

    zh = "「{field}」的值「{value}」超出范围"
    en = "{field}: {value} is out of range"
    fix_zh = "请填写 {low} 到 {high} 之间的整数"
    fix_en = "Give a whole number from {low} to {high}"


def plan(
    conn: Connection, scope: Scope, content: Content, intents: Sequence[NewIntent], *, origin: Origin, at_ms: int
) -> int:
    """This function will plan messages and return how many were new; a key planned before changes nothing."""
    common = {**_FIXED, **_common(content, origin, at_ms)}
    before = {intent.key: intent for intent in intents}
    new = [
        {**common, "key": key, "customer_id": intent.customer_id, "due_at_ms": intent.not_before_ms}
        for key, intent in before.items()
    ]
    known = _count_keys(conn, scope, list(before))
    scoped.insert_new(conn, scope, outreach_intent, new)
    return len(new) - known


def plan_from(
    conn: Connection, scope: Scope, content: Content, people: Select[Any], *, origin: Origin, at_ms: int
) -> int:
    """This function will plan one message for each row of `people` (columns: key, customer_id) in one statement.

    Returns how many were new; a key planned before changes nothing.
    """
    common = {**_FIXED, **_common(content, origin, at_ms), "due_at_ms": at_ms}
    fixed = [literal(value, _TYPES[type(value)]) for value in common.values()]
    names = ["key", "customer_id", *common]
    return sets.insert_from(conn, scope, outreach_intent, names, people.add_columns(*fixed), new_only=True)


_TYPES: dict[type, Any] = {int: BigInteger, str: Text, bool: Integer}


def save_content(
    conn: Connection,
    scope: Scope,
    *,
    channel: str,
    text: str,
    known: frozenset[str] | None,
    attachments: Sequence[Attachment] = (),
) -> Content:
    """This function will store a template once and return it. Raises BadTemplate when it cannot be used."""
    check_template(text, known)
    packed = encode([asdict(one) for one in attachments]).decode() if attachments else ""
    words = f"{channel}\0{text}\0{packed}" if packed else f"{channel}\0{text}"
    row = {
        "channel": channel,
        "text": text,
        "attachments": packed,
        "digest": hashlib.sha256(words.encode()).hexdigest(),
    }
    scoped.insert_new(conn, scope, outreach_content, [row])
    return find_content(conn, scope, row["digest"])


def save_gate_settings(conn: Connection, scope: Scope, settings: GateSettings) -> None:
    """This function will replace the brand's gate rules. Raises BadGateSettings."""
    limits = {
        "cap_count": CAP_COUNT_MAX,
        "cap_window_ms": CAP_WINDOW_MS_MAX,
        "quiet_from_minute": DAY_MINUTES - 1,
        "quiet_until_minute": DAY_MINUTES - 1,
        "spread_ms": DAY_MINUTES * 60_000,
    }
    row = asdict(settings)
    for field, high in limits.items():
        if not 0 <= row[field] <= high:
            raise BadGateSettings(field=field, value=row[field], low=0, high=high)
    scoped.upsert(conn, scope, outreach_setting, [row], index=["brand_id"], update=list(limits))


def save_channel(platform: Platform, conn: Connection, scope: Scope, settings: ChannelSettings, *, at_ms: int) -> None:
    """This function will store a channel's settings; secrets left out or empty keep what was stored."""
    kept: Mapping[str, str] = {}
    if (row := stored_channel(conn, scope, settings.channel)) is not None:
        kept = open_secrets(platform, scope, row.sealed)
    secrets = {**kept, **{name: value for name, value in settings.secrets.items() if value}}
    sealed = platform.keyring.encrypt(scope.brand_id, encode(secrets).decode())
    row_ = {"channel": settings.channel, "enabled": settings.enabled, "config": encode(dict(settings.config)).decode()}
    stored = {**row_, "sealed": sealed, "updated_at_ms": at_ms}
    changed = ["enabled", "config", "sealed", "updated_at_ms"]
    scoped.upsert(conn, scope, outreach_channel, [stored], index=["brand_id", "channel"], update=changed)


def _common(content: Content, origin: Origin, at_ms: int) -> dict[str, Any]:
    return {
        "content_id": content.id,
        "channel": content.channel,
        "origin": origin.kind,
        "origin_id": origin.id,
        "origin_node": origin.node,
        "created_at_ms": at_ms,
        "updated_at_ms": at_ms,
    }


def _count_keys(conn: Connection, scope: Scope, keys: list[str]) -> int:
    found = 0
    for part in scoped.batches(keys, 500):
        statement = scoped.select(scope, outreach_intent.c.id).where(outreach_intent.c.key.in_(part))
        found += len(conn.execute(statement).all())
    return found
