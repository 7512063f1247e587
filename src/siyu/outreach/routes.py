"""HTTP of outreach: messages, staff tasks, channel settings, gate rules, and asking the gate in advance."""

from dataclasses import asdict
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query

from siyu.customers.queries import cards
from siyu.kit.db.blocks import brand_shards
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.kit.ids import Ids
from siyu.outreach import operations, queries, schemas
from siyu.outreach.contracts import CHANNELS, ChannelKind, ChannelSettings, GateSettings, IntentState, SentMessage
from siyu.outreach.gating.operations import forecast
from siyu.segments import queries as segments
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_wecom

router = APIRouter(tags=["outreach"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("outreach.write"))]
ReadSettings = Annotated[Access, Depends(allow("settings.read"))]
WriteSettings = Annotated[Access, Depends(allow("settings.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


class UnknownChannel(NotFound):
    """There is no channel of this name."""

    zh = "没有名为「{value}」的渠道"
    en = "There is no channel called {value!r}"
    fix_zh = "可用渠道:{known}"
    fix_en = "Known channels: {known}"


class UnknownChannelField(Invalid):
    """A channel has no such setting."""

    zh = "渠道没有名为「{field}」的设置"
    en = "The channel has no setting called {field!r}"
    fix_zh = "可用设置:{known}"
    fix_en = "Known settings: {known}"


class UnknownMessageState(Invalid):
    """A message has no such state."""

    zh = "没有名为「{value}」的消息状态"
    en = "{value!r} is not a state of messages"
    fix_zh = "可用状态:{known}"
    fix_en = "Known states: {known}"


@router.get("/brands/{brand}/messages")
def messages(
    access: Read,
    state: str | None = None,
    channel: str | None = None,
    customer: int | None = None,
    journey: int | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.MessageOut]:
    """Messages, newest first; filtered by state, channel, customer and journey."""
    filters: dict[str, object] = {"state": _state(state), "channel": channel, "customer_id": customer}
    filters |= {"origin": "journey" if journey is not None else None, "origin_id": journey}
    with access.platform.stores.flow.reading() as conn:
        found = queries.messages(conn, access.scope, limit=limit, before_id=cursor, **filters)
    names = _names(access, [one.customer_id for one in found])
    # Customers outside the caller's part of the organisation are left out.
    items = [_message_out(one, names[one.customer_id]) for one in found if one.customer_id in names]
    return Page(items=items, next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.get("/brands/{brand}/staff-tasks")
def staff_tasks(
    access: Read, advisor: str | None = None, cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.StaffTaskOut]:
    """Messages that advisors have to confirm, newest first."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.staff_tasks(conn, access.scope, limit=limit, before_id=cursor, advisor=advisor)
    with access.platform.stores.core.reading() as conn:
        staff = staff_by_wecom(conn, access.scope, {one.advisor for one in found if one.advisor})
    names = {userid: person.name for userid, person in staff.items()}
    items = [
        schemas.StaffTaskOut.model_validate(asdict(one) | {"advisor_name": names.get(one.advisor, "")}) for one in found
    ]
    return Page(items=items, next_cursor=str(found[-1].id) if len(found) == limit else None)


@router.get("/brands/{brand}/channels")
def channels(access: ReadSettings) -> list[schemas.ChannelOut]:
    """Every channel with its settings."""
    return [_channel_out(access, name) for name in CHANNELS]


@router.get("/brands/{brand}/channels/{channel}")
def channel(access: ReadSettings, channel: str) -> schemas.ChannelOut:
    """One channel's settings; of secrets only which are set."""
    _kind(channel)
    return _channel_out(access, channel)


@router.put("/brands/{brand}/channels/{channel}")
def save_channel(access: WriteSettings, channel: str, body: schemas.ChannelIn) -> schemas.ChannelOut:
    """Set a channel up; secrets are stored encrypted and never shown again."""
    kind, on = _kind(channel), access.platform
    for given, known in ((body.config, kind.config), (body.secrets, kind.secrets)):
        for field in given.keys() - set(known):
            raise UnknownChannelField(field=field, known=", ".join((*kind.config, *kind.secrets)))
    settings = ChannelSettings(channel, body.enabled, body.config, body.secrets)
    at_ms = on.clock.now_ms()
    on.stores.flow.write(lambda conn: operations.save_channel(on, conn, access.scope, settings, at_ms=at_ms))
    told = {
        "enabled": body.enabled,
        **body.config,
        "secrets": sorted(name for name in body.secrets if body.secrets[name]),
    }
    on.stores.core.write(
        lambda conn: record_audit(conn, access.scope, "channel.save", f"channel:{channel}", told, at_ms=at_ms)
    )
    return _channel_out(access, channel)


@router.get("/brands/{brand}/outreach/rules")
def rules(access: ReadSettings) -> schemas.RulesBody:
    """The brand's cap and quiet hours."""
    with access.platform.stores.flow.reading() as conn:
        return schemas.RulesBody.model_validate(asdict(queries.gate_settings(conn, access.scope)))


@router.put("/brands/{brand}/outreach/rules")
def save_rules(access: WriteSettings, body: schemas.RulesBody) -> schemas.RulesBody:
    """Change the brand's cap and quiet hours; messages that have not passed the gate are judged by the new ones."""
    settings = GateSettings(**body.model_dump())
    access.platform.stores.flow.write(lambda conn: operations.save_gate_settings(conn, access.scope, settings))
    return body


@router.post("/brands/{brand}/outreach/forecast")
def ask_gate(access: Write, body: schemas.ForecastIn) -> schemas.ForecastOut:
    """What would happen to one message to each of these people now; nothing is planned."""
    kind = _kind(body.channel)
    ids = np.array(body.customer_ids or [], dtype=np.int64) if body.segment is None else _members(access, body.segment)
    told = forecast(access.platform, access.scope, ids, channel=body.channel, identity_kind=kind.identity_kind)
    return schemas.ForecastOut.model_validate(asdict(told))


def _state(name: str | None) -> int | None:
    if name is None:
        return None
    try:
        return int(IntentState[name.upper()])
    except KeyError:
        known = ", ".join(state.name.lower() for state in IntentState)
        raise UnknownMessageState(field="state", value=name, known=known) from None


def _kind(channel: str) -> ChannelKind:
    if channel not in CHANNELS:
        raise UnknownChannel(field="channel", value=channel, known=", ".join(CHANNELS))
    return CHANNELS[channel]


def _channel_out(access: Access, channel: str) -> schemas.ChannelOut:
    with access.platform.stores.flow.reading() as conn:
        found = queries.channel_settings(access.platform, conn, access.scope, channel)
    if found is None:
        return schemas.ChannelOut(channel=channel, enabled=False, config={}, secrets_set=[])
    set_ = sorted(name for name, value in found.secrets.items() if value)
    return schemas.ChannelOut(channel=channel, enabled=found.enabled, config=dict(found.config), secrets_set=set_)


def _names(access: Access, ids: list[int]) -> dict[int, str]:
    with access.platform.stores.core.reading() as conn:
        return {card.id: card.name for card in cards(access.platform, conn, access.scope, sorted(set(ids)))}


def _message_out(message: SentMessage, customer: str) -> schemas.MessageOut:
    values = asdict(message) | {"customer": customer, "state": message.state.name.lower()}
    return schemas.MessageOut.model_validate(values)


def _members(access: Access, segment_id: int) -> Ids:
    on = access.platform
    with on.stores.core.reading() as conn:
        segments.by_id(conn, access.scope, segment_id)
        parts = [
            segments.member_ids(on, conn, access.scope, segment_id, shard) for shard in brand_shards(conn, access.scope)
        ]
    whole = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return whole[: schemas.CUSTOMERS_PER_FORECAST_MAX]
