"""Reading messages, staff tasks, settings and stored contents. All take a flow connection."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, func

from siyu.kit.codec import decode
from siyu.kit.crypto import Keyring
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.kit.platform import Platform
from siyu.outreach.contracts import (
    Attachment,
    ChannelSettings,
    Content,
    GateSettings,
    IntentState,
    Origin,
    SentMessage,
    StaffTask,
)
from siyu.outreach.models import outreach_channel, outreach_content, outreach_intent, outreach_setting, staff_task
from siyu.outreach.settings import OutreachSettings

PAGE_MAX = 200
CONTENTS_MAX = 1_000
BUILT_IN_VARIABLES = frozenset({"name"})


class ContentNotFound(NotFound):
    """A stored message content does not exist."""

    zh = "没有找到消息内容「{value}」"
    en = "message content {value!r} was not found"


def find_content(conn: Connection, scope: Scope, digest: str) -> Content:
    """This function will return the stored content with `digest`. Raises ContentNotFound."""
    table = outreach_content.c
    row = conn.execute(scoped.select(scope, outreach_content).where(table.digest == digest)).first()
    if row is None:
        raise ContentNotFound(field="content", value=digest)
    return _content(row)


def contents(conn: Connection, scope: Scope, ids: Iterable[int]) -> dict[int, Content]:
    """This function will return stored contents by id, at most 1,000."""
    wanted = sorted(set(ids))[:CONTENTS_MAX]
    table = outreach_content.c
    rows = conn.execute(scoped.select(scope, outreach_content).where(table.id.in_(wanted)))
    return {row.id: _content(row) for row in rows}


def gate_settings(conn: Connection, scope: Scope) -> GateSettings:
    """This function will return the brand's gate rules, the defaults when none were saved."""
    table = outreach_setting.c
    columns = (table.cap_count, table.cap_window_ms, table.quiet_from_minute, table.quiet_until_minute, table.spread_ms)
    row = conn.execute(scoped.select(scope, *columns)).first()
    return GateSettings(*row) if row else GateSettings()


def channel_settings(platform: Platform, conn: Connection, scope: Scope, channel: str) -> ChannelSettings | None:
    """This function will return a channel's settings with its secrets, None when it was never set up."""
    row = stored_channel(conn, scope, channel)
    if row is None:
        return None
    secrets = open_secrets(platform, scope, row.sealed)
    return ChannelSettings(channel, bool(row.enabled), decode(row.config.encode(), dict[str, str]), secrets)


def stored_channel(conn: Connection, scope: Scope, channel: str) -> Row[Any] | None:
    """This function will return the stored row of a channel's settings, if any."""
    return conn.execute(scoped.select(scope, outreach_channel).where(outreach_channel.c.channel == channel)).first()


def open_secrets(platform: Platform, scope: Scope, sealed: bytes) -> dict[str, str]:
    """This function will decrypt a channel's stored secrets."""
    keyring: Keyring = platform.keyring
    return decode(keyring.decrypt(scope.brand_id, bytes(sealed)).encode(), dict[str, str])


def outreach_settings() -> OutreachSettings:
    """This function will return how long things may take, from the environment."""
    return OutreachSettings()


def messages(
    conn: Connection, scope: Scope, *, limit: int, before_id: int | None = None, **filters: object
) -> list[SentMessage]:
    """This function will list messages, newest first, below `before_id`.

    `filters`: any of state, channel, customer_id, origin, origin_id, origin_node.
    """
    joined = outreach_intent.join(outreach_content, outreach_content.c.id == outreach_intent.c.content_id)
    statement = scoped.select(scope, outreach_intent, outreach_content.c.text, from_=joined)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(outreach_intent.c[name] == value)
    if before_id is not None:
        statement = statement.where(outreach_intent.c.id < before_id)
    rows = conn.execute(statement.order_by(outreach_intent.c.id.desc()).limit(min(limit, PAGE_MAX)))
    return [_sent(row) for row in rows]


def state_counts(conn: Connection, scope: Scope, **filters: object) -> dict[IntentState, int]:
    """This function will count messages by state; `filters` as in `messages`."""
    statement = scoped.select(scope, outreach_intent.c.state, func.count()).group_by(outreach_intent.c.state)
    for name, value in filters.items():
        statement = statement.where(outreach_intent.c[name] == value)
    return {IntentState(state): int(number) for state, number in conn.execute(statement)}


def reason_counts(conn: Connection, scope: Scope, state: IntentState) -> dict[str, int]:
    """This function will count the messages in `state` by reason."""
    table = outreach_intent.c
    statement = scoped.select(scope, table.reason, func.count()).where(table.state == int(state))
    return {str(reason): int(number) for reason, number in conn.execute(statement.group_by(table.reason))}


def people_of_tasks(conn: Connection, scope: Scope, vendor_ids: Iterable[str]) -> set[tuple[str, int]]:
    """This function will return (vendor id, customer id) of every message recorded under one of `vendor_ids`."""
    table = outreach_intent.c
    found: set[tuple[str, int]] = set()
    for part in scoped.batches(sorted(set(vendor_ids)), CONTENTS_MAX):
        statement = scoped.select(scope, table.vendor_id, table.customer_id).where(table.vendor_id.in_(part))
        found |= {(str(row.vendor_id), int(row.customer_id)) for row in conn.execute(statement)}
    return found


def staff_tasks(
    conn: Connection, scope: Scope, *, limit: int, before_id: int | None = None, advisor: str | None = None
) -> list[StaffTask]:
    """This function will list advisors' tasks, newest first, below `before_id`."""
    joined = staff_task.join(outreach_content, outreach_content.c.id == staff_task.c.content_id)
    statement: Select[Any] = scoped.select(scope, staff_task, outreach_content.c.text, from_=joined)
    if advisor is not None:
        statement = statement.where(staff_task.c.advisor == advisor)
    if before_id is not None:
        statement = statement.where(staff_task.c.id < before_id)
    rows = conn.execute(statement.order_by(staff_task.c.id.desc()).limit(min(limit, PAGE_MAX)))
    return [_task(row) for row in rows]


def waiting_for(conn: Connection, scope: Scope, customer_id: int, advisor: str) -> list[StaffTask]:
    """This function will list the advisor's unconfirmed tasks that are meant for a customer too, newest first, at most 20."""
    table, task = outreach_intent.c, staff_task.c
    mine = scoped.select(scope, table.vendor_id).where(
        table.customer_id == customer_id, table.advisor == advisor, table.vendor_id != ""
    )
    joined = staff_task.join(outreach_content, outreach_content.c.id == staff_task.c.content_id)
    statement: Select[Any] = scoped.select(scope, staff_task, outreach_content.c.text, from_=joined).where(
        task.advisor == advisor, task.confirmed_at_ms.is_(None), task.settled.is_(False), task.vendor_id.in_(mine)
    )
    return [_task(row) for row in conn.execute(statement.order_by(task.id.desc()).limit(20))]


def _content(row: Row[Any]) -> Content:
    attached = decode(row.attachments.encode(), list[Attachment]) if row.attachments else []
    return Content(row.id, row.channel, row.text, tuple(attached))


def _sent(row: Row[Any]) -> SentMessage:
    return SentMessage(
        id=row.id,
        customer_id=row.customer_id,
        channel=row.channel,
        state=IntentState(row.state),
        reason=row.reason,
        text=row.text,
        origin=Origin(row.origin, row.origin_id, row.origin_node),
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
    )


def _task(row: Row[Any]) -> StaffTask:
    return StaffTask(
        id=row.id,
        channel=row.channel,
        vendor_id=row.vendor_id,
        advisor=row.advisor,
        text=row.text,
        people=row.people,
        delivered=row.delivered,
        failed=row.failed,
        created_at_ms=row.created_at_ms,
        confirmed_at_ms=row.confirmed_at_ms,
    )
